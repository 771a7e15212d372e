/** SQL of calendars and of the policy. */
import { jsonb, sql, type Tx } from '#platform/postgres';
import type { Calendar, ClockPolicy, SavedCalendar, VersionedPolicy } from '../../contract/clocks.ts';

interface CalendarRow {
  id: string;
  body: Calendar;
  changedAt: Date;
}

const calendarOf = ({ id, body, changedAt }: CalendarRow): SavedCalendar => ({
  ...body,
  id,
  changedAt: changedAt.toISOString(),
});

export async function listCalendars(tx: Tx, workspaceId: string): Promise<SavedCalendar[]> {
  const rows = await tx.many<CalendarRow>(sql`
    select id, body, changed_at as "changedAt" from moments.calendar
     where workspace_id = ${workspaceId} order by lower(body ->> 'name')`);
  return rows.map(calendarOf);
}

/** Undefined when the name is in use. */
export async function insertCalendar(tx: Tx, workspaceId: string, body: Calendar): Promise<SavedCalendar | undefined> {
  const row = await tx.maybe<CalendarRow>(sql`
    insert into moments.calendar (workspace_id, body) values (${workspaceId}, ${jsonb(body)})
    on conflict do nothing returning id, body, changed_at as "changedAt"`);
  return row && calendarOf(row);
}

export async function isNameTaken(tx: Tx, workspaceId: string, name: string, butOf: string): Promise<boolean> {
  const { taken } = await tx.one<{ taken: boolean }>(sql`
    select exists (select from moments.calendar
                    where workspace_id = ${workspaceId} and lower(body ->> 'name') = lower(${name}) and id <> ${butOf}) as taken`);
  return taken;
}

export async function updateCalendar(
  tx: Tx,
  workspaceId: string,
  id: string,
  body: Calendar,
): Promise<SavedCalendar | undefined> {
  const row = await tx.maybe<CalendarRow>(sql`
    update moments.calendar set body = ${jsonb(body)}, changed_at = now() where workspace_id = ${workspaceId} and id = ${id}
    returning id, body, changed_at as "changedAt"`);
  return row && calendarOf(row);
}

export async function deleteCalendar(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
  return (await tx.run(sql`delete from moments.calendar where workspace_id = ${workspaceId} and id = ${id}`)) > 0;
}

/** Calendars and policy change one after the other, so that no policy counts in a calendar that is gone. */
export async function holdSettings(tx: Tx, workspaceId: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended('moments.clock_settings ' || ${workspaceId}::text, 0))`);
}

export async function findPolicy(tx: Tx, workspaceId: string): Promise<VersionedPolicy | undefined> {
  const row = await tx.maybe<{ body: ClockPolicy; version: number }>(sql`
    select body, version::float8 as version from moments.clock_policy where workspace_id = ${workspaceId}`);
  return row && { ...row.body, version: row.version };
}

export async function savePolicy(tx: Tx, workspaceId: string, { clauses }: ClockPolicy): Promise<VersionedPolicy> {
  const { version } = await tx.one<{ version: number }>(sql`
    insert into moments.clock_policy (workspace_id, body) values (${workspaceId}, ${jsonb({ clauses })})
    on conflict (workspace_id) do update
       set body = excluded.body, version = moments.clock_policy.version + 1, changed_at = now()
    returning version::float8 as version`);
  return { clauses, version };
}
