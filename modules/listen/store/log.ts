/** SQL of the intake log: `listen.event`, `listen.sender`, `listen.parked`. */
import type { LRUCache } from 'lru-cache';
import { empty, prepared, sql, type Tx } from '#platform/postgres';

/** Numbers of the senders, in the order asked; unknown ones are registered. Sorted, so that two writers cannot deadlock. */
export async function registerSenders(
  tx: Tx,
  workspaceId: string,
  known: LRUCache<string, string>,
  asked: { type: string; value: string; sourceId: string }[],
): Promise<string[]> {
  const keyOf = (sender: { type: string; value: string }) => `${workspaceId}\u0000${sender.type}\u0000${sender.value}`;
  const missing = new Map<string, (typeof asked)[number]>();
  // What is known is taken now: by the time the others are registered, other workspaces may have pushed it out of memory.
  const found = new Map<string, string>();
  for (const sender of asked) {
    const key = keyOf(sender);
    const no = known.get(key);
    if (no === undefined) missing.set(key, sender);
    else found.set(key, no);
  }
  if (missing.size > 0) {
    const list = [...missing.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sender]) => sender);
    const types = list.map((sender) => sender.type);
    const values = list.map((sender) => sender.value);
    await tx.run(sql`
      insert into listen.sender (workspace_id, type, value, source_id)
      select ${workspaceId}, * from unnest(${types}::text[], ${values}::text[], ${list.map((sender) => sender.sourceId)}::uuid[])
      on conflict do nothing`);
    const rows = await tx.many<{ no: string; type: string; value: string }>(sql`
      select s.no, s.type, s.value from listen.sender s
        join unnest(${types}::text[], ${values}::text[]) as asked (type, value) using (type, value)
       where s.workspace_id = ${workspaceId}`);
    for (const row of rows) found.set(keyOf(row), row.no);
    // Only after commit: a rolled-back registration must not be remembered.
    tx.afterCommit(() => {
      for (const [key, no] of found) known.set(key, no);
    });
  }
  return asked.map((sender) => {
    const no = found.get(keyOf(sender));
    if (no === undefined) throw new Error('a sender was registered and not found');
    return no;
  });
}

export interface Parking {
  sourceId: string | undefined;
  stage: 'intake' | 'conflict' | 'analytics' | 'identity';
  reason: string;
  field: string | undefined;
  messageId: string | undefined;
  body: string;
  /** Of the log, when it was accepted before. */
  eventId?: string;
}

export async function parkMessages(tx: Tx, workspaceId: string, parkings: Parking[]): Promise<void> {
  if (parkings.length === 0) return;
  // NUL cannot stand in Postgres text; JSON text has it escaped already, other fields lose it.
  const clean = (text: string | undefined) => text?.replaceAll('\u0000', '\uFFFD') ?? null;
  await tx.run(sql`
    insert into listen.parked (workspace_id, source_id, stage, reason, field, message_id, body, event_id)
    select ${workspaceId}, * from unnest(
      ${parkings.map((parking) => parking.sourceId ?? null)}::uuid[], ${parkings.map((parking) => parking.stage)}::text[],
      ${parkings.map((parking) => clean(parking.reason))}::text[], ${parkings.map((parking) => clean(parking.field))}::text[],
      ${parkings.map((parking) => clean(parking.messageId))}::text[], ${parkings.map((parking) => clean(parking.body))}::text[],
      ${parkings.map((parking) => parking.eventId ?? null)}::bigint[])`);
}

/** One event as later rooms read it from the log. */
export interface LogRow {
  tx: string;
  id: string;
  sourceId: string;
  senderNo: string;
  kind: string;
  name: string;
  trusted: boolean;
  occurredAt: Date;
  receivedAt: Date;
  body: string;
}

/** `version`: which writing of the row this is; another one as soon as somebody changes it. */
export interface LoggedRow extends LogRow {
  version: string;
}

const logColumns = sql`
  tx::text as tx, id, source_id as "sourceId", sender_no as "senderNo", kind, name, trusted, occurred_at as "occurredAt",
  received_at as "receivedAt", body`;

/**
 * Events after the cursor in commit order, never past a transaction that is still open. The order names the table's column: a
 * bare `tx` would mean the answer's, which is text, and '1000' sorts before '999'.
 */
export function readLog(
  tx: Tx,
  workspaceId: string,
  after: { tx: string; id: string },
  limit: number,
  upTo?: { tx: string; id: string },
): Promise<LoggedRow[]> {
  return tx.many<LoggedRow>(sql`
    select ${logColumns}, xmin::text as version from listen.event
     where workspace_id = ${workspaceId} and (tx, id) > (${after.tx}::xid8, ${after.id}::bigint)
       and tx < pg_snapshot_xmin(pg_current_snapshot())
       ${upTo ? sql`and (tx, id) <= (${upTo.tx}::xid8, ${upTo.id}::bigint)` : empty}
     order by listen.event.tx, listen.event.id limit ${limit}`);
}

