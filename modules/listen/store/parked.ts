/** SQL of what was kept aside. */
import { empty, sql, type Tx } from '#platform/postgres';

export interface ParkedRow {
  id: string;
  sourceId: string | null;
  stage: 'intake' | 'conflict' | 'analytics' | 'identity';
  reason: string;
  field: string | null;
  messageId: string | null;
  body: string;
  parkedAt: Date;
}

export interface ParkedEvent extends ParkedRow {
  /** Of the log, when it was accepted before. */
  eventId: string | null;
}

/** Used after all; said by another event instead; let go. */
export type Settled = 'retried' | 'corrected' | 'dismissed';

const columns = sql`id, source_id as "sourceId", stage, reason, field, message_id as "messageId", body, parked_at as "parkedAt"`;

export interface ParkedFilter {
  sourceId: string | undefined;
  after: { parkedAt: string; id: string } | undefined;
  limit: number;
}

export function listParked(tx: Tx, workspaceId: string, { sourceId, after, limit }: ParkedFilter): Promise<ParkedRow[]> {
  return tx.many<ParkedRow>(sql`
    select ${columns} from listen.parked
     where workspace_id = ${workspaceId} and settled_at is null
       ${sourceId ? sql`and source_id = ${sourceId}` : empty}
       ${after ? sql`and (parked_at, id) < (${after.parkedAt}::timestamptz, ${after.id}::uuid)` : empty}
     order by parked_at desc, id desc limit ${limit}`);
}

/** Locked: two people cannot settle the same item. */
export function findParked(tx: Tx, workspaceId: string, id: string): Promise<ParkedEvent | undefined> {
  return tx.maybe<ParkedEvent>(sql`
    select ${columns}, event_id as "eventId" from listen.parked
     where workspace_id = ${workspaceId} and id = ${id} and settled_at is null for update`);
}

export async function settleParked(tx: Tx, workspaceId: string, id: string, how: Settled): Promise<void> {
  await tx.run(sql`
    update listen.parked set settled_at = now(), settled_how = ${how} where workspace_id = ${workspaceId} and id = ${id}`);
}

/** By event: still kept aside on its way to reports, or left out of them by somebody's decision. Others are absent. */
export type Aside = ReadonlyMap<string, 'open' | 'left out'>;

export async function asideAmong(tx: Tx, workspaceId: string, events: readonly { id: string }[]): Promise<Aside> {
  if (events.length === 0) return new Map();
  const rows = await tx.many<{ id: string; state: 'open' | 'left out' }>(sql`
    select event_id as id, case when settled_at is null then 'open' else 'left out' end as state from listen.parked
     where workspace_id = ${workspaceId} and stage = 'analytics' and event_id = any(${events.map(({ id }) => id)}::bigint[])
       and settled_how is distinct from 'retried'`);
  return new Map(rows.map(({ id, state }) => [id, state]));
}

/** These events are in reports after all. */
export async function settleReported(tx: Tx, workspaceId: string, events: readonly { id: string }[]): Promise<void> {
  if (events.length === 0) return;
  await tx.run(sql`
    update listen.parked set settled_at = now(), settled_how = 'retried'
     where workspace_id = ${workspaceId} and stage = 'analytics' and event_id = any(${events.map(({ id }) => id)}::bigint[])
       and settled_at is null`);
}
