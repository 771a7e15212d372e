/** SQL of macros, views, limits and the ledger of goodwill. */
import { jsonb, sql, type Tx } from '#platform/postgres';

export interface MacroRow {
  id: string;
  name: string;
  text: string;
  changedBy: string;
  changedAt: Date;
}

const macroColumns = sql`id, name, text, changed_by as "changedBy", changed_at as "changedAt"`;

export const listMacros = (tx: Tx, workspaceId: string): Promise<MacroRow[]> =>
  tx.many(sql`select ${macroColumns} from moments.macro where workspace_id = ${workspaceId} order by lower(name)`);

export const insertMacro = (tx: Tx, workspaceId: string, macro: { name: string; text: string; by: string }): Promise<MacroRow> =>
  tx.one(sql`
    insert into moments.macro (workspace_id, name, text, changed_by)
    values (${workspaceId}, ${macro.name}, ${macro.text}, ${macro.by}) returning ${macroColumns}`);

export const changeMacro = (
  tx: Tx,
  workspaceId: string,
  id: string,
  change: { name?: string | undefined; text?: string | undefined; by: string },
): Promise<MacroRow | undefined> =>
  tx.maybe(sql`
    update moments.macro
       set name = coalesce(${change.name ?? null}, name), text = coalesce(${change.text ?? null}, text),
           changed_by = ${change.by}, changed_at = now()
     where workspace_id = ${workspaceId} and id = ${id} returning ${macroColumns}`);

export const deleteMacro = (tx: Tx, workspaceId: string, id: string): Promise<number> =>
  tx.run(sql`delete from moments.macro where workspace_id = ${workspaceId} and id = ${id}`);

export interface ViewRow {
  id: string;
  employeeId: string | null;
  name: string;
  filter: Record<string, unknown>;
}

export const listViews = (tx: Tx, workspaceId: string, me: string | undefined): Promise<ViewRow[]> =>
  tx.many(sql`
    select id, employee_id as "employeeId", name, filter from moments.view
     where workspace_id = ${workspaceId} and (employee_id is null or employee_id = ${me ?? null}::uuid) order by lower(name)`);

export const insertView = (tx: Tx, workspaceId: string, view: { employeeId: string | null; name: string; filter: unknown }) =>
  tx.one<ViewRow>(sql`
    insert into moments.view (workspace_id, employee_id, name, filter)
    values (${workspaceId}, ${view.employeeId}, ${view.name}, ${jsonb(view.filter)})
    returning id, employee_id as "employeeId", name, filter`);

export const deleteView = (tx: Tx, workspaceId: string, id: string, me: string | undefined): Promise<number> =>
  tx.run(sql`
    delete from moments.view
     where workspace_id = ${workspaceId} and id = ${id} and (employee_id is null or employee_id = ${me ?? null}::uuid)`);

export interface LimitRow {
  who: string;
  currency: string;
  perMoment: string;
  perPeriod: string;
  periodDays: string;
}

export const listLimits = (tx: Tx, workspaceId: string): Promise<LimitRow[]> =>
  tx.many(sql`
    select who, currency, per_moment as "perMoment", per_period as "perPeriod", period_days as "periodDays"
      from moments.limits where workspace_id = ${workspaceId} order by who, currency`);

export async function setLimit(
  tx: Tx,
  workspaceId: string,
  limit: { who: string; currency: string; perMoment: number; perPeriod: number; periodDays: number },
): Promise<void> {
  await tx.run(sql`
    insert into moments.limits (workspace_id, who, currency, per_moment, per_period, period_days)
    values (${workspaceId}, ${limit.who}, ${limit.currency}, ${limit.perMoment}, ${limit.perPeriod}, ${limit.periodDays})
    on conflict (workspace_id, who, currency) do update
       set per_moment = excluded.per_moment, per_period = excluded.per_period, period_days = excluded.period_days`);
}

/** What somebody has given: in one moment, and in the days before now. Asked-for sums count when they were approved. */
export const givenBy = (
  tx: Tx,
  workspaceId: string,
  employeeId: string,
  momentId: string,
  currency: string,
  days: number,
): Promise<{ inMoment: string; inPeriod: string }> =>
  tx.one(sql`
    select coalesce(sum(amount) filter (where moment_id = ${momentId}), 0) as "inMoment",
           coalesce(sum(amount) filter (where at > now() - make_interval(days => ${days}::int)), 0) as "inPeriod"
      from moments.goodwill
     where workspace_id = ${workspaceId} and employee_id = ${employeeId} and currency = ${currency} and state = 'given'
       and (moment_id = ${momentId} or at > now() - make_interval(days => ${days}::int))`);

/** Those who give at the same instant take turns: a limit is read and used by one at a time. */
export async function lockGiver(tx: Tx, workspaceId: string, employeeId: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`moments.goodwill ${workspaceId} ${employeeId}`}, 0))`);
}

export interface GoodwillRow {
  id: string;
  momentId: string;
  momentNo: string;
  employeeId: string;
  employeeName: string | null;
  amount: string;
  currency: string;
  reason: string;
  state: 'given' | 'asked' | 'approved' | 'declined';
  at: Date;
  settledByName: string | null;
  settledReason: string | null;
}

const columns = sql`g.id, g.moment_id as "momentId", m.no as "momentNo", g.employee_id as "employeeId", a.name as "employeeName",
  g.amount, g.currency, g.reason, g.state, g.at, s.name as "settledByName", g.settled_reason as "settledReason"`;
const source = sql`moments.goodwill g
  join moments.moment m on m.workspace_id = g.workspace_id and m.id = g.moment_id
  left join moments.agent a on a.workspace_id = g.workspace_id and a.employee_id = g.employee_id
  left join moments.agent s on s.workspace_id = g.workspace_id and s.employee_id = g.settled_by`;

export const listGoodwill = (
  tx: Tx,
  workspaceId: string,
  filter: { moment?: string | undefined; state?: string | undefined; id?: string | undefined },
): Promise<GoodwillRow[]> =>
  tx.many(sql`
    select ${columns} from ${source}
     where g.workspace_id = ${workspaceId} and (${filter.moment ?? null}::uuid is null or g.moment_id = ${filter.moment ?? null}::uuid)
       and (${filter.state ?? null}::text is null or g.state = ${filter.state ?? null})
       and (${filter.id ?? null}::uuid is null or g.id = ${filter.id ?? null}::uuid)
     order by g.at desc limit 200`);

export async function insertGoodwill(
  tx: Tx,
  workspaceId: string,
  line: {
    momentId: string;
    employeeId: string;
    epoch: string;
    amount: number;
    currency: string;
    reason: string;
    state: 'given' | 'asked';
  },
): Promise<string> {
  const row = await tx.one<{ id: string }>(sql`
    insert into moments.goodwill (workspace_id, moment_id, employee_id, epoch, amount, currency, reason, state)
    values (${workspaceId}, ${line.momentId}, ${line.employeeId}, ${line.epoch}::bigint, ${line.amount}, ${line.currency},
            ${line.reason}, ${line.state}) returning id`);
  return row.id;
}

/** One decision: undefined when it was settled before. */
export const settleGoodwill = (
  tx: Tx,
  workspaceId: string,
  id: string,
  verdict: 'approved' | 'declined',
  by: string,
  reason: string,
): Promise<{ id: string } | undefined> =>
  tx.maybe(sql`
    update moments.goodwill set state = ${verdict}, settled_at = clock_timestamp(), settled_by = ${by}, settled_reason = ${reason}
     where workspace_id = ${workspaceId} and id = ${id} and state = 'asked' returning id`);
