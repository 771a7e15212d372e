/**
 * A trend question as ClickHouse SQL. Pure: question in, text and bound values out.
 *
 * Nothing of the question is spliced into the text: names, properties and values are bound parameters; the pieces of SQL come
 * from closed tables here (reliability cases E01, E03).
 */
import type { Filter, Interval, Measure, TrendQuestion } from '../contract.ts';

export interface Query {
  sql: string;
  params: Record<string, unknown>;
}

/** How a property was sent, as the catalogue knows. */
export type PropertyType = 'text' | 'number' | 'both';
export type TypeOf = (property: string) => PropertyType;

/** Breakdown values shown by themselves; the others go together. */
const shownValues = 10;
const dataset = 'listen_events';

const columnOf: Record<string, string> = { $event: 'name', $source: 'source', $kind: 'kind' };

const bucketOf: Record<Interval, string> = {
  hour: 'toStartOfHour(occurred_at, {zone: String})',
  day: 'toStartOfDay(occurred_at, {zone: String})',
  week: 'toDateTime(toMonday(occurred_at, {zone: String}), {zone: String})',
  month: 'toDateTime(toStartOfMonth(occurred_at, {zone: String}), {zone: String})',
};

/** Every bucket of the span, so that a day without events is a zero and not a gap. */
export function bucketsQuery(
  { interval, from, to, timeZone }: Pick<TrendQuestion, 'interval' | 'from' | 'to' | 'timeZone'>,
  atMost: number,
): Query {
  const add = { hour: 'addHours', day: 'addDays', week: 'addWeeks', month: 'addMonths' }[interval];
  const first = bucketOf[interval].replace('occurred_at', "toDateTime64({from: String}, 3, 'UTC')");
  const sql = `
    with ${first} as first
    select toUnixTimestamp(${add}(first, number)) as at from numbers({most: UInt32})
     where ${add}(first, number) < toDateTime64({to: String}, 3, 'UTC')`;
  return { sql, params: { zone: timeZone, from, to, most: atMost } };
}

class Bound {
  readonly params: Record<string, unknown> = {};
  private count = 0;
  add(value: unknown, type: string): string {
    this.count += 1;
    this.params[`p${this.count}`] = value;
    return `{p${this.count}: ${type}}`;
  }
}

/** The property as text, whatever it was sent as; null when the event lacks it. */
function wordOf(property: string, type: PropertyType, bound: Bound): string {
  const column = columnOf[property];
  if (column) return `toNullable(toString(${column}))`;
  const key = bound.add(property, 'String');
  const text = `if(mapContains(text, ${key}), text[${key}], null)`;
  const number = `if(mapContains(num, ${key}), toString(num[${key}]), null)`;
  if (type === 'both') return `coalesce(${text}, ${number})`;
  return type === 'number' ? number : text;
}

function conditionOf({ property, operator, value }: Filter, type: PropertyType, bound: Bound): string {
  if (operator === 'exists') return `isNotNull(${wordOf(property, type, bound)})`;
  if (operator === 'absent') return `isNull(${wordOf(property, type, bound)})`;
  if (operator === 'greater' || operator === 'less') {
    const key = bound.add(property, 'String');
    return `mapContains(num, ${key}) and num[${key}] ${operator === 'greater' ? '>' : '<'} ${bound.add(Number(value), 'Float64')}`;
  }
  const asNumber = typeof value === 'number' && !(property in columnOf);
  if (asNumber && operator !== 'contains') {
    const key = bound.add(property, 'String');
    const same = `(mapContains(num, ${key}) and num[${key}] = ${bound.add(value, 'Float64')})`;
    return operator === 'equals' ? same : `not ${same}`;
  }
  const word = wordOf(property, type, bound);
  const wanted = bound.add(String(value ?? ''), 'String');
  if (operator === 'contains') return `positionCaseInsensitiveUTF8(coalesce(${word}, ''), ${wanted}) > 0`;
  return operator === 'equals' ? `${word} = ${wanted}` : `coalesce(${word} != ${wanted}, true)`;
}

function whereOf(question: TrendQuestion, workspaceId: string, typeOf: TypeOf, bound: Bound): string {
  const parts = [
    `workspace = ${bound.add(workspaceId, 'UUID')}`,
    `occurred_at >= toDateTime64(${bound.add(question.from, 'String')}, 3, 'UTC')`,
    `occurred_at < toDateTime64(${bound.add(question.to, 'String')}, 3, 'UTC')`,
  ];
  if (question.event !== undefined) parts.push(`name = ${bound.add(question.event, 'String')}`);
  for (const filter of question.filters) parts.push(conditionOf(filter, typeOf(filter.property), bound));
  const { measure } = question;
  if (measure.kind === 'unique') parts.push(`isNotNull(${wordOf(measure.property, typeOf(measure.property), bound)})`);
  else if ('property' in measure) parts.push(`mapContains(num, ${bound.add(measure.property, 'String')})`);
  return parts.join(' and ');
}

