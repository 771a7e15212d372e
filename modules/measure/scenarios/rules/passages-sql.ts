/**
 * Passages through a scenario as ClickHouse SQL. Each person's steps become one sorted array; a fold over it finds where passages
 * begin and end: the first step begins one, the outcome or the end of its time closes it, and only then can another begin.
 */

import { type BehaviourContext, isStep, millisOf, namedIn } from '../../behaviour/rules/steps-sql.ts';
import type { ScenarioDefinition, Step } from '../../contract.ts';
import { type Bound, dataset } from '../../rules/events-sql.ts';
import { never, outcomeOf } from './quality.ts';

export interface PassagesContext extends BehaviourContext {
  /** Which passages are over, in milliseconds since the epoch. */
  now: number;
  /** Conditions on the column `sender`, all of which must hold; their values are bound already. */
  only: readonly string[];
  bound: Bound;
}

/** Something that happens after a passage, and what it is worth. */
export interface Afterwards {
  days: number;
  cameBack: string;
  spent: { event: string; property: string } | undefined;
}

const dayMs = 86_400_000;

interface Asked {
  definition: ScenarioDefinition;
  from: number;
  to: number;
  afterwards?: Afterwards | undefined;
}

/**
 * Rows `{ who, at, mask, contacts, came, paid, spent, currency, lasted }`: the steps people did, when they turned to us and how many
 * hours that conversation was open, and what came afterwards; `paid` where the row is a payment, in a currency that is empty when nobody said which.
 */
function deedsOf({ definition, from, to, afterwards }: Asked, context: PassagesContext): string {
  const { bound, person, workspaceId } = context;
  const windowMs = millisOf(definition.window);
  const afterMs = (afterwards?.days ?? 0) * dayMs;
  const shown = definition.steps.flatMap(({ shownBy }, at) => (shownBy === null ? [] : [{ shownBy, bit: at }]));
  const mask = shown.map(({ shownBy, bit }) => `bitShiftLeft(toUInt32(ifNull(${isStep(shownBy, context, bound)}, 0)), ${bit})`);
  const came = afterwards ? `toUInt8(name = ${bound.add(afterwards.cameBack, 'String')})` : 'toUInt8(0)';
  const { paid, spent } = paymentOf(afterwards, bound);
  const alsoNamed = afterwards ? [afterwards.cameBack, ...(afterwards.spent ? [afterwards.spent.event] : [])] : [];
  const names: Pick<Step, 'event'>[] = [...shown.map(({ shownBy }) => shownBy), ...alsoNamed.map((event) => ({ event }))];
  // What began just before the span may still go on in it: a step in it then begins nothing.
  const between = (column: string) =>
    `${column} >= fromUnixTimestamp64Milli(${bound.add(from - windowMs, 'Int64')}, 'UTC')
     and ${column} < fromUnixTimestamp64Milli(${bound.add(to + windowMs + afterMs, 'Int64')}, 'UTC')`;
  const own = [`workspace = ${bound.add(workspaceId, 'UUID')}`, ...context.only].join(' and ');
  return `
    select who, at, mask, contacts, came, paid, spent, currency, toFloat64(0) as lasted
      from (select ${person} as who, toUnixTimestamp64Milli(occurred_at) as at, ${mask.join(' + ')} as mask,
                   toUInt32(0) as contacts, ${came} as came, ${paid} as paid, ${spent} as spent,
                   if(paid, upper(trim(text['currency'])), '') as currency
              from ${dataset} where ${own} and ${namedIn(names, bound)} and ${between('occurred_at')})
     where mask != 0 or came != 0 or paid
     union all
    select ${person}, toUnixTimestamp64Milli(opened_at), toUInt32(0), contacts, toUInt8(0), false, toFloat64(0), '',
           coalesce(resolved_seconds, (${bound.add(context.now, 'Int64')} - toUnixTimestamp64Milli(opened_at)) / 1000) / 3600
      from measure_conversation final
     where ${own} and sender != 0 and contacts > 0 and ${between('opened_at')}`;
}

/** Whether a row is a payment, and of how much. */
function paymentOf(afterwards: Afterwards | undefined, bound: Bound): { paid: string; spent: string } {
  if (!afterwards?.spent) return { paid: 'false', spent: 'toFloat64(0)' };
  const { event, property } = afterwards.spent;
  const number = bound.add(property, 'String');
  return { paid: `(name = ${bound.add(event, 'String')} and mapContains(num, ${number}))`, spent: `toFloat64(num[${number}])` };
}

