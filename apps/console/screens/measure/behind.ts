/** Which question finds the people behind a point. Pure. */
import type { behindPoint, Filter, TrendQuestion } from '#measure/contract';
import type { BodyOf } from '#platform/contract';

export interface Place {
  /** Start of the interval; undefined: the whole span. */
  at?: string | undefined;
  /** Which series; undefined: there is only one. */
  series?: { label: string | null; rest: boolean } | undefined;
}

type Asked = Omit<BodyOf<typeof behindPoint>, 'limit' | 'offset'>;

/**
 * "All others" is no value of its own: it is whoever has the property, with none of the values shown by themselves.
 * `shown` are those values.
 */
export function behind(question: TrendQuestion, { at, series }: Place, shown: string[]): Asked {
  const split = question.breakdown;
  const place = at === undefined ? {} : { at };
  if (split === undefined || series === undefined) return { question, ...place };
  if (!series.rest) return { question, ...place, label: series.label };
  const others: Filter[] = [
    { property: split, operator: 'exists' },
    ...shown.map((value): Filter => ({ property: split, operator: 'not_equals', value })),
  ];
  return { question: { ...question, filters: [...(question.filters ?? []), ...others] }, ...place };
}
