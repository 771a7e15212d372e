import { sql, type Tx } from '#platform/postgres';
import type { Availability, Employee, Presence, Role, WorkingHours } from '../contract.ts';

interface Row {
  id: string;
  name: string;
  email: string;
  title: string;
  role: Role;
  status: 'active' | 'deactivated';
  canSignIn: boolean;
  createdAt: Date;
  departmentId: string | null;
  departmentName: string | null;
  managerId: string | null;
  managerName: string | null;
  managerSince: Date | null;
  presence: Presence | null;
  since: Date | null;
  setBy: string | null;
  hours: WorkingHours | null;
}

const view = sql`
  select e.id, e.name, e.email, e.title, e.role, e.status, e.user_id is not null as "canSignIn", e.created_at as "createdAt",
         d.id as "departmentId", d.name as "departmentName",
         m.id as "managerId", m.name as "managerName", lower(l.during) as "managerSince",
         a.presence, a.since, a.set_by as "setBy", a.hours
    from people.employee e
    left join people.department d on d.workspace_id = e.workspace_id and d.id = e.department_id
    left join people.reporting_line l on l.workspace_id = e.workspace_id and l.employee_id = e.id and l.during @> now()
    left join people.employee m on m.workspace_id = l.workspace_id and m.id = l.manager_id
    left join people.availability a on a.workspace_id = e.workspace_id and a.employee_id = e.id`;

function employeeOf(row: Row): Employee {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    title: row.title,
    department: row.departmentId && row.departmentName ? { id: row.departmentId, name: row.departmentName } : null,
    manager:
      row.managerId && row.managerName && row.managerSince
        ? { id: row.managerId, name: row.managerName, since: row.managerSince.toISOString() }
        : null,
    role: row.role,
    status: row.status,
    canSignIn: row.canSignIn,
    availability: {
      presence: row.presence ?? 'offline',
      since: (row.since ?? row.createdAt).toISOString(),
      setBy: row.setBy,
      hours: row.hours,
    },
    createdAt: row.createdAt.toISOString(),
  };
}

export interface EmployeeFilter {
  search?: string | undefined;
  departmentId?: string | undefined;
  teamId?: string | undefined;
  managerId?: string | undefined;
  status?: 'active' | 'deactivated' | undefined;
}

/** One page by name, starting behind the employee `after`. */
export async function listEmployees(
  tx: Tx,
  filter: EmployeeFilter,
  after: string | undefined,
  limit: number,
): Promise<Employee[]> {
  const { search = null, departmentId = null, teamId = null, managerId = null, status = null } = filter;
  const rows = await tx.many<Row>(sql`${view}
    where (${search}::text is null or position(lower(${search}) in lower(concat_ws(' ', e.name, e.email, e.title))) > 0)
      and (${departmentId}::uuid is null or e.department_id = ${departmentId})
      and (${managerId}::uuid is null or l.manager_id = ${managerId})
      and (${status}::text is null or e.status = ${status})
      and (${teamId}::uuid is null or exists (
            select 1 from people.team_member t
             where t.workspace_id = e.workspace_id and t.team_id = ${teamId} and t.employee_id = e.id))
      and (${after ?? null}::uuid is null
           or (lower(e.name), e.id) > (select lower(p.name), p.id from people.employee p where p.id = ${after ?? null}))
    order by lower(e.name), e.id
    limit ${limit}`);
  return rows.map(employeeOf);
}

export async function findEmployee(tx: Tx, id: string): Promise<Employee | undefined> {
  const row = await tx.maybe<Row>(sql`${view} where e.id = ${id}`);
  return row && employeeOf(row);
}

export interface Member {
  id: string;
  userId: string | null;
  email: string;
  name: string;
  role: Role;
  status: 'active' | 'deactivated';
}

const member = sql`select id, user_id as "userId", email, name, role, status from people.employee`;

export interface Colleague {
  id: string;
  name: string;
  /** False for whoever was deactivated: they can own nothing any more. */
  active: boolean;
}

const colleague = sql`select id, name, status = 'active' as active from people.employee`;

export function colleagues(tx: Tx, ids: readonly string[]): Promise<Colleague[]> {
  return tx.many<Colleague>(sql`${colleague} where id = any(${ids}::uuid[])`);
}

/** Who answers for what nobody else does: the longest-serving active owner of the workspace, those who can sign in first. */
export function firstOwner(tx: Tx): Promise<Colleague | undefined> {
  return tx.maybe<Colleague>(sql`
    ${colleague} where role = 'owner' and status = 'active' order by user_id is null, created_at, id limit 1`);
}

/** Where these employees work, those who left as well; who is in no department is left out. */
export const workplaces = (tx: Tx, ids: readonly string[]): Promise<{ employeeId: string; departmentId: string }[]> =>
  tx.many(sql`
    select id as "employeeId", department_id as "departmentId" from people.employee
     where id = any(${[...ids]}::uuid[]) and department_id is not null`);

/** Locked until the transaction ends: what is decided about them stays true. */
export function holdEmployee(tx: Tx, id: string): Promise<Member | undefined> {
  return tx.maybe<Member>(sql`${member} where id = ${id} for update`);
}

export function holdEmployeeByEmail(tx: Tx, email: string): Promise<Member | undefined> {
  return tx.maybe<Member>(sql`${member} where email = ${email} for update`);
}

/** Active owners who can sign in, all locked, always in the same order: two owners who demote each other take turns. */
export function holdOwners(tx: Tx): Promise<Member[]> {
  return tx.many<Member>(sql`
    ${member} where role = 'owner' and status = 'active' and user_id is not null order by id for update`);
}

