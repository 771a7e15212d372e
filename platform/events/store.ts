/** The only SQL on the outbox and its parked events. */
import { jsonb, sql, type Tx } from '#platform/postgres';
import type { Cursor } from './cursor.ts';

export interface EventRow {
  tx: string;
  id: string;
  type: string;
  data: unknown;
  at: Date;
}

export interface ParkedEvent {
  subscriber: string;
  /** The event's number in the outbox. */
  event: string;
  type: string;
  data: unknown;
  reason: string;
  attempts: number;
  /** When it is tried again by itself; null when it waits for `retryParked`. */
  nextTry: Date | null;
  failedAt: Date;
}

export async function append(tx: Tx, workspaceId: string, type: string, data: unknown): Promise<void> {
  await tx.run(sql`
    insert into platform.event (workspace_id, type, data) values (${workspaceId}, ${type}, ${jsonb(data)})`);
}

/**
 * What waits behind a subscriber's cursor, without locking or writing, so that idle sweeps use up no transaction ids.
 * `readable` leaves out what lies above the watermark and what rests after a failed try.
 */
export async function waiting(tx: Tx, workspaceId: string, subscriber: string): Promise<{ any: boolean; readable: boolean }> {
  return tx.one(sql`
    with here as (
      select coalesce(max(at_tx), '0') as at_tx, coalesce(max(at_id), 0) as at_id from platform.cursor
       where workspace_id = ${workspaceId} and subscriber = ${subscriber})
    select exists (select from platform.event, here
                    where workspace_id = ${workspaceId} and (tx, id) > (at_tx, at_id)) as any,
           exists (select from platform.event, here
                    where workspace_id = ${workspaceId} and (tx, id) > (at_tx, at_id)
                      and tx < pg_snapshot_xmin(pg_current_snapshot()))
           and not exists (select from platform.parked_event
                            where workspace_id = ${workspaceId} and subscriber = ${subscriber}
                              and next_try > clock_timestamp()) as readable`);
}

/** The next events in commit order, below the watermark: every transaction that could still come before them has ended. */
export async function readAfter(tx: Tx, workspaceId: string, cursor: Cursor, limit: number): Promise<EventRow[]> {
  return tx.many(sql`
    select tx::text, id::text, type, data, at from platform.event
     where workspace_id = ${workspaceId}
       and (tx, id) > (${cursor.tx}::xid8, ${cursor.id}::bigint)
       and tx < pg_snapshot_xmin(pg_current_snapshot())
     order by platform.event.tx, platform.event.id
     limit ${limit}`);
}

/** Notes a failed try. After the last one the event is parked; answers whether it is. */
export async function noteFailure(
  tx: Tx,
  workspaceId: string,
  subscriber: string,
  eventId: string,
  failure: { reason: string; tries: number; firstPauseMs: number },
): Promise<{ parked: boolean; attempts: number }> {
  const pause = `${failure.firstPauseMs} milliseconds`;
  return tx.one(sql`
    insert into platform.parked_event as p (workspace_id, subscriber, event_id, reason, attempts, next_try)
    values (${workspaceId}, ${subscriber}, ${eventId}, ${failure.reason}, 1, clock_timestamp() + ${pause}::interval)
    on conflict (workspace_id, subscriber, event_id) do update
       set reason = excluded.reason, attempts = p.attempts + 1, failed_at = clock_timestamp(),
           next_try = case when p.next_try is not null and p.attempts + 1 < ${failure.tries}
                           then clock_timestamp() + ${pause}::interval * 3 ^ p.attempts end
    returning next_try is null as parked, attempts::int as attempts`);
}

export async function forgetFailure(tx: Tx, workspaceId: string, subscriber: string, eventId: string): Promise<void> {
  await tx.run(sql`
    delete from platform.parked_event
     where workspace_id = ${workspaceId} and subscriber = ${subscriber} and event_id = ${eventId}`);
}

/** The event that is being retried in its place, if any: there is at most one a subscriber. */
export async function retried(tx: Tx, workspaceId: string, subscriber: string): Promise<string | undefined> {
  const row = await tx.maybe<{ id: string }>(sql`
    select event_id::text as id from platform.parked_event
     where workspace_id = ${workspaceId} and subscriber = ${subscriber} and next_try is not null`);
  return row?.id;
}

export async function parkedIds(tx: Tx, workspaceId: string, subscriber: string, only?: string): Promise<string[]> {
  const rows = await tx.many<{ id: string }>(sql`
    select event_id::text as id from platform.parked_event
     where workspace_id = ${workspaceId} and subscriber = ${subscriber} and next_try is null
       and (${only ?? null}::bigint is null or event_id = ${only ?? null}::bigint)
     order by event_id`);
  return rows.map((row) => row.id);
}

/** Locks a parked event for a retry. Undefined when it is gone or another process has it in hand. */
export async function takeParked(tx: Tx, workspaceId: string, subscriber: string, id: string): Promise<EventRow | undefined> {
  return tx.maybe(sql`
    select e.tx::text, e.id::text, e.type, e.data, e.at
      from platform.parked_event p
      join platform.event e on e.workspace_id = p.workspace_id and e.id = p.event_id
     where p.workspace_id = ${workspaceId} and p.subscriber = ${subscriber} and p.event_id = ${id} and p.next_try is null
       for update of p skip locked`);
}

export async function listParked(tx: Tx, workspaceId: string): Promise<ParkedEvent[]> {
  return tx.many(sql`
    select p.subscriber, p.event_id::text as event, e.type, e.data, p.reason, p.attempts::int as attempts,
           p.next_try as "nextTry", p.failed_at as "failedAt"
      from platform.parked_event p
      join platform.event e on e.workspace_id = p.workspace_id and e.id = p.event_id
     where p.workspace_id = ${workspaceId}
     order by p.failed_at desc
     limit 200`);
}

/**
 * Removes the oldest events that all these subscribers are past and that were told more than `days` ago; answers how many. What is
 * parked stays, with its event, until somebody retries it. A subscriber without a cursor has everything before it: nothing goes.
 */
export async function prune(tx: Tx, workspaceId: string, subscribers: string[], days: number, limit: number): Promise<number> {
  return tx.run(sql`
    with passed as (
      select at_tx, at_id from platform.cursor
       where workspace_id = ${workspaceId} and subscriber = any(${subscribers})
         and (select count(*) from platform.cursor
               where workspace_id = ${workspaceId} and subscriber = any(${subscribers})) = ${subscribers.length}::bigint
       order by at_tx, at_id limit 1)
    delete from platform.event where workspace_id = ${workspaceId} and id in (
      select e.id from platform.event e, passed
       where e.workspace_id = ${workspaceId} and (e.tx, e.id) <= (at_tx, at_id)
         and e.at < now() - make_interval(days => ${days}::integer)
         and not exists (select from platform.parked_event p where p.workspace_id = e.workspace_id and p.event_id = e.id)
       order by e.tx, e.id
       limit ${limit})`);
}

/**
 * Transactions with an id hold `pg_snapshot_xmin` back, whatever database they are in. Of other roles' sessions Postgres shows
 * the id's lock but not the age, unless this role may read all statistics; `heldBackMs` of the lanes catches those.
 */
export async function oldestWriterMs(tx: Tx): Promise<number> {
  const row = await tx.one<{ ms: number }>(sql`
    select coalesce(max(extract(epoch from clock_timestamp() - since)) * 1000, 0)::float8 as ms
      from (select xact_start as since from pg_stat_activity where backend_xid is not null
            union all
            select prepared from pg_prepared_xacts) as open`);
  return row.ms;
}
