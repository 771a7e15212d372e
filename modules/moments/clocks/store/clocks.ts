/** SQL of facts, of what follows from them, and of what was fired. */
import { jsonb, sql, type Tx } from '#platform/postgres';
import type { Clock } from '../rules/clock.ts';
import type { AppliedClause } from '../rules/facts.ts';
import type { Because, PolicyFacts } from '../rules/policy.ts';

/** A moment's row among the watched. */
export interface Watch {
  about: PolicyFacts | null;
  resolved: boolean;
}

/** Takes the row (made when it is the first time): facts of one moment are added one transaction after the other. */
export function holdWatch(tx: Tx, workspaceId: string, momentId: string): Promise<Watch> {
  return tx.one<Watch>(sql`
    insert into moments.clock_watch as w (workspace_id, moment_id) values (${workspaceId}, ${momentId})
    on conflict (workspace_id, moment_id) do update set resolved = w.resolved
    returning about, resolved`);
}

/** The moment before its clocks: whoever acts on it holds the two in this order, too. */
export async function holdMoment(tx: Tx, workspaceId: string, momentId: string): Promise<void> {
  await tx.run(sql`select from moments.moment where workspace_id = ${workspaceId} and id = ${momentId} for update`);
}

/** Undefined when somebody else looks at it right now, or nobody watches it. */
export function tryHoldWatch(tx: Tx, workspaceId: string, momentId: string): Promise<Watch | undefined> {
  return tx.maybe<Watch>(sql`
    select about, resolved from moments.clock_watch
     where workspace_id = ${workspaceId} and moment_id = ${momentId} for update skip locked`);
}

export interface WatchChange extends Watch {
  nextAt: number | null;
  /** When the nearest of its clocks is due, or was; null while none runs. */
  dueAt: number | null;
}

export async function saveWatch(tx: Tx, workspaceId: string, momentId: string, change: WatchChange): Promise<void> {
  await tx.run(sql`
    update moments.clock_watch
       set about = ${change.about === null ? null : jsonb(change.about)}, resolved = ${change.resolved},
           next_at = ${dateOf(change.nextAt)}, due_at = coalesce(${dateOf(change.dueAt)}::timestamptz, 'infinity')
     where workspace_id = ${workspaceId} and moment_id = ${momentId}`);
}

/** Moments whose next step was due by `now`: longest due first. */
export async function overdue(tx: Tx, workspaceId: string, now: number, most: number): Promise<string[]> {
  const rows = await tx.many<{ id: string }>(sql`
    select moment_id as id from moments.clock_watch
     where workspace_id = ${workspaceId} and next_at <= ${dateOf(now)} order by next_at limit ${most}`);
  return rows.map(({ id }) => id);
}

/** Moments that are not resolved, in order, after one. */
export async function watchedAfter(tx: Tx, workspaceId: string, after: string | null, most: number): Promise<string[]> {
  const rows = await tx.many<{ id: string }>(sql`
    select moment_id as id from moments.clock_watch
     where workspace_id = ${workspaceId} and not resolved and (${after}::uuid is null or moment_id > ${after}::uuid)
     order by moment_id limit ${most}`);
  return rows.map(({ id }) => id);
}

// ---- facts ---------------------------------------------------------------------------------------------------------------

export interface FactRow {
  seq: number;
  at: number;
  what: string;
  details: Record<string, unknown>;
}

export function factsOf(tx: Tx, workspaceId: string, momentId: string): Promise<FactRow[]> {
  return tx.many<FactRow>(sql`
    select seq::float8 as seq, (extract(epoch from at) * 1000)::float8 as at, what, details from moments.clock_fact
     where workspace_id = ${workspaceId} and moment_id = ${momentId} order by seq`);
}

export async function addFacts(tx: Tx, workspaceId: string, momentId: string, facts: readonly FactRow[]): Promise<void> {
  if (facts.length === 0) return;
  const rows = facts.map(({ at, ...fact }) => ({ ...fact, at: new Date(at).toISOString() }));
  await tx.run(sql`
    insert into moments.clock_fact (workspace_id, moment_id, seq, at, what, details)
    select ${workspaceId}, ${momentId}, seq, at, what, details
      from jsonb_to_recordset(${jsonb(rows)}) as f(seq bigint, at timestamptz, what text, details jsonb)`);
}

export async function keepClause(tx: Tx, workspaceId: string, hash: string, body: AppliedClause): Promise<void> {
  await tx.run(sql`
    insert into moments.applied_clause (workspace_id, hash, body) values (${workspaceId}, ${hash}, ${jsonb(body)})
    on conflict do nothing`);
}

export async function clausesOf(tx: Tx, workspaceId: string, hashes: readonly string[]): Promise<Map<string, AppliedClause>> {
  if (hashes.length === 0) return new Map();
  const rows = await tx.many<{ hash: string; body: AppliedClause }>(sql`
    select hash, body from moments.applied_clause where workspace_id = ${workspaceId} and hash = any(${hashes}::text[])`);
  return new Map(rows.map(({ hash, body }) => [hash, body]));
}

