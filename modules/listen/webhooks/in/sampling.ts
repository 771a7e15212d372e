/** Ten notes in ten seconds for each webhook: enough to write a mapping by, and no second write for every event. */
import { LRUCache } from 'lru-cache';

const windowMs = 10_000;
const perWindow = 10;

export function createSampling(now: () => number): (key: string) => boolean {
  const windows = new LRUCache<string, { since: number; count: number }>({ max: 10_000 });
  return (key) => {
    const open = windows.get(key);
    if (!open || now() - open.since >= windowMs) {
      windows.set(key, { since: now(), count: 1 });
      return true;
    }
    open.count += 1;
    return open.count <= perWindow;
  };
}
