/** Use cases on employees: add, change, give a role, deactivate. */
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import { type Employee, type Role, refusals } from './contract.ts';
import { employeeDeactivated, employeeReactivated } from './events.ts';
import { type Ground, orRefuse, tellAccessChanged } from './ground.ts';
import { setManagerIn } from './reporting.ts';
import { covers } from './rules/policy.ts';
import { tellStanding } from './standing.ts';
import { endSessions } from './store/accounts.ts';
import {
  findEmployee,
  holdEmployee,
  holdOwners,
  insertEmployee,
  type Member,
  setRole,
  setStatus,
  updateEmployee,
} from './store/employees.ts';
import { revokeInvitationsBy, revokeInvitationsTo } from './store/invitations.ts';
import { revokeKeysMadeBy } from './store/keys.ts';
import { findDepartment, leadNothing } from './store/structure.ts';
import { membershipsOf } from './store/workspaces.ts';

export interface NewEmployee {
  name: string;
  email: string;
  title?: string | undefined;
  departmentId?: string | null | undefined;
  managerId?: string | null | undefined;
}

export function addEmployee(ground: Ground, principal: Principal, body: NewEmployee): Promise<Employee> {
  const { db, audit, newId } = ground;
  return db.inWorkspace(principal.workspaceId, async (tx) => {
    await mustBeOpen(tx, body.departmentId);
    const id = newId();
    const { name, title = '', departmentId = null } = body;
    const added = await insertEmployee(tx, { id, name, title, departmentId, email: body.email.toLowerCase(), role: 'viewer' });
    if (!added) throw new Refusal(refusals.email_taken);
    if (body.managerId) await setManagerIn(ground, tx, principal, { employeeId: id, managerId: body.managerId });
    await audit.record(tx, principal, { action: 'people.employee_added', subject: `employee:${id}`, details: { name } });
    return orRefuse(await findEmployee(tx, id), refusals.not_found);
  });
}

export function changeEmployee(
  { db, audit }: Ground,
  principal: Principal,
  id: string,
  change: { name?: string | undefined; title?: string | undefined; departmentId?: string | null | undefined },
): Promise<Employee> {
  return db.inWorkspace(principal.workspaceId, async (tx) => {
    await mustBeOpen(tx, change.departmentId);
    orRefuse(await holdEmployee(tx, id), refusals.not_found);
    await updateEmployee(tx, id, change);
    await audit.record(tx, principal, { action: 'people.employee_changed', subject: `employee:${id}`, details: { ...change } });
    return orRefuse(await findEmployee(tx, id), refusals.not_found);
  });
}

export function changeRole(ground: Ground, principal: Principal, id: string, role: Role): Promise<Employee> {
  return ground.db.inWorkspace(principal.workspaceId, async (tx) => {
    const member = await holdForPower(tx, principal, id);
    if (!covers(principal.role, role)) throw new Refusal(refusals.role_above_own);
    if (role !== 'owner') await keepAnOwner(tx, member);
    if (role !== member.role) {
      await setRole(tx, id, role);
      await tellAccessChanged(ground, tx, principal.workspaceId, { employeeId: id });
      await tellStanding(ground, tx, principal.workspaceId, id);
      const details = { from: member.role, to: role };
      await ground.audit.record(tx, principal, { action: 'people.role_changed', subject: `employee:${id}`, details });
    }
    return orRefuse(await findEmployee(tx, id), refusals.not_found);
  });
}

/**
 * Ends everything through which they could still act here (case B14): membership, invitations to and from them, the API keys
 * they made and have therefore seen; and their sessions, when no other workspace has them.
 */
export function deactivateEmployee(ground: Ground, principal: Principal, id: string): Promise<Employee> {
  const { db, events, audit } = ground;
  const { workspaceId } = principal;
  return db.inWorkspace(workspaceId, async (tx) => {
    const member = await holdForPower(tx, principal, id);
    if (member.status === 'active') {
      await keepAnOwner(tx, member);
      await setStatus(tx, id, 'deactivated');
      await leadNothing(tx, id);
      await revokeInvitationsTo(tx, member.email);
      await revokeInvitationsBy(tx, id);
      const keys = await revokeKeysMadeBy(tx, id);
      if (member.userId && (await membershipsOf(tx, member.userId)).length === 0) await endSessions(tx, member.userId);
      await events.tell(tx, workspaceId, employeeDeactivated, { employeeId: id });
      await tellAccessChanged(ground, tx, workspaceId, { employeeId: id });
      await tellStanding(ground, tx, workspaceId, id);
      for (const apiKeyId of keys) await tellAccessChanged(ground, tx, workspaceId, { apiKeyId });
      const details = { name: member.name, revokedApiKeys: keys };
      await audit.record(tx, principal, { action: 'people.employee_deactivated', subject: `employee:${id}`, details });
    }
    return orRefuse(await findEmployee(tx, id), refusals.not_found);
  });
}

export function reactivateEmployee(ground: Ground, principal: Principal, id: string): Promise<Employee> {
  const { db, events, audit } = ground;
  return db.inWorkspace(principal.workspaceId, async (tx) => {
    const member = await holdForPower(tx, principal, id);
    if (member.status === 'deactivated') {
      await setStatus(tx, id, 'active');
      await events.tell(tx, principal.workspaceId, employeeReactivated, { employeeId: id });
      await tellAccessChanged(ground, tx, principal.workspaceId, { employeeId: id });
      await tellStanding(ground, tx, principal.workspaceId, id);
      await audit.record(tx, principal, { action: 'people.employee_reactivated', subject: `employee:${id}` });
    }
    return orRefuse(await findEmployee(tx, id), refusals.not_found);
  });
}

/** Loads and locks someone whose power is about to change; only those whose role one's own covers. */
async function holdForPower(tx: Tx, principal: Principal, id: string): Promise<Member> {
  // Owners first, always in the same order: the lock that makes two demotions take turns must not wait in a circle.
  await holdOwners(tx);
  const member = orRefuse(await holdEmployee(tx, id), refusals.not_found);
  if (!covers(principal.role, member.role)) throw new Refusal(refusals.role_above_own);
  return member;
}

async function keepAnOwner(tx: Tx, member: Member): Promise<void> {
  if (member.role !== 'owner' || member.status !== 'active' || member.userId === null) return;
  const owners = await holdOwners(tx);
  if (!owners.some((owner) => owner.id !== member.id)) throw new Refusal(refusals.last_owner);
}

async function mustBeOpen(tx: Tx, departmentId: string | null | undefined): Promise<void> {
  if (!departmentId) return;
  const department = await findDepartment(tx, departmentId);
  if (!department || department.archivedAt) throw new Refusal(refusals.not_found, { detail: 'No such department.' });
}
