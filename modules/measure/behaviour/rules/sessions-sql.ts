/**
 * Sessions as ClickHouse SQL: each person's deeds as one sorted array, cut where a pause is too long, and every session counted
 * once under each thing that can be asked of it. One pass, whatever is asked.
 */
import { type SessionsPlace, type SessionsQuestion, sessionLengths, sessionSizes } from '../../contract.ts';
import { Bound, bucketOf, dataset, type Query, wordOf } from '../../rules/events-sql.ts';
import { type BehaviourContext, deeds, instantOf, millisOf } from './steps-sql.ts';

/** A session that begins in the span is told to its end, at most a day past the span. */
const runsOnMs = 86_400_000;

/**
 * Rows `{ person, began, seconds, events, entry, exit, label }` of the sessions that begin in the span. What was done a pause
 * before it is read, too: whoever was in the middle of something begins nothing.
 */
function sessionsOf(question: SessionsQuestion, context: BehaviourContext, bound: Bound): string {
  const { pause, ignore, breakdown } = question;
  const pauseMs = millisOf(pause);
  const word = breakdown === undefined ? "toNullable('')" : wordOf(breakdown, context.typesOf(undefined)(breakdown), bound);
  const parts = [
    `workspace = ${bound.add(context.workspaceId, 'UUID')}`,
    deeds,
    `occurred_at >= ${instantOf(question.from, bound, -pauseMs)}`,
    `occurred_at < ${instantOf(question.to, bound, runsOnMs)}`,
    ...(ignore.length > 0 ? [`not has(${bound.add(ignore, 'Array(String)')}, name)`] : []),
  ];
  return `
    select person, fromUnixTimestamp64Milli(session[1].1, 'UTC') as occurred_at, (session[-1].1 - session[1].1) / 1000 as seconds,
           length(session) as events, session[1].3 as entry, session[-1].3 as exit,
           if(session[1].4, null, toNullable(session[1].5)) as label
      from (select person,
                   arrayJoin(arraySplit((x, gap) -> gap > ${bound.add(pauseMs, 'Int64')}, sorted, arrayDifference(arrayMap(x -> x.1, sorted)))) as session
              from (select person, arraySort(groupArray((at, event, name, isNull(word), ifNull(word, '')))) as sorted
                      from (select ${context.person} as person, toUnixTimestamp64Milli(occurred_at) as at, event, name, ${word} as word
                              from ${dataset} where ${parts.join(' and ')})
                     group by person))
     where session[1].1 >= toUnixTimestamp64Milli(${instantOf(question.from, bound)})
       and session[1].1 < toUnixTimestamp64Milli(${instantOf(question.to, bound)})`;
}

/** Place of a value among upper ends. */
const placeOf = (value: string, ends: readonly (number | null)[]) =>
  `multiIf(${ends.flatMap((end, at) => (end === null ? [] : [`${value} <= ${end}`, at])).join(', ')}, ${ends.length - 1})`;
const lengthOf = placeOf('seconds', sessionLengths);
const sizeOf = placeOf('events', sessionSizes);

/** Values told of each thing at most; the intervals of one answer are fewer. */
const mostValues = 1_200;

export type SessionDimension = 'whole' | 'at' | 'entry' | 'exit' | 'length' | 'size' | 'label' | 'unlabelled';

/** Rows `{ dimension, value, sessions, people, bounced, median, p90, mean }`, most sessions first. */
export function sessionsQuery(question: SessionsQuestion, context: BehaviourContext): Query {
  const bound = new Bound();
  bound.params.zone = question.timeZone;
  const tags = [
    `('whole', '')`,
    `('at', toString(toUnixTimestamp(${bucketOf[question.interval]})))`,
    `('entry', entry)`,
    `('exit', exit)`,
    `('length', toString(${lengthOf}))`,
    `('size', toString(${sizeOf}))`,
    ...(question.breakdown === undefined ? [] : [`if(isNull(label), ('unlabelled', ''), ('label', assumeNotNull(label)))`]),
  ];
  const sql = `
    select tag.1 as dimension, tag.2 as value, toFloat64(count()) as sessions, toFloat64(uniqExact(person)) as people,
           toFloat64(countIf(events = 1)) as bounced, quantileExactInclusive(0.5)(seconds) as median,
           quantileExactInclusive(0.9)(seconds) as p90, avg(events) as mean
      from (select person, seconds, events, arrayJoin([${tags.join(', ')}]) as tag from (${sessionsOf(question, context, bound)}))
     group by dimension, value order by sessions desc, value limit ${mostValues} by dimension`;
  return { sql, params: bound.params };
}

/** Rows `{ person, at, total }`: who had such a session, and when the last of them began. */
export function sessionPeopleQuery(
  question: SessionsQuestion,
  context: BehaviourContext,
  { at, entry, exit, bounced, length, size, label, limit, offset }: SessionsPlace & { limit: number; offset: number },
): Query {
  const bound = new Bound();
  bound.params.zone = question.timeZone;
  const inner = sessionsOf(question, context, bound);
  const parts = ['true'];
  if (at !== undefined)
    parts.push(`toUnixTimestamp(${bucketOf[question.interval]}) = ${bound.add(Math.floor(Date.parse(at) / 1000), 'Int64')}`);
  if (entry !== undefined) parts.push(`entry = ${bound.add(entry, 'String')}`);
  if (exit !== undefined) parts.push(`exit = ${bound.add(exit, 'String')}`);
  if (bounced !== undefined) parts.push(`events ${bounced ? '=' : '>'} 1`);
  if (length !== undefined) parts.push(`${lengthOf} = ${bound.add(length, 'UInt8')}`);
  if (size !== undefined) parts.push(`${sizeOf} = ${bound.add(size, 'UInt8')}`);
  if (label !== undefined) parts.push(label === null ? 'isNull(label)' : `label = ${bound.add(label, 'String')}`);
  const sql = `
    select toString(person) as person, toString(toUnixTimestamp64Milli(max(occurred_at))) as at, toFloat64(count() over ()) as total
      from (${inner}) where ${parts.join(' and ')}
     group by person order by max(occurred_at) desc, person
     limit ${bound.add(limit, 'UInt32')} offset ${bound.add(offset, 'UInt32')}`;
  return { sql, params: bound.params };
}
