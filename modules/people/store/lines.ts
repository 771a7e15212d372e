import { sql, type Tx } from '#platform/postgres';
import type { ReportingLine } from '../contract.ts';
import type { Change, Line } from '../rules/reporting.ts';

interface Row {
  employeeId: string;
  managerId: string;
  managerName: string;
  since: Date;
  until: Date | null;
}

const view = sql`
  select l.employee_id as "employeeId", l.manager_id as "managerId", m.name as "managerName",
         lower(l.during) as since, upper(l.during) as until
    from people.reporting_line l
    join people.employee m on m.workspace_id = l.workspace_id and m.id = l.manager_id`;

const lineOf = ({ since, until, ...row }: Row): ReportingLine => ({
  ...row,
  since: since.toISOString(),
  until: until?.toISOString() ?? null,
});

/** The database's now, to the millisecond: the grain of lines. */
export async function now(tx: Tx): Promise<Date> {
  return (await tx.one<{ now: Date }>(sql`select date_trunc('milliseconds', now()) as now`)).now;
}

/** Lines change one at a time in a workspace: a circle can be closed by two changes neither of which closes it alone. */
export async function holdLines(tx: Tx): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended('people.reporting_line:' || platform.workspace(), 0))`);
}

/** Every line that still holds at some instant from `since` on. */
export async function linesFrom(tx: Tx, since: Date): Promise<Line[]> {
  const rows = await tx.many<Row>(sql`${view} where l.during && tstzrange(${since}, null)`);
  return rows.map(({ employeeId, managerId, since: from, until }) => ({
    employeeId,
    managerId,
    from: from.getTime(),
    until: until?.getTime() ?? Number.POSITIVE_INFINITY,
  }));
}

/** As `withChange` of the rules has it: the past before stays, from `since` on the change is all there is. */
export async function applyChange(tx: Tx, { employeeId, managerId, since }: Change): Promise<void> {
  const at = new Date(since);
  await tx.run(sql`delete from people.reporting_line where employee_id = ${employeeId} and lower(during) >= ${at}`);
  await tx.run(sql`
    update people.reporting_line set during = tstzrange(lower(during), ${at})
     where employee_id = ${employeeId} and during @> ${at}::timestamptz`);
  if (managerId === null) return;
  await tx.run(sql`
    insert into people.reporting_line (workspace_id, employee_id, manager_id, during)
    values (platform.workspace(), ${employeeId}, ${managerId}, tstzrange(${at}, null))`);
}

/** Whom they reported to, oldest first. */
export async function linesOf(tx: Tx, employeeId: string): Promise<ReportingLine[]> {
  return (await tx.many<Row>(sql`${view} where l.employee_id = ${employeeId} order by l.during`)).map(lineOf);
}

export async function linesAt(tx: Tx, at: Date): Promise<ReportingLine[]> {
  const rows = await tx.many<Row>(sql`${view} where l.during @> ${at}::timestamptz order by m.name, l.employee_id`);
  return rows.map(lineOf);
}

export async function reportsOf(tx: Tx, managerId: string): Promise<{ id: string; name: string; since: string }[]> {
  const rows = await tx.many<{ id: string; name: string; since: Date }>(sql`
    select e.id, e.name, lower(l.during) as since
      from people.reporting_line l join people.employee e on e.workspace_id = l.workspace_id and e.id = l.employee_id
     where l.manager_id = ${managerId} and l.during @> now() and e.status = 'active'
     order by lower(e.name), e.id`);
  return rows.map((row) => ({ ...row, since: row.since.toISOString() }));
}