/** The first value of a list of deeds that fits, by its instant; 0 when none does. */
const firstAt = (fits: string, deeds = 'within') => `arrayFirst(d -> ${fits}, ${deeds}).1`;
const isStepNo = (no: number) => `bitTest(d.2, ${no - 1})`;

/** What a metric measures in a passage, as `Nullable(Float64)`. */
function measuredBy(metric: ScenarioDefinition['metrics'][number], outcome: number): string {
  const of = (sql: string) => `toNullable(toFloat64(${sql}))`;
  switch (metric.kind) {
    case 'reached':
      return of(`reached[${outcome}] != 0`);
    case 'contacts':
      return of('contacts');
    case 'repeats':
      return of(`greatest(0, toInt64(times[${metric.step}]) - 1)`);
    case 'elapsed': {
      const began = `reached[${metric.from}]`;
      // The end that came after the beginning: what came before it by chance ends nothing.
      const ended = firstAt(`${isStepNo(metric.to)} and d.1 >= ${began}`);
      return `if(${began} = 0, null, ${of(`if(${ended} = 0, ${never}, ${ended} - ${began})`)})`;
    }
  }
}

/**
 * Rows `{ person, startedAt, endedAt, underWay, reached, times, contacts, measured }` of passages that began in the span; with
 * `afterwards` also `{ came, payments, hours, told }`: payments `(currency, amount)`, told is 0 while its days have not passed.
 */
export function passagesSql(asked: Asked, context: PassagesContext): string {
  const { definition, from, to, afterwards } = asked;
  const { bound } = context;
  const windowMs = bound.add(millisOf(definition.window), 'Int64');
  const now = bound.add(context.now, 'Int64');
  const outcome = outcomeOf(definition);
  // A passage: where it begins in the array, when, and where it ends (0: not by the outcome).
  const last = 'found[-1]';
  const going = `(${last}.1 != 0 and ${last}.3 = 0 and d.1 - ${last}.2 <= ${windowMs})`;
  const fold = `
    arrayFold((found, d, place) -> multiIf(
        ${going} and ${isStepNo(outcome)}, arrayPushBack(arrayPopBack(found), (${last}.1, ${last}.2, place)),
        not ${going} and ${isStepNo(1)}, arrayPushBack(found, (place, d.1, toUInt32(0))),
        found),
      deeds, arrayEnumerate(deeds), cast([], 'Array(Tuple(UInt32, Int64, UInt32))'))`;
  const steps = definition.steps.map((_step, at) => at + 1);
  const reached = steps.map((no) => (no === 1 ? 'startedAt' : firstAt(isStepNo(no))));
  const times = steps.map((no) => `arrayCount(d -> ${isStepNo(no)}, within)${no === 1 ? ' + 1' : ''}`);
  const afterMs = afterwards ? bound.add(afterwards.days * dayMs, 'Int64') : '';
  const later = afterwards
    ? `,
           arrayExists(d -> d.4 != 0, later) as came, arrayMap(d -> (d.7, d.6), arrayFilter(d -> d.5, later)) as payments,
           arraySum(d -> d.8, around) as hours, endedAt + ${afterMs} <= ${now} as told`
    : '';
  const laterDeeds = afterwards ? `, arrayFilter(d -> d.1 > endedAt and d.1 <= endedAt + ${afterMs}, deeds) as later` : '';
  return `
    select person, startedAt, endedAt, underWay, reached, times, contacts,
           [${definition.metrics.map((metric) => measuredBy(metric, outcome)).join(', ')}] as measured${later}
      from (select *, [${reached.join(', ')}] as reached, [${times.join(', ')}] as times, arraySum(d -> d.3, around) as contacts
              from (select *, arrayFilter((d, place) -> place > began and (ended = 0 ? d.1 <= endedAt : place <= ended), deeds, arrayEnumerate(deeds)) as within,
                           arrayFilter(d -> d.1 >= startedAt and d.1 <= endedAt, deeds) as around${laterDeeds}
                      from (select person, deeds, passage.1 as began, passage.2 as startedAt, passage.3 as ended,
                                   if(ended = 0, startedAt + ${windowMs}, deeds[ended].1) as endedAt,
                                   ended = 0 and endedAt > ${now} as underWay
                              from (select person, deeds, arrayJoin(${fold}) as passage
                                      from (select who as person, arraySort(groupArray((at, mask, contacts, came, paid, spent, currency, lasted))) as deeds
                                              from (${deedsOf(asked, context)})
                                             group by person having max(bitTest(mask, 0)) = 1))
                             where startedAt >= ${bound.add(from, 'Int64')} and startedAt < ${bound.add(to, 'Int64')})))`;
}
