/** Whether someone is there, and when they work. */
import type { Principal } from '#platform/auth';
import type { Tx } from '#platform/postgres';
import { type Availability, type Presence, refusals, type WorkingHours } from './contract.ts';
import { availabilityChanged } from './events.ts';
import { type Ground, orRefuse } from './ground.ts';
import { tellStanding } from './standing.ts';
import { holdEmployee, noteSeen, setAvailability as save } from './store/employees.ts';

export interface AvailabilityChange {
  presence?: Presence | undefined;
  hours?: WorkingHours | null | undefined;
}

export function setAvailability(
  ground: Ground,
  principal: Principal,
  employeeId: string,
  change: AvailabilityChange,
): Promise<Availability> {
  return ground.db.inWorkspace(principal.workspaceId, (tx) => setAvailabilityIn(ground, tx, principal, employeeId, change));
}

/** The same as part of something larger. Comes first in it: whoever hears of standing locks after the employee. */
export async function setAvailabilityIn(
  ground: Ground,
  tx: Tx,
  principal: Principal,
  employeeId: string,
  change: AvailabilityChange,
): Promise<Availability> {
  const { events, audit } = ground;
  orRefuse(await holdEmployee(tx, employeeId), refusals.not_found);
  const now = await save(tx, employeeId, change, principal.label);
  await events.tell(tx, principal.workspaceId, availabilityChanged, { employeeId, presence: now.presence });
  await tellStanding(ground, tx, principal.workspaceId, employeeId);
  // Whoever says where they are has given a sign of life, whatever they said before.
  if (employeeId === principal.id) await noteSeen(tx, [employeeId]);
  // One's own coming and going is no act upon others; the log of acts would drown in it.
  if (employeeId !== principal.id) {
    const details = { presence: now.presence };
    await audit.record(tx, principal, { action: 'people.availability_set', subject: `employee:${employeeId}`, details });
  }
  return now;
}
