import type { EscalationRole } from '../../contract/clocks.ts';

/** Who stands around a moment: ids of employees, null where there is nobody. */
export interface Around {
  owner: string | null;
  accountable: string | null;
  manager: string | null;
  managerAbove: string | null;
  duty: string | null;
}

/** Who is asked when the one who is meant does not exist: upwards, so that an alarm is never told to nobody. */
const upwards: Record<EscalationRole, readonly (keyof Around)[]> = {
  owner: ['owner', 'accountable', 'duty'],
  accountable: ['accountable', 'duty'],
  manager: ['manager', 'accountable', 'duty'],
  manager_above: ['managerAbove', 'manager', 'accountable', 'duty'],
  duty: ['duty', 'accountable'],
};

/** Ids of those who are told, without repeats, in the order of the roles. */
export function whomToTell(roles: readonly EscalationRole[], around: Around): string[] {
  const told = roles.map((role) => upwards[role].map((who) => around[who]).find((id) => id !== null) ?? null);
  return [...new Set(told.filter((id) => id !== null))];
}
