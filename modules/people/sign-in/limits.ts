/**
 * How often someone may try. Kept in memory, before any look-up in the database, so that a flood costs nothing there
 * (reliability cases B09, B11). A restart forgets; with several API processes each counts for itself.
 */

import { LRUCache } from 'lru-cache';
import type { Clock } from '#platform/clock';

export interface Limit {
  max: number;
  windowMs: number;
}

export const limits = {
  /** Per account: stops a guesser, while the owner is never locked out for longer than the window. */
  signIn: { max: 20, windowMs: 15 * 60_000 },
  /** Per address: a mailbox is not flooded by someone else's requests. */
  resetMail: { max: 3, windowMs: 60 * 60_000 },
  /** Per client address: keys and tokens that led nowhere. */
  wrongKeys: { max: 30, windowMs: 60_000 },
} satisfies Record<string, Limit>;

export interface Limiter {
  /** Counts one try. Answers 0 when it is within the limit, else the milliseconds until the next one is. */
  take(key: string, limit: Limit): number;
  /** The same question without counting. */
  wait(key: string, limit: Limit): number;
}

/** Most keys remembered at once; the least recently tried are forgotten first. */
const memory = 100_000;

export function createLimiter(clock: Clock): Limiter {
  const windows = new LRUCache<string, { count: number; endsAt: number }>({ max: memory });
  const current = (key: string) => {
    const window = windows.get(key);
    return window && window.endsAt > clock.now() ? window : undefined;
  };
  return {
    take: (key, { max, windowMs }) => {
      const window = current(key) ?? { count: 0, endsAt: clock.now() + windowMs };
      window.count += 1;
      windows.set(key, window);
      return window.count > max ? window.endsAt - clock.now() : 0;
    },
    wait: (key, { max }) => {
      const window = current(key);
      return window && window.count >= max ? window.endsAt - clock.now() : 0;
    },
  };
}
