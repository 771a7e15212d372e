/**
 * Paths as ClickHouse SQL: each person's deeds as one sorted array, cut into visits where a pause is too long, each visit cut
 * to its path and folded. All by functions over whole arrays.
 */
import type { PathPlace, PathsQuestion } from '../../contract.ts';
import { Bound, dataset, type Query } from '../../rules/events-sql.ts';
import { type BehaviourContext, deeds, instantOf, isStep, millisOf } from './steps-sql.ts';

/** Rows `{ person, began, way }`, one a visit that has a path: names in the order in which they are told. */
function waysOf(question: PathsQuestion, context: BehaviourContext, bound: Bound): string {
  const { anchor, direction, ignore, pause, length } = question;
  const parts = [
    `workspace = ${bound.add(context.workspaceId, 'UUID')}`,
    deeds,
    `occurred_at >= ${instantOf(question.from, bound)}`,
    `occurred_at < ${instantOf(question.to, bound)}`,
    ...(ignore.length > 0 ? [`not has(${bound.add(ignore, 'Array(String)')}, name)`] : []),
  ];
  const isAnchor = anchor === undefined ? '0' : `ifNull(${isStep(anchor, context, bound)}, 0)`;
  const forward = direction === 'after';
  // Whoever never comes to the anchor is sorted and cut for nothing.
  const having = anchor === undefined ? '' : 'having max(anchor) = 1';
  const cut = {
    after: anchor === undefined ? 'visit' : 'arraySlice(visit, arrayFirstIndex(x -> x.4 = 1, visit))',
    before: `arrayReverse(${anchor === undefined ? 'visit' : 'arraySlice(visit, 1, arrayLastIndex(x -> x.4 = 1, visit))'})`,
  }[direction];
  return `
    select person, visit[1].1 as began,
           arraySlice(arrayCompact(arrayMap(x -> x.3, ${cut})), 1, ${length}) as way
      from (select person,
                   arrayJoin(arraySplit((x, gap) -> gap > ${bound.add(millisOf(pause), 'Int64')}, sorted, arrayDifference(arrayMap(x -> x.1, sorted)))) as visit
              from (select person, arraySort(groupArray((at, event, name, anchor))) as sorted
                      from (select ${context.person} as person, toUnixTimestamp64Milli(occurred_at) as at, event, name, toUInt8(${isAnchor}) as anchor
                              from ${dataset} where ${parts.join(' and ')})
                     group by person ${having}))
     ${anchor === undefined ? '' : `where ${forward ? 'arrayFirstIndex' : 'arrayLastIndex'}(x -> x.4 = 1, visit) > 0`}`;
}

/** More different edges than this are no picture any more; the question is refused. */
export const mostEdges = 20_000;

/** Rows `{ at, here, then, visits }`, `then` '' where the path ends. */
export function pathsQuery(question: PathsQuestion, context: BehaviourContext): Query {
  const bound = new Bound();
  const sql = `
    select toFloat64(number) as at, way[number] as here, way[number + 1] as then, toFloat64(count()) as visits
      from (select way, arrayJoin(arrayEnumerate(way)) as number from (${waysOf(question, context, bound)}))
     group by at, here, then order by at, visits desc, here, then limit ${mostEdges + 1}`;
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
  const ways = waysOf(question, context, bound);
  const isPlace = (place: PathPlace, number: number) => {
    const name = `way[${number}]`;
    if (!place.rest) return `${name} = ${bound.add(place.event ?? '', 'String')}`;
    return `${name} != '' and not has(${bound.add([...(shown[number - 1] ?? [])], 'Array(String)')}, ${name})`;
  };
  const parts = [`length(way) >= ${at}`, isPlace(from, at), ...(to ? [isPlace(to, at + 1)] : [])];
  const sql = `
    select toString(person) as person, toString(max(began)) as at, toFloat64(count() over ()) as total
      from (${ways}) where ${parts.join(' and ')}
     group by person order by max(began) desc, person
     limit ${bound.add(limit, 'UInt32')} offset ${bound.add(offset, 'UInt32')}`;
  return { sql, params: bound.params };
}
