/** SQL of watches: what they look at, what each bucket was, what was found. */
import { jsonb, sql, type Tx } from '#platform/postgres';
import type { BlindWhy, Grain, Watch, WatchedAbout, WatchFinding, WatchVerdict } from '../contract.ts';
import { type Looked, mostShown } from './rules/look.ts';

export interface WatchRow {
  id: string;
  title: string;
  about: WatchedAbout;
  grain: Grain;
  timeZone: string;
  sensitivity: Watch['sensitivity'];
  todo: string;
  answerHours: number;
  ownerId: string;
  createdBy: string;
  createdAt: Date;
  paused: boolean;
  judgedTo: Date | null;
  nextAt: Date;
  blindSince: Date | null;
  blindWhy: BlindWhy | null;
  blindDetail: string | null;
  caughtUp: Watch['caughtUp'];
}

const columns = sql`id, title, about, grain, time_zone as "timeZone", sensitivity, todo, answer_hours::float8 as "answerHours",
  owner_id as "ownerId", created_by as "createdBy", created_at as "createdAt", paused, judged_to as "judgedTo", next_at as "nextAt",
  blind_since as "blindSince", blind_why as "blindWhy", blind_detail as "blindDetail",
  caught_up as "caughtUp"`;

export const listWatches = (tx: Tx, workspaceId: string): Promise<WatchRow[]> =>
  tx.many(sql`select ${columns} from measure.watch where workspace_id = ${workspaceId} order by lower(title), id limit 200`);

export const findWatch = (tx: Tx, workspaceId: string, id: string): Promise<WatchRow | undefined> =>
  tx.maybe(sql`select ${columns} from measure.watch where workspace_id = ${workspaceId} and id = ${id}`);

export const holdWatch = (tx: Tx, workspaceId: string, id: string): Promise<WatchRow | undefined> =>
  tx.maybe(sql`select ${columns} from measure.watch where workspace_id = ${workspaceId} and id = ${id} for update`);

