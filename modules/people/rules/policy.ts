/** Which role holds which action: one table, no exceptions elsewhere. */
import { actions, type Role, roles } from '../contract/roles.ts';

/** What is known without knowing any customer. What is answered leaves out who they are (`platform/http/veil.ts`). */
const nobodyByName = ['people.read', 'listen.read', 'customers.read', 'knowledge.read', 'measure.read'] as const;

/** What every employee holds. */
const everybody = [
  ...nobodyByName,
  'people.self',
  // They help customers, so they see them.
  'personal.read',
  'moments.read',
  // No seats: whoever works here can own a moment that needs them.
  'moments.own',
] as const;

/** `*` is everything, `room.*` everything in a room (also actions that later rooms add). */
const table: Record<Role, readonly string[]> = {
  owner: ['*'],
  admin: ['people.*', 'audit.*', 'settings.*', 'personal.*', 'listen.*', 'customers.*', 'knowledge.*', 'moments.*', 'measure.*'],
  analyst: [...everybody, 'listen.import', 'customers.export', 'measure.*'],
  agent: [...everybody, 'customers.write', 'knowledge.write'],
  developer: [...everybody, 'people.keys', 'settings.read', 'listen.*'],
  viewer: [...everybody],
  // Works with us, not for us: an agency, a researcher, an auditor. Owns no moment, as whoever owns one must see the customer.
  guest: [...nobodyByName],
};

const isRole = (name: string): name is Role => (roles as readonly string[]).includes(name);

/** Does this role hold this action? An unknown role holds nothing. */
export function may(role: string, action: string): boolean {
  if (!isRole(role)) return false;
  const room = action.slice(0, action.indexOf('.'));
  return table[role].some((held) => held === '*' || held === action || held === `${room}.*`);
}

/** The declared actions a role holds, for the console. */
export const actionsOf = (role: string): string[] => Object.keys(actions).filter((action) => may(role, action));

/**
 * May a holder of `own` give, take or act over `other`? Only when everything `other` holds is held by `own` too: nobody can
 * make someone, or a key, stronger than themselves.
 */
export function covers(own: string, other: string): boolean {
  if (!(isRole(own) && isRole(other))) return false;
  return table[other].every((held) => {
    if (table[own].includes('*')) return true;
    return held.endsWith('*') ? table[own].includes(held) : may(own, held);
  });
}
