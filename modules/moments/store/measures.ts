/** What happened in moments, counted: for whoever measures them. */
import { sql, type Tx } from '#platform/postgres';

/** One moment as a conversation, whatever its channel. Times in seconds from its opening. */
export interface MomentMeasure {
  id: string;
  no: number;
  kind: string;
  /** Null when nobody is known. */
  senderNo: string | null;
  channel: string | null;
  language: string | null;
  /** The rule that opened it: `message` for a customer's word, `by_hand` for a colleague. */
  openedBy: string;
  openedAt: Date;
  /** Null while it is open. `merged`: it goes on in another one. */
  outcome: string | null;
  /** Messages of the customer. */
  messages: number;
  /** Times the customer turned to us: messages after a silence of both sides. */
  contacts: number;
  /** Changes from one colleague to another. */
  transfers: number;
  /** Times it was opened again. */
  reopened: number;
  /** Different colleagues who answered. */
  answeredBy: number;
  answerSeconds: number | null;
  resolvedSeconds: number | null;
  rating: number | null;
  /** Whose it is, or was at last: an employee's id, or that of the queue that holds it for nobody in particular. */
  owner: string;
  /** Given or approved, in minor units. */
  goodwill: { currency: string; amount: number }[];
}

/** `pauseMinutes`: a customer's word after so long a silence of both sides is a contact of its own. */
export function measures(tx: Tx, workspaceId: string, ids: readonly string[], pauseMinutes: number): Promise<MomentMeasure[]> {
  return tx.many(sql`
    with asked as (
      select m.*, coalesce((select min(lower(o.during)) from moments.opening o
                             where o.workspace_id = m.workspace_id and o.moment_id = m.id), lower(m.open_during)) as begun_at
        from moments.moment m where m.workspace_id = ${workspaceId} and m.id = any(${[...ids]}::uuid[])),
    said as (
      select e.moment_id, e.kind, e.at, e.author_kind, e.author_id,
             lag(e.at) over (partition by e.moment_id order by e.at, e.seq) as before
        from moments.entry e join asked on asked.id = e.moment_id
       where e.workspace_id = ${workspaceId} and e.kind in ('in', 'out') and coalesce(e.state, '') not in ('undone', 'failed')),
    counted as (
      select moment_id, count(*) filter (where kind = 'in')::float8 as messages,
             count(*) filter (where kind = 'in' and (before is null or at - before > ${pauseMinutes}::float8 * interval '1 minute'))::float8 as contacts,
             count(distinct author_id) filter (where kind = 'out' and author_kind = 'employee')::float8 as answered_by,
             min(at) filter (where kind = 'out' and author_kind = 'employee') as answered_at
        from said group by moment_id),
    handed as (
      select moment_id, count(*) filter (where before is distinct from employee_id and before is not null)::float8 as transfers
        from (select o.moment_id, o.employee_id, lag(o.employee_id) over (partition by o.moment_id order by o.epoch) as before
                from moments.ownership o join asked on asked.id = o.moment_id
               where o.workspace_id = ${workspaceId} and o.employee_id is not null) stretch
       group by moment_id),
    again as (
      select o.moment_id, count(*)::float8 as times from moments.opening o join asked on asked.id = o.moment_id
       where o.workspace_id = ${workspaceId} group by o.moment_id),
    given as (
      select moment_id, jsonb_agg(jsonb_build_object('currency', currency, 'amount', amount)) as lines
        from (select g.moment_id, g.currency, sum(g.amount) as amount from moments.goodwill g join asked on asked.id = g.moment_id
               where g.workspace_id = ${workspaceId} and g.state in ('given', 'approved') group by g.moment_id, g.currency) line
       group by moment_id)
    select a.id, a.no::float8 as no, a.kind, a.sender_no::text as "senderNo", a.channel_kind as channel, a.language,
           coalesce(a.opened_by ->> 'rule', '') as "openedBy", a.begun_at as "openedAt", a.outcome,
           coalesce(counted.messages, 0) as messages, coalesce(counted.contacts, 0) as contacts,
           coalesce(handed.transfers, 0) as transfers, coalesce(again.times, 0) as reopened,
           coalesce(counted.answered_by, 0) as "answeredBy",
           extract(epoch from counted.answered_at - a.begun_at)::float8 as "answerSeconds",
           extract(epoch from a.resolved_at - a.begun_at)::float8 as "resolvedSeconds",
           a.rating::float8 as rating, coalesce(a.owner_employee, a.owner_queue) as owner, coalesce(given.lines, '[]') as goodwill
      from asked a
      left join counted on counted.moment_id = a.id
      left join handed on handed.moment_id = a.id
      left join again on again.moment_id = a.id
      left join given on given.moment_id = a.id`);
}

/** Ids in order, for whoever reads all moments from the first on. */
export async function idsAfter(tx: Tx, workspaceId: string, after: string | null, limit: number): Promise<string[]> {
  const rows = await tx.many<{ id: string }>(sql`
    select id from moments.moment
     where workspace_id = ${workspaceId} and (${after}::uuid is null or id > ${after}::uuid) order by id limit ${limit}`);
  return rows.map(({ id }) => id);
}
