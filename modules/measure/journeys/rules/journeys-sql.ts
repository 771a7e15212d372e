/**
 * A question about journeys as ClickHouse SQL: cases first, as sequences of steps; then what is asked of them.
 *
 * The directly-follows graph, variants, rework and waiting times are those of process mining (van der Aalst, "Process Mining",
 * 2nd ed., §2.2 and §6). Steps at one instant stand in the order in which they arrived.
 */
import type { JourneyPlace, JourneyQuestion } from '../../contract.ts';
import { Bound, conditionOf, dataset, type EventsContext, type Query, withinSpan, wordOf } from '../../rules/events-sql.ts';

const mostEdges = 2_000;
const mostActivities = 500;
/** A variant's first steps are told; a session of a machine may have thousands. */
const toldSteps = 60;

/**
 * Rows `{ people, acts, times }`: a case each, its steps in order. `people` are all whose events it holds: a ticket may have
 * several.
 */
function casesSql(question: JourneyQuestion, { workspaceId, typeOf, person }: EventsContext, bound: Bound): string {
  const parts = withinSpan(question, workspaceId, bound);
  if (question.events.length > 0) parts.push(`name in ${bound.add(question.events, 'Array(String)')}`);
  for (const filter of question.filters) parts.push(conditionOf(filter, typeOf(filter.property), bound));
  const act = wordOf(question.activity, typeOf(question.activity), bound);
  if (question.activity !== '$event') parts.push(`isNotNull(${act})`);
  let key = person;
  if (question.case.of === 'property') {
    key = wordOf(question.case.property, typeOf(question.case.property), bound);
    parts.push(`isNotNull(${key})`);
  }
  const grouped = `
    select arraySort(step -> (step.1, step.2), groupArray((occurred_at, event, assumeNotNull(${act})))) as steps,
           groupUniqArray(${person}) as people
      from ${dataset} where ${parts.join(' and ')} group by ${key}`;
  const whole =
    question.case.of === 'session'
      ? // A step starts a new session when the one before lies further back than the pause.
        `select people, arrayJoin(arraySplit((step, pause) -> pause > ${bound.add(question.case.idleMinutes * 60_000, 'Int64')},
                steps, arrayDifference(arrayMap(step -> toUnixTimestamp64Milli(step.1), steps)))) as part
           from (${grouped})`
      : `select people, steps as part from (${grouped})`;
  const kept = [
    ...(question.starts === undefined ? [] : [`acts[1] = ${bound.add(question.starts, 'String')}`]),
    ...(question.ends === undefined ? [] : [`acts[-1] = ${bound.add(question.ends, 'String')}`]),
    ...question.through.map((name) => `has(acts, ${bound.add(name, 'String')})`),
    ...question.without.map((name) => `not has(acts, ${bound.add(name, 'String')})`),
  ];
  return `
    select people, arrayMap(step -> step.3, part) as acts, arrayMap(step -> toUnixTimestamp64Milli(step.1), part) as times
      from (${whole}) ${kept.length > 0 ? `where ${kept.join(' and ')}` : ''}`;
}

const duration = '(times[-1] - times[1]) / 1000';
/** The two of seconds: rows of one case have 0, and no median says so better than null. */
const medians = (value: string) =>
  `quantileExactInclusive(0.5)(${value}) as median, quantileExactInclusive(0.9)(${value}) as p90`;

/** One row `{ cases, events, people, variants, median, p90, reworked }`. */
export function summaryQuery(question: JourneyQuestion, context: EventsContext): Query {
  const bound = new Bound();
  const sql = `
    select toFloat64(count()) as cases, toFloat64(sum(length(acts))) as events,
           toFloat64(length(groupUniqArrayArray(people))) as people, toFloat64(uniqExact(sipHash64(acts))) as variants,
           ${medians(duration)}, toFloat64(countIf(length(arrayDistinct(acts)) < length(acts))) as reworked
      from (${casesSql(question, context, bound)})`;
  return { sql, params: bound.params };
}

