/** Where events come from: making sources, their keys, and knowing a key in microseconds. */
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import { newSecret } from '#platform/ids';
import type { Db } from '#platform/postgres';
import type { Secrets } from '#platform/secrets';
import { refusals, type Source, type SourceKind } from '../contract.ts';
import * as store from '../store/sources.ts';

/** What a door needs to know of a source. */
export interface KnownSource {
  workspaceId: string;
  sourceId: string;
  kind: SourceKind;
  identitySecret: string | undefined;
}

export interface Sources {
  byKey(writeKey: string): Promise<KnownSource | undefined>;
  list(workspaceId: string): Promise<Source[]>;
  create(
    principal: Principal,
    wanted: { name: string; kind: SourceKind; writeKey?: string },
  ): Promise<{ source: Source; secrets: Shown }>;
  update(principal: Principal, id: string, change: { name?: string | undefined; enabled?: boolean | undefined }): Promise<Source>;
  rotate(principal: Principal, id: string): Promise<{ source: Source; secrets: Shown }>;
}

interface Shown {
  writeKey: string;
  identitySecret: string;
}

/** A stopped or rotated key is refused within this time on every process. */
const rememberMs = 1_000;

export function createSources({ db, audit, secrets }: { db: Db; audit: Audit; secrets: Secrets }): Sources {
  // Also remembers keys that do not exist: a flood of wrong keys costs one look-up a second each.
  const known = new LRUCache<string, { source: KnownSource | undefined }>({ max: 10_000, ttl: rememberMs });
  const looking = new Map<string, Promise<KnownSource | undefined>>();

  const lookUp = async (writeKey: string) => {
    const row = await db.inSystem((tx) => store.sourceByKey(tx, keyHash(writeKey)), { readOnly: true });
    const source = row && {
      workspaceId: row.workspaceId,
      sourceId: row.id,
      kind: row.kind,
      identitySecret: row.identitySecret ? secrets.open(row.identitySecret, row.id) : undefined,
    };
    known.set(writeKey, { source });
    return source;
  };

  const newKeys = (id: string, given?: string) => {
    const shown = { writeKey: given ?? newSecret('vwk'), identitySecret: newSecret('vis') };
    return { shown, keyHash: keyHash(shown.writeKey), sealed: secrets.seal(shown.identitySecret, id) };
  };

  return {
    async byKey(writeKey) {
      const remembered = known.get(writeKey);
      if (remembered) return remembered.source;
      const underWay = looking.get(writeKey) ?? lookUp(writeKey).finally(() => looking.delete(writeKey));
      looking.set(writeKey, underWay);
      return underWay;
    },
    list: (workspaceId) => db.inWorkspace(workspaceId, (tx) => store.listSources(tx, workspaceId), { readOnly: true }),
    create: (principal, { name, kind, writeKey }) =>
      db.inWorkspace(principal.workspaceId, async (tx) => {
        const id = await store.nextSourceId(tx);
        const keys = newKeys(id, writeKey);
        const publicKey = kind === 'browser' ? keys.shown.writeKey : undefined;
        await store.insertSource(tx, {
          workspaceId: principal.workspaceId,
          id,
          name,
          kind,
          keyHash: keys.keyHash,
          publicKey,
          identitySecret: keys.sealed,
        });
        await audit.record(tx, principal, { action: 'listen.source_created', subject: `source:${id}`, details: { name, kind } });
        // Somebody may have tried the key a moment ago, the first start itself for one: that it was unknown is remembered.
        tx.afterCommit(() => known.delete(keys.shown.writeKey));
        return { source: await existing(store.findSource(tx, principal.workspaceId, id)), secrets: keys.shown };
      }),
    update: (principal, id, change) =>
      db.inWorkspace(principal.workspaceId, async (tx) => {
        await store.updateSource(tx, principal.workspaceId, id, change);
        const source = await existing(store.findSource(tx, principal.workspaceId, id));
        await audit.record(tx, principal, { action: 'listen.source_changed', subject: `source:${id}`, details: change });
        tx.afterCommit(() => known.clear());
        return source;
      }),
    rotate: (principal, id) =>
      db.inWorkspace(principal.workspaceId, async (tx) => {
        const before = await existing(store.findSource(tx, principal.workspaceId, id));
        // A write key would open the other doors to whoever was only given an address.
        if (before.kind === 'webhook' || before.kind === 'channel')
          throw new Refusal(refusals.no_such_source, { detail: `A ${before.kind} has no write key.` });
        const keys = newKeys(id);
        const publicKey = before.kind === 'browser' ? keys.shown.writeKey : undefined;
        await store.replaceKeys(tx, principal.workspaceId, id, { keyHash: keys.keyHash, publicKey, identitySecret: keys.sealed });
        await audit.record(tx, principal, { action: 'listen.source_key_rotated', subject: `source:${id}` });
        tx.afterCommit(() => known.clear());
        return { source: await existing(store.findSource(tx, principal.workspaceId, id)), secrets: keys.shown };
      }),
  };
}

function keyHash(writeKey: string): Buffer {
  return createHash('sha256').update(writeKey).digest();
}

async function existing(found: Promise<Source | undefined>): Promise<Source> {
  const source = await found;
  if (!source) throw new Refusal(refusals.no_such_source);
  return source;
}
