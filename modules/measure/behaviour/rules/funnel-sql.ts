/**
 * A funnel as ClickHouse SQL. One pass over the rows of the steps' events; each person's rows become one sorted array of
 * numbers, and the way through the steps is found by functions over whole arrays: every state of "came as far as step n" is an
 * array beside the first, carried forward by `arrayFill`. Cost grows with rows × steps, whatever one person has done.
 *
 * Why not `windowFunnel`: its answer depends on the order in which rows of one instant happen to be read, its `strict_order`
 * gives up at the first thing between instead of trying again, and it tells neither times nor where somebody stopped.
 *
 * A row's number, from its highest bits: the instant in milliseconds · which exclusions it is · which steps it is · which
 * value of the breakdown it carries. So rows of one instant have an order: first what is no step, then the first step's rows,
 * then the second's; and the answer never depends on how the table lies.
 */
import { type FunnelQuestion, mostSteps, type Step } from '../../contract.ts';
import { Bound, dataset, type Query, wordOf } from '../../rules/events-sql.ts';
import { type BehaviourContext, deeds, instantOf, isStep, millisOf, namedIn } from './steps-sql.ts';

/** Breakdown values shown by themselves; the others go together. */
export const shownValues = 10;
const restCode = shownValues;
const withoutCode = shownValues + 1;

const codeBits = 4;
const stepBit = (step: number) => codeBits + step - 1;
const exclusionBit = (index: number) => codeBits + mostSteps + index;
const lowBits = codeBits + mostSteps + 5;

export interface FunnelContext extends BehaviourContext {
  /** Breakdown values shown by themselves, at most `shownValues`. */
  shown: readonly string[];
}

/** What a person's way is told as, at step n: `far{n}` = (first, this, previous) row numbers, zeros for whoever did not come. */
const far = (step: number) => `far${step}`;
const atOf = (number: string) => `bitShiftRight(${number}, ${lowBits})`;

/** The most frequent values of the breakdown among rows that may begin a way. Rows `{ word }`. */
export function shownWordsQuery(question: FunnelQuestion, context: BehaviourContext): Query {
  const bound = new Bound();
  const firsts = question.order === 'any' ? question.steps : question.steps.slice(0, 1);
  const word = breakdownOf(question, context, bound);
  const sql = `
    select ${word} as word from ${dataset}
     where workspace = ${bound.add(context.workspaceId, 'UUID')} and ${namedIn(firsts, bound)}
       and occurred_at >= ${instantOf(question.from, bound)} and occurred_at < ${instantOf(question.to, bound)}
       and (${firsts.map((step) => isStep(step, context, bound)).join(' or ')}) and isNotNull(word)
     group by word order by count() desc, word limit ${shownValues}`;
  return { sql, params: bound.params };
}

/** In any order, any step's row may be the first: its property may have been sent in another way. */
const breakdownOf = ({ breakdown = '', steps, order }: FunnelQuestion, { typesOf }: BehaviourContext, bound: Bound) =>
  wordOf(breakdown, order === 'any' ? 'both' : typesOf(steps[0]?.event)(breakdown), bound);

