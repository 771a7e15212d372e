/** Metrics as ClickHouse SQL. Rows `{ at, label, rest, value, base, newest }`: `at` in seconds, `newest` in milliseconds. */
import type { MetricQuestion, Selection } from '../../contract.ts';
import { conversationRows } from '../../conversations/rules/rows-sql.ts';
import { Bound, bucketOf, conditionOf, dataset, type Query, type TypeOf, withinSpan, wordOf } from '../../rules/events-sql.ts';
import type { RowsPart, StepsPart } from './parts.ts';

export interface MetricContext {
  workspaceId: string;
  /** How properties were sent, of each selection. */
  typesOf(of: Selection): TypeOf;
  /** Expression that tells whose row it is. */
  person: string;
  /** Values of the breakdown that are shown by themselves. */
  shown: readonly string[];
  /** What time it is, in milliseconds. */
  now: number;
  /** Only these people's rows, over `sender`. */
  who?: { sql: string; params: Record<string, unknown> } | undefined;
}

/** Breakdown values shown by themselves; the others go together. */
const shownValues = 10;

interface Rows {
  /** After `from`. */
  table: string;
  where: string[];
}

function rowsOf(of: Selection, span: { from: string; to: string }, context: MetricContext, bound: Bound): Rows {
  const { workspaceId, person } = context;
  const typeOf = context.typesOf(of);
  const table = of.source === 'events' ? dataset : conversationRows(workspaceId, span, person, bound);
  const where = withinSpan(span, workspaceId, bound);
  if (of.source === 'events' && of.event !== undefined) where.push(`name = ${bound.add(of.event, 'String')}`);
  for (const filter of of.filters) where.push(conditionOf(filter, typeOf(filter.property), bound));
  if (context.who) {
    where.push(context.who.sql);
    Object.assign(bound.params, context.who.params);
  }
  return { table, where };
}

/** The question's own conditions belong to what is counted, and to the first of two steps. */
const narrowed = (of: Selection, { filters }: MetricQuestion): Selection =>
  filters.length === 0 ? of : { ...of, filters: [...of.filters, ...filters] };

function breakdownOf({ breakdown }: MetricQuestion, of: Selection, context: MetricContext, bound: Bound): string {
  return breakdown === undefined ? 'cast(null as Nullable(String))' : wordOf(breakdown, context.typesOf(of)(breakdown), bound);
}

const placed = (shown: string) =>
  `if(has(${shown}, assumeNotNull(word)), word, null) as label, isNotNull(word) and isNull(label) as rest`;

function bucketed({ interval, timeZone }: MetricQuestion, bound: Bound, whole: boolean): string {
  if (whole) return '0';
  bound.params.zone = timeZone;
  return `toUnixTimestamp(${bucketOf[interval]})`;
}

/** The most frequent values of the breakdown: those that are shown by themselves. Rows `{ word }`. */
export function shownQuery(given: Selection, question: MetricQuestion, context: MetricContext): Query {
  const bound = new Bound();
  const of = narrowed(given, question);
  const { table, where } = rowsOf(of, question, context, bound);
  const word = breakdownOf(question, of, context, bound);
  const sql = `
    select ${word} as word from ${table} where ${where.join(' and ')} and isNotNull(word)
     group by word order by count() desc, word limit ${shownValues}`;
  return { sql, params: bound.params };
}

/** Not `whole`: a row for each interval. */
export function rowsQuery(part: RowsPart, question: MetricQuestion, context: MetricContext, whole: boolean): Query {
  const bound = new Bound();
  const of = narrowed(part.of, question);
  const typeOf = context.typesOf(of);
  const { table, where } = rowsOf(of, question, context, bound);
  where.push(...part.conditions(typeOf, bound));
  const word = breakdownOf(question, of, context, bound);
  const base = part.base === 'rows' ? 'toFloat64(count())' : `toFloat64(uniqExact(${context.person}))`;
  const sql = `
    select at, label, rest, ${part.value(context.person, typeOf, bound)} as value, ${base} as base,
           toUnixTimestamp64Milli(max(occurred_at)) as newest
      from (select name, kind, source, num, text, sender, occurred_at, ${bucketed(question, bound, whole)} as at, ${word} as word,
                   ${placed(bound.add(context.shown, 'Array(String)'))}
              from ${table} where ${where.join(' and ')})
     group by at, label, rest`;
  return { sql, params: bound.params };
}

const hourMs = 3_600_000;
const iso = (at: number) => new Date(at).toISOString();

