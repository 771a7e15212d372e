/** SQL of moments themselves. */
import { jsonb, type Sql, sql, type Tx } from '#platform/postgres';
import type { MomentState, Reason } from '../contract.ts';

export interface MomentRow {
  id: string;
  no: string;
  kind: string;
  title: string;
  state: MomentState;
  openedAt: Date;
  openedBy: Reason;
  senderNo: string | null;
  epoch: string;
  ownerEmployee: string | null;
  ownerQueue: string | null;
  ownedSince: Date;
  attendedAt: Date;
  queueId: string;
  channelId: string | null;
  channelKind: string | null;
  language: string | null;
  priority: string;
  skills: string[];
  labels: string[];
  waitingSince: Date | null;
  snoozedUntil: Date | null;
  preview: string;
  lastSeq: string;
  resolvedAt: Date | null;
  outcome: string | null;
  rating: string | null;
  ratingComment: string | null;
  mergedInto: string | null;
  updatedAt: Date;
  /** To the microsecond, for pages. */
  updatedExactly: string;
}

const columns = sql`m.id, m.no, m.kind, m.title, m.state, lower(m.open_during) as "openedAt", m.opened_by as "openedBy",
  m.sender_no as "senderNo", m.epoch, m.owner_employee as "ownerEmployee", m.owner_queue as "ownerQueue",
  m.owned_since as "ownedSince", m.attended_at as "attendedAt", m.queue_id as "queueId", m.channel_id as "channelId",
  m.channel_kind as "channelKind", m.language, m.priority, m.skills, m.labels, m.waiting_since as "waitingSince",
  m.snoozed_until as "snoozedUntil", m.preview, m.last_seq as "lastSeq", m.resolved_at as "resolvedAt", m.outcome, m.rating,
  m.rating_comment as "ratingComment", m.merged_into as "mergedInto", m.updated_at as "updatedAt",
  to_char(m.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "updatedExactly"`;

/**
 * Every change of owner or of who is able goes one at a time in a workspace: what routing reads stays true until it commits.
 * Taken before any row of this room; after the conversation of a channel, when one is needed.
 */