/** One at a time counts them and adds one. */
export async function holdCount(tx: Tx, workspaceId: string): Promise<number> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`measure.watch ${workspaceId}`}, 0))`);
  const row = await tx.one<{ count: number }>(
    sql`select count(*)::float8 as count from measure.watch where workspace_id = ${workspaceId}`,
  );
  return row.count;
}

export type NewWatch = Pick<
  WatchRow,
  'id' | 'title' | 'about' | 'grain' | 'timeZone' | 'sensitivity' | 'todo' | 'answerHours' | 'ownerId' | 'createdBy' | 'nextAt'
>;

export async function insertWatch(tx: Tx, workspaceId: string, given: NewWatch): Promise<void> {
  const { id, title, about, grain, timeZone, sensitivity, todo, answerHours, ownerId, createdBy, nextAt } = given;
  await tx.run(sql`
    insert into measure.watch (workspace_id, id, title, about, grain, time_zone, sensitivity, todo, answer_hours, owner_id, created_by,
                               next_at)
    values (${workspaceId}, ${id}, ${title}, ${jsonb(about)}, ${grain}, ${timeZone}, ${sensitivity}, ${todo}, ${answerHours}, ${ownerId},
            ${createdBy}, ${nextAt})`);
}

export async function updateWatch(tx: Tx, workspaceId: string, row: WatchRow): Promise<void> {
  await tx.run(sql`
    update measure.watch set title = ${row.title}, sensitivity = ${row.sensitivity}, todo = ${row.todo}, paused = ${row.paused},
           answer_hours = ${row.answerHours}, owner_id = ${row.ownerId}, judged_to = ${row.judgedTo}, next_at = ${row.nextAt}
     where workspace_id = ${workspaceId} and id = ${row.id}`);
}

export const deleteWatch = (tx: Tx, workspaceId: string, id: string): Promise<number> =>
  tx.run(sql`delete from measure.watch where workspace_id = ${workspaceId} and id = ${id}`);

// ---- looking ---------------------------------------------------------------------------------------------------------------

/** Those whose time has come, the longest overdue first. */
export const dueWatches = async (tx: Tx, workspaceId: string, now: Date, limit: number): Promise<string[]> =>
  (
    await tx.many<{ id: string }>(sql`
      select id from measure.watch where workspace_id = ${workspaceId} and not paused and next_at <= ${now}
       order by next_at, id limit ${limit}`)
  ).map(({ id }) => id);

export async function noteLook(
  tx: Tx,
  workspaceId: string,
  id: string,
  look: { judgedTo: Date | null; nextAt: Date; caughtUp: Watch['caughtUp'] },
): Promise<void> {
  await tx.run(sql`
    update measure.watch set judged_to = ${look.judgedTo}, next_at = ${look.nextAt}, looked_at = now(), blind_since = null,
           blind_why = null, blind_detail = null, caught_up = coalesce(${look.caughtUp && jsonb(look.caughtUp)}::jsonb, caught_up)
     where workspace_id = ${workspaceId} and id = ${id}`);
}

export async function noteBlind(
  tx: Tx,
  workspaceId: string,
  id: string,
  { now, why, detail, nextAt }: { now: Date; why: BlindWhy; detail: string; nextAt: Date },
): Promise<void> {
  await tx.run(sql`
    update measure.watch set blind_since = coalesce(blind_since, ${now}), blind_why = ${why}, blind_detail = ${detail},
           next_at = ${nextAt}
     where workspace_id = ${workspaceId} and id = ${id}`);
}

export const putOff = (tx: Tx, workspaceId: string, id: string, nextAt: Date): Promise<number> =>
  tx.run(sql`update measure.watch set next_at = ${nextAt} where workspace_id = ${workspaceId} and id = ${id}`);

export const insertBuckets = (
  tx: Tx,
  workspaceId: string,
  watchId: string,
  buckets: readonly (Looked & { findingId: string | null })[],
): Promise<number> =>
  tx.run(sql`
    insert into measure.watch_bucket (workspace_id, watch_id, at, seen, expected, low, high, side, finding_id)
    select ${workspaceId}, ${watchId}, b.at, b.seen, b.expected, b.low, b.high, b.side, b.finding
      from unnest(${buckets.map(({ at }) => new Date(at))}::timestamptz[], ${buckets.map(({ seen }) => seen)}::float8[],
                  ${buckets.map(({ expected }) => expected)}::float8[], ${buckets.map(({ low }) => low)}::float8[],
                  ${buckets.map(({ high }) => high)}::float8[], ${buckets.map(({ side }) => side)}::text[],
                  ${buckets.map(({ findingId }) => findingId)}::uuid[]) as b (at, seen, expected, low, high, side, finding)
    on conflict do nothing`);

/** Buckets further back than the screen shows. */
export const forgetBuckets = (tx: Tx, workspaceId: string, watchId: string): Promise<number> =>
  tx.run(sql`
    delete from measure.watch_bucket
     where workspace_id = ${workspaceId} and watch_id = ${watchId}
       and at < (select min(kept.at) from (select at from measure.watch_bucket where workspace_id = ${workspaceId} and watch_id = ${watchId}
                                            order by at desc limit ${mostShown}) kept)`);

/** Oldest first. */
export const bucketsOf = (
  tx: Tx,
  workspaceId: string,
  watchIds: readonly string[],
): Promise<(Omit<Looked, 'at'> & { watchId: string; at: Date })[]> =>
  tx.many(sql`
    select watch_id as "watchId", at, seen, expected, low, high, side from measure.watch_bucket
     where workspace_id = ${workspaceId} and watch_id = any(${watchIds}::uuid[]) order by watch_id, at`);

// ---- findings --------------------------------------------------------------------------------------------------------------

export interface FindingRow {
  id: string;
  watchId: string;
  side: 'high' | 'low';
  fromAt: Date;
  lastAt: Date;
  seen: number;
  expected: number | null;
  low: number | null;
  high: number | null;
  explained: WatchFinding['explained'];
  ownerId: string;
  momentId: string;
  openedAt: Date;
  dueAt: Date;
  verdict: WatchVerdict | null;
  note: string;
  judgedBy: string | null;
  judgedAt: Date | null;
  escalatedTo: string | null;
}

const found = sql`f.id, f.watch_id as "watchId", f.side, f.from_at as "fromAt", f.last_at as "lastAt", f.seen, f.expected, f.low, f.high,
  f.explained, f.owner_id as "ownerId", f.moment_id as "momentId", f.opened_at as "openedAt", f.due_at as "dueAt", f.verdict, f.note,
  f.judged_by as "judgedBy", f.judged_at as "judgedAt", f.escalated_to as "escalatedTo"`;

export type NewFinding = Pick<
  FindingRow,
  | 'id'
  | 'watchId'
  | 'side'
  | 'fromAt'
  | 'lastAt'
  | 'seen'
  | 'expected'
  | 'low'
  | 'high'
  | 'explained'
  | 'ownerId'
  | 'momentId'
  | 'dueAt'
>;

export async function insertFinding(tx: Tx, workspaceId: string, given: NewFinding): Promise<void> {
  const { id, watchId, side, fromAt, lastAt, seen, expected, low, high, explained, ownerId, momentId, dueAt } = given;
  await tx.run(sql`
    insert into measure.watch_finding (workspace_id, id, watch_id, side, from_at, last_at, seen, expected, low, high, explained, owner_id,
                                       moment_id, due_at)
    values (${workspaceId}, ${id}, ${watchId}, ${side}, ${fromAt}, ${lastAt}, ${seen}, ${expected}, ${low}, ${high}, ${jsonb(explained)},
            ${ownerId}, ${momentId}, ${dueAt})`);
}

export const lastFinding = (tx: Tx, workspaceId: string, watchId: string): Promise<FindingRow | undefined> =>
  tx.maybe(sql`
    select ${found} from measure.watch_finding f where f.workspace_id = ${workspaceId} and f.watch_id = ${watchId}
     order by f.last_at desc, f.id desc limit 1`);

export const prolong = (tx: Tx, workspaceId: string, id: string, lastAt: Date): Promise<number> =>
  tx.run(sql`update measure.watch_finding set last_at = ${lastAt} where workspace_id = ${workspaceId} and id = ${id}`);

export const findFinding = (tx: Tx, workspaceId: string, id: string): Promise<FindingRow | undefined> =>
  tx.maybe(sql`select ${found} from measure.watch_finding f where f.workspace_id = ${workspaceId} and f.id = ${id}`);

export const holdFinding = (tx: Tx, workspaceId: string, id: string): Promise<FindingRow | undefined> =>
  tx.maybe(sql`select ${found} from measure.watch_finding f where f.workspace_id = ${workspaceId} and f.id = ${id} for update`);

/** Of each watch: those that wait for a word, then the latest, `limit` in all. */
export const findingsOf = (tx: Tx, workspaceId: string, watchIds: readonly string[], limit: number): Promise<FindingRow[]> =>
  tx.many(sql`
    select f.* from unnest(${watchIds}::uuid[]) as w (id)
     cross join lateral (select ${found} from measure.watch_finding f where f.workspace_id = ${workspaceId} and f.watch_id = w.id
                          order by f.verdict is not null, f.from_at desc, f.id desc limit ${limit}) f`);

export interface SaidRow {
  watchId: string;
  real: number;
  expected: number;
  falseAlarm: number;
  open: number;
}

export const saidOf = (tx: Tx, workspaceId: string, watchIds: readonly string[]): Promise<SaidRow[]> =>
  tx.many(sql`
    select watch_id as "watchId", count(*) filter (where verdict = 'real')::float8 as real,
           count(*) filter (where verdict = 'expected')::float8 as expected,
           count(*) filter (where verdict = 'false_alarm')::float8 as "falseAlarm",
           count(*) filter (where verdict is null)::float8 as open
      from measure.watch_finding where workspace_id = ${workspaceId} and watch_id = any(${watchIds}::uuid[]) group by watch_id`);

export const judgeFinding = (
  tx: Tx,
  workspaceId: string,
  id: string,
  { verdict, note, by, at }: { verdict: WatchVerdict; note: string; by: string; at: Date },
): Promise<number> =>
  tx.run(sql`
    update measure.watch_finding set verdict = ${verdict}, note = ${note}, judged_by = ${by}, judged_at = ${at}
     where workspace_id = ${workspaceId} and id = ${id}`);

/** Whether anything the moment was opened for still waits for a word. */
export const waitsInMoment = async (tx: Tx, workspaceId: string, momentId: string): Promise<boolean> =>
  (await tx.maybe(sql`
    select 1 from measure.watch_finding where workspace_id = ${workspaceId} and moment_id = ${momentId} and verdict is null limit 1`)) !==
  undefined;

/** Past their time without a word, and nobody was told yet; held, and passed over by whoever else looks. */
export const takeMissed = (tx: Tx, workspaceId: string, now: Date, limit: number): Promise<FindingRow[]> =>
  tx.many(sql`
    select ${found} from measure.watch_finding f
     where f.workspace_id = ${workspaceId} and f.verdict is null and f.due_at <= ${now} and f.escalated_at is null
     order by f.due_at, f.id limit ${limit} for update skip locked`);

export const escalate = (tx: Tx, workspaceId: string, id: string, to: string, now: Date): Promise<number> =>
  tx.run(sql`
    update measure.watch_finding set escalated_at = ${now}, escalated_to = ${to} where workspace_id = ${workspaceId} and id = ${id}`);

/** Whoever answers for a watch, or for what waits for a word. */
export const owners = async (tx: Tx, workspaceId: string): Promise<string[]> =>
  (
    await tx.many<{ id: string }>(sql`
      select owner_id as id from measure.watch where workspace_id = ${workspaceId}
      union select owner_id from measure.watch_finding where workspace_id = ${workspaceId} and verdict is null`)
  ).map(({ id }) => id);

export async function passOn(tx: Tx, workspaceId: string, from: string, to: string): Promise<void> {
  await tx.run(sql`update measure.watch set owner_id = ${to} where workspace_id = ${workspaceId} and owner_id = ${from}`);
  await tx.run(sql`
    update measure.watch_finding set owner_id = ${to} where workspace_id = ${workspaceId} and owner_id = ${from} and verdict is null`);
}

/** False when this letter has gone out, or is going out in another transaction that then commits. */
export const claimLetter = async (tx: Tx, workspaceId: string, findingId: string, why: 'seen' | 'missed'): Promise<boolean> =>
  (await tx.run(sql`
    insert into measure.watch_letter (workspace_id, finding_id, why) values (${workspaceId}, ${findingId}, ${why})
    on conflict do nothing`)) > 0;
