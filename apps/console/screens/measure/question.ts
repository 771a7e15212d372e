/**
 * The question as the address carries it, and as the server takes it. Pure: what time it is comes in.
 *
 * An address keeps what was meant ("last 30 days"), not what it came to on the day it was shared.
 */
import {
  addDays,
  type Filter,
  type Interval,
  intervals,
  type Measure,
  type MetricQuestion,
  operators,
  ranges as readyRanges,
  type Span,
  spanBefore,
  spanOfRange,
  startOfDay,
  type TrendQuestion,
} from '#measure/contract';

export const measureKinds = ['people', 'count', 'unique', 'sum', 'average', 'percentile'] as const;
export type MeasureKind = (typeof measureKinds)[number];
export const ranges = [...readyRanges, 'custom'] as const;
export type Range = (typeof ranges)[number];
export type Operator = (typeof operators)[number];
export const percentiles = ['50', '75', '90', '95', '99'] as const;

/** During which days, and where they begin. */
export interface Days {
  range: Range;
  /** Days of a custom range, both included. */
  from: string | undefined;
  until: string | undefined;
  timeZone: string;
}

export interface Question extends Days {
  /** Undefined: anything. */
  event: string | undefined;
  measure: MeasureKind;
  /** Of sum, average and percentile. */
  property: string | undefined;
  percentile: number;
  split: string | undefined;
  where: Condition[];
  interval: Interval;
}

export interface Condition {
  property: string;
  operator: Operator;
  value: string;
}

/** By what a range is counted unless somebody says otherwise: some tens of points. */
const usual: Record<Range, Interval> = { '24h': 'hour', '7d': 'day', '30d': 'day', '90d': 'week', '12m': 'month', custom: 'day' };

/** What is meant anew whenever it is looked at; null: the very days. */
export const readyRange = ({ range }: Pick<Days, 'range'>) => (range === 'custom' ? null : range);

export type Search = Record<string, unknown>;
export const one = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
export const among = <T extends string>(list: readonly T[], value: unknown): T | undefined => list.find((item) => item === value);
export const isDay = (text: string | undefined) =>
  text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

/** Reads an address; what does not fit is as if it were not there. `homeZone` is the reader's own. */
export function readQuestion(search: Search, homeZone: string): Question {
  const days = readDays(search, homeZone);
  return {
    ...days,
    event: one(search.event),
    measure: among(measureKinds, search.show) ?? 'people',
    property: one(search.of),
    percentile: Number(among(percentiles, search.percentile) ?? '50'),
    split: one(search.split),
    where: [search.where].flat().flatMap((text) => readCondition(one(text))),
    interval: among(intervals, search.by) ?? usual[days.range],
  };
}

export function readDays(search: Search, homeZone: string): Days {
  const from = one(search.from);
  const until = one(search.until);
  return {
    range: among(ranges, search.range) ?? '30d',
    from: isDay(from) ? from : undefined,
    until: isDay(until) ? until : undefined,
    timeZone: one(search.zone) ?? homeZone,
  };
}

/** `operator:property:value`, with colons of the property's own name escaped. */
export const writeCondition = ({ property, operator, value }: Condition): string =>
  `${operator}:${property.replaceAll('%', '%25').replaceAll(':', '%3A')}:${value}`;

export function readCondition(text: string | undefined): Condition[] {
  const [, word, escaped, value = ''] = text?.match(/^(\w+):([^:]+):(.*)$/s) ?? [];
  const operator = among(operators, word);
  if (!(operator && escaped)) return [];
  return [{ operator, property: escaped.replaceAll('%3A', ':').replaceAll('%25', '%'), value }];
}

export const needsProperty = (measure: MeasureKind) => measure !== 'people' && measure !== 'count';
export const needsValue = (operator: Operator) => operator !== 'exists' && operator !== 'absent';

/** What the server is asked, or undefined while the sentence is not finished. `now` in milliseconds since the epoch. */
export function questionFor(question: Question, now: number): TrendQuestion | undefined {
  const { event, split, interval, timeZone } = question;
  const measure = measureOf(question);
  const span = spanOf(question, now);
  if (!(measure && span)) return undefined;
  return {
    ...(event !== undefined && { event }),
    measure,
    filters: question.where.flatMap(filterOf),
    ...(split !== undefined && { breakdown: split }),
    interval,
    from: new Date(span.from).toISOString(),
    to: new Date(span.to).toISOString(),
    timeZone,
  };
}

/** What is asked of a metric: span, split and conditions; what is measured is its own. */
export function spanAsked(question: Question, now: number): MetricQuestion | undefined {
  const trend = questionFor({ ...question, event: undefined, measure: 'count', property: undefined }, now);
  if (trend === undefined) return undefined;
  const { event: _event, measure: _measure, ...asked } = trend;
  return asked;
}

function measureOf({ measure, property, percentile }: Question): Measure | undefined {
  if (measure === 'people' || measure === 'count') return { kind: measure };
  if (property === undefined) return undefined;
  return measure === 'percentile' ? { kind: measure, property, percentile } : { kind: measure, property };
}

/** A condition that is still being typed filters nothing yet. */
export function filterOf({ property, operator, value }: Condition): Filter[] {
  if (!needsValue(operator)) return [{ property, operator }];
  const text = value.trim();
  if (text === '') return [];
  if (operator !== 'greater' && operator !== 'less') return [{ property, operator, value: text }];
  const number = Number(text);
  return Number.isFinite(number) ? [{ property, operator, value: number }] : [];
}

/** Instants of the span, `to` excluded. */
export function spanOf(
  { range, interval, from, until, timeZone }: Pick<Question, 'range' | 'interval' | 'from' | 'until' | 'timeZone'>,
  now: number,
): Span | undefined {
  if (range !== 'custom') return spanOfRange(range, interval, timeZone, now);
  if (from === undefined || until === undefined) return undefined;
  return { from: startOfDay(from, timeZone), to: startOfDay(addDays(until, 1), timeZone) };
}

/** The same question about the time before. */
export function before<Asked extends { from: string; to: string; interval: Interval; timeZone?: string | undefined }>(
  question: Asked,
): Asked {
  const { interval, timeZone = 'UTC' } = question;
  const { from, to } = spanBefore({ from: Date.parse(question.from), to: Date.parse(question.to) }, interval, timeZone);
  return { ...question, from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