/** Rows `{ person, level, code, far1 … farN }` of everybody who came to the first step. */
function waysOf(question: FunnelQuestion, context: FunnelContext, bound: Bound): string {
  const { steps, order, exclusions } = question;
  const marked = [
    ...steps.map((step, at) => ({ step, bit: stepBit(at + 1) })),
    ...exclusions.map((exclusion, at) => ({ step: exclusion, bit: exclusionBit(at) })),
  ];
  const marks = marksOf(marked, context, bound);
  const parts = [
    `workspace = ${bound.add(context.workspaceId, 'UUID')}`,
    order === 'strict' ? deeds : namedIn([...steps, ...exclusions], bound),
    `occurred_at >= ${instantOf(question.from, bound)}`,
    `occurred_at < ${instantOf(question.to, bound, millisOf(question.window))}`,
  ];
  const code = question.breakdown === undefined ? undefined : codeOf(question, context, bound);
  const number = [`bitShiftLeft(toUnixTimestamp64Milli(occurred_at), ${lowBits})`, ...marks, ...(code ? [code] : [])].join(' + ');
  const levels = steps.map((_step, at) => `(${far(at + 1)}.1 != 0)`);
  // What is no step matters only where nothing may lie between. Where names alone tell steps, none but steps were read.
  const allMatter = order === 'strict' || marked.every(({ step }) => step.filters.length === 0);
  const matters = allMatter ? '' : `where bitAnd(number, ${(2 ** lowBits - 2 ** codeBits).toFixed(0)}) != 0`;
  const rows = `
      select person, arraySort(groupArray(number)) as numbers
        from (select ${context.person} as person, ${number} as number from ${dataset} where ${parts.join(' and ')})
       ${matters} group by person`;
  const layers = (order === 'any' ? anyOrder : inOrder)(question, bound);
  const firsts = steps.map((_step, at) => `${far(at + 1)}.1`);
  const found = [...layers, [`${levels.join(' + ')} as level`]].reduce(layered, rows);
  return `
    select person, level, bitAnd([${firsts.join(', ')}][level], ${2 ** codeBits - 1}) as code, ${steps.map((_step, at) => far(at + 1)).join(', ')}
      from (${found}) where level > 0`;
}

/** Columns that stand on those of the layers below. */
type Layer = string[];

/** A query around a query: aliases within one would be written out wherever they are named, and those again, without end. */
const layered = (inner: string, columns: Layer) => `select *, ${columns.join(',\n           ')} from (${inner})`;

interface Marked {
  step: Step;
  bit: number;
}

/** The bits of a row. What a name alone tells is looked up once a row, however many steps there are. */
function marksOf(marked: readonly Marked[], context: FunnelContext, bound: Bound): string[] {
  const byName = new Map<string, number>();
  const tested: string[] = [];
  for (const { step, bit } of marked) {
    if (step.filters.length === 0) byName.set(step.event, (byName.get(step.event) ?? 0) + 2 ** bit);
    // A condition on a property the row lacks is neither true nor false to the engine: it does not hold.
    else tested.push(`bitShiftLeft(toInt64(ifNull(${isStep(step, context, bound)}, 0)), ${bit})`);
  }
  if (byName.size === 0) return tested;
  const names = bound.add([...byName.keys()], 'Array(String)');
  const bits = bound.add([...byName.values()], 'Array(Int64)');
  return [`transform(name, ${names}, ${bits}, toInt64(0))`, ...tested];
}

function codeOf(question: FunnelQuestion, context: FunnelContext, bound: Bound): string {
  const word = breakdownOf(question, context, bound);
  const shown = bound.add([...context.shown], 'Array(String)');
  return `toInt64(multiIf(isNull(${word}), ${withoutCode}, has(${shown}, assumeNotNull(${word})), indexOf(${shown}, assumeNotNull(${word})) - 1, ${restCode}))`;
}

/**
 * `at{n}`: beside each row, the first row of the way that it brings to step n, or 0. What is known after each row is carried
 * forward: of two ways to a step the one that began later, because its window ends later.
 */
function inOrder({ steps, exclusions, window, order, to }: FunnelQuestion, bound: Bound): Layer[] {
  const windowMs = bound.add(millisOf(window), 'Int64');
  const end = bound.add(Date.parse(to), 'Int64');
  const layers: Layer[] = [
    [`arrayMap(x -> if(bitTest(x, ${stepBit(1)}) and ${atOf('x')} < ${end}, x, toInt64(0)), numbers) as at1`],
  ];
  for (let step = 2; step <= steps.length; step += 1) {
    const before = step - 1;
    const ends = exclusions.flatMap(({ after = 1, before: until = steps.length }, at) =>
      after <= before && before < until ? [`bitTest(x, ${exclusionBit(at)})`] : [],
    );
    // What ends a way resets it: its 0 is kept, and carried on.
    const kept = ['y != 0', ...ends].join(' or ');
    const fill = ends.length === 0 ? `arrayFill(y -> y != 0, at${before})` : `arrayFill((y, x) -> ${kept}, at${before}, numbers)`;
    const fits = [
      `bitTest(x, ${stepBit(step)})`,
      'y != 0',
      `${atOf('x')} - ${atOf('y')} <= ${windowMs}`,
      ...ends.map((condition) => `not ${condition}`),
    ];
    const seen = order === 'strict' ? `at${before}` : fill;
    layers.push([
      `arrayMap((x, y) -> if(${fits.join(' and ')}, y, toInt64(0)), numbers, arrayShiftRight(${seen}, 1, toInt64(0))) as at${step}`,
    ]);
  }
  const indexes = steps.map((_step, at) => `arrayFirstIndex(y -> y != 0, at${at + 1}) as index${at + 1}`);
  const tells = steps.map((_step, at) => {
    const step = at + 1;
    const index = `index${step}`;
    // The step before was taken by the last row that took it.
    const previous =
      step === 1
        ? `numbers[${index}]`
        : `arrayLast((x, y) -> y != 0, arraySlice(numbers, 1, ${index} - 1), arraySlice(at${step - 1}, 1, ${index} - 1))`;
    return `(at${step}[${index}], numbers[${index}], ${previous}) as ${far(step)}`;
  });
  return [...layers, indexes, tells];
}

