/** Kept questions as addresses of the screens that ask them. Pure. */
import { dayOf, type Range, type TrendQuestion } from '#measure/contract';
import { stringifySearch } from '../../../search.ts';
import { writeCondition } from '../question.ts';

/** Span of the question as the address has it: a ready-made range, or both days of a custom one. */
export function spanSearch({ from, to, timeZone }: Pick<TrendQuestion, 'from' | 'to' | 'timeZone'>, range: Range | null) {
  if (range !== null) return { range, zone: timeZone };
  const until = dayOf(Date.parse(to) - 1, timeZone);
  return { range: 'custom', from: dayOf(Date.parse(from), timeZone), until, zone: timeZone };
}

export function trendAddress(question: TrendQuestion, range: Range | null): string {
  const { event, measure, filters, breakdown, interval } = question;
  const search = {
    ...(event !== undefined && { event }),
    show: measure.kind,
    ...('property' in measure && { of: measure.property }),
    ...(measure.kind === 'percentile' && { percentile: String(measure.percentile) }),
    ...(breakdown !== undefined && { split: breakdown }),
    ...(filters.length > 0 && {
      where: filters.map(({ property, operator, value = '' }) => writeCondition({ property, operator, value: String(value) })),
    }),
    by: interval,
    ...spanSearch(question, range),
  };
  return `/trends${stringifySearch(search)}`;
}
