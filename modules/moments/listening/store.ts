/** SQL of listening in: the rule, who listens to what, hours and insights. */
import { sql, type Tx } from '#platform/postgres';
import type { ListeningRule } from '../contract/listening.ts';
import type { Answer, Owed } from './rules/owed.ts';

export interface RuleRow {
  rule: ListeningRule;
  changedBy: string;
  changedAt: Date;
}

export const findRule = (tx: Tx, workspaceId: string): Promise<RuleRow | undefined> =>
  tx.maybe(sql`
    select rule, changed_by as "changedBy", changed_at as "changedAt" from moments.listening_rule where workspace_id = ${workspaceId}`);

export const saveRule = (tx: Tx, workspaceId: string, rule: ListeningRule, by: string): Promise<RuleRow> =>
  tx.one(sql`
    insert into moments.listening_rule (workspace_id, rule, changed_by) values (${workspaceId}, ${rule}, ${by})
    on conflict (workspace_id) do update set rule = excluded.rule, changed_by = excluded.changed_by, changed_at = now()
    returning rule, changed_by as "changedBy", changed_at as "changedAt"`);

export interface ListeningRow {
  id: string;
  momentId: string;
  employeeId: string;
  name: string;
  owed: Owed;
  askedAt: Date;
  fromAt: Date | null;
  untilAt: Date | null;
}

const columns = sql`l.id, l.moment_id as "momentId", l.employee_id as "employeeId", l.name, l.owed, l.asked_at as "askedAt",
  l.from_at as "fromAt", l.until_at as "untilAt"`;

/** A sign of life of somebody who listens or waits; undefined when they do not. */
export const goOn = (tx: Tx, workspaceId: string, momentId: string, employeeId: string): Promise<ListeningRow | undefined> =>
  tx.maybe(sql`
    update moments.listening l set seen_at = clock_timestamp()
     where l.workspace_id = ${workspaceId} and l.moment_id = ${momentId} and l.employee_id = ${employeeId} and l.until_at is null
    returning ${columns}`);

/** The same without a sign of life, and without a lock. */
export const findOwn = (tx: Tx, workspaceId: string, momentId: string, employeeId: string): Promise<ListeningRow | undefined> =>
  tx.maybe(sql`
    select ${columns} from moments.listening l
     where l.workspace_id = ${workspaceId} and l.moment_id = ${momentId} and l.employee_id = ${employeeId} and l.until_at is null`);

export const begin = (
  tx: Tx,
  workspaceId: string,
  who: { momentId: string; employeeId: string; name: string; owed: Owed; ask: boolean },
): Promise<ListeningRow> =>
  tx.one(sql`
    insert into moments.listening as l (workspace_id, moment_id, employee_id, name, owed, from_at)
    values (${workspaceId}, ${who.momentId}, ${who.employeeId}, ${who.name}, ${who.owed},
            case when ${who.ask}::boolean then null else clock_timestamp() end)
    returning ${columns}`);

/** Everybody who listens to these moments now, or waits for the customer's word. */
export const listenersOf = (tx: Tx, workspaceId: string, momentId: string): Promise<ListeningRow[]> =>
  tx.many(sql`
    select ${columns} from moments.listening l
     where l.workspace_id = ${workspaceId} and l.moment_id = ${momentId} and l.until_at is null order by l.asked_at`);

/** The customer's last word about this moment. */
export async function answerOf(tx: Tx, workspaceId: string, momentId: string): Promise<Answer> {
  const row = await tx.maybe<{ refused: boolean }>(sql`
    select ended is not distinct from 'refused' as refused from moments.listening
     where workspace_id = ${workspaceId} and moment_id = ${momentId} and owed = 'asked'
       and (ended is not distinct from 'refused' or from_at is not null)
     order by asked_at desc limit 1`);
  if (row === undefined) return undefined;
  return row.refused ? 'refused' : 'allowed';
}

/** The customer said yes: whoever waits listens from now on. */
export const allowAll = (tx: Tx, workspaceId: string, momentId: string): Promise<ListeningRow[]> =>
  tx.many(sql`
    update moments.listening l set from_at = clock_timestamp()
     where l.workspace_id = ${workspaceId} and l.moment_id = ${momentId} and l.until_at is null and l.from_at is null
    returning ${columns}`);

/** The customer said no: whoever waits, waits no longer; whoever listened by an earlier yes, too. */
export const refuseAll = (tx: Tx, workspaceId: string, momentId: string): Promise<ListeningRow[]> =>
  tx.many(sql`
    update moments.listening l set until_at = clock_timestamp(), ended = 'refused'
     where l.workspace_id = ${workspaceId} and l.moment_id = ${momentId} and l.until_at is null and l.owed = 'asked'
    returning ${columns}`);

export type Ending = 'left' | 'away' | 'over';