/** Each first step with the next second step of the same person: `{ person, occurred_at, word, next_at }`. */
function pairs(part: StepsPart, question: MetricQuestion, context: MetricContext, bound: Bound): string {
  const windowMs = Math.round(part.hours * hourMs);
  const from = narrowed(part.from, question);
  const first = rowsOf(from, question, context, bound);
  const until = iso(Date.parse(question.to) + windowMs);
  const second = rowsOf(part.to, { from: question.from, to: until }, context, bound);
  // An event is not its own successor; two different ones may happen at the same instant.
  const later = JSON.stringify(part.from) === JSON.stringify(part.to) ? '>' : '>=';
  const settled = `addMilliseconds(occurred_at, ${windowMs}) <= toDateTime64(${bound.add(iso(context.now), 'String')}, 3, 'UTC')`;
  // Only those whose time has passed: whoever began an hour ago has not "not come back within a week".
  const ripe = part.result.kind === 'share' ? [settled] : [];
  return `
    select first.person as person, first.occurred_at as occurred_at, first.word as word,
           if(second.next_at <= addMilliseconds(first.occurred_at, ${windowMs}), second.next_at, toDateTime64(0, 3, 'UTC')) as next_at,
           next_at >= first.occurred_at as followed
      from (select ${context.person} as person, occurred_at, ${breakdownOf(question, from, context, bound)} as word
              from ${first.table} where ${[...first.where, 'sender != 0', ...ripe].join(' and ')}) as first
      asof left join (select ${context.person} as person, occurred_at as next_at
              from ${second.table} where ${[...second.where, 'sender != 0'].join(' and ')}) as second
        on first.person = second.person and second.next_at ${later} first.occurred_at`;
}

/** A person's own part in an interval. */
function personsPart({ result }: StepsPart): string {
  if (result.kind === 'percentile') return "avgIf(dateDiff('millisecond', occurred_at, next_at) / 1000, followed)";
  return result.not ? '100 * toFloat64(not argMax(followed, occurred_at))' : '100 * toFloat64(max(followed))';
}

export function stepsQuery(part: StepsPart, question: MetricQuestion, context: MetricContext, whole: boolean): Query {
  const bound = new Bound();
  const at = bucketed(question, bound, whole);
  const shown = bound.add(context.shown, 'Array(String)');
  const inner = pairs(part, question, context, bound);
  const { result } = part;
  const sql =
    result.kind === 'percentile'
      ? `
    select at, label, rest, quantileExactInclusive(${result.percentile / 100})(seconds) as value, toFloat64(count()) as base,
           toUnixTimestamp64Milli(max(occurred_at)) as newest
      from (select ${at} as at, word, occurred_at, dateDiff('millisecond', occurred_at, next_at) / 1000 as seconds, ${placed(shown)}
              from (${inner}) where followed)
     group by at, label, rest`
      : `
    select at, label, rest, avg(part) as value, toFloat64(count()) as base, toUnixTimestamp64Milli(max(last)) as newest
      from (select ${at} as at, person, ${personsPart(part)} as part, max(occurred_at) as last, ${placed(shown)}
              from (${inner}) group by at, person, word)
     group by at, label, rest`;
  return { sql, params: bound.params };
}

/** One point or series: the people behind it. */
export interface BehindMetric {
  /** Interval, in seconds; undefined: the whole span. */
  at: number | undefined;
  /** Undefined: every value; null: rows that lack the property. */
  label: string | null | undefined;
  /** Only people with all of their part (`hit`), or with none of it (`miss`). */
  part: 'all' | 'hit' | 'miss';
  limit: number;
  offset: number;
}

const having = { all: 'true', hit: 'value > 0', miss: 'value = 0' };
const order = (bound: Bound, { limit, offset }: BehindMetric) =>
  `order by rows desc, person limit ${bound.add(limit, 'UInt32')} offset ${bound.add(offset, 'UInt32')}`;
const columns = `toString(person) as person, value, rows, toUnixTimestamp64Milli(last) as last, toFloat64(count() over ()) as total`;

function place(question: MetricQuestion, { at, label }: BehindMetric, word: string, bound: Bound): string[] {
  const parts: string[] = [];
  if (at !== undefined) parts.push(`${bucketed(question, bound, false)} = ${bound.add(at, 'Int64')}`);
  if (label !== undefined && question.breakdown !== undefined)
    parts.push(label === null ? `isNull(${word})` : `${word} = ${bound.add(label, 'String')}`);
  return parts;
}

/** Rows `{ person, value, rows, last, total }`, most rows first. */
export function peopleOfRows(part: RowsPart, question: MetricQuestion, context: MetricContext, behind: BehindMetric): Query {
  const bound = new Bound();
  const of = narrowed(part.of, question);
  const typeOf = context.typesOf(of);
  const { table, where } = rowsOf(of, question, context, bound);
  where.push('sender != 0', ...part.conditions(typeOf, bound));
  where.push(...place(question, behind, breakdownOf(question, of, context, bound), bound));
  const sql = `
    select ${columns}
      from (select ${context.person} as person, ${part.value(context.person, typeOf, bound)} as value, toFloat64(count()) as rows,
                   max(occurred_at) as last
              from ${table} where ${where.join(' and ')} group by person)
     where ${having[behind.part]} ${order(bound, behind)}`;
  return { sql, params: bound.params };
}

export function peopleOfSteps(part: StepsPart, question: MetricQuestion, context: MetricContext, behind: BehindMetric): Query {
  const bound = new Bound();
  const inner = pairs(part, question, context, bound);
  const where = place(question, behind, 'word', bound);
  if (part.result.kind === 'percentile') where.push('followed');
  const sql = `
    select ${columns}
      from (select person, ${personsPart(part)} as value, toFloat64(count()) as rows, max(occurred_at) as last
              from (${inner}) where ${where.join(' and ') || 'true'} group by person)
     where ${having[behind.part]} ${order(bound, behind)}`;
  return { sql, params: bound.params };
}
