import type { Principal } from '#platform/auth';
import type { Log } from '#platform/log';
import { storable, type Tx } from '#platform/postgres';
import { follow, genesis, type Head, hashOf, type Sealed } from './chain.ts';
import * as store from './store.ts';

export interface AuditEntry {
  /** Past tense: `people.role_changed`. */
  action: string;
  /** What it was done to: `person:0198…`. */
  subject: string;
  /** Facts for a human reader; never secrets, never customers' words. */
  details?: Record<string, unknown>;
}

export interface Audit {
  /**
   * Appends in the caller's transaction: the act and its record commit together or not at all. Holds the workspace's chain
   * until that transaction ends, so record last.
   */
  record(tx: Tx, principal: Principal, entry: AuditEntry): Promise<void>;
}

export type Verdict = { ok: true; head: Head } | { ok: false; no: number; reason: string };

const page = 1_000;

export function createAudit(deps: { log: Log }): Audit {
  const log = deps.log.child({ module: 'audit' });
  return {
    async record(tx, principal, { action, subject, details = {} }) {
      const { workspaceId } = principal;
      const head = await store.holdHead(tx, workspaceId);
      const entry: Sealed = {
        workspaceId,
        no: head.no + 1,
        at: head.now,
        actor: { kind: principal.kind, id: principal.id, label: principal.label },
        action,
        subject,
        // What is hashed is exactly what will be read back.
        details: storable(details) as Record<string, unknown>,
      };
      const hash = hashOf(head.hash, entry);
      await store.append(tx, { entry, previous: head.hash, hash });
      // The log leaves this machine in most installations: a head kept elsewhere is what tells a shortened chain.
      tx.afterCommit(() => log.info({ workspaceId, no: entry.no, action, head: hash.toString('hex') }, 'recorded'));
    },
  };
}

/** Follows the whole chain. Finds changed, removed and inserted entries; a shortened chain only by comparing its head. */
export async function verifyChain(tx: Tx, workspaceId: string): Promise<Verdict> {
  let head: Head = { no: 0, hash: genesis };
  for (;;) {
    const links = await store.linksAfter(tx, workspaceId, head.no, page);
    const verdict = follow(head, links);
    if (!verdict.ok || links.length < page) {
      return verdict;
    }
    head = verdict.head;
  }
}
