/** A customer's profile as segments ask it: words and numbers apart, in flat maps, as events are in reports. */
import type { CustomerKind } from '../../contract/people.ts';

export interface Profile {
  person: string;
  kind: CustomerKind;
  /** Types of the identifiers they have. */
  identifiers: string[];
  /** By purpose; absent: unknown. */
  consent: Record<string, 'granted' | 'denied'>;
  text: Record<string, string>;
  num: Record<string, number>;
  /** When each trait took the value it has, in milliseconds. */
  since: Record<string, number>;
}

const mostKeys = 200;
const deepest = 4;
const longestWord = 1_000;

/** The same rules as for events: objects become dotted paths, lists stay whole as JSON, booleans are words. Bounded. */
export function flatTraits(traits: Record<string, unknown>): Pick<Profile, 'text' | 'num'> {
  const flat: Pick<Profile, 'text' | 'num'> = { text: {}, num: {} };
  let left = mostKeys;
  const add = (path: string, value: unknown, depth: number): void => {
    if (value === null || value === undefined || left <= 0) return;
    if (typeof value === 'object' && !Array.isArray(value) && depth < deepest) {
      for (const [key, part] of Object.entries(value)) add(`${path}.${key}`, part, depth + 1);
      return;
    }
    left -= 1;
    const key = path.slice(0, 200);
    if (typeof value === 'number') flat.num[key] = value;
    else flat.text[key] = (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, longestWord);
  };
  for (const [name, value] of Object.entries(traits)) add(name, value, 1);
  return flat;
}
