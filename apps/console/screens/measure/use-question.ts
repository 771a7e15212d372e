import { useNavigate, useSearch } from '@tanstack/react-router';
import { type Condition, type Question, readQuestion, type Search, writeCondition } from './question.ts';

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

const homeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Undefined takes a part back to what is usual. */
export type Ask = (patch: { [Part in keyof Question]?: Question[Part] | undefined }) => void;

/** The question in the address, and a way to change parts of it. */
export function useQuestion(): [Question, Ask] {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  const ask: Ask = (patch) => {
    const next: Search = { ...search };
    // From the first change on the address says whose days these are: who opens the link elsewhere sees the same numbers.
    next[KEYS.timeZone] ??= homeZone;
    for (const [part, value] of Object.entries(patch) as [keyof Question, string | number | Condition[] | undefined][]) {
      if (value === undefined) delete next[KEYS[part]];
      else next[KEYS[part]] = Array.isArray(value) ? value.map(writeCondition) : String(value);
    }
    const kept = Object.entries(next).filter(([, value]) => value !== undefined && value !== '');
    void navigate({ to: '.', search: Object.fromEntries(kept) as never, replace: true, resetScroll: false });
  };
  return [readQuestion(search, homeZone), ask];
}