/** False when the address is taken in this workspace. */
export async function insertEmployee(
  tx: Tx,
  employee: {
    id: string;
    email: string;
    name: string;
    title?: string;
    departmentId?: string | null;
    role: Role;
    userId?: string;
  },
): Promise<boolean> {
  const { id, email, name, title = '', departmentId = null, role, userId = null } = employee;
  const made = await tx.run(sql`
    insert into people.employee (workspace_id, id, email, name, title, department_id, role, user_id)
    values (platform.workspace(), ${id}, ${email}, ${name}, ${title}, ${departmentId}, ${role}, ${userId})
    on conflict (workspace_id, email) do nothing`);
  return made === 1;
}

export async function updateEmployee(
  tx: Tx,
  id: string,
  change: { name?: string | undefined; title?: string | undefined; departmentId?: string | null | undefined },
): Promise<void> {
  const { name = null, title = null, departmentId } = change;
  await tx.run(sql`
    update people.employee set name = coalesce(${name}, name), title = coalesce(${title}, title),
           department_id = case when ${departmentId !== undefined} then ${departmentId ?? null}::uuid else department_id end
     where id = ${id}`);
}

export async function setRole(tx: Tx, id: string, role: Role): Promise<void> {
  await tx.run(sql`update people.employee set role = ${role} where id = ${id}`);
}

export async function setStatus(tx: Tx, id: string, status: 'active' | 'deactivated'): Promise<void> {
  await tx.run(sql`update people.employee set status = ${status} where id = ${id}`);
}

export async function linkAccount(tx: Tx, id: string, userId: string, role: Role): Promise<void> {
  await tx.run(sql`update people.employee set user_id = ${userId}, role = ${role} where id = ${id}`);
}

export async function setAvailability(
  tx: Tx,
  employeeId: string,
  change: { presence?: Presence | undefined; hours?: WorkingHours | null | undefined },
  setBy: string,
): Promise<Availability> {
  const { presence = null, hours } = change;
  const row = await tx.one<{ presence: Presence; since: Date; setBy: string; hours: WorkingHours | null }>(sql`
    insert into people.availability as a (workspace_id, employee_id, presence, set_by, hours)
    values (platform.workspace(), ${employeeId}, coalesce(${presence}, 'offline'), ${setBy}, ${hours ? JSON.stringify(hours) : null})
    on conflict (workspace_id, employee_id) do update
       set since = case when a.presence = coalesce(${presence}, a.presence) then a.since else now() end,
           presence = coalesce(${presence}, a.presence),
           set_by = excluded.set_by,
           hours = case when ${hours !== undefined} then excluded.hours else a.hours end
    returning presence, since, set_by as "setBy", hours`);
  return { ...row, since: row.since.toISOString() };
}

export interface StandingRow {
  employeeId: string;
  name: string;
  role: string;
  status: 'active' | 'deactivated';
  presence: Presence;
}

/** What decides who is able to act; everybody when no ids are given. */
export function standingsOf(tx: Tx, employeeIds: string[] | undefined): Promise<StandingRow[]> {
  return tx.many<StandingRow>(sql`
    select e.id as "employeeId", e.name, e.role, e.status, coalesce(a.presence, 'offline') as presence
      from people.employee e
      left join people.availability a on a.workspace_id = e.workspace_id and a.employee_id = e.id
     where ${employeeIds === undefined} or e.id = any(${employeeIds ?? []}::uuid[])
     order by e.id`);
}

/** Everybody who is not offline: since when, when they last gave a sign of life, and their hours. */
export interface OnDuty {
  employeeId: string;
  since: Date;
  seenAt: Date | null;
  hours: WorkingHours | null;
}

const onDutyNow = sql`
  select employee_id as "employeeId", since, seen_at as "seenAt", hours from people.availability where presence <> 'offline'`;

export const onDuty = (tx: Tx): Promise<OnDuty[]> => tx.many(sql`${onDutyNow} order by employee_id`);

/** Undefined when they are not on duty (any more). */
export const findOnDuty = (tx: Tx, employeeId: string): Promise<OnDuty | undefined> =>
  tx.maybe(sql`${onDutyNow} and employee_id = ${employeeId}`);

/** Of those who are active. */
export function hoursOf(tx: Tx, employeeIds: readonly string[]): Promise<{ employeeId: string; hours: WorkingHours | null }[]> {
  return tx.many(sql`
    select e.id as "employeeId", a.hours from people.employee e
      left join people.availability a on a.workspace_id = e.workspace_id and a.employee_id = e.id
     where e.id = any(${[...employeeIds]}::uuid[]) and e.status = 'active' order by e.id`);
}

export async function noteSeen(tx: Tx, employeeIds: string[]): Promise<void> {
  await tx.run(sql`update people.availability set seen_at = now() where employee_id = any(${employeeIds}::uuid[])`);
}

/** Active people whom somebody must be able to name: owners first, then administrators, longest here first. */
export function responsiblePeople(tx: Tx): Promise<{ id: string; name: string }[]> {
  return tx.many(sql`
    select id, name from people.employee
     where status = 'active' and role in ('owner', 'admin')
     order by role = 'owner' desc, user_id is null, created_at, id`);
}

/** The members of a team who are still here. */
export async function activeMembersOf(tx: Tx, teamId: string): Promise<string[]> {
  const rows = await tx.many<{ id: string }>(sql`
    select e.id from people.team_member m join people.employee e on e.workspace_id = m.workspace_id and e.id = m.employee_id
     where m.team_id = ${teamId} and e.status = 'active' order by e.id`);
  return rows.map(({ id }) => id);
}