/** Which writing of which event: `id:version`. */
export const mark = ({ id, version }: Pick<LoggedRow, 'id' | 'version'>) => `${id}:${version}`;

/** The marks of the rows that `readLog` would read, in its order: a fraction of its cost where what they say is known. */
export async function readMarks(
  tx: Tx,
  workspaceId: string,
  after: { tx: string; id: string },
  limit: number,
  upTo?: { tx: string; id: string },
): Promise<string[]> {
  const query = sql`
    select string_agg(id || ':' || version, ',' order by tx, id) as marks from (
      select e.tx, e.id, e.xmin as version from listen.event e
       where workspace_id = ${workspaceId} and (tx, id) > (${after.tx}::xid8, ${after.id}::bigint)
         and tx < pg_snapshot_xmin(pg_current_snapshot())
         ${upTo ? sql`and (tx, id) <= (${upTo.tx}::xid8, ${upTo.id}::bigint)` : empty}
       order by e.tx, e.id limit ${limit}) as following`;
  const { marks } = await tx.one<{ marks: string | null }>(
    prepared(upTo ? 'listen.read_marks_up_to' : 'listen.read_marks', query),
  );
  return marks === null ? [] : marks.split(',');
}

/** How much of the newest log one look back reads. */
const lookBackAt = 200_000;

/**
 * Events of these names received since then, oldest first, out of the newest of the log: a look back, not a report. `from` is when
 * the oldest event that was looked at was received, later than asked for where the log is long.
 */
export async function heardLately(
  tx: Tx,
  workspaceId: string,
  names: readonly string[],
  since: Date,
): Promise<{ rows: LogRow[]; from: Date }> {
  const newest = sql`
    select * from listen.event where workspace_id = ${workspaceId} order by tx desc, id desc limit ${lookBackAt}`;
  const rows = await tx.many<LogRow>(sql`
    select ${logColumns} from (${newest}) as event
     where name = any(${[...names]}::text[]) and received_at >= ${since} order by event.tx, event.id`);
  const edge = await tx.maybe<{ at: Date }>(sql`
    select received_at as at from listen.event where workspace_id = ${workspaceId}
     order by listen.event.tx desc, listen.event.id desc offset ${lookBackAt - 1} limit 1`);
  return { rows, from: edge !== undefined && edge.at > since ? edge.at : since };
}

/** One event of the log; undefined when it was erased. */
export function eventById(tx: Tx, workspaceId: string, id: string): Promise<LogRow | undefined> {
  return tx.maybe<LogRow>(sql`select ${logColumns} from listen.event where workspace_id = ${workspaceId} and id = ${id}::bigint`);
}

/** When the newest event was received; undefined in a workspace that heard nothing. */
export async function newestKept(tx: Tx, workspaceId: string): Promise<Date | undefined> {
  const row = await tx.maybe<{ at: Date }>(sql`
    select received_at as at from listen.event where workspace_id = ${workspaceId} order by tx desc, id desc limit 1`);
  return row?.at;
}

/** Whether anything lies after the cursor, readable yet or not: an older transaction that is still open hides what follows it. */
export async function anyAfter(tx: Tx, workspaceId: string, after: { tx: string; id: string }): Promise<boolean> {
  const row = await tx.maybe<{ found: boolean }>(sql`
    select true as found from listen.event
     where workspace_id = ${workspaceId} and (tx, id) > (${after.tx}::xid8, ${after.id}::bigint) limit 1`);
  return row !== undefined;
}

export interface Heard {
  /** Whoever sent events of the names asked for, with those names. */
  senders: { senderNo: string; names: string[] }[];
  /** How far the log was read. */
  to: { tx: string; id: string };
  /** False at the end of the stretch asked for. */
  more: boolean;
}

/** Who sent which of these events after one place in the log and up to another; bodies are not read. At most `limit` events at a time. */
export async function sendersBetween(
  tx: Tx,
  workspaceId: string,
  after: { tx: string; id: string },
  upTo: { tx: string; id: string },
  names: readonly string[],
  limit: number,
): Promise<Heard> {
  const between = (end: { tx: string; id: string }) => sql`
    workspace_id = ${workspaceId} and (tx, id) > (${after.tx}::xid8, ${after.id}::bigint)
    and (tx, id) <= (${end.tx}::xid8, ${end.id}::bigint)`;
  const full = await tx.maybe<{ tx: string; id: string }>(sql`
    select e.tx::text as tx, e.id from listen.event e where ${between(upTo)} order by e.tx, e.id offset ${limit - 1} limit 1`);
  const to = full ?? upTo;
  const senders = await tx.many<Heard['senders'][number]>(sql`
    select sender_no as "senderNo", array_agg(distinct name) as names from listen.event
     where ${between(to)} and name = any(${names}::text[]) group by sender_no`);
  return { senders, to, more: full !== undefined };
}