/** Rows `{ id, steps, length, cases, median }`, most frequent first. */
export function variantsQuery(question: JourneyQuestion, context: EventsContext): Query {
  const bound = new Bound();
  const sql = `
    select toString(sipHash64(acts)) as id, arraySlice(any(acts), 1, ${toldSteps}) as steps, toFloat64(length(any(acts))) as length,
           toFloat64(count()) as cases, quantileExactInclusive(0.5)(${duration}) as median
      from (${casesSql(question, context, bound)})
     group by id order by cases desc, steps limit ${bound.add(question.variants, 'UInt32')}`;
  return { sql, params: bound.params };
}

/** Steps side by side with what follows; a null before the first and after the last. */
const pairs = `arrayZip(
  arrayPushFront(arrayMap(act -> toNullable(act), acts), null), arrayPushBack(arrayMap(act -> toNullable(act), acts), null),
  arrayPushFront(arrayPushBack(arrayPopFront(arrayMap(gap -> toNullable(gap / 1000), arrayDifference(times))), null), null))`;

/** Rows `{ from, to, count, cases, median, p90 }`, most frequent first. */
export function edgesQuery(question: JourneyQuestion, context: EventsContext): Query {
  const bound = new Bound();
  const sql = `
    select pair.1 as from, pair.2 as to, toFloat64(count()) as count, toFloat64(uniqExact(no)) as cases,
           ${medians('pair.3')}
      from (select arrayJoin(${pairs}) as pair, no
              from (select acts, times, rowNumberInAllBlocks() as no from (${casesSql(question, context, bound)})))
     group by from, to order by count desc, from, to limit ${mostEdges}`;
  return { sql, params: bound.params };
}

/** Rows `{ name, count, cases, starts, ends, repeatedIn, repeats }`, most frequent first. */
export function activitiesQuery(question: JourneyQuestion, context: EventsContext): Query {
  const bound = new Bound();
  const sql = `
    select name, toFloat64(sum(times_done)) as count, toFloat64(count()) as cases, toFloat64(countIf(first = name)) as starts,
           toFloat64(countIf(last = name)) as ends, toFloat64(countIf(times_done > 1)) as repeatedIn,
           toFloat64(sum(times_done - 1)) as repeats
      from (select arrayJoin(arrayDistinct(acts)) as name, toInt64(countEqual(acts, name)) as times_done,
                   acts[1] as first, acts[-1] as last
              from (${casesSql(question, context, bound)}))
     group by name order by count desc, name limit ${mostActivities}`;
  return { sql, params: bound.params };
}

/** Rows `{ person, cases, events, last, total }`: whose cases pass there, most cases first. */
export function peopleQuery(
  question: JourneyQuestion,
  context: EventsContext,
  place: JourneyPlace,
  { limit, offset }: { limit: number; offset: number },
): Query {
  const bound = new Bound();
  const cases = casesSql(question, context, bound);
  const sql = `
    select toString(arrayJoin(people)) as person, toFloat64(count()) as cases, toFloat64(sum(length(acts))) as events,
           max(times[-1]) as last, toFloat64(count() over ()) as total
      from (${cases}) where ${passes(place, bound)}
     group by person order by cases desc, events desc, person
     limit ${bound.add(limit, 'UInt32')} offset ${bound.add(offset, 'UInt32')}`;
  return { sql, params: bound.params };
}

function passes(place: JourneyPlace, bound: Bound): string {
  if (place.at === 'all') return 'true';
  if (place.at === 'variant') return `sipHash64(acts) = ${bound.add(place.id, 'UInt64')}`;
  if (place.at === 'activity') {
    const count = `countEqual(acts, ${bound.add(place.name, 'String')})`;
    return `${count} > ${place.repeated ? 1 : 0}`;
  }
  if (place.from === null && place.to === null) return 'false';
  if (place.from === null) return `acts[1] = ${bound.add(place.to, 'String')}`;
  if (place.to === null) return `acts[-1] = ${bound.add(place.from, 'String')}`;
  const [from, to] = [bound.add(place.from, 'String'), bound.add(place.to, 'String')];
  return `arrayExists((one, next) -> one = ${from} and next = ${to}, arrayPopBack(acts), arrayPopFront(acts))`;
}
