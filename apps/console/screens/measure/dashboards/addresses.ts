/** Kept questions as addresses of the screens that ask them. Pure. */
import { hashKey } from '@tanstack/react-query';
import {
  type Asked,
  dayOf,
  type Filter,
  type MetricQuestion,
  type QuestionOf,
  type Range,
  type TrendQuestion,
} from '#measure/contract';
import { parseSearch, stringifySearch } from '../../../search.ts';
import { type Condition, questionFor, readQuestion, type Search, spanAsked, writeCondition } from '../question.ts';

/** Span of the question as the address has it: a ready-made range, or both days of a custom one. */
export function spanSearch({ from, to, timeZone }: Pick<TrendQuestion, 'from' | 'to' | 'timeZone'>, range: Range | null) {
  if (range !== null) return { range, zone: timeZone };
  const until = dayOf(Date.parse(to) - 1, timeZone);
  return { range: 'custom', from: dayOf(Date.parse(from), timeZone), until, zone: timeZone };
}

export const conditionOf = ({ property, operator, value = '' }: Filter): Condition => ({
  property,
  operator,
  value: String(value),
});

type Anything = Asked['question'] | MetricQuestion;

const whereSearch = (filters: readonly Filter[]) => filters.map((filter) => writeCondition(conditionOf(filter)));

/**
 * The address, if its screen then asks exactly this question. What came by the API may say more than a sentence can: such a
 * question has no screen, rather than one that asks something else.
 */
export function exactly<Question extends Anything>(
  path: string,
  search: Record<string, unknown>,
  { question, range }: { question: Question; range: Range | null },
  ask: (search: Search, now: number) => Anything | undefined,
): string | undefined {
  const text = stringifySearch(search);
  const read = ask(parseSearch(text), Date.parse(question.to));
  const same = read !== undefined && hashKey([meant(read, range)]) === hashKey([meant(question, range)]);
  return same ? `${path}${text}` : undefined;
}

/** Without the days of a ready-made range: those are counted anew. */
const meant = (question: Anything, range: Range | null) => ({
  ...question,
  from: range === null ? Date.parse(question.from) : range,
  to: range === null ? Date.parse(question.to) : range,
});

export function trendAddress(question: TrendQuestion, range: Range | null): string | undefined {
  const { event, measure, filters, breakdown, interval } = question;
  const search = {
    event,
    show: measure.kind,
    ...('property' in measure && { of: measure.property }),
    ...(measure.kind === 'percentile' && { percentile: String(measure.percentile) }),
    split: breakdown,
    where: whereSearch(filters),
    by: interval,
    ...spanSearch(question, range),
  };
  return exactly('/trends', search, { question, range }, (read, now) => questionFor(readQuestion(read, 'UTC'), now));
}

export function metricAddress({ metricId, ...question }: QuestionOf<'metric'>, range: Range | null): string | undefined {
  const { breakdown, filters, interval } = question;
  const search = { split: breakdown, where: whereSearch(filters), by: interval, ...spanSearch(question, range) };
  return exactly(`/measure/metrics/${metricId}`, search, { question, range }, (read, now) =>
    spanAsked(readQuestion(read, 'UTC'), now),
  );
}
