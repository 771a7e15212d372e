/**
 * Who is able to act for the company at this instant, and who hears of every change of it.
 *
 * Listeners run inside the transaction of the change: whoever goes offline, leaves or loses their role hands over what they
 * own in that very commit, or the change does not happen.
 */
import type { Tx } from '#platform/postgres';
import type { Presence } from './contract.ts';
import type { Ground } from './ground.ts';
import { may } from './rules/policy.ts';
import { standingsOf } from './store/employees.ts';

export interface Standing {
  employeeId: string;
  name: string;
  role: string;
  presence: Presence;
  /** Employed, allowed to own moments, and here (a short break counts as here). */
  able: boolean;
  /** Able, and ready for something new. */
  taking: boolean;
}

export type HearStanding = (tx: Tx, workspaceId: string, who: Standing) => Promise<void>;

/** Tells the listeners where an employee stands after a change in this transaction. */
export async function tellStanding({ standingHeard }: Ground, tx: Tx, workspaceId: string, employeeId: string): Promise<void> {
  if (standingHeard.length === 0) return;
  const [standing] = await readStandings(tx, [employeeId]);
  if (standing === undefined) return;
  for (const hear of standingHeard) await hear(tx, workspaceId, standing);
}

/** Where these employees stand; everybody when none are named. */
export async function readStandings(tx: Tx, employeeIds?: string[]): Promise<Standing[]> {
  const rows = await standingsOf(tx, employeeIds);
  return rows.map(({ employeeId, name, status, role, presence }) => {
    const able = status === 'active' && presence !== 'offline' && may(role, 'moments.own');
    return { employeeId, name, role, presence, able, taking: able && presence === 'online' };
  });
}