/** `last{n}`: at each row, the last row so far that was step n. `within`: those of them in the window that ends with the row. */
function anyOrder({ steps, exclusions, window, to }: FunnelQuestion, bound: Bound): Layer[] {
  const windowMs = bound.add(millisOf(window), 'Int64');
  const end = bound.add(Date.parse(to), 'Int64');
  const carried = (condition: string) => `arrayFill(y -> y != 0, arrayMap(x -> if(${condition}, x, toInt64(0)), numbers))`;
  const ended = exclusions.map((_exclusion, at) => `bitTest(x, ${exclusionBit(at)})`).join(' or ');
  const lasts = steps.map((_step, at) => `last${at + 1}`);
  const isAnyStep = `bitAnd(x, ${(2 ** (codeBits + mostSteps) - 2 ** codeBits).toFixed(0)}) != 0`;
  // A way may begin only within the span: at least one of its rows does.
  return [
    [
      ...lasts.map((last, at) => `${carried(`bitTest(x, ${stepBit(at + 1)})`)} as ${last}`),
      `${carried(`${isAnyStep} and ${atOf('x')} < ${end}`)} as begun`,
      ...(ended ? [`${carried(ended)} as ended`] : []),
    ],
    [
      `arrayMap((x, b${ended ? ', e' : ''}, ${lasts.join(', ')}) -> if(b = 0 or ${atOf('x')} - ${atOf('b')} > ${windowMs}${ended ? ' or b <= e' : ''}, [],
       arraySort(arrayFilter(y -> y != 0 and ${atOf('x')} - ${atOf('y')} <= ${windowMs}${ended ? ' and y > e' : ''}, [${lasts.join(', ')}]))), numbers, begun${ended ? ', ended' : ''}, ${lasts.join(', ')}) as within`,
    ],
    steps.map((_step, at) => {
      const step = at + 1;
      const found = `arrayFirst(y -> length(y) >= ${step}, within)`;
      return `(${found}[1], ${found}[${step}], ${found}[${Math.max(1, step - 1)}]) as ${far(step)}`;
    }),
  ];
}

/** One row of the whole and, with a breakdown, one a value: `{ whole, code, people: [], sincePrevious: [[median, p90]], sinceFirst }`. */
export function funnelQuery(question: FunnelQuestion, context: FunnelContext): Query {
  const bound = new Bound();
  const ways = waysOf(question, context, bound);
  const each = (expression: (step: number) => string) => `[${question.steps.map((_step, at) => expression(at + 1)).join(', ')}]`;
  const between = (step: number, since: 1 | 3) =>
    `quantilesExactInclusiveIf(0.5, 0.9)(toFloat64(${atOf(`${far(step)}.2`)} - ${atOf(`${far(step)}.${since}`)}), level >= ${step})`;
  const sql = `
    select toBool(${question.breakdown === undefined ? 1 : 'grouping(code)'}) as whole, toFloat64(code) as code,
           ${each((step) => `toFloat64(countIf(level >= ${step}))`)} as people,
           ${each((step) => between(step, 3))} as sincePrevious,
           ${each((step) => between(step, 1))} as sinceFirst
      from (${ways})
     group by ${question.breakdown === undefined ? 'code' : 'grouping sets ((), (code))'}`;
  return { sql, params: bound.params };
}

