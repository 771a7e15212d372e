/** Who reports to whom, since when. */
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import { type ReportingLine, refusals } from './contract.ts';
import { managerChanged } from './events.ts';
import { type Ground, orRefuse } from './ground.ts';
import { circleFrom } from './rules/reporting.ts';
import { holdEmployee } from './store/employees.ts';
import { applyChange, holdLines, linesFrom, linesOf, now } from './store/lines.ts';

export interface ManagerChange {
  employeeId: string;
  managerId: string | null;
  /** RFC 3339; now when left out. */
  since?: string | undefined;
}

export function setManager(ground: Ground, principal: Principal, change: ManagerChange): Promise<ReportingLine[]> {
  return ground.db.inWorkspace(principal.workspaceId, async (tx) => {
    await setManagerIn(ground, tx, principal, change);
    return linesOf(tx, change.employeeId);
  });
}

export async function setManagerIn(
  { events, audit }: Ground,
  tx: Tx,
  principal: Principal,
  change: ManagerChange,
): Promise<void> {
  const { employeeId, managerId } = change;
  await holdLines(tx);
  orRefuse(await holdEmployee(tx, employeeId), refusals.not_found);
  if (managerId !== null) {
    const manager = orRefuse(await holdEmployee(tx, managerId), refusals.not_found);
    if (manager.status !== 'active') throw new Refusal(refusals.deactivated);
  }
  const since = change.since === undefined ? await now(tx) : new Date(change.since);
  const decided = { employeeId, managerId, since: since.getTime() };
  const circle = circleFrom(await linesFrom(tx, since), decided);
  if (circle !== undefined) {
    throw new Refusal(refusals.reporting_cycle, {
      detail: `From ${new Date(circle).toISOString()} on, this person would report to themselves.`,
    });
  }
  await applyChange(tx, decided);
  const details = { managerId, since: since.toISOString() };
  await events.tell(tx, principal.workspaceId, managerChanged, { employeeId, ...details });
  await audit.record(tx, principal, { action: 'people.manager_changed', subject: `employee:${employeeId}`, details });
}
