/** Use cases on departments and teams. */
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import { type Department, refusals, type Team } from './contract.ts';
import { type Ground, orRefuse, refusingTaken } from './ground.ts';
import { insideItself } from './rules/departments.ts';
import { holdEmployee } from './store/employees.ts';
import * as store from './store/structure.ts';

export function createDepartment(
  { db, audit, newId }: Ground,
  principal: Principal,
  { name, parentId = null }: { name: string; parentId?: string | null | undefined },
): Promise<Department> {
  const id = newId();
  return refusingTaken(
    refusals.name_taken,
    db.inWorkspace(principal.workspaceId, async (tx) => {
      await store.holdDepartments(tx);
      await mustBeOpenParent(tx, parentId);
      await store.insertDepartment(tx, id, name, parentId);
      await audit.record(tx, principal, { action: 'people.department_made', subject: `department:${id}`, details: { name } });
      return orRefuse(await store.findDepartment(tx, id), refusals.not_found);
    }),
  );
}

export function changeDepartment(
  { db, audit }: Ground,
  principal: Principal,
  id: string,
  change: { name?: string | undefined; parentId?: string | null | undefined },
): Promise<Department> {
  return refusingTaken(
    refusals.name_taken,
    db.inWorkspace(principal.workspaceId, async (tx) => {
      await store.holdDepartments(tx);
      const department = orRefuse(await store.findDepartment(tx, id), refusals.not_found);
      const { name = department.name, parentId = department.parentId } = change;
      if (parentId !== department.parentId) await mustBeOpenParent(tx, parentId);
      if (insideItself(await store.listDepartments(tx), id, parentId)) throw new Refusal(refusals.department_cycle);
      await store.updateDepartment(tx, id, name, parentId);
      await audit.record(tx, principal, {
        action: 'people.department_changed',
        subject: `department:${id}`,
        details: { name, parentId },
      });
      return orRefuse(await store.findDepartment(tx, id), refusals.not_found);
    }),
  );
}

export function archiveDepartment({ db, audit }: Ground, principal: Principal, id: string): Promise<Department> {
  return db.inWorkspace(principal.workspaceId, async (tx) => {
    await store.holdDepartments(tx);
    orRefuse(await store.findDepartment(tx, id), refusals.not_found);
    if (!(await store.archiveDepartment(tx, id))) throw new Refusal(refusals.department_in_use);
    await audit.record(tx, principal, { action: 'people.department_archived', subject: `department:${id}` });
    return orRefuse(await store.findDepartment(tx, id), refusals.not_found);
  });
}

async function mustBeOpenParent(tx: Tx, parentId: string | null): Promise<void> {
  if (parentId === null) return;
  const parent = await store.findDepartment(tx, parentId);
  if (!parent || parent.archivedAt) throw new Refusal(refusals.not_found, { detail: 'No such parent department.' });
}

export function createTeam(
  ground: Ground,
  principal: Principal,
  { name, leadId = null }: { name: string; leadId?: string | null | undefined },
): Promise<Team> {
  const id = ground.newId();
  return onTeam(ground, principal, id, { action: 'people.team_made', details: { name, leadId } }, async (tx) => {
    await store.insertTeam(tx, id, name);
    if (leadId !== null) await lead(tx, id, leadId);
  });
}

export function changeTeam(
  ground: Ground,
  principal: Principal,
  id: string,
  change: { name?: string | undefined; leadId?: string | null | undefined },
): Promise<Team> {
  return onTeam(ground, principal, id, { action: 'people.team_changed', details: { ...change } }, async (tx) => {
    if (change.name !== undefined) await store.renameTeam(tx, id, change.name);
    if (change.leadId === null) await store.setLead(tx, id, null);
    else if (change.leadId !== undefined) await lead(tx, id, change.leadId);
  });
}

export const archiveTeam = (ground: Ground, principal: Principal, id: string): Promise<Team> =>
  onTeam(ground, principal, id, { action: 'people.team_archived' }, (tx) => store.archiveTeam(tx, id));

export const addTeamMember = (ground: Ground, principal: Principal, id: string, employeeId: string): Promise<Team> =>
  onTeam(ground, principal, id, { action: 'people.team_member_added', details: { employeeId } }, async (tx) => {
    await mustBeActive(tx, employeeId);
    await store.addMember(tx, id, employeeId);
  });

export const removeTeamMember = (ground: Ground, principal: Principal, id: string, employeeId: string): Promise<Team> =>
  onTeam(ground, principal, id, { action: 'people.team_member_removed', details: { employeeId } }, (tx) =>
    store.removeMember(tx, id, employeeId),
  );

/** One act on one team: refused when there is none, recorded, answered with the team as it is afterwards. */
function onTeam(
  { db, audit }: Ground,
  principal: Principal,
  id: string,
  entry: { action: string; details?: Record<string, unknown> },
  act: (tx: Tx) => Promise<void>,
): Promise<Team> {
  return refusingTaken(
    refusals.name_taken,
    db.inWorkspace(principal.workspaceId, async (tx) => {
      if (entry.action !== 'people.team_made') orRefuse(await store.findTeam(tx, id), refusals.not_found);
      await act(tx);
      await audit.record(tx, principal, { ...entry, subject: `team:${id}` });
      return orRefuse(await store.findTeam(tx, id), refusals.not_found);
    }),
  );
}

async function lead(tx: Tx, teamId: string, employeeId: string): Promise<void> {
  await mustBeActive(tx, employeeId);
  await store.setLead(tx, teamId, employeeId);
}

async function mustBeActive(tx: Tx, employeeId: string): Promise<void> {
  const member = await holdEmployee(tx, employeeId);
  if (member?.status !== 'active') throw new Refusal(refusals.not_found, { detail: 'No such active employee.' });
}
