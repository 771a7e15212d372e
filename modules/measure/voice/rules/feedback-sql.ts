/** Questions over the records as ClickHouse SQL. Values are bound; the pieces of text come from here only. */
import type { Interval, Mood, VoiceFilter } from '../../contract.ts';
import { Bound, bucketOf, type Query } from '../../rules/events-sql.ts';

export interface Asked {
  workspaceId: string;
  filter: Omit<VoiceFilter, 'from' | 'to'>;
  from: string;
  to: string;
  /** Expression that tells whose record a row is. */
  person: string;
}

/** VADER's usual cut between moods. */
export const edge = 0.05;
const moodIs: Record<Mood, string> = {
  negative: `sentiment <= -${edge}`,
  neutral: `(not isNaN(sentiment) and abs(sentiment) < ${edge})`,
  positive: `(not isNaN(sentiment) and sentiment >= ${edge})`,
  unknown: 'isNaN(sentiment)',
};
/** The mood of a record as a word. */
export const moodOf = `multiIf(isNaN(sentiment), 'unknown', sentiment <= -${edge}, 'negative', sentiment >= ${edge}, 'positive', 'neutral')`;

function whereOf({ workspaceId, filter, from, to }: Asked, bound: Bound): string {
  const parts = [
    `workspace = ${bound.add(workspaceId, 'UUID')}`,
    `occurred_at >= toDateTime64(${bound.add(from, 'String')}, 3, 'UTC')`,
    `occurred_at < toDateTime64(${bound.add(to, 'String')}, 3, 'UTC')`,
  ];
  const among = (column: string, values: string | readonly string[] | undefined) => {
    if (values?.length) parts.push(`has(${bound.add([values].flat(), 'Array(String)')}, toString(${column}))`);
  };
  among('kind', filter.kind);
  among('channel', filter.channel);
  among('language', filter.language);
  among('product', filter.product);
  among('emotion', filter.emotion);
  among('effort', filter.effort);
  if (filter.mood?.length)
    parts.push(
      `(${[filter.mood]
        .flat()
        .map((mood) => moodIs[mood])
        .join(' or ')})`,
    );
  if (filter.theme === 'none') parts.push('empty(themes)');
  else if (filter.theme !== undefined) parts.push(`has(themes, ${bound.add(filter.theme, 'UUID')})`);
  return parts.join(' and ');
}

/** Rows `{ id, at }`, newest first; `after`: the last of the page before. */
export function pageQuery(asked: Asked, after: { at: string; id: string } | undefined, limit: number): Query {
  const bound = new Bound();
  const where = [whereOf(asked, bound)];
  // The column, not the answer's text of the same name: they sort differently.
  if (after)
    where.push(
      `(toUnixTimestamp64Milli(occurred_at), said.id) < (${bound.add(after.at, 'Int64')}, ${bound.add(after.id, 'UUID')})`,
    );
  const sql = `
    select toString(said.id) as id, toString(toUnixTimestamp64Milli(occurred_at)) as at from measure_feedback as said final
     where ${where.join(' and ')} order by occurred_at desc, said.id desc limit ${bound.add(limit, 'UInt32')}`;
  return { sql, params: bound.params };
}

const dimensions = {
  kind: 'kind',
  mood: moodOf,
  channel: 'channel',
  language: 'language',
  theme: 'toString(arrayJoin(themes))',
} as const;
export type Dimension = keyof typeof dimensions;

/** Rows `{ value, records, people, before }`: now, and in the span of the same length before. */
export function countQuery(asked: Asked, by: Dimension, before: { from: string }): Query {
  const bound = new Bound();
  const where = whereOf({ ...asked, from: before.from }, bound);
  const now = `occurred_at >= toDateTime64(${bound.add(asked.from, 'String')}, 3, 'UTC')`;
  const sql = `
    select value, toFloat64(countIf(now)) as records, toFloat64(uniqExactIf(person, now)) as people, toFloat64(countIf(not now)) as before
      from (select ${dimensions[by]} as value, ${now} as now, ${asked.person} as person from measure_feedback final where ${where})
     group by value having records + before > 0 order by records desc, value limit 200`;
  return { sql, params: bound.params };
}

/** One row `{ records, people, sentiment }`. */
export function totalsQuery(asked: Asked): Query {
  const bound = new Bound();
  const sql = `
    select toFloat64(count()) as records, toFloat64(uniqExact(${asked.person})) as people,
           avgOrNullIf(toFloat64(sentiment), not isNaN(sentiment)) as sentiment
      from measure_feedback final where ${whereOf(asked, bound)}`;
  return { sql, params: bound.params };
}

