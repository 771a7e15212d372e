/** What every question's address has in common: its span, its conditions, and how parts of it change. */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type Filter, ranges } from '#measure/contract';
import { type Condition, filterOf, isDay, one, type Question, readCondition, type Search, writeCondition } from './question.ts';

export const homeZone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export type SpanWords = Pick<Question, 'range' | 'from' | 'until' | 'timeZone'>;

export function readSpan(search: Search, home: string): SpanWords {
  const day = (value: unknown) => (isDay(one(value)) ? one(value) : undefined);
  const range = search.range === 'custom' ? 'custom' : (ranges.find((each) => each === search.range) ?? '30d');
  return { range, from: day(search.from), until: day(search.until), timeZone: one(search.zone) ?? home };
}

export const readWhere = (search: Search): Condition[] => [search.where].flat().flatMap((text) => readCondition(one(text)));
export const filtersOf = (where: readonly Condition[]): Filter[] => where.flatMap(filterOf);
export const many = (value: unknown): string[] => [value].flat().flatMap((each) => one(each) ?? []);

/** Undefined and empty take a part out of the address. */
export type Patch = Record<string, string | string[] | undefined>;

export function useAddress(): [Search, (patch: Patch) => void] {
  const search: Search = useSearch({ strict: false });
  const navigate = useNavigate();
  return [
    search,
    (patch) => {
      // From the first change on the address says whose days these are: who opens the link elsewhere sees the same numbers.
      const next: Search = { zone: homeZone, ...search, ...patch };
      const kept = Object.entries(next).filter(([, value]) => value !== undefined && value !== '' && `${value}` !== '');
      void navigate({ to: '.', search: Object.fromEntries(kept) as never, replace: true, resetScroll: false });
    },
  ];
}

export const spanPatch = (
  { range, from, until, timeZone }: { [Part in keyof SpanWords]?: SpanWords[Part] | undefined },
  before: SpanWords,
): Patch => ({
  ...(range !== undefined && { range, from, until }),
  ...(range === undefined && { from: from ?? before.from, until: until ?? before.until }),
  ...(timeZone !== undefined && { zone: timeZone }),
});

export const wherePatch = (where: readonly Condition[]): Patch => ({ where: where.map(writeCondition) });
