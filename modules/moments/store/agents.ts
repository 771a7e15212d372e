/** SQL of who can own: agents, their ability in time, queues, offers. */
import { sql, type Tx } from '#platform/postgres';

export interface AgentRow {
  id: string;
  name: string;
  able: boolean;
  taking: boolean;
  routed: boolean;
  capacity: number;
  load: number;
  skills: string[];
  languages: string[];
  senior: boolean;
  idleSince: Date;
}

/** Load: open moments that need them now; what waits for the customer or is put away does not. */
const columns = sql`a.employee_id as id, a.name, a.able, a.taking, a.routed, a.capacity::int, a.skills, a.languages, a.senior,
  a.idle_since as "idleSince",
  (select count(*)::int from moments.moment m where m.workspace_id = a.workspace_id and m.owner_employee = a.employee_id
      and upper_inf(m.open_during) and m.state <> 'waiting_customer' and m.snoozed_until is null) as load`;

export const listAgents = (tx: Tx, workspaceId: string): Promise<AgentRow[]> =>
  tx.many(
    sql`select ${columns} from moments.agent a where a.workspace_id = ${workspaceId} order by lower(a.name), a.employee_id`,
  );

export const findAgent = (tx: Tx, workspaceId: string, id: string): Promise<AgentRow | undefined> =>
  tx.maybe(sql`select ${columns} from moments.agent a where a.workspace_id = ${workspaceId} and a.employee_id = ${id}`);

/** Everybody whom routing may choose, with room or not. */
export const takingAgents = (tx: Tx, workspaceId: string): Promise<AgentRow[]> =>
  tx.many(sql`select ${columns} from moments.agent a where a.workspace_id = ${workspaceId} and a.taking`);

/** Keeps an employee's standing. `routed` is only the first guess; later it is a setting. */
export async function keepStanding(
  tx: Tx,
  workspaceId: string,
  who: { employeeId: string; name: string; able: boolean; taking: boolean; routed: boolean },
): Promise<void> {
  await tx.run(sql`
    insert into moments.agent as a (workspace_id, employee_id, name, able, taking, routed)
    values (${workspaceId}, ${who.employeeId}, ${who.name}, ${who.able}, ${who.taking}, ${who.routed})
    on conflict (workspace_id, employee_id) do update
       set name = excluded.name, able = excluded.able, taking = excluded.taking,
           idle_since = case when excluded.taking and not a.taking then now() else a.idle_since end`);
}

/** Whether anybody whom routing may choose has room for one more. */
export async function anyRoom(tx: Tx, workspaceId: string): Promise<boolean> {
  return (await takingAgents(tx, workspaceId)).some(({ load, capacity }) => load < capacity);
}

/** Begins or ends a stretch of being able to act. */
export async function keepAbility(tx: Tx, workspaceId: string, employeeId: string, able: boolean): Promise<void> {
  if (!able) {
    await tx.run(sql`
      update moments.ability
         set during = tstzrange(lower(during), greatest(clock_timestamp(), lower(during) + interval '1 microsecond'))
       where workspace_id = ${workspaceId} and employee_id = ${employeeId} and upper_inf(during)`);
    return;
  }
  await tx.run(sql`
    insert into moments.ability (workspace_id, employee_id, during)
    select ${workspaceId}, ${employeeId},
           tstzrange(greatest(clock_timestamp(), coalesce(max(upper(during)), '-infinity') + interval '1 microsecond'), null)
      from moments.ability where workspace_id = ${workspaceId} and employee_id = ${employeeId}
    having coalesce(bool_and(not upper_inf(during)), true)`);
}

export async function noteBusy(tx: Tx, workspaceId: string, employeeId: string): Promise<void> {
  await tx.run(sql`
    update moments.agent set idle_since = now() where workspace_id = ${workspaceId} and employee_id = ${employeeId}`);
}

