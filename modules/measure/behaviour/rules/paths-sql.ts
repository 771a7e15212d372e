/**
 * Paths as ClickHouse SQL: each person's deeds as one sorted array, cut into visits where a pause is too long, each visit cut
 * to its path and folded. All by functions over whole arrays of numbers.
 */
import type { PathPlace, PathsQuestion } from '../../contract.ts';
import { Bound, dataset, type Query } from '../../rules/events-sql.ts';
import { type BehaviourContext, deeds, instantOf, isStep, millisOf } from './steps-sql.ts';

/**
 * A deed as one number, from its highest bits: milliseconds since the begin of the span · number of the event · whether it is the
 * anchor · which name. So deeds sort as they happened, and nothing but numbers is sorted, cut and compared; a list of tuples with
 * names in it costs half as much again.
 */
const nameBits = 21;
const anchorBit = nameBits;
const eventShift = nameBits + 1;
const atShift = eventShift + 64;
const nameOf = (deed: string) => `bitAnd(toUInt32(${deed}), ${2 ** nameBits - 1})`;
const isAnchor = (deed: string) => `bitTest(toUInt32(${deed}), ${anchorBit})`;
const atOf = (deed: string) => `toInt64(bitShiftRight(${deed}, ${atShift}))`;

/** `names`: those of the span, each known by its place. `ways`: rows `{ person, began, way }`, one a visit that has a path. */
function waysOf(question: PathsQuestion, context: BehaviourContext, bound: Bound): { names: string; ways: string } {
  const { anchor, direction, ignore, pause, length } = question;
  const from = bound.add(Date.parse(question.from), 'Int64');
  const parts = [
    `workspace = ${bound.add(context.workspaceId, 'UUID')}`,
    deeds,
    `occurred_at >= ${instantOf(question.from, bound)}`,
    `occurred_at < ${instantOf(question.to, bound)}`,
    ...(ignore.length > 0 ? [`not has(${bound.add(ignore, 'Array(String)')}, name)`] : []),
  ].join(' and ');
  const deed = [
    `bitShiftLeft(toUInt128(toUnixTimestamp64Milli(occurred_at) - ${from}), ${atShift})`,
    `bitShiftLeft(toUInt128(event), ${eventShift})`,
    ...(anchor === undefined ? [] : [`bitShiftLeft(toUInt128(ifNull(${isStep(anchor, context, bound)}, 0)), ${anchorBit})`]),
    'toUInt128(named)',
  ].join(' + ');
  // Whoever never comes to the anchor is sorted and cut for nothing.
  const having = anchor === undefined ? '' : `having max(${isAnchor('deed')}) = 1`;
  const cut = {
    after: anchor === undefined ? 'visit' : `arraySlice(visit, arrayFirstIndex(x -> ${isAnchor('x')}, visit))`,
    before: `arrayReverse(${anchor === undefined ? 'visit' : `arraySlice(visit, 1, arrayLastIndex(x -> ${isAnchor('x')}, visit))`})`,
  }[direction];
  const names = `(select groupArray(name) from (select distinct name from ${dataset} where ${parts} limit ${2 ** nameBits - 1}))`;
  // A name that came in since the names were read is none of this answer.
  const ways = `
    select person, ${from} + ${atOf('visit[1]')} as began, arraySlice(arrayCompact(arrayMap(x -> ${nameOf('x')}, ${cut})), 1, ${length}) as way
      from (select person,
                   arrayJoin(arraySplit((x, gap) -> gap > ${bound.add(millisOf(pause), 'Int64')}, sorted, arrayDifference(arrayMap(x -> ${atOf('x')}, sorted)))) as visit
              from (select person, arraySort(groupArray(deed)) as sorted
                      from (select ${context.person} as person, transform(name, names, arrayEnumerate(names), 0) as named, ${deed} as deed
                              from ${dataset} where ${parts} and named != 0)
                     group by person ${having}))
     ${anchor === undefined ? '' : `where arrayExists(x -> ${isAnchor('x')}, visit)`}`;
  return { names, ways };
}

/** More different edges than this are no picture any more; the question is refused. */
export const mostEdges = 20_000;

/** Rows `{ at, here, then, visits }`, `then` '' where the path ends. */
export function pathsQuery(question: PathsQuestion, context: BehaviourContext): Query {
  const bound = new Bound();
  const { names, ways } = waysOf(question, context, bound);
  const sql = `
    with ${names} as names
    select toFloat64(place) as at, names[from] as here, names[to] as then, toFloat64(visits) as visits
      from (select place, way[place] as from, way[place + 1] as to, count() as visits
              from (select way, arrayJoin(arrayEnumerate(way)) as place from (${ways}))
             group by place, from, to order by place, visits desc limit ${mostEdges + 1})
     order by at, visits desc, here, then`;
  return { sql, params: bound.params };
}

/** One place of the paths, or the way from it to the next. `shown[n]`: events shown by themselves at place n + 1. */
export interface PathPart {
  at: number;
  from: PathPlace;
  to: PathPlace | undefined;
  shown: readonly (readonly string[])[];
}

/** Rows `{ person, at, total }`: the begin of their last such visit. */
export function pathPeopleQuery(
  question: PathsQuestion,
  context: BehaviourContext,
  { at, from, to, shown, limit, offset }: PathPart & { limit: number; offset: number },
): Query {
  const bound = new Bound();
  const { names, ways } = waysOf(question, context, bound);
  const isPlace = (place: PathPlace, number: number) => {
    // Past the end of a path stands 0, and no name has that place.
    const name = `names[way[${number}]]`;
    if (!place.rest) return `${name} = ${bound.add(place.event ?? '', 'String')}`;
    return `${name} != '' and not has(${bound.add([...(shown[number - 1] ?? [])], 'Array(String)')}, ${name})`;
  };
  const parts = [`length(way) >= ${at}`, isPlace(from, at), ...(to ? [isPlace(to, at + 1)] : [])];
  const sql = `
    with ${names} as names
    select toString(person) as person, toString(max(began)) as at, toFloat64(count() over ()) as total
      from (${ways}) where ${parts.join(' and ')}
     group by person order by max(began) desc, person
     limit ${bound.add(limit, 'UInt32')} offset ${bound.add(offset, 'UInt32')}`;
  return { sql, params: bound.params };
}
