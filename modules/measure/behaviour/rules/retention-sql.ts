/**
 * Retention, lifecycle and breadth as ClickHouse SQL. What a person did when, or which events they used, is one number of 64 bits,
 * one bit an interval or event: `groupBitOr` costs a third of what lists of distinct values do, and everything else is told
 * from the bits.
 */
import type { BreadthQuestion, LifecycleQuestion, LifecycleState, RetentionQuestion } from '../../contract.ts';
import { lifecycleStates } from '../../contract.ts';
import { Bound, dataset, type Query } from '../../rules/events-sql.ts';
import { type BehaviourContext, deeds, instantOf, isStep, namedIn } from './steps-sql.ts';

/** Weeks begin on Monday. */
const numberOf = { day: 'toRelativeDayNum', week: 'toRelativeWeekNum', month: 'toRelativeMonthNum' } as const;

type Spaced = Pick<RetentionQuestion, 'interval' | 'from' | 'to' | 'timeZone'>;

/** The interval of a row, counted from the one the span begins in. */
function indexOf({ interval, from, timeZone }: Spaced, bound: Bound): string {
  const zone = bound.add(timeZone, 'String');
  const number = (instant: string) => `toInt32(${numberOf[interval]}(${instant}, ${zone}))`;
  return `${number('occurred_at')} - ${number(instantOf(from, bound))}`;
}

/** The bit of an interval. There are at most `mostIntervals` (62) of them; whatever lies outside shares the first and the last bit. */
const bitOf = (slot: string) => `bitShiftLeft(toUInt64(1), toUInt8(least(greatest(${slot}, 0), 63)))`;

interface Page {
  limit: number;
  offset: number;
}

const paged = (people: string, { limit, offset }: Page, bound: Bound) => `
    select toString(person) as person, toString(toUnixTimestamp64Milli(at)) as at, toFloat64(count() over ()) as total
      from (${people})
     order by at desc, person limit ${bound.add(limit, 'UInt32')} offset ${bound.add(offset, 'UInt32')}`;

/** Rows `{ person, cohorts, returns }`: intervals, by number. `also`: further columns. */
function comingsOf(question: RetentionQuestion, context: BehaviourContext, bound: Bound, also: string[] = []): string {
  const { first, cohort } = question;
  const from = instantOf(question.from, bound);
  const columns = [
    `${context.person} as person`,
    'occurred_at',
    `${indexOf(question, bound)} as slot`,
    `ifNull(${isStep(first, context, bound)}, 0) as is_first`,
    `ifNull(${isStep(question.return, context, bound)}, 0) as is_return`,
  ];
  const once = cohort === 'first_time';
  // The first time ever may lie before the span: then it is no cohort of this answer.
  const since = once ? `(is_first or occurred_at >= ${from})` : `occurred_at >= ${from}`;
  const firsts = `bitPositionsToArray(groupBitOrIf(${bitOf('slot')}, is_first))`;
  const cohorts = once ? `if(minIf(occurred_at, is_first) >= ${from}, arraySlice(${firsts}, 1, 1), [])` : firsts;
  const returned = once ? `is_return and occurred_at >= ${from}` : 'is_return';
  return `
    select person, ${cohorts} as cohorts, bitPositionsToArray(groupBitOrIf(${bitOf('slot')}, ${returned})) as returns${also.map((column) => `, ${column}`).join('')}
      from (select ${columns.join(', ')} from ${dataset}
             where workspace = ${bound.add(context.workspaceId, 'UUID')} and ${namedIn([first, question.return], bound)}
               and occurred_at < ${instantOf(question.to, bound)} and ${since})
     group by person having notEmpty(cohorts)`;
}

/** Rows `{ cohort, after, people }`; `after` -1: the whole cohort. */
export function retentionQuery(question: RetentionQuestion, context: BehaviourContext): Query {
  const bound = new Bound();
  const sql = `
    select toFloat64(cohort) as cohort, toFloat64(after) as after, toFloat64(count()) as people
      from (select cohort, arrayJoin(arrayPushFront(arrayMap(r -> r - cohort, arrayFilter(r -> r >= cohort, returns)), -1)) as after
              from (select arrayJoin(cohorts) as cohort, returns from (${comingsOf(question, context, bound)})))
     group by cohort, after`;
  return { sql, params: bound.params };
}

export interface Cell extends Page {
  cohort: number;
  /** Undefined: the whole cohort. */
  after: number | undefined;
  which: 'returned' | 'lost';
}