/** Ends it at an instant, once; never before it began. */
export const end = (tx: Tx, workspaceId: string, id: string, at: Date | 'now', why: Ending): Promise<ListeningRow | undefined> =>
  tx.maybe(sql`
    update moments.listening l
       set until_at = greatest(coalesce(${at === 'now' ? null : at}::timestamptz, clock_timestamp()), coalesce(l.from_at, l.asked_at)),
           ended = ${why}
     where l.workspace_id = ${workspaceId} and l.id = ${id} and l.until_at is null
    returning ${columns}`);

/** Who gave no sign for `silentMs`, and whose moment is settled or has become their own: until when each counts. */
export const lost = (
  tx: Tx,
  workspaceId: string,
  silentMs: number,
): Promise<{ id: string; momentId: string; at: Date; why: Ending }[]> =>
  tx.many(sql`
    select l.id, l.moment_id as "momentId",
           case when silent then l.seen_at else coalesce(m.resolved_at, m.owned_since) end as at,
           case when silent then 'away' else 'over' end as why
      from moments.listening l
      join moments.moment m on m.workspace_id = l.workspace_id and m.id = l.moment_id
     cross join lateral (select l.seen_at < clock_timestamp() - make_interval(secs => ${silentMs / 1000}) as silent) s
     where l.workspace_id = ${workspaceId} and l.until_at is null
       and (silent or not upper_inf(m.open_during) or m.owner_employee = l.employee_id)
     limit 500`);

export interface HeardRow extends ListeningRow {
  fromAt: Date;
  /** To the microsecond, for pages. */
  fromExactly: string;
  no: string;
  title: string;
  seconds: string;
}

export const list = (
  tx: Tx,
  workspaceId: string,
  filter: { employee?: string | undefined; moment?: string | undefined },
  after: { from: string; id: string } | undefined,
  limit: number,
): Promise<HeardRow[]> =>
  tx.many(sql`
    select ${columns}, m.no, m.title, floor(extract(epoch from coalesce(l.until_at, clock_timestamp()) - l.from_at)) as seconds,
           to_char(l.from_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "fromExactly"
      from moments.listening l
      join moments.moment m on m.workspace_id = l.workspace_id and m.id = l.moment_id
     where l.workspace_id = ${workspaceId} and l.from_at is not null
       and (${filter.employee ?? null}::uuid is null or l.employee_id = ${filter.employee ?? null}::uuid)
       and (${filter.moment ?? null}::uuid is null or l.moment_id = ${filter.moment ?? null}::uuid)
       and (${after?.id ?? null}::uuid is null
            or (l.from_at, l.id) < (${after?.from ?? null}::timestamptz, ${after?.id ?? null}::uuid))
     order by l.from_at desc, l.id desc limit ${limit}`);

export interface HoursRow {
  employeeId: string;
  name: string;
  conversations: string;
  seconds: string;
  insights: string;
}

/** What of each listening lies between two instants, summed by leader; and what they noted then. */
export const hours = (tx: Tx, workspaceId: string, from: Date, to: Date): Promise<HoursRow[]> =>
  tx.many(sql`
    with heard as (
      select l.employee_id, (array_agg(l.name order by l.from_at desc))[1] as name, count(distinct l.moment_id) as conversations,
             floor(sum(extract(epoch from least(coalesce(l.until_at, clock_timestamp()), ${to}) - greatest(l.from_at, ${from})))) as seconds
        from moments.listening l
       where l.workspace_id = ${workspaceId} and l.from_at < ${to} and coalesce(l.until_at, clock_timestamp()) > ${from}
       group by l.employee_id),
    noted as (
      select e.author_id, count(*) as insights from moments.entry e
       where e.workspace_id = ${workspaceId} and e.insight and e.at >= ${from} and e.at < ${to} group by e.author_id)
    select h.employee_id as "employeeId", h.name, h.conversations, h.seconds, coalesce(n.insights, 0) as insights
      from heard h left join noted n on n.author_id = h.employee_id
     order by h.seconds desc, h.employee_id`);

export interface InsightRow {
  id: string;
  momentId: string;
  no: string;
  title: string;
  at: Date;
  atExactly: string;
  authorId: string | null;
  authorName: string;
  text: string;
}

export const insights = (
  tx: Tx,
  workspaceId: string,
  filter: { author?: string | undefined; moment?: string | undefined },
  after: { at: string; id: string } | undefined,
  limit: number,
): Promise<InsightRow[]> =>
  tx.many(sql`
    select e.id, e.moment_id as "momentId", m.no, m.title, e.at, e.author_id as "authorId", e.author_name as "authorName", e.text,
           to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "atExactly"
      from moments.entry e
      join moments.moment m on m.workspace_id = e.workspace_id and m.id = e.moment_id
     where e.workspace_id = ${workspaceId} and e.insight
       and (${filter.author ?? null}::uuid is null or e.author_id = ${filter.author ?? null}::uuid)
       and (${filter.moment ?? null}::uuid is null or e.moment_id = ${filter.moment ?? null}::uuid)
       and (${after?.id ?? null}::uuid is null
            or (e.at, e.id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid))
     order by e.at desc, e.id desc limit ${limit}`);
