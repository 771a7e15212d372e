import { LRUCache } from 'lru-cache';
import type { Clock } from '#platform/clock';

/** How often one address may do a thing; kept in memory, so that a flood costs the database nothing. */
export function limiter(clock: Clock): (key: string, limit: { max: number; windowMs: number }) => boolean {
  const windows = new LRUCache<string, { from: number; count: number }>({ max: 100_000 });
  return (key, { max, windowMs }) => {
    const now = clock.now();
    const present = windows.get(key);
    const window = present && now - present.from < windowMs ? present : { from: now, count: 0 };
    window.count += 1;
    windows.set(key, window);
    return window.count <= max;
  };
}
