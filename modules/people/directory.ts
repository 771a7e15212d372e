/** Questions: what screens and programs ask about people, each in one transaction that changes nothing. */
import type { Principal } from '#platform/auth';
import type { Tx } from '#platform/postgres';
import type { ApiKey, Department, Employee, Invitation, ReportingLine, Role, Team, Workspace } from './contract.ts';
import { refusals } from './contract.ts';
import { type Ground, orRefuse } from './ground.ts';
import { type EmployeeFilter, findEmployee, listEmployees } from './store/employees.ts';
import { listInvitations } from './store/invitations.ts';
import { listKeys } from './store/keys.ts';
import { linesAt, linesOf, now, reportsOf } from './store/lines.ts';
import { listDepartments, listTeams, teamsOf } from './store/structure.ts';
import { membershipsOf, ownWorkspace } from './store/workspaces.ts';

const read = <T>({ db }: Ground, { workspaceId }: Principal, work: (tx: Tx) => Promise<T>): Promise<T> =>
  db.inWorkspace(workspaceId, work, { readOnly: true });

export async function employeePage(
  ground: Ground,
  principal: Principal,
  filter: EmployeeFilter,
  page: { after?: string | undefined; limit: number },
): Promise<{ items: Employee[]; next: string | null }> {
  // One more than asked for tells whether there is a next page.
  const found = await read(ground, principal, (tx) => listEmployees(tx, filter, page.after, page.limit + 1));
  const items = found.slice(0, page.limit);
  return { items, next: found.length > page.limit ? (items.at(-1)?.id ?? null) : null };
}

export const employeeInFull = (ground: Ground, principal: Principal, id: string) =>
  read(ground, principal, async (tx) => ({
    ...orRefuse(await findEmployee(tx, id), refusals.not_found),
    teams: await teamsOf(tx, id),
    reports: await reportsOf(tx, id),
    lines: await linesOf(tx, id),
  }));

/** Every reporting line at an instant (RFC 3339; now when left out). */
export const reportingLines = (
  ground: Ground,
  principal: Principal,
  instant: string | undefined,
): Promise<{ at: string; items: ReportingLine[] }> =>
  read(ground, principal, async (tx) => {
    const at = instant === undefined ? await now(tx) : new Date(instant);
    return { at: at.toISOString(), items: await linesAt(tx, at) };
  });

export const departments = (ground: Ground, principal: Principal): Promise<Department[]> =>
  read(ground, principal, listDepartments);
export const teams = (ground: Ground, principal: Principal): Promise<Team[]> => read(ground, principal, listTeams);
export const invitations = (ground: Ground, principal: Principal): Promise<Invitation[]> =>
  read(ground, principal, listInvitations);
export const apiKeys = (ground: Ground, principal: Principal): Promise<ApiKey[]> => read(ground, principal, listKeys);

/** Workspaces of an account, the last entered first. */
export async function workspacesOf({ db }: Ground, userId: string): Promise<{ id: string; name: string; role: Role }[]> {
  const memberships = await db.inSystem((tx) => membershipsOf(tx, userId), { readOnly: true });
  return memberships.map(({ workspaceId, workspaceName, role }) => ({ id: workspaceId, name: workspaceName, role }));
}

/** Where the caller is, and as whom; an API key is nobody. */
export const whereAndWho = (ground: Ground, principal: Principal): Promise<{ workspace: Workspace; employee: Employee | null }> =>
  read(ground, principal, async (tx) => ({
    workspace: await ownWorkspace(tx),
    employee: principal.kind === 'employee' ? ((await findEmployee(tx, principal.id)) ?? null) : null,
  }));
