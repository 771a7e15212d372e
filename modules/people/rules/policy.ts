/** Which role holds which action: one table, no exceptions elsewhere. */
import { actions, type Role, roles } from '../contract/roles.ts';

const everybody = [
  'people.read',
  'people.self',
  'listen.read',
  'customers.read',
  'knowledge.read',
  'moments.read',
  'measure.read',
] as const;
const owning = ['moments.own'] as const;

/** `*` is everything, `room.*` everything in a room (also actions that later rooms add). */
const table: Record<Role, readonly string[]> = {
  owner: ['*'],
  admin: ['people.*', 'audit.*', 'settings.*', 'listen.*', 'customers.*', 'knowledge.*', 'moments.*', 'measure.*'],
  analyst: [...everybody, ...owning, 'listen.import', 'customers.export', 'measure.*'],
  agent: [...everybody, ...owning, 'customers.write', 'knowledge.write'],
  // Builds, with keys that lie about on servers: whoever holds such a key must not speak to customers.
  developer: [...everybody, 'people.keys', 'settings.read', 'listen.*'],
  // No seats: whoever works here can own a moment that needs them.
  viewer: [...everybody, ...owning],
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