export async function lockRouting(tx: Tx, workspaceId: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`moments.routing ${workspaceId}`}, 0))`);
}

export interface NewMoment {
  id: string;
  kind: string;
  title: string;
  senderNo: string | null;
  owner: { employee: string } | { queue: string };
  queueId: string;
  channelId?: string | undefined;
  channelKind?: string | undefined;
  language?: string | undefined;
  priority?: number | undefined;
  skills?: string[] | undefined;
  openedBy: Reason;
  openedKey?: string | undefined;
  ownerReason: Reason;
  by: string;
}

/** The moment and its first owner, at one instant. */
export async function insertMoment(tx: Tx, workspaceId: string, given: NewMoment): Promise<void> {
  const employee = 'employee' in given.owner ? given.owner.employee : null;
  const queue = 'queue' in given.owner ? given.owner.queue : null;
  await tx.run(sql`
    with numbered as (
      insert into moments.counter as c (workspace_id, last_no) values (${workspaceId}, 1)
      on conflict (workspace_id) do update set last_no = c.last_no + 1 returning last_no),
    instant as materialized (select clock_timestamp() as at),
    opened as (
      insert into moments.moment (workspace_id, id, no, kind, title, open_during, sender_no, owner_employee, owner_queue, owned_since,
                                  attended_at, queue_id, channel_id, channel_kind, language, priority, skills, opened_by, opened_key,
                                  updated_at)
      select ${workspaceId}, ${given.id}, last_no, ${given.kind}, ${given.title}, tstzrange(at, null), ${given.senderNo},
             ${employee}, ${queue}, at, at, ${given.queueId}, ${given.channelId ?? null}, ${given.channelKind ?? null},
             ${given.language ?? null}, ${given.priority ?? 0}, ${given.skills ?? []}, ${jsonb(given.openedBy)},
             ${given.openedKey ?? null}, at
        from numbered, instant)
    insert into moments.ownership (workspace_id, moment_id, during, epoch, employee_id, queue_id, reason, by_name)
    select ${workspaceId}, ${given.id}, tstzrange(at, null), 1, ${employee}::uuid, ${queue}::uuid, ${jsonb(given.ownerReason)}, ${given.by}
      from instant`);
}

/** Answers the new epoch; undefined when somebody was first. */
export async function moveOwner(
  tx: Tx,
  workspaceId: string,
  moment: { id: string; epoch: string },
  to: { employee: string } | { queue: string },
  reason: Reason,
  by: string,
): Promise<string | undefined> {
  const employee = 'employee' in to ? to.employee : null;
  const queue = 'queue' in to ? to.queue : null;
  const row = await tx.one<{ epoch: string | null }>(sql`
    select new_epoch as epoch from moments.move(${workspaceId}, ${moment.id}, ${moment.epoch}::bigint, ${employee}::uuid,
                                                 ${queue}::uuid, ${jsonb(reason)}, ${by})`);
  return row.epoch ?? undefined;
}

export const findMoment = (tx: Tx, workspaceId: string, id: string): Promise<MomentRow | undefined> =>
  tx.maybe(sql`select ${columns} from moments.moment m where m.workspace_id = ${workspaceId} and m.id = ${id}`);

/** Locked until the transaction ends. */
export const holdMoment = (tx: Tx, workspaceId: string, id: string): Promise<MomentRow | undefined> =>
  tx.maybe(sql`select ${columns} from moments.moment m where m.workspace_id = ${workspaceId} and m.id = ${id} for update`);

export const findByNo = (tx: Tx, workspaceId: string, no: number): Promise<MomentRow | undefined> =>
  tx.maybe(sql`select ${columns} from moments.moment m where m.workspace_id = ${workspaceId} and m.no = ${no}`);

/** What this evidence opened. */
export const openedBy = (tx: Tx, workspaceId: string, key: string): Promise<{ id: string } | undefined> =>
  tx.maybe(sql`select id from moments.moment where workspace_id = ${workspaceId} and opened_key = ${key}`);

/** Ends this stretch: the owner has no more to do. */
export async function closeMoment(
  tx: Tx,
  workspaceId: string,
  id: string,
  how: { outcome: string; mergedInto?: string | undefined },
): Promise<void> {
  await tx.run(sql`
    with instant as materialized (
      select greatest(clock_timestamp(), m.owned_since + interval '1 microsecond') as at from moments.moment m
       where m.workspace_id = ${workspaceId} and m.id = ${id}),
    closed as (
      update moments.moment m
         set open_during = tstzrange(lower(open_during), at), state = 'resolved', resolved_at = at, outcome = ${how.outcome},
             merged_into = ${how.mergedInto ?? null}, waiting_since = null, snoozed_until = null, updated_at = at
        from instant where m.workspace_id = ${workspaceId} and m.id = ${id}),
    offers as (
      update moments.offer f set settled_at = at, outcome = 'overtaken' from instant
       where f.workspace_id = ${workspaceId} and f.moment_id = ${id} and f.settled_at is null)
    update moments.ownership o set during = tstzrange(lower(during), at)
      from instant where o.workspace_id = ${workspaceId} and o.moment_id = ${id} and upper_inf(during)`);
}

/** Begins a new stretch with an owner; the old one is kept as it was. Answers the new epoch. */
export async function openAgain(
  tx: Tx,
  workspaceId: string,
  moment: { id: string; epoch: string },
  owner: { employee: string } | { queue: string },
  reason: Reason,
  by: string,
): Promise<string> {
  const employee = 'employee' in owner ? owner.employee : null;
  const queue = 'queue' in owner ? owner.queue : null;
  await tx.run(sql`
    insert into moments.opening (workspace_id, moment_id, during)
    select workspace_id, id, open_during from moments.moment where workspace_id = ${workspaceId} and id = ${moment.id}`);
  const row = await tx.one<{ epoch: string }>(sql`
    with instant as materialized (
      select greatest(clock_timestamp(), upper(m.open_during) + interval '1 microsecond') as at, m.epoch + 1 as epoch
        from moments.moment m where m.workspace_id = ${workspaceId} and m.id = ${moment.id}),
    opened as (
      update moments.moment m
         set open_during = tstzrange(at, null), state = 'open', resolved_at = null, outcome = null, epoch = instant.epoch,
             owner_employee = ${employee}, owner_queue = ${queue}, owned_since = at, attended_at = at, updated_at = at
        from instant where m.workspace_id = ${workspaceId} and m.id = ${moment.id})
    insert into moments.ownership (workspace_id, moment_id, during, epoch, employee_id, queue_id, reason, by_name)
    select ${workspaceId}, ${moment.id}, tstzrange(at, null), instant.epoch, ${employee}::uuid, ${queue}::uuid, ${jsonb(reason)}, ${by}
      from instant
    returning epoch`);
  return row.epoch;
}

export interface Touch {
  state?: MomentState;
  waitingSince?: Date | 'now' | null;
  snoozedUntil?: Date | null;
  preview?: string;
  customerAt?: boolean;
  teamAt?: boolean;
  attended?: boolean;
  title?: string | undefined;
  labels?: string[] | undefined;
  priority?: number | undefined;
  skills?: string[] | undefined;
  language?: string | null | undefined;
  channelId?: string;
  channelKind?: string;
  senderNo?: string;
  rating?: number;
  ratingComment?: string | null;
}

export async function touchMoment(tx: Tx, workspaceId: string, id: string, change: Touch): Promise<void> {
  const sets: Sql[] = [sql`updated_at = clock_timestamp()`];
  const set = (condition: unknown, part: Sql) => {
    if (condition !== undefined && condition !== false) sets.push(part);
  };
  set(change.state, sql`state = ${change.state}`);
  if (change.waitingSince === 'now') sets.push(sql`waiting_since = coalesce(waiting_since, clock_timestamp())`);
  else set(change.waitingSince, sql`waiting_since = ${change.waitingSince}`);
  set(change.snoozedUntil, sql`snoozed_until = ${change.snoozedUntil}`);
  set(change.preview, sql`preview = ${change.preview}`);
  set(change.customerAt, sql`customer_at = clock_timestamp()`);
  set(change.teamAt, sql`team_at = clock_timestamp()`);
  set(change.attended, sql`attended_at = clock_timestamp()`);
  set(change.title, sql`title = ${change.title}`);
  set(change.labels, sql`labels = ${change.labels}`);
  set(change.priority, sql`priority = ${change.priority}`);
  set(change.skills, sql`skills = ${change.skills}`);
  set(change.language, sql`language = ${change.language}`);
  set(change.channelId, sql`channel_id = ${change.channelId}`);
  set(change.channelKind, sql`channel_kind = ${change.channelKind}`);
  set(change.senderNo, sql`sender_no = coalesce(sender_no, ${change.senderNo})`);
  set(change.rating, sql`rating = ${change.rating}`);
  set(change.ratingComment, sql`rating_comment = ${change.ratingComment}`);
  const all = sets.reduce((whole, part) => sql`${whole}, ${part}`);
  await tx.run(sql`update moments.moment set ${all} where workspace_id = ${workspaceId} and id = ${id}`);
}

/** A sign that somebody is at it; what colleagues see in lists does not change. */
export async function noteAttended(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.run(sql`
    update moments.moment set attended_at = clock_timestamp()
     where workspace_id = ${workspaceId} and id = ${id} and attended_at < clock_timestamp() - interval '5 seconds'`);
}

export async function setQueue(tx: Tx, workspaceId: string, id: string, queueId: string): Promise<void> {
  await tx.run(sql`update moments.moment set queue_id = ${queueId} where workspace_id = ${workspaceId} and id = ${id}`);
}

export async function markChecked(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.run(sql`
    update moments.moment set state = 'checked', updated_at = clock_timestamp()
     where workspace_id = ${workspaceId} and id = ${id} and state = 'resolved'`);
}

const isOpen = sql`upper_inf(m.open_during)`;

export interface ListFilter {
  view: 'mine' | 'team' | 'queue' | 'waiting' | 'offered' | 'snoozed' | 'settled' | 'all';
  me: string | undefined;
  /** Queues the caller works for or answers for: the view of their team. */
  teamQueues?: string[] | undefined;
  senderNos?: string[] | undefined;
  owner?: string | undefined;
  queue?: string | undefined;
  kind?: string | undefined;
  label?: string | undefined;
  ids?: string[] | undefined;
}

function conditions(workspaceId: string, filter: ListFilter): Sql {
  const { view, me = null } = filter;
  const views: Record<ListFilter['view'], Sql> = {
    mine: sql`${isOpen} and m.owner_employee = ${me}::uuid and (m.snoozed_until is null)`,
    team: sql`${isOpen} and m.queue_id = any(${filter.teamQueues ?? []}::uuid[])`,
    queue: sql`${isOpen} and m.owner_queue is not null`,
    waiting: sql`${isOpen} and m.state = 'waiting_customer'`,
    offered: sql`m.id in (select f.moment_id from moments.offer f
        where f.workspace_id = ${workspaceId} and f.to_employee = ${me}::uuid and f.settled_at is null)`,
    snoozed: sql`${isOpen} and m.snoozed_until is not null`,
    settled: sql`not ${isOpen}`,
    all: sql`true`,
  };
  let all = sql`m.workspace_id = ${workspaceId} and m.merged_into is null and ${views[view]}`;
  const and = (value: unknown, part: Sql) => {
    if (value !== undefined) all = sql`${all} and ${part}`;
  };
  and(filter.senderNos, sql`m.sender_no = any(${filter.senderNos}::bigint[])`);
  and(filter.owner, sql`m.owner_employee = ${filter.owner}`);
  and(filter.queue, sql`m.queue_id = ${filter.queue}`);
  and(filter.kind, sql`m.kind = ${filter.kind}`);
  and(filter.label, sql`${filter.label} = any(m.labels)`);
  and(filter.ids, sql`m.id = any(${filter.ids}::uuid[])`);
  return all;
}

/** What changed last first; `after` is where the page before ended. */
export const listMoments = (
  tx: Tx,
  workspaceId: string,
  filter: ListFilter,
  after: { updatedAt: string; id: string } | undefined,
  limit: number,
): Promise<MomentRow[]> =>
  tx.many(sql`
    select ${columns} from moments.moment m
     where ${conditions(workspaceId, filter)}
       and (${after?.id ?? null}::uuid is null
            or (m.updated_at, m.id) < (${after?.updatedAt ?? null}::timestamptz, ${after?.id ?? null}::uuid))
     order by m.updated_at desc, m.id desc limit ${limit}`);

/** With when its nearest clock runs out, as text to the microsecond: `infinity` while none runs. */
export type DueRow = MomentRow & { dueExactly: string };

/** What runs out next first; what no clock runs for comes last, oldest first. */
export const listByDue = (
  tx: Tx,
  workspaceId: string,
  filter: ListFilter,
  after: { dueAt: string; id: string } | undefined,
  limit: number,
): Promise<DueRow[]> =>
  tx.many(sql`
    select ${columns},
           case when w.due_at = 'infinity' then 'infinity'
                else to_char(w.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') end as "dueExactly"
      from moments.clock_watch w
      join moments.moment m on m.workspace_id = w.workspace_id and m.id = w.moment_id
     where w.workspace_id = ${workspaceId} and ${conditions(workspaceId, filter)}
       and (${after?.id ?? null}::uuid is null
            or (w.due_at, w.moment_id) > (${after?.dueAt ?? null}::timestamptz, ${after?.id ?? null}::uuid))
     order by w.due_at, w.moment_id limit ${limit}`);

const countAtMost = 1_000;

export async function countMoments(tx: Tx, workspaceId: string, filter: ListFilter): Promise<number> {
  const row = await tx.one<{ count: string }>(sql`
    select count(*) from (select 1 from moments.moment m where ${conditions(workspaceId, filter)} limit ${countAtMost}) counted`);
  return Number(row.count);
}

/** Open moments of these senders, what changed last first. */
export const openOf = (tx: Tx, workspaceId: string, senderNos: string[], limit: number): Promise<MomentRow[]> =>
  tx.many(sql`
    select ${columns} from moments.moment m
     where m.workspace_id = ${workspaceId} and m.sender_no = any(${senderNos}::bigint[]) and ${isOpen}
     order by m.updated_at desc limit ${limit}`);

export const momentsOfEmployee = (tx: Tx, workspaceId: string, employeeId: string): Promise<MomentRow[]> =>
  tx.many(sql`
    select ${columns} from moments.moment m
     where m.workspace_id = ${workspaceId} and m.owner_employee = ${employeeId} and ${isOpen}
     order by m.priority desc, m.waiting_since nulls last, m.no for update`);

const queuedNow = sql`m.owner_queue is not null and ${isOpen} and m.snoozed_until is null`;

export async function anyQueued(tx: Tx, workspaceId: string): Promise<boolean> {
  const row = await tx.maybe(sql`select 1 from moments.moment m where m.workspace_id = ${workspaceId} and ${queuedNow} limit 1`);
  return row !== undefined;
}

/** What waits in queues: by priority, by the clock nearest to break, longest first; at most `limit`. */
export const queued = (tx: Tx, workspaceId: string, limit: number): Promise<MomentRow[]> =>
  tx.many(sql`
    select ${columns} from moments.moment m
     where m.workspace_id = ${workspaceId} and ${queuedNow}
     order by m.priority desc,
              (select min(c.due_at) from moments.clock c
                where c.workspace_id = ${workspaceId} and c.moment_id = m.id and not c.ended and c.state = 'running') nulls last,
              m.owned_since limit ${limit}`);

/** Moments whose owner has given no sign for as long as their queue allows, while the customer waits. */
export const silent = (tx: Tx, workspaceId: string): Promise<MomentRow[]> =>
  tx.many(sql`
    select ${columns} from moments.moment m
      join moments.queue q on q.workspace_id = m.workspace_id and q.id = m.queue_id
     where m.workspace_id = ${workspaceId} and ${isOpen} and m.owner_employee is not null and m.waiting_since is not null
       and m.snoozed_until is null
       and greatest(m.attended_at, m.owned_since, m.waiting_since) < now() - make_interval(mins => q.return_minutes::int)
     limit 100`);

export const snoozeEnded = (tx: Tx, workspaceId: string): Promise<{ id: string }[]> =>
  tx.many(sql`
    select id from moments.moment
     where workspace_id = ${workspaceId} and snoozed_until is not null and snoozed_until <= now() limit 200`);

export interface StretchRow {
  epoch: string;
  from: Date;
  until: Date | null;
  employeeId: string | null;
  queueId: string | null;
  reason: Reason;
  by: string;
}

export const bandOf = (tx: Tx, workspaceId: string, id: string): Promise<StretchRow[]> =>
  tx.many(sql`
    select epoch, lower(during) as from, upper(during) as until, employee_id as "employeeId", queue_id as "queueId", reason,
           by_name as by
      from moments.ownership where workspace_id = ${workspaceId} and moment_id = ${id} order by epoch`);

export const openStretchesOf = (tx: Tx, workspaceId: string, id: string): Promise<{ from: Date; until: Date | null }[]> =>
  tx.many(sql`
    select lower(during) as from, upper(during) as until from (
      select during from moments.opening where workspace_id = ${workspaceId} and moment_id = ${id}
      union all select open_during from moments.moment where workspace_id = ${workspaceId} and id = ${id}) stretches
     order by lower(during)`);

export const currentReason = (tx: Tx, workspaceId: string, id: string): Promise<{ reason: Reason } | undefined> =>
  tx.maybe(sql`
    select o.reason from moments.ownership o
      join moments.moment m on m.workspace_id = o.workspace_id and m.id = o.moment_id and m.epoch = o.epoch
     where o.workspace_id = ${workspaceId} and o.moment_id = ${id}`);

/** The instant of this transaction, by the clock that ownership is kept by. */
export async function instant(tx: Tx): Promise<Date> {
  return (await tx.one<{ at: Date }>(sql`select now() as at`)).at;
}

export const breaches = (tx: Tx, workspaceId: string): Promise<{ momentId: string; breach: string }[]> =>
  tx.many(sql`select moment_id as "momentId", breach from moments.breaches(${workspaceId}) limit 1000`);

export const ownedByQueues = (tx: Tx, workspaceId: string): Promise<{ open: string; inQueues: string; oldest: Date | null }> =>
  tx.one(sql`
    select count(*) as open, count(*) filter (where owner_queue is not null) as "inQueues",
           min(owned_since) filter (where owner_queue is not null and snoozed_until is null) as oldest
      from moments.moment m where workspace_id = ${workspaceId} and ${isOpen}`);

export const searchEntries = (tx: Tx, query: string, limit: number): Promise<{ momentId: string }[]> =>
  tx.many(sql`select moment_id as "momentId" from moments.search(${query}, ${limit})`);

export async function linkMoments(
  tx: Tx,
  workspaceId: string,
  one: string,
  other: string,
  why: string,
  by: string,
): Promise<void> {
  const [a, b] = one < other ? [one, other] : [other, one];
  await tx.run(sql`
    insert into moments.link (workspace_id, a, b, why, by_name) values (${workspaceId}, ${a}, ${b}, ${why}, ${by})
    on conflict (workspace_id, a, b) do update set why = excluded.why`);
}

export const linkedTo = (
  tx: Tx,
  workspaceId: string,
  id: string,
): Promise<{ id: string; no: string; title: string; state: MomentState; why: string }[]> =>
  tx.many(sql`
    select m.id, m.no, m.title, m.state, l.why
      from (select b as other, why from moments.link where workspace_id = ${workspaceId} and a = ${id}
            union all select a, why from moments.link where workspace_id = ${workspaceId} and b = ${id}) l
      join moments.moment m on m.workspace_id = ${workspaceId} and m.id = l.other
     order by m.no desc limit 50`);

export async function keepAudit(
  tx: Tx,
  workspaceId: string,
  found: { at: string; open: number; breaches: unknown[]; inQueues: number; oldestInQueueSince: string | null },
): Promise<void> {
  await tx.run(sql`
    insert into moments.audit (workspace_id, looked_at, open, breaches, in_queues, oldest_in_queue)
    values (${workspaceId}, ${found.at}, ${found.open}, ${jsonb(found.breaches)}, ${found.inQueues}, ${found.oldestInQueueSince})
    on conflict (workspace_id) do update
       set looked_at = excluded.looked_at, open = excluded.open, breaches = excluded.breaches, in_queues = excluded.in_queues,
           oldest_in_queue = excluded.oldest_in_queue`);
}

/** What the last audits of all workspaces found together. */
export const lastAudits = (tx: Tx): Promise<{ breaches: string; inQueues: string; oldestLook: Date | null }> =>
  tx.one(sql`select breaches, in_queues as "inQueues", oldest_look as "oldestLook" from moments.audits()`);