export async function changeAgent(
  tx: Tx,
  workspaceId: string,
  id: string,
  change: {
    routed?: boolean | undefined;
    capacity?: number | undefined;
    skills?: string[] | undefined;
    languages?: string[] | undefined;
    senior?: boolean | undefined;
  },
): Promise<boolean> {
  const { routed = null, capacity = null, skills = null, languages = null, senior = null } = change;
  const changed = await tx.run(sql`
    update moments.agent set routed = coalesce(${routed}, routed), capacity = coalesce(${capacity}, capacity),
           skills = coalesce(${skills}::text[], skills), languages = coalesce(${languages}::text[], languages),
           senior = coalesce(${senior}, senior)
     where workspace_id = ${workspaceId} and employee_id = ${id}`);
  return changed === 1;
}

export interface QueueRow {
  id: string;
  name: string;
  standard: boolean;
  accountableId: string | null;
  teamId: string | null;
  returnMinutes: number;
  waiting: string;
  oldestSince: Date | null;
}

const queueColumns = sql`q.id, q.name, q.standard, q.accountable_id as "accountableId", q.team_id as "teamId",
  q.return_minutes::int as "returnMinutes", w.waiting, w.oldest as "oldestSince"`;
const queueSource = sql`moments.queue q cross join lateral (
  select count(*) as waiting, min(m.owned_since) filter (where m.snoozed_until is null) as oldest from moments.moment m
   where m.workspace_id = q.workspace_id and m.owner_queue = q.id and upper_inf(m.open_during)) w`;

export const listQueues = (tx: Tx, workspaceId: string): Promise<QueueRow[]> =>
  tx.many(sql`
    select ${queueColumns} from ${queueSource}
     where q.workspace_id = ${workspaceId} and q.archived_at is null order by q.standard desc, lower(q.name)`);

/** Archived ones too: what they owned is told by their name. */
export const allQueueNames = (tx: Tx, workspaceId: string): Promise<{ id: string; name: string }[]> =>
  tx.many(sql`select id, name from moments.queue where workspace_id = ${workspaceId}`);

/** Who answers for what lies in a queue; archived ones too. */
export const answerers = (tx: Tx, workspaceId: string): Promise<{ id: string; name: string; answererId: string | null }[]> =>
  tx.many(sql`select id, name, accountable_id as "answererId" from moments.queue where workspace_id = ${workspaceId}`);

export const allAgentNames = (tx: Tx, workspaceId: string): Promise<{ id: string; name: string }[]> =>
  tx.many(sql`select employee_id as id, name from moments.agent where workspace_id = ${workspaceId}`);

export const findQueue = (tx: Tx, workspaceId: string, id: string): Promise<QueueRow | undefined> =>
  tx.maybe(sql`
    select ${queueColumns} from ${queueSource}
     where q.workspace_id = ${workspaceId} and q.id = ${id} and q.archived_at is null`);

/** The queue where everything goes that no rule sends elsewhere; made at first need. */
export async function standardQueue(
  tx: Tx,
  workspaceId: string,
  name: string,
  accountable: () => Promise<string | undefined>,
): Promise<string> {
  const found = await tx.maybe<{ id: string }>(sql`
    select id from moments.queue where workspace_id = ${workspaceId} and standard`);
  if (found) return found.id;
  const row = await tx.one<{ id: string }>(sql`
    insert into moments.queue (workspace_id, name, standard, accountable_id)
    values (${workspaceId}, ${name}, true, ${(await accountable()) ?? null})
    on conflict (workspace_id) where standard do update set standard = true
    returning id`);
  return row.id;
}

export async function insertQueue(
  tx: Tx,
  workspaceId: string,
  queue: { name: string; accountableId: string | null; teamId: string | null; returnMinutes: number },
): Promise<string> {
  const row = await tx.one<{ id: string }>(sql`
    insert into moments.queue (workspace_id, name, accountable_id, team_id, return_minutes)
    values (${workspaceId}, ${queue.name}, ${queue.accountableId}, ${queue.teamId}, ${queue.returnMinutes}) returning id`);
  return row.id;
}

export async function changeQueue(
  tx: Tx,
  workspaceId: string,
  id: string,
  change: {
    name?: string | undefined;
    accountableId?: string | undefined;
    teamId?: string | null | undefined;
    returnMinutes?: number | undefined;
  },
): Promise<void> {
  await tx.run(sql`
    update moments.queue set name = coalesce(${change.name ?? null}, name),
           accountable_id = coalesce(${change.accountableId ?? null}, accountable_id),
           team_id = case when ${change.teamId !== undefined} then ${change.teamId ?? null}::uuid else team_id end,
           return_minutes = coalesce(${change.returnMinutes ?? null}, return_minutes)
     where workspace_id = ${workspaceId} and id = ${id}`);
}