/** Rows `{ person, at, total }`: `at` is when they were last seen coming back, or else when they were last in the cohort's interval. */
export function retentionPeopleQuery(question: RetentionQuestion, context: BehaviourContext, cell: Cell): Query {
  const bound = new Bound();
  const cohort = bound.add(cell.cohort, 'Int32');
  const there = cell.after === undefined ? undefined : bound.add(cell.cohort + cell.after, 'Int32');
  const returned = there !== undefined && cell.which === 'returned';
  const at = returned
    ? `maxIf(occurred_at, is_return and slot = ${there}) as at`
    : `maxIf(occurred_at, is_first and slot = ${cohort}) as at`;
  const parts = [`has(cohorts, ${cohort})`];
  if (there !== undefined) parts.push(`${returned ? '' : 'not '}has(returns, ${there})`);
  const people = `select person, at from (${comingsOf(question, context, bound, [at])}) where ${parts.join(' and ')}`;
  return { sql: paged(people, cell, bound), params: bound.params };
}

/**
 * Rows `{ person, slot, state, at }`: every interval in which a person is in one of the states. The bits of a person: ever before,
 * the interval before the span (whoever was there then is no newcomer and may have gone quiet), and the span's.
 */
function statesOf(question: LifecycleQuestion, context: BehaviourContext, bound: Bound): string {
  const { active } = question;
  const parts = [
    `workspace = ${bound.add(context.workspaceId, 'UUID')}`,
    active === undefined ? deeds : isStep(active, context, bound),
    // Since ever: who did something before the span is not new in it.
    `occurred_at < ${instantOf(question.to, bound)}`,
  ];
  // By sender first: who a sender is, is looked up once for each and not once a row.
  return `
    select person, found.1 as slot, found.2 as state, last as at
      from (select person, last, arrayJoin(arrayConcat(
                     arrayMap((x, gap) -> (x, multiIf(x = slots[1], 0, gap = 1, 1, 2)), slots, arrayDifference(slots)),
                     arrayMap(x -> (x + 1, 3), arrayFilter(x -> not has(slots, x + 1), slots)))) as found
              from (select ${context.person} as person, max(latest) as last,
                           arrayMap(x -> toInt32(x) - 2, bitPositionsToArray(groupBitOr(bits))) as slots
                      from (select sender, max(occurred_at) as latest, groupBitOr(${bitOf(`${indexOf(question, bound)} + 2`)}) as bits
                              from ${dataset} where ${parts.join(' and ')} group by sender)
                     group by person))`;
}

/** Rows `{ interval, state, people }`, states by their place in `lifecycleStates`. */
export function lifecycleQuery(question: LifecycleQuestion, context: BehaviourContext): Query {
  const bound = new Bound();
  const sql = `
    select toFloat64(slot) as interval, toFloat64(state) as state, toFloat64(count()) as people
      from (${statesOf(question, context, bound)}) where slot >= 0 group by slot, state`;
  return { sql, params: bound.params };
}

export function lifecyclePeopleQuery(
  question: LifecycleQuestion,
  context: BehaviourContext,
  { interval, state, ...page }: Page & { interval: number; state: LifecycleState },
): Query {
  const bound = new Bound();
  const people = `select person, at from (${statesOf(question, context, bound)})
     where slot = ${bound.add(interval, 'Int32')} and state = ${lifecycleStates.indexOf(state)}`;
  return { sql: paged(people, page, bound), params: bound.params };
}

/** Rows `{ person, used, at }`. */
function usesOf({ events, from, to }: BreadthQuestion, context: BehaviourContext, bound: Bound): string {
  const names = bound.add(events, 'Array(String)');
  const bits = bound.add(
    events.map((_event, at) => 2 ** at),
    'Array(UInt64)',
  );
  return `
    select ${context.person} as person, bitCount(groupBitOr(bits)) as used, max(latest) as at
      from (select sender, groupBitOr(transform(name, ${names}, ${bits}, toUInt64(0))) as bits, max(occurred_at) as latest from ${dataset}
             where workspace = ${bound.add(context.workspaceId, 'UUID')} and name in ${names}
               and occurred_at >= ${instantOf(from, bound)} and occurred_at < ${instantOf(to, bound)}
             group by sender)
     group by person`;
}

/** Rows `{ events, people }`. */
export function breadthQuery(question: BreadthQuestion, context: BehaviourContext): Query {
  const bound = new Bound();
  const sql = `select toFloat64(used) as events, toFloat64(count()) as people from (${usesOf(question, context, bound)}) group by used order by used`;
  return { sql, params: bound.params };
}

export function breadthPeopleQuery(
  question: BreadthQuestion,
  context: BehaviourContext,
  { events, ...page }: Page & { events: number },
): Query {
  const bound = new Bound();
  const people = `select person, at from (${usesOf(question, context, bound)}) where used = ${bound.add(events, 'UInt32')}`;
  return { sql: paged(people, page, bound), params: bound.params };
}
