/** How fast one address, or one response, may answer: a token bucket each, in this process. */
import { LRUCache } from 'lru-cache';
import { Refusal } from '#platform/contract';
import { surveyRefusals as refusals } from '../contract/surveys.ts';

export function createTurnstile(now: () => number): (key: string, allowance: { burst: number; perMinute: number }) => void {
  const buckets = new LRUCache<string, { left: number; at: number }>({ max: 100_000 });
  return (key, { burst, perMinute }) => {
    const at = now();
    const bucket = buckets.get(key) ?? { left: burst, at };
    const left = Math.min(burst, bucket.left + ((at - bucket.at) / 60_000) * perMinute);
    if (left < 1) {
      const retryAfter = Math.ceil(((1 - left) * 60) / perMinute);
      throw new Refusal(refusals.survey_too_fast, { extra: { retryAfter } });
    }
    buckets.set(key, { left: left - 1, at });
  };
}