/** The clause that counts now and what of the moment it holds by; undefined when nothing is promised. */
export async function lastClause(
  tx: Tx,
  workspaceId: string,
  momentId: string,
): Promise<{ id: string; name: string; because: Because[] } | undefined> {
  return tx.maybe(sql`
    select c.body ->> 'id' as id, c.body ->> 'name' as name, f.details -> 'because' as because
      from (select details from moments.clock_fact
             where workspace_id = ${workspaceId} and moment_id = ${momentId} and what = 'clause_applied'
             order by seq desc limit 1) f
      join moments.applied_clause c on c.workspace_id = ${workspaceId} and c.hash = f.details ->> 'hash'`);
}

// ---- what follows --------------------------------------------------------------------------------------------------------

/** The clocks there are, and no others. */
export async function saveClocks(tx: Tx, workspaceId: string, momentId: string, clocks: readonly Clock[]): Promise<void> {
  const rows = clocks.map(({ kind, round, state, endedAt, warnAt, dueAt }) => ({
    ...{ kind, round, state, ended: endedAt !== null },
    warn_at: dateOf(warnAt)?.toISOString() ?? null,
    due_at: dateOf(dueAt)?.toISOString() ?? null,
  }));
  await tx.run(sql`
    with now_there as (
      select * from jsonb_to_recordset(${jsonb(rows)})
        as c(kind text, round bigint, state text, ended boolean, warn_at timestamptz, due_at timestamptz)),
    gone as (
      delete from moments.clock where workspace_id = ${workspaceId} and moment_id = ${momentId}
         and kind not in (select kind from now_there))
    insert into moments.clock (workspace_id, moment_id, kind, round, state, ended, warn_at, due_at)
    select ${workspaceId}, ${momentId}, kind, round, state, ended, warn_at, due_at from now_there
    on conflict (workspace_id, moment_id, kind) do update
       set round = excluded.round, state = excluded.state, ended = excluded.ended, warn_at = excluded.warn_at,
           due_at = excluded.due_at`);
}

/** The clock of each moment that runs out next; those that none runs for are left out. */
export interface NearestRow {
  momentId: string;
  kind: Clock['kind'];
  warnAt: Date | null;
  dueAt: Date;
}

export const nearestOf = (tx: Tx, workspaceId: string, momentIds: readonly string[]): Promise<NearestRow[]> =>
  tx.many(sql`
    select distinct on (c.moment_id) c.moment_id as "momentId", c.kind, c.warn_at as "warnAt", c.due_at as "dueAt"
      from moments.clock c
      join moments.clock_watch w on w.workspace_id = c.workspace_id and w.moment_id = c.moment_id and not w.resolved
     where c.workspace_id = ${workspaceId} and c.moment_id = any(${[...momentIds]}::uuid[]) and not c.ended and c.due_at is not null
     order by c.moment_id, c.due_at, c.kind`);

export async function firedOf(tx: Tx, workspaceId: string, momentId: string): Promise<Map<string, number>> {
  const rows = await tx.many<{ key: string; at: number }>(sql`
    select key, (extract(epoch from fired_at) * 1000)::float8 as at from moments.clock_fired
     where workspace_id = ${workspaceId} and moment_id = ${momentId}`);
  return new Map(rows.map(({ key, at }) => [key, at]));
}

export interface FiredMark {
  key: string;
  dueAt: number;
  firedAt: number;
  told: readonly string[];
}

/** False when it was fired before. */
export async function markFired(tx: Tx, workspaceId: string, momentId: string, mark: FiredMark): Promise<boolean> {
  const marked = await tx.run(sql`
    insert into moments.clock_fired (workspace_id, moment_id, key, due_at, fired_at, told)
    values (${workspaceId}, ${momentId}, ${mark.key}, ${dateOf(mark.dueAt)}, ${dateOf(mark.firedAt)}, ${jsonb(mark.told)})
    on conflict do nothing`);
  return marked > 0;
}

// ---- around it -----------------------------------------------------------------------------------------------------------

/** Who stands around a moment: ids of employees, null where there is none. */
export interface Around {
  owner: string | null;
  accountable: string | null;
  duty: string | null;
}

export function around(tx: Tx, workspaceId: string, momentId: string): Promise<Around | undefined> {
  return tx.maybe<Around>(sql`
    select m.owner_employee as owner, coalesce(o.accountable_id, q.accountable_id) as accountable, s.accountable_id as duty
      from moments.moment m
      join moments.queue q on q.workspace_id = m.workspace_id and q.id = m.queue_id
      left join moments.queue o on o.workspace_id = m.workspace_id and o.id = m.owner_queue
      left join moments.queue s on s.workspace_id = m.workspace_id and s.standard
     where m.workspace_id = ${workspaceId} and m.id = ${momentId}`);
}

export async function queueNames(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.many<{ id: string; name: string }>(sql`
    select id, name from moments.queue where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

const dateOf = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));
