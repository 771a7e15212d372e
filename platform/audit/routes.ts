import { z } from '#platform/contract';
import type { Bind } from '#platform/http';
import type { Db } from '#platform/postgres';
import { verifyChain } from './audit.ts';
import type { Link } from './chain.ts';
import { type AuditedEntry, listAudit, verifyAudit } from './contract.ts';
import { newestFirst } from './store.ts';

/** The position to go on from, as `next` gave it; anything else starts at the newest. */
const position = z.coerce.number().int().positive().catch(Number.MAX_SAFE_INTEGER);

export function bindAudit(bind: Bind, db: Db): void {
  bind(listAudit, async ({ workspaceId, query: { after, limit, ...filter } }) => {
    const before = after === undefined ? undefined : position.parse(after);
    const links = await db.inWorkspace(
      workspaceId,
      // One more than asked for tells whether there is a next page.
      (tx) => newestFirst(tx, workspaceId, filter, before, limit + 1),
      { readOnly: true },
    );
    const items = links.slice(0, limit).map(replyOf);
    return { items, next: links.length > limit ? String(items.at(-1)?.no) : null };
  });

  bind(verifyAudit, async ({ workspaceId }) => {
    // One snapshot for all pages, so that entries added meanwhile neither help nor disturb.
    const verdict = await db.inWorkspace(workspaceId, (tx) => verifyChain(tx, workspaceId), {
      readOnly: true,
      isolation: 'repeatable read',
    });
    return verdict.ok ? { ok: true, entries: verdict.head.no, head: verdict.head.hash.toString('hex') } : verdict;
  });
}

function replyOf({ entry: { workspaceId: _own, ...entry }, hash }: Link): AuditedEntry {
  return { ...entry, hash: hash.toString('hex') };
}
