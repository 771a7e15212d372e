/** Who answers when somebody no longer can: up their reporting line, else whoever answers for the workspace. */
import type { WatchDeps } from './ground.ts';

type Deps = Pick<WatchDeps, 'db' | 'people'>;

/** A line that is longer has gone round. */
const mostManagers = 10;

/** Themselves while they are active. Undefined only in a workspace that has nobody. */
export async function heirOf({ db, people }: Deps, workspaceId: string, employeeId: string): Promise<string | undefined> {
  let next: string | undefined = employeeId;
  for (let steps = 0; next !== undefined && steps < mostManagers; steps += 1) {
    const employee = await people.employee(workspaceId, next);
    if (employee?.status === 'active') return employee.id;
    next = employee?.manager?.id;
  }
  return (await db.inWorkspace(workspaceId, (tx) => people.firstOwner(tx), { readOnly: true }))?.id;
}

/** To whom it is told that somebody let a time pass. */
export async function sponsorOf(deps: Deps, workspaceId: string, employeeId: string): Promise<string | undefined> {
  const manager = (await deps.people.employee(workspaceId, employeeId))?.manager?.id;
  return manager === undefined
    ? (await deps.db.inWorkspace(workspaceId, (tx) => deps.people.firstOwner(tx), { readOnly: true }))?.id
    : heirOf(deps, workspaceId, manager);
}