function aggregateOf(measure: Measure, person: string, typeOf: TypeOf, bound: Bound): string {
  if (measure.kind === 'count') return 'toFloat64(count())';
  if (measure.kind === 'people') return `toFloat64(uniqExact(${person}))`;
  if (measure.kind === 'unique') return `toFloat64(uniqExact(${wordOf(measure.property, typeOf(measure.property), bound)}))`;
  const number = `num[${bound.add(measure.property, 'String')}]`;
  if (measure.kind === 'sum') return `sum(${number})`;
  if (measure.kind === 'average') return `avg(${number})`;
  return `quantileExactInclusive(${measure.percentile / 100})(${number})`;
}

/** The most frequent values of the breakdown: those that are shown by themselves. Rows `{ word }`. */
export function shownWordsQuery(question: TrendQuestion, workspaceId: string, typeOf: TypeOf): Query {
  const bound = new Bound();
  const where = whereOf(question, workspaceId, typeOf, bound);
  const word = wordOf(question.breakdown ?? '', typeOf(question.breakdown ?? ''), bound);
  const sql = `
    select ${word} as word from ${dataset} where ${where} and isNotNull(word)
     group by word order by count() desc, word limit ${shownValues}`;
  return { sql, params: bound.params };
}

export interface TrendContext {
  workspaceId: string;
  typeOf: TypeOf;
  /** Breakdown values shown by themselves. */
  shown: readonly string[];
  /** Expression that tells whose event a row is. */
  person: string;
}

/**
 * Rows `{ at, label, rest, value }`, `at` in seconds. Not `bucketed`: one row a series, its total.
 * A breakdown value is its own label when shown; the others share a null label and `rest`; events that lack the property have
 * a null label alone.
 */
export function trendQuery(
  question: TrendQuestion,
  { workspaceId, typeOf, shown, person }: TrendContext,
  bucketed: boolean,
): Query {
  const bound = new Bound();
  const where = whereOf(question, workspaceId, typeOf, bound);
  const value = aggregateOf(question.measure, person, typeOf, bound);
  if (bucketed) bound.params.zone = question.timeZone;
  const at = bucketed ? `toUnixTimestamp(${bucketOf[question.interval]})` : '0';
  if (question.breakdown === undefined) {
    const sql = `select ${at} as at, null as label, false as rest, ${value} as value from ${dataset} where ${where} group by at`;
    return { sql, params: bound.params };
  }
  const word = wordOf(question.breakdown, typeOf(question.breakdown), bound);
  const list = bound.add(shown, 'Array(String)');
  const sql = `
    select at, label, rest, ${value} as value
      from (select num, text, sender, ${at} as at, ${word} as word, if(has(${list}, assumeNotNull(word)), word, null) as label,
                   isNotNull(word) and isNull(label) as rest
              from ${dataset} where ${where})
     group by at, label, rest`;
  return { sql, params: bound.params };
}

/** One point or series: the rows behind it. */
export interface Behind {
  /** Bucket, in seconds; undefined: the whole span. */
  at: number | undefined;
  /** Undefined: every value; null: events that lack the property. */
  label: string | null | undefined;
  limit: number;
  offset: number;
}

/** Rows `{ person, events, value, last }`, most events first, and how many people there are in all in `total`. */
export function behindQuery(
  question: TrendQuestion,
  { workspaceId, typeOf, person }: Omit<TrendContext, 'shown'>,
  behind: Behind,
): Query {
  const bound = new Bound();
  const parts = [whereOf(question, workspaceId, typeOf, bound)];
  if (behind.at !== undefined) {
    bound.params.zone = question.timeZone;
    parts.push(`toUnixTimestamp(${bucketOf[question.interval]}) = ${bound.add(behind.at, 'Int64')}`);
  }
  if (behind.label !== undefined && question.breakdown !== undefined) {
    const word = wordOf(question.breakdown, typeOf(question.breakdown), bound);
    parts.push(behind.label === null ? `isNull(${word})` : `${word} = ${bound.add(behind.label, 'String')}`);
  }
  const value = question.measure.kind === 'people' ? 'toFloat64(1)' : aggregateOf(question.measure, person, typeOf, bound);
  const sql = `
    select toString(${person}) as person, toFloat64(count()) as events, ${value} as value,
           toUnixTimestamp64Milli(max(occurred_at)) as last, toFloat64(count() over ()) as total
      from ${dataset} where ${parts.join(' and ')}
     group by person order by events desc, person
     limit ${bound.add(behind.limit, 'UInt32')} offset ${bound.add(behind.offset, 'UInt32')}`;
  return { sql, params: bound.params };
}
