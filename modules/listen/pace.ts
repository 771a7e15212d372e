/** How fast one visitor, or one address, may go: a token bucket each, in this process. */
import { LRUCache } from 'lru-cache';
import { Refusal, type RefusalKind } from '#platform/contract';

export interface Pace {
  /** Throws the refusal with the seconds to wait. */
  take(key: string, allowance: { burst: number; perMinute: number }): void;
}

export function createPace(now: () => number, tooFast: RefusalKind): Pace {
  const buckets = new LRUCache<string, { left: number; at: number }>({ max: 100_000 });
  return {
    take(key, { burst, perMinute }) {
      const at = now();
      const bucket = buckets.get(key) ?? { left: burst, at };
      const left = Math.min(burst, bucket.left + ((at - bucket.at) / 60_000) * perMinute);
      if (left < 1) {
        const retryAfter = Math.ceil(((1 - left) * 60) / perMinute);
        throw new Refusal(tooFast, { extra: { retryAfter } });
      }
      buckets.set(key, { left: left - 1, at });
    },
  };
}
