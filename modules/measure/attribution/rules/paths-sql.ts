/** Ways of touches to conversions as ClickHouse SQL. */
import type { AttributionQuestion } from '../../contract.ts';
import { Bound, conditionOf, dataset, type EventsContext, type Query, wordOf } from '../../rules/events-sql.ts';

/** Different ways that one answer is made of; more is a question too heavy. */
export const mostPaths = 50_000;

/**
 * Rows `{ person, converted, ended, value, path }`: each stretch of a person's touches up to a conversion, and what came after
 * the last one. A conversion uses its touches up: the next begins anew.
 */
function waysSql(question: AttributionQuestion, { workspaceId, typeOf, person }: EventsContext, bound: Bound): string {
  const { touches, conversion, channel, value, windowDays, from, to } = question;
  const all = (parts: string[]) => `(${parts.join(' and ')})`;
  const word = wordOf(channel, typeOf(channel), bound);
  const converts = all([
    `name = ${bound.add(conversion.event, 'String')}`,
    ...conversion.filters.map((one) => conditionOf(one, typeOf(one.property), bound)),
  ]);
  const touching = all([
    `isNotNull(${word})`,
    ...(touches.events.length > 0 ? [`name in ${bound.add(touches.events, 'Array(String)')}`] : []),
    ...touches.filters.map((one) => conditionOf(one, typeOf(one.property), bound)),
  ]);
  const worth = value === undefined ? 'toFloat64(0)' : `num[${bound.add(value, 'String')}]`;
  const begins = `toDateTime64(${bound.add(from, 'String')}, 3, 'UTC')`;
  const days = bound.add(windowDays, 'UInt32');
  const windowMs = `toInt64(${days}) * 86400000`;
  const beginsMs = `toUnixTimestamp64Milli(${begins})`;
  return `
    select person, part[-1].3 as converted, part[-1].1 as ended, if(converted, part[-1].5, 0) as value,
           arrayMap(step -> step.4, arrayFilter(step -> not step.3 and step.1 >= if(converted, ended - ${windowMs}, ${beginsMs}),
                    part)) as path
      from (select person, arrayJoin(arraySplit((step, cut) -> cut, steps,
                     arrayPushFront(arrayPopBack(arrayMap(step -> step.3, steps)), false))) as part
              from (select ${person} as person,
                           arraySort(step -> (step.1, step.2), groupArray((toUnixTimestamp64Milli(occurred_at), event,
                             coalesce(${converts}, false), coalesce(${word}, ''), ${worth}))) as steps
                      from ${dataset}
                     where workspace = ${bound.add(workspaceId, 'UUID')} and occurred_at >= ${begins} - toIntervalDay(${days})
                       and occurred_at < toDateTime64(${bound.add(to, 'String')}, 3, 'UTC') and (${converts} or ${touching})
                     group by person))
     where if(converted, ended >= ${beginsMs}, notEmpty(path))`;
}

/** Rows `{ path, conversions, value, lost }`, most conversions first. */
export function pathsQuery(question: AttributionQuestion, context: EventsContext): Query {
  const bound = new Bound();
  const sql = `
    select path, toFloat64(countIf(converted)) as conversions, sum(value) as value, toFloat64(countIf(not converted)) as lost
      from (${waysSql(question, context, bound)})
     group by path order by conversions desc, path limit ${mostPaths + 1}`;
  return { sql, params: bound.params };
}

/** Rows `{ person, conversions, touches, last, total }`, most conversions first. */
export function convertedQuery(
  question: AttributionQuestion,
  context: EventsContext,
  {
    channel,
    place,
    limit,
    offset,
  }: { channel?: string | undefined; place: 'first' | 'last' | 'any'; limit: number; offset: number },
): Query {
  const bound = new Bound();
  const ways = waysSql(question, context, bound);
  const wanted = channel === undefined ? undefined : bound.add(channel, 'String');
  const stands = { first: `path[1] = ${wanted}`, last: `path[-1] = ${wanted}`, any: `has(path, ${wanted})` }[place];
  const sql = `
    select toString(person) as person, toFloat64(count()) as conversions, toFloat64(sum(length(path))) as touches,
           max(ended) as last, toFloat64(count() over ()) as total
      from (${ways}) where converted and notEmpty(path) ${wanted === undefined ? '' : `and ${stands}`}
     group by person order by conversions desc, person
     limit ${bound.add(limit, 'UInt32')} offset ${bound.add(offset, 'UInt32')}`;
  return { sql, params: bound.params };
}