export async function makeStandard(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.run(sql`update moments.queue set standard = false where workspace_id = ${workspaceId} and standard and id <> ${id}`);
  await tx.run(sql`update moments.queue set standard = true where workspace_id = ${workspaceId} and id = ${id}`);
}

export async function archiveQueue(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.run(sql`update moments.queue set archived_at = now() where workspace_id = ${workspaceId} and id = ${id}`);
}

export interface OfferRow {
  id: string;
  momentId: string;
  epoch: string;
  fromEmployee: string | null;
  toEmployee: string;
  note: string;
  offeredAt: Date;
  expiresAt: Date;
}

const offerColumns = sql`id, moment_id as "momentId", epoch, from_employee as "fromEmployee", to_employee as "toEmployee", note,
  offered_at as "offeredAt", expires_at as "expiresAt"`;

export const openOffers = (tx: Tx, workspaceId: string, momentIds: string[]): Promise<OfferRow[]> =>
  tx.many(sql`
    select ${offerColumns} from moments.offer
     where workspace_id = ${workspaceId} and moment_id = any(${momentIds}::uuid[]) and settled_at is null`);

export async function insertOffer(
  tx: Tx,
  workspaceId: string,
  offer: { momentId: string; epoch: string; from: string | null; to: string; note: string; withinSeconds: number },
): Promise<string> {
  const row = await tx.one<{ id: string }>(sql`
    insert into moments.offer (workspace_id, moment_id, epoch, from_employee, to_employee, note, expires_at)
    values (${workspaceId}, ${offer.momentId}, ${offer.epoch}::bigint, ${offer.from}, ${offer.to}, ${offer.note},
            clock_timestamp() + make_interval(secs => ${offer.withinSeconds}))
    returning id`);
  return row.id;
}

/** Settles an open offer; undefined when it was settled before, or its time is over and `late` is not asked for. */
export const settleOffer = (
  tx: Tx,
  workspaceId: string,
  id: string,
  outcome: 'accepted' | 'declined' | 'timeout' | 'withdrawn',
  reason: string,
): Promise<OfferRow | undefined> =>
  tx.maybe(sql`
    update moments.offer set settled_at = clock_timestamp(), outcome = ${outcome}, reason = ${reason}
     where workspace_id = ${workspaceId} and id = ${id} and settled_at is null
       and (${outcome} = 'timeout' or expires_at > clock_timestamp())
    returning ${offerColumns}`);

export const expiredOffers = (tx: Tx, workspaceId: string): Promise<{ id: string; momentId: string }[]> =>
  tx.many(sql`
    select id, moment_id as "momentId" from moments.offer
     where workspace_id = ${workspaceId} and settled_at is null and expires_at <= clock_timestamp() limit 200`);

export async function ownsAnything(tx: Tx, workspaceId: string, queueId: string): Promise<boolean> {
  const row = await tx.maybe<{ one: number }>(sql`
    select 1 as one from moments.moment
     where workspace_id = ${workspaceId} and queue_id = ${queueId} and upper_inf(open_during) limit 1`);
  return row !== undefined;
}

/** How long customers lately waited for the first word of a person, in seconds: the last 50 moments of a week. */
export async function lateFirstReplies(tx: Tx, workspaceId: string): Promise<number[]> {
  const rows = await tx.many<{ seconds: number }>(sql`
    select extract(epoch from reply.at - lower(m.open_during))::float8 as seconds
      from (select id, open_during from moments.moment
             where workspace_id = ${workspaceId} and updated_at > now() - interval '7 days' and team_at is not null
             order by updated_at desc limit 50) m
     cross join lateral (
       select e.at from moments.entry e
        where e.workspace_id = ${workspaceId} and e.moment_id = m.id and e.kind = 'out' and e.author_kind = 'employee'
        order by e.seq limit 1) reply
     where reply.at > lower(m.open_during)`);
  return rows.map(({ seconds }) => seconds);
}
