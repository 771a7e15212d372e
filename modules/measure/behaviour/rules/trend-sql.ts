/** A trend question as ClickHouse SQL. */

import type { Measure, TrendQuestion } from '../../contract.ts';
import {
  Bound,
  bucketOf,
  conditionOf,
  dataset,
  type EventsContext,
  type Query,
  type TypeOf,
  withinSpan,
  wordOf,
} from '../../rules/events-sql.ts';

/** Breakdown values shown by themselves; the others go together. */
const shownValues = 10;

/** Every bucket of the span, so that a day without events is a zero and not a gap. */
export function bucketsQuery(
  { interval, from, to, timeZone }: Pick<TrendQuestion, 'interval' | 'from' | 'to' | 'timeZone'>,
  atMost: number,
): Query {
  const add = { hour: 'addHours', day: 'addDays', week: 'addWeeks', month: 'addMonths' }[interval];
  const first = bucketOf[interval].replace('occurred_at', "toDateTime64({from: String}, 3, 'UTC')");
  // Past 2106 an instant begins again in 1970: so no number is added that must lie behind the end.
  const sql = `
    with ${first} as first
    select toUnixTimestamp(${add}(first, number)) as at from numbers({most: UInt32})
     where number <= dateDiff('${interval}', first, toDateTime64({to: String}, 3, 'UTC')) + 1
       and ${add}(first, number) < toDateTime64({to: String}, 3, 'UTC')`;
  return { sql, params: { zone: timeZone, from, to, most: atMost } };
}

function whereOf(question: TrendQuestion, workspaceId: string, typeOf: TypeOf, bound: Bound): string {
  const parts = withinSpan(question, workspaceId, bound);
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

/** Counts and sums add up; people, averages and percentiles over the whole span are no sum of those of its days. */
export const addsUp = ({ kind }: Measure): boolean => kind === 'count' || kind === 'sum';

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

export interface TrendContext extends EventsContext {
  /** Breakdown values shown by themselves; not needed for measures that add up. */
  shown: readonly string[];
}

/**
 * Rows `{ at, whole, label, rest, value }`, `at` in seconds; `whole`: the series over the whole span, told of measures that do not
 * add up. A breakdown value is its own label when shown; the others share a null label and `rest`; events that lack the
 * property have a null label alone.
 */
export function trendQuery(question: TrendQuestion, { workspaceId, typeOf, shown, person }: TrendContext): Query {
  const bound = new Bound();
  bound.params.zone = question.timeZone;
  const where = whereOf(question, workspaceId, typeOf, bound);
  const value = aggregateOf(question.measure, person, typeOf, bound);
  const at = `toUnixTimestamp(${bucketOf[question.interval]})`;
  const adds = addsUp(question.measure);
  if (question.breakdown === undefined) {
    // The whole is put together from the days' states: the rows are read once.
    const grouped = adds ? 'group by at' : 'group by at with rollup';
    const sql = `
      select ${at} as at, ${adds ? 'false' : 'toBool(grouping(at))'} as whole, null as label, false as rest, ${value} as value
        from ${dataset} where ${where} ${grouped}`;
    return { sql, params: bound.params };
  }
  const word = wordOf(question.breakdown, typeOf(question.breakdown), bound);
  if (adds) return { sql: rankedSql({ at, word, value, where }), params: bound.params };
  const list = bound.add(shown, 'Array(String)');
  const sql = `
    select at, toBool(grouping(at)) as whole, series.1 as label, series.2 as rest, ${value} as value
      from (select num, text, sender, ${at} as at, ${word} as word, if(has(${list}, assumeNotNull(word)), word, null) as label,
                   (label, isNotNull(word) and isNull(label)) as series
              from ${dataset} where ${where})
     group by series, at with rollup having grouping(series) = 0`;
  return { sql, params: bound.params };
}

/** Each day's value by word; then the words that most events carry, and the others added up: the rows are read once. */
const rankedSql = ({ at, word, value, where }: Record<'at' | 'word' | 'value' | 'where', string>) => `
    select at, false as whole, if(place <= ${shownValues}, word, null) as label, isNotNull(word) and place > ${shownValues} as rest, sum(part) as value
      from (select word, days, row_number() over (order by isNull(word), events desc, word) as place
              from (select word, groupArray((at, part)) as days, sum(events) as events
                      from (select ${at} as at, ${word} as word, ${value} as part, count() as events from ${dataset} where ${where} group by at, word)
                     group by word))
     array join days.1 as at, days.2 as part
     group by at, label, rest`;

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
export function behindQuery(question: TrendQuestion, { workspaceId, typeOf, person }: EventsContext, behind: Behind): Query {
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
