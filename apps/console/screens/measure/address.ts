/** What every question's address has in common: its span, its conditions, and how parts of it change. */
import { type Filter, ranges } from '#measure/contract';
import { type Condition, filterOf, isDay, one, type Question, readCondition, type Search, writeCondition } from './question.ts';

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

export const spanPatch = (
  { range, from, until, timeZone }: { [Part in keyof SpanWords]?: SpanWords[Part] | undefined },
  before: SpanWords,
): Patch => ({
  ...(range !== undefined && { range, from, until }),
  ...(range === undefined && { from: from ?? before.from, until: until ?? before.until }),
  ...(timeZone !== undefined && { zone: timeZone }),
});

export const wherePatch = (where: readonly Condition[]): Patch => ({ where: where.map(writeCondition) });
