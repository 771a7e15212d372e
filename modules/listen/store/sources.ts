/** SQL of sources and their health. */
import { sql, type Tx } from '#platform/postgres';
import type { Source, SourceKind } from '../contract.ts';

export interface NewSource {
  workspaceId: string;
  id: string;
  name: string;
  kind: SourceKind;
  keyHash: Buffer;
  publicKey: string | undefined;
  /** Sealed. */
  identitySecret: string;
}

export async function nextSourceId(tx: Tx): Promise<string> {
  return (await tx.one<{ id: string }>(sql`select uuidv7() as id`)).id;
}

export function sourceByKey(
  tx: Tx,
  keyHash: Buffer,
): Promise<{ workspaceId: string; id: string; kind: SourceKind; identitySecret: string | null } | undefined> {
  return tx.maybe(sql`
    select workspace_id as "workspaceId", id, kind, identity_secret as "identitySecret" from listen.source_by_key(${keyHash})`);
}

export async function insertSource(tx: Tx, source: NewSource): Promise<void> {
  await tx.run(sql`
    insert into listen.source (workspace_id, id, name, kind, key_hash, public_key, identity_secret)
    values (${source.workspaceId}, ${source.id}, ${source.name}, ${source.kind}, ${source.keyHash}, ${source.publicKey ?? null},
            ${source.identitySecret})`);
}

export async function updateSource(
  tx: Tx,
  workspaceId: string,
  id: string,
  change: { name?: string | undefined; enabled?: boolean | undefined },
): Promise<void> {
  await tx.run(sql`
    update listen.source set name = coalesce(${change.name ?? null}, name), enabled = coalesce(${change.enabled ?? null}, enabled)
     where workspace_id = ${workspaceId} and id = ${id}`);
}

export async function replaceKeys(
  tx: Tx,
  workspaceId: string,
  id: string,
  keys: { keyHash: Buffer; publicKey: string | undefined; identitySecret: string },
): Promise<void> {
  await tx.run(sql`
    update listen.source
       set key_hash = ${keys.keyHash}, public_key = ${keys.publicKey ?? null}, identity_secret = ${keys.identitySecret}
     where workspace_id = ${workspaceId} and id = ${id}`);
}

interface SourceRow {
  id: string;
  name: string;
  kind: SourceKind;
  enabled: boolean;
  publicKey: string | null;
  createdAt: Date;
  lastEventAt: Date | null;
  eventsToday: number;
  events: number;
  keptAside: number;
}

const sourceOf = (row: SourceRow): Source => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  enabled: row.enabled,
  publicKey: row.publicKey,
  createdAt: row.createdAt.toISOString(),
  health: {
    lastEventAt: row.lastEventAt?.toISOString() ?? null,
    eventsToday: row.eventsToday,
    events: row.events,
    keptAside: row.keptAside,
  },
});

/** Health comes from the catalogue, not from counting the log: a page of sources costs the same at ten million events. */
const selectSources = (workspaceId: string) => sql`
  select s.id, s.name, s.kind, s.enabled, s.public_key as "publicKey", s.created_at as "createdAt",
         heard.last_event_at as "lastEventAt", coalesce(heard.today, 0)::float8 as "eventsToday",
         coalesce(heard.events, 0)::float8 as events, coalesce(aside.count, 0)::float8 as "keptAside"
    from listen.source s
    left join (select source_id, max(last_received) as last_event_at, sum(seen) as events,
                      sum(seen) filter (where day = (now() at time zone 'UTC')::date) as today
                 from listen.catalogue_event where workspace_id = ${workspaceId} group by source_id) heard on heard.source_id = s.id
    left join (select source_id, count(*) from listen.parked
                where workspace_id = ${workspaceId} and settled_at is null group by source_id) aside on aside.source_id = s.id
   where s.workspace_id = ${workspaceId}`;

export async function listSources(tx: Tx, workspaceId: string): Promise<Source[]> {
  const rows = await tx.many<SourceRow>(sql`${selectSources(workspaceId)} order by s.created_at, s.id`);
  return rows.map(sourceOf);
}

export async function findSource(tx: Tx, workspaceId: string, id: string): Promise<Source | undefined> {
  const row = await tx.maybe<SourceRow>(sql`${selectSources(workspaceId)} and s.id = ${id}`);
  return row && sourceOf(row);
}

/** What kind each source is. */
export async function sourceKinds(tx: Tx, workspaceId: string): Promise<Map<string, SourceKind>> {
  const rows = await tx.many<{ id: string; kind: SourceKind }>(sql`
    select id, kind from listen.source where workspace_id = ${workspaceId}`);
  return new Map(rows.map(({ id, kind }) => [id, kind]));
}
