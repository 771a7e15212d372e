import { type Condition, type Question, readQuestion, writeCondition } from './question.ts';
import { homeZone, useAddress } from './use-address.ts';

/** Keys of the address: short, and words of the sentence. */
const KEYS = {
  event: 'event',
  measure: 'show',
  property: 'of',
  percentile: 'percentile',
  split: 'split',
  where: 'where',
  interval: 'by',
  range: 'range',
  from: 'from',
  until: 'until',
  timeZone: 'zone',
} as const satisfies Record<keyof Question, string>;

/** Undefined takes a part back to what is usual. */
export type Ask = (patch: { [Part in keyof Question]?: Question[Part] | undefined }) => void;

/** The question in the address, and a way to change parts of it. */
export function useQuestion(): [Question, Ask] {
  const [search, change] = useAddress();
  const ask: Ask = (patch) => {
    const parts = Object.entries(patch) as [keyof Question, string | number | Condition[] | undefined][];
    change(Object.fromEntries(parts.map(([part, value]) => [KEYS[part], wordOf(value)])));
  };
  return [readQuestion(search, homeZone), ask];
}

function wordOf(value: string | number | Condition[] | undefined): string | string[] | undefined {
  if (value === undefined) return undefined;
  return Array.isArray(value) ? value.map(writeCondition) : String(value);
}
