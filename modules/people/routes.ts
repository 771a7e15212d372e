/** HTTP: contract in, use case, contract out. */
import type { Account, Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import type { Bind } from '#platform/http';
import { countMiss, refuseFlood } from './authenticate.ts';
import { setAvailability } from './availability.ts';
import { type Role, refusals, routes } from './contract.ts';
import {
  apiKeys,
  departments,
  employeeInFull,
  employeePage,
  invitations,
  reportingLines,
  teams,
  whereAndWho,
  workspacesOf,
} from './directory.ts';
import { addEmployee, changeEmployee, changeRole, deactivateEmployee, reactivateEmployee } from './employees.ts';
import { type Ground, orRefuse } from './ground.ts';
import { acceptInvitation, invite, joinWorkspace, readInvitation, revokeInvitation } from './invitations.ts';
import { createApiKey, revokeApiKey } from './keys.ts';
import { setManager } from './reporting.ts';
import { actionsOf } from './rules/policy.ts';
import { createWorkspace, enterWorkspace, isSetUp, renameWorkspace, setUp } from './setup.ts';
import type { SignIn } from './sign-in/sign-in.ts';
import {
  addTeamMember,
  archiveDepartment,
  archiveTeam,
  changeDepartment,
  changeTeam,
  createDepartment,
  createTeam,
  removeTeamMember,
} from './structure.ts';

export function bindRoutes(bind: Bind, ground: Ground, signIn: SignIn): void {
  bindAccess(bind, ground, signIn);
  bindInvitations(bind, ground, signIn);
  bindEmployees(bind, ground);
  bindStructure(bind, ground);
  bindKeys(bind, ground);
}

/** On `signedIn` routes there may be an account without a workspace, or an API key without an account. */
interface SignedIn {
  account?: Account;
  principal?: Principal;
}

const accountIn = ({ account }: SignedIn): Account => orRefuse(account, refusals.not_an_employee);

function bindAccess(bind: Bind, ground: Ground, { identityProviders, limiter }: SignIn): void {
  bind(routes.me, async (caller) => {
    const { account, principal } = caller as SignedIn;
    const workspaces = account ? await workspacesOf(ground, account.userId) : [];
    const shown = account ? { userId: account.userId, email: account.email, name: account.name } : null;
    if (!principal) return { account: shown, workspace: null, employee: null, role: null, actions: [], workspaces };
    const here = await whereAndWho(ground, principal);
    return { ...here, account: shown, role: principal.role as Role, actions: actionsOf(principal.role), workspaces };
  });
  bind(routes.signInOptions, async () => ({ identityProviders }));
  bind(routes.setupState, async () => ({ open: !(await isSetUp(ground)) }));
  bind(routes.setUp, ({ body, ip }) => guessing(limiter, ip, () => setUp(ground, body)));
  bind(routes.listWorkspaces, async (caller) => ({ items: await workspacesOf(ground, accountIn(caller).userId) }));
  bind(routes.createWorkspace, (caller) => createWorkspace(ground, accountIn(caller), caller.body.name));
  bind(routes.renameWorkspace, ({ principal, body }) => renameWorkspace(ground, principal, body.name));
  bind(routes.enterWorkspace, (caller) => enterWorkspace(ground, accountIn(caller), caller.params.workspaceId));
}

function bindInvitations(bind: Bind, ground: Ground, { limiter }: SignIn): void {
  bind(routes.listInvitations, async ({ principal }) => ({ items: await invitations(ground, principal) }));
  bind(routes.invite, ({ principal, body }) => invite(ground, principal, body));
  bind(routes.revokeInvitation, ({ principal, params }) => revokeInvitation(ground, principal, params.invitationId));
  bind(routes.readInvitation, ({ body, ip }) => guessing(limiter, ip, () => readInvitation(ground, body.token)));
  bind(routes.acceptInvitation, ({ body, ip }) => guessing(limiter, ip, () => acceptInvitation(ground, body)));
  bind(routes.joinWorkspace, (caller) => joinWorkspace(ground, accountIn(caller), caller.body.token));
}

function bindEmployees(bind: Bind, ground: Ground): void {
  bind(routes.listEmployees, ({ principal, query: { after, limit, ...filter } }) =>
    employeePage(ground, principal, filter, { after, limit }),
  );
  bind(routes.getEmployee, ({ principal, params }) => employeeInFull(ground, principal, params.employeeId));
  bind(routes.addEmployee, ({ principal, body }) => addEmployee(ground, principal, body));
  bind(routes.changeEmployee, ({ principal, params, body }) => changeEmployee(ground, principal, params.employeeId, body));
  bind(routes.changeRole, ({ principal, params, body }) => changeRole(ground, principal, params.employeeId, body.role));
  bind(routes.deactivateEmployee, ({ principal, params }) => deactivateEmployee(ground, principal, params.employeeId));
  bind(routes.reactivateEmployee, ({ principal, params }) => reactivateEmployee(ground, principal, params.employeeId));
  bind(routes.setManager, async ({ principal, params, body }) => ({
    lines: await setManager(ground, principal, { ...params, ...body }),
  }));
  bind(routes.reportingLines, ({ principal, query }) => reportingLines(ground, principal, query.at));
  bind(routes.setMyAvailability, async ({ principal, body }) => {
    if (principal.kind !== 'employee') throw new Refusal(refusals.not_an_employee);
    return setAvailability(ground, principal, principal.id, body);
  });
  bind(routes.setAvailability, ({ principal, params, body }) => setAvailability(ground, principal, params.employeeId, body));
}

function bindStructure(bind: Bind, ground: Ground): void {
  bind(routes.listDepartments, async ({ principal }) => ({ items: await departments(ground, principal) }));
  bind(routes.createDepartment, ({ principal, body }) => createDepartment(ground, principal, body));
  bind(routes.changeDepartment, ({ principal, params, body }) => changeDepartment(ground, principal, params.departmentId, body));
  bind(routes.archiveDepartment, ({ principal, params }) => archiveDepartment(ground, principal, params.departmentId));
  bind(routes.listTeams, async ({ principal }) => ({ items: await teams(ground, principal) }));
  bind(routes.createTeam, ({ principal, body }) => createTeam(ground, principal, body));
  bind(routes.changeTeam, ({ principal, params, body }) => changeTeam(ground, principal, params.teamId, body));
  bind(routes.archiveTeam, ({ principal, params }) => archiveTeam(ground, principal, params.teamId));
  bind(routes.addTeamMember, ({ principal, params }) => addTeamMember(ground, principal, params.teamId, params.employeeId));
  bind(routes.removeTeamMember, ({ principal, params }) => removeTeamMember(ground, principal, params.teamId, params.employeeId));
}

function bindKeys(bind: Bind, ground: Ground): void {
  bind(routes.listApiKeys, async ({ principal }) => ({ items: await apiKeys(ground, principal) }));
  bind(routes.createApiKey, ({ principal, body }) => createApiKey(ground, principal, body));
  bind(routes.revokeApiKey, ({ principal, params }) => revokeApiKey(ground, principal, params.apiKeyId));
}

/** Link tokens that lead nowhere are counted by address, like wrong keys. */
async function guessing<T>(limiter: SignIn['limiter'], ip: string, work: () => Promise<T>): Promise<T> {
  refuseFlood(limiter, ip);
  try {
    return await work();
  } catch (error) {
    const missed: unknown[] = [refusals.invitation_gone, refusals.setup_link_wrong];
    if (error instanceof Refusal && missed.includes(error.kind)) countMiss(limiter, ip);
    throw error;
  }
}