/** Rows `{ person }`: who said it. */
export function peopleQuery(asked: Asked, limit: number): Query {
  const bound = new Bound();
  const sql = `
    select distinct toString(${asked.person}) as person from measure_feedback final where ${whereOf(asked, bound)}
     limit ${bound.add(limit, 'UInt32')}`;
  return { sql, params: bound.params };
}

/** Rows `{ at, kind, value }`. */
export function seriesQuery(asked: Asked, interval: Interval, timeZone: string): Query {
  const bound = new Bound();
  const where = whereOf(asked, bound);
  bound.params.zone = timeZone;
  const sql = `
    select toUnixTimestamp(${bucketOf[interval]}) as at, kind, toFloat64(count()) as value from measure_feedback final
     where ${where} group by at, kind order by at`;
  return { sql, params: bound.params };
}

export const splits = { channel: 'channel', product: 'product', language: 'language', source: 'source' } as const;
const shownParts = 8;

/**
 * Rows `{ at, part, rest, value }`: how many people spoke. Not split: one row an interval. Else the values most used have rows
 * of their own, the others share `rest`.
 */
export function peopleSeriesQuery(
  asked: Asked,
  interval: Interval,
  timeZone: string,
  split: keyof typeof splits | undefined,
): Query {
  const bound = new Bound();
  const where = whereOf(asked, bound);
  bound.params.zone = timeZone;
  const word = split === undefined ? `''` : `toString(${splits[split]})`;
  const most = `(select groupArray(value) from (select ${word} as value from measure_feedback final
                  where ${where} group by value order by count() desc, value limit ${shownParts}))`;
  const sql = `
    select at, part, rest, toFloat64(uniqExact(who)) as value
      from (select toUnixTimestamp(${bucketOf[interval]}) as at, ${asked.person} as who, ${word} as spoken,
                   not has(${most}, spoken) as rest, if(rest, '', spoken) as part
              from measure_feedback final where ${where})
     group by at, part, rest order by at`;
  return { sql, params: bound.params };
}

/** Rows `{ theme, day, records }`: a day's number since the beginning of the span. */
export function themeDaysQuery(asked: Asked): Query {
  const bound = new Bound();
  const where = whereOf(asked, bound);
  const first = `toDate(toDateTime64(${bound.add(asked.from, 'String')}, 3, 'UTC'))`;
  const sql = `
    select toString(arrayJoin(themes)) as theme, toFloat64(dateDiff('day', ${first}, toDate(occurred_at))) as day,
           toFloat64(count()) as records, avgOrNullIf(toFloat64(sentiment), not isNaN(sentiment)) as sentiment
      from measure_feedback final where ${where} group by theme, day`;
  return { sql, params: bound.params };
}

/** Rows `{ theme, currency, amount }`: what the people of each theme spent since then. */
export function spendQuery(asked: Asked, spend: { event: string; property: string; since: string }): Query {
  const bound = new Bound();
  const where = whereOf(asked, bound);
  const sql = `
    select theme, currency, sum(amount) as amount
      from (select distinct toString(arrayJoin(themes)) as theme, ${asked.person} as who from measure_feedback final where ${where}) said
     inner join (${spentBy(bound, asked, spend)}) spent on spent.who = said.who
     group by theme, currency having amount != 0 order by amount desc`;
  return { sql, params: bound.params };
}

/** Rows `{ currency, amount }`: what these senders' people spent since then, each person once. */
export function spendOfQuery(
  asked: Asked,
  senders: readonly string[],
  spend: { event: string; property: string; since: string },
): Query {
  const bound = new Bound();
  const of = asked.person.replaceAll('sender', 'asked');
  const list = bound.add(senders.map(BigInt), 'Array(UInt64)');
  const sql = `
    select currency, sum(amount) as amount from (${spentBy(bound, asked, spend)})
     where who in (select ${of} from (select arrayJoin(${list}) as asked)) group by currency having amount != 0 order by amount desc`;
  return { sql, params: bound.params };
}

function spentBy(
  bound: Bound,
  { workspaceId, person }: Asked,
  { event, property, since }: { event: string; property: string; since: string },
): string {
  const key = bound.add(property, 'String');
  return `select ${person} as who, text['currency'] as currency, sum(num[${key}]) as amount from listen_events
           where workspace = ${bound.add(workspaceId, 'UUID')} and name = ${bound.add(event, 'String')} and mapContains(num, ${key})
             and occurred_at >= toDateTime64(${bound.add(since, 'String')}, 3, 'UTC') group by who, currency`;
}