/** Whose bar: step, whether they went no further, and which value of the breakdown. */
export interface Bar {
  step: number;
  which: 'reached' | 'dropped';
  label?: string | null | undefined;
  rest: boolean;
}

function inBar({ step, which, label, rest }: Bar, { shown }: FunnelContext): string {
  const parts = [`level ${which === 'dropped' ? '=' : '>='} ${step}`];
  if (rest) parts.push(`code = ${restCode}`);
  else if (label === null) parts.push(`code = ${withoutCode}`);
  // A value that is not among those shown stands for nobody: the client asked about another funnel.
  else if (label !== undefined) parts.push(`code = ${shown.indexOf(label)}`);
  return parts.join(' and ');
}

/** Rows `{ person, at }`: who is in a bar, and when they came to its step, in milliseconds. */
const inBarSql = (question: FunnelQuestion, context: FunnelContext, bar: Bar, bound: Bound) =>
  `select person, ${atOf(`${far(bar.step)}.2`)} as at from (${waysOf(question, context, bound)}) where ${inBar(bar, context)}`;

/** Rows `{ person, at, went }` of whoever came to a step: when, in milliseconds, and whether they went on. */
export const stoodAt = (question: FunnelQuestion, context: FunnelContext, step: number, bound: Bound) =>
  `select person, ${atOf(`${far(step)}.2`)} as at, toBool(level > ${step}) as went from (${waysOf(question, context, bound)}) where level >= ${step}`;

/** Rows `{ person, at, next }` of whoever stopped after a step; `next`: name of what they did first after it in the window, or ''. */
function nextSql(question: FunnelQuestion, context: FunnelContext, bar: Bar, bound: Bound): string {
  const windowMs = millisOf(question.window);
  const limit = bound.add(windowMs, 'Int64');
  // The many deeds run past the few who stopped; whoever did nothing at all comes out of the join alone, with zeros.
  return `
    select stopped.person as person, any(stopped.at) as at,
           argMinIf(deed.name, (deed.happened, deed.name, deed.event), deed.happened > stopped.at and deed.happened <= stopped.at + ${limit}) as next
      from (select ${context.person} as person, name, toUnixTimestamp64Milli(occurred_at) as happened, event from ${dataset}
             where workspace = ${bound.add(context.workspaceId, 'UUID')} and ${deeds}
               and occurred_at >= ${instantOf(question.from, bound)}
               and occurred_at < ${instantOf(question.to, bound, 2 * windowMs)}) as deed
     right join (${inBarSql(question, context, bar, bound)}) as stopped on deed.person = stopped.person
     group by person`;
}

export const shownNext = 15;

/** Rows `{ next, people }`, most people first; `next` is '' for nothing. */
export function nextQuery(question: FunnelQuestion, context: FunnelContext, step: number): Query {
  const bound = new Bound();
  const stopped = nextSql(question, context, { step, which: 'dropped', rest: false }, bound);
  const sql = `select next, toFloat64(count()) as people from (${stopped}) group by next order by people desc, next`;
  return { sql, params: bound.params };
}

/** Rows `{ person, at, total }`, latest first. `next`: only who then did this; '': who did nothing; undefined: all. */
export function funnelPeopleQuery(
  question: FunnelQuestion,
  context: FunnelContext,
  bar: Bar & { next: string | undefined; limit: number; offset: number },
): Query {
  const bound = new Bound();
  const people =
    bar.next === undefined
      ? inBarSql(question, context, bar, bound)
      : `select person, at from (${nextSql(question, context, bar, bound)}) where next = ${bound.add(bar.next, 'String')}`;
  const sql = `
    select toString(person) as person, toString(at) as at, toFloat64(count() over ()) as total from (${people})
     order by at desc, person limit ${bound.add(bar.limit, 'UInt32')} offset ${bound.add(bar.offset, 'UInt32')}`;
  return { sql, params: bound.params };
}
