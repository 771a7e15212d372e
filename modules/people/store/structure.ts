import { sql, type Tx } from '#platform/postgres';
import type { Department, Team } from '../contract.ts';

type Stored<T> = Omit<T, 'archivedAt'> & { archivedAt: Date | null };
const plain = <T>({ archivedAt, ...row }: Stored<T>) => ({ ...row, archivedAt: archivedAt?.toISOString() ?? null });

const departments = sql`
  select d.id, d.name, d.parent_id as "parentId", d.archived_at as "archivedAt",
         (select count(*)::int from people.employee e
           where e.workspace_id = d.workspace_id and e.department_id = d.id and e.status = 'active') as people
    from people.department d`;

export async function listDepartments(tx: Tx): Promise<Department[]> {
  const rows = await tx.many<Stored<Department>>(sql`${departments} order by d.archived_at is not null, lower(d.name), d.id`);
  return rows.map((row) => plain<Department>(row));
}

export const openDepartments = (tx: Tx): Promise<{ id: string; name: string }[]> =>
  tx.many(sql`select d.id, d.name from people.department d where d.archived_at is null order by lower(d.name), d.id`);

export async function findDepartment(tx: Tx, id: string): Promise<Department | undefined> {
  const row = await tx.maybe<Stored<Department>>(sql`${departments} where d.id = ${id}`);
  return row && plain<Department>(row);
}

/** The tree changes one move at a time: two moves can close a circle that neither closes alone. */
export async function holdDepartments(tx: Tx): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended('people.department:' || platform.workspace(), 0))`);
}

export async function insertDepartment(tx: Tx, id: string, name: string, parentId: string | null): Promise<void> {
  await tx.run(sql`
    insert into people.department (workspace_id, id, name, parent_id) values (platform.workspace(), ${id}, ${name}, ${parentId})`);
}

export async function updateDepartment(tx: Tx, id: string, name: string, parentId: string | null): Promise<void> {
  await tx.run(sql`update people.department set name = ${name}, parent_id = ${parentId} where id = ${id}`);
}

/** False while active people or open departments are in it. */
export async function archiveDepartment(tx: Tx, id: string): Promise<boolean> {
  const archived = await tx.run(sql`
    update people.department d set archived_at = coalesce(d.archived_at, now())
     where d.id = ${id}
       and not exists (select 1 from people.employee e
                        where e.workspace_id = d.workspace_id and e.department_id = d.id and e.status = 'active')
       and not exists (select 1 from people.department c
                        where c.workspace_id = d.workspace_id and c.parent_id = d.id and c.archived_at is null)`);
  return archived === 1;
}

const teams = sql`
  select t.id, t.name, t.lead_id as "leadId", t.archived_at as "archivedAt",
         coalesce((select jsonb_agg(jsonb_build_object('id', e.id, 'name', e.name, 'title', e.title) order by lower(e.name), e.id)
                     from people.team_member m join people.employee e on e.workspace_id = m.workspace_id and e.id = m.employee_id
                    where m.workspace_id = t.workspace_id and m.team_id = t.id and e.status = 'active'), '[]') as members
    from people.team t`;

export async function listTeams(tx: Tx): Promise<Team[]> {
  const rows = await tx.many<Stored<Team>>(sql`${teams} order by t.archived_at is not null, lower(t.name), t.id`);
  return rows.map((row) => plain<Team>(row));
}

export async function findTeam(tx: Tx, id: string): Promise<Team | undefined> {
  const row = await tx.maybe<Stored<Team>>(sql`${teams} where t.id = ${id}`);
  return row && plain<Team>(row);
}

export function teamsOf(tx: Tx, employeeId: string): Promise<{ id: string; name: string; lead: boolean }[]> {
  return tx.many(sql`
    select t.id, t.name, t.lead_id is not distinct from m.employee_id as lead
      from people.team_member m join people.team t on t.workspace_id = m.workspace_id and t.id = m.team_id
     where m.employee_id = ${employeeId} and t.archived_at is null
     order by lower(t.name), t.id`);
}

export async function insertTeam(tx: Tx, id: string, name: string): Promise<void> {
  await tx.run(sql`insert into people.team (workspace_id, id, name) values (platform.workspace(), ${id}, ${name})`);
}

export async function renameTeam(tx: Tx, id: string, name: string): Promise<void> {
  await tx.run(sql`update people.team set name = ${name} where id = ${id}`);
}

/** A lead is a member (the table insists). */
export async function setLead(tx: Tx, id: string, leadId: string | null): Promise<void> {
  if (leadId !== null) await addMember(tx, id, leadId);
  await tx.run(sql`update people.team set lead_id = ${leadId} where id = ${id}`);
}

export async function archiveTeam(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`update people.team set archived_at = coalesce(archived_at, now()) where id = ${id}`);
}

export async function addMember(tx: Tx, teamId: string, employeeId: string): Promise<void> {
  await tx.run(sql`
    insert into people.team_member (workspace_id, team_id, employee_id) values (platform.workspace(), ${teamId}, ${employeeId})
    on conflict do nothing`);
}

export async function removeMember(tx: Tx, teamId: string, employeeId: string): Promise<void> {
  await tx.run(sql`update people.team set lead_id = null where id = ${teamId} and lead_id = ${employeeId}`);
  await tx.run(sql`delete from people.team_member where team_id = ${teamId} and employee_id = ${employeeId}`);
}

/** Whoever was deactivated leads nobody. */
export async function leadNothing(tx: Tx, employeeId: string): Promise<void> {
  await tx.run(sql`update people.team set lead_id = null where lead_id = ${employeeId}`);
}
