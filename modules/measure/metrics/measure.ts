/** Computes metrics: over time, by the definition that holds and by those that held before, with the people behind. */
import type { Customers } from '#customers';
import type { Listen } from '#listen';
import type { ClickHouse } from '#platform/clickhouse';
import type { Clock } from '#platform/clock';
import { type BodyOf, Refusal, type ReplyOf } from '#platform/contract';
import {
  type behindMetric,
  type Formula,
  type MetricQuestion,
  type MetricSeries,
  type Need,
  refusals,
  type Selection,
} from '../contract.ts';
import { conversationProperties } from '../conversations/rules/rows-sql.ts';
import type { PropertyType, TypeOf } from '../rules/events-sql.ts';
import { heardOf, type MeasuredRow, measuredRows, peopleRows, shownWords, startsOf } from './analytics.ts';
import {
  type BehindMetric,
  type MetricContext,
  peopleOfRows,
  peopleOfSteps,
  rowsQuery,
  shownQuery,
  stepsQuery,
} from './rules/metric-sql.ts';
import { type Plan, planOf, type RowsPart, selectionsOf } from './rules/parts.ts';

const mostPoints = 1_100;
const hourMs = 3_600_000;

export interface MeasureDeps {
  clickhouse: ClickHouse;
  listen: Pick<Listen, 'propertyTypes'>;
  customers: Pick<Customers, 'personOf' | 'describePeople'>;
  clock: Clock;
}

export interface Computed {
  series: MetricSeries[];
  newest: string | null;
}

/** Starts of the intervals in a span, in seconds. Throws `measure.too_long`. */
export async function intervalsOf({ clickhouse }: MeasureDeps, question: MetricQuestion): Promise<number[]> {
  const refuse = (path: string, message: string) =>
    new Refusal(refusals.too_long, { detail: `${path}: ${message}`, fields: [{ path, message }] });
  if (Date.parse(question.to) <= Date.parse(question.from)) throw refuse('to', 'must lie after from');
  const starts = await startsOf(clickhouse, question, mostPoints + 1);
  if (starts.length > mostPoints) throw refuse('interval', `more than ${mostPoints} points`);
  return starts;
}

export async function compute(
  deps: MeasureDeps,
  workspaceId: string,
  formula: Formula,
  question: MetricQuestion,
  starts: number[],
  who?: MetricContext['who'],
): Promise<Computed> {
  const plan = planOf(formula);
  const context = { ...(await contextOf(deps, workspaceId, formula, question)), who };
  if (question.breakdown !== undefined)
    context.shown = await shownWords(deps.clickhouse, shownQuery(leadOf(plan), question, context));
  const [points, wholes] = await Promise.all([
    rowsOf(deps, plan, question, context, false),
    rowsOf(deps, plan, question, context, true),
  ]);
  const waitsMs = plan.shape === 'steps' ? plan.steps.hours * hourMs : 0;
  const newest = Math.max(0, ...wholes.map((row) => row.newest));
  return {
    series: seriesOf({
      points,
      wholes,
      starts,
      empty: emptyOf(plan),
      to: Date.parse(question.to),
      now: deps.clock.now(),
      waitsMs,
    }),
    newest: newest > 0 ? new Date(newest).toISOString() : null,
  };
}

/** One figure over a whole span, not split; `who`: of these people only. */
export async function computeWhole(
  deps: MeasureDeps,
  workspaceId: string,
  formula: Formula,
  question: MetricQuestion,
  who?: MetricContext['who'],
): Promise<{ value: number | null; base: number }> {
  const plan = planOf(formula);
  const asked = { ...question, breakdown: undefined };
  const context = { ...(await contextOf(deps, workspaceId, formula, asked)), who };
  const [row] = await rowsOf(deps, plan, asked, context, true);
  return { value: row?.value ?? emptyOf(plan), base: row?.base ?? 0 };
}

/** Whose breakdown decides which values are shown: of a ratio, what it is divided by. */
function leadOf(plan: Plan): Selection {
  if (plan.shape === 'steps') return plan.steps.from;
  return plan.shape === 'rows' ? plan.rows.of : plan.bottom.of;
}

const emptyOf = (plan: Plan): 0 | null => (plan.shape === 'rows' ? plan.rows.empty : null);

async function rowsOf(deps: MeasureDeps, plan: Plan, question: MetricQuestion, context: MetricContext, whole: boolean) {
  const ask = (part: RowsPart) => measuredRows(deps.clickhouse, rowsQuery(part, question, context, whole));
  if (plan.shape === 'rows') return ask(plan.rows);
  if (plan.shape === 'steps') return measuredRows(deps.clickhouse, stepsQuery(plan.steps, question, context, whole));
  const [top, bottom] = await Promise.all([ask(plan.top), ask(plan.bottom)]);
  return divided(top, bottom);
}

const placeOf = ({ at, label, rest }: Pick<MeasuredRow, 'at' | 'label' | 'rest'>) => `${at}:${rest}:${label === null}:${label}`;

/** Above by below, place by place: nothing below means that there is no ratio, nothing above that it is nought. */
function divided(top: MeasuredRow[], bottom: MeasuredRow[]): MeasuredRow[] {
  const above = new Map(top.map((row) => [placeOf(row), row]));
  return bottom.map((row) => {
    const over = above.get(placeOf(row));
    const value = row.value ? (over?.value ?? 0) / row.value : null;
    return { ...row, value, newest: Math.max(row.newest, over?.newest ?? 0) };
  });
}

interface Pieces {
  points: MeasuredRow[];
  wholes: MeasuredRow[];
  starts: number[];
  empty: 0 | null;
  to: number;
  now: number;
  /** How long people are given after an interval before it is told. */
  waitsMs: number;
}

function seriesOf({ points, wholes, starts, empty, to, now, waitsMs }: Pieces): MetricSeries[] {
  const rows = wholes.length > 0 ? wholes : [{ at: 0, label: null, rest: false, value: empty, base: 0, newest: 0 }];
  const found = new Map(points.map((row) => [placeOf(row), row]));
  const last = (row: MeasuredRow) => (row.rest ? 2 : Number(row.label === null && rows.length > 1));
  return [...rows]
    .sort((a, b) => last(a) - last(b) || b.base - a.base)
    .map((row) => ({
      label: row.label,
      rest: row.rest,
      value: row.value,
      base: row.base,
      points: starts.map((at, index) => {
        const point = found.get(placeOf({ ...row, at }));
        const ends = (starts[index + 1] ?? to / 1000) * 1000;
        const value = point === undefined ? empty : point.value;
        return { at: new Date(at * 1000).toISOString(), value, base: point?.base ?? 0, open: ends + waitsMs > now };
      }),
    }));
}

/** What must be heard before there is anything to measure: events nobody sent, properties nobody put on them. */
export async function needsOf(deps: MeasureDeps, workspaceId: string, formula: Formula): Promise<Need[]> {
  const asked = selectionsOf(formula).filter(({ of }) => of.source === 'events');
  const heard = await heardOf(
    deps.clickhouse,
    workspaceId,
    asked.flatMap(({ of }) => of.event ?? []),
  );
  const needs: Need[] = [];
  for (const { of, properties } of asked) {
    if (of.event !== undefined && !heard.has(of.event)) needs.push({ event: of.event, property: null });
    else {
      const own = properties.filter((name) => !name.startsWith('$'));
      const types = await deps.listen.propertyTypes(workspaceId, of.event, own);
      for (const property of own) if (!types.has(property)) needs.push({ event: of.event ?? null, property });
    }
  }
  for (const { of, properties } of selectionsOf(formula))
    if (of.source === 'conversations')
      for (const property of properties)
        if (!(property in conversationProperties) && !property.startsWith('$')) needs.push({ event: null, property });
  return [...new Map(needs.map((need) => [JSON.stringify(need), need])).values()];
}

type AskedBehind = Omit<BodyOf<typeof behindMetric>, 'metricVersion'>;

/** The people behind a point, by the numbers ClickHouse knows them by. */
export async function behindFormula(
  deps: MeasureDeps,
  workspaceId: string,
  formula: Formula,
  { question, at, label, part, limit, offset }: AskedBehind,
) {
  const plan = planOf(formula);
  const context = await contextOf(deps, workspaceId, formula, question);
  const behind: BehindMetric = {
    ...{ at: at === undefined ? undefined : Math.floor(Date.parse(at) / 1000), label, limit, offset },
    part: part === 'hit' || part === 'miss' ? part : 'all',
  };
  return peopleRows(deps.clickhouse, peopleQuery(plan, part, question, context, behind));
}

export async function findPeople(
  deps: MeasureDeps,
  workspaceId: string,
  formula: Formula,
  asked: AskedBehind,
): Promise<Omit<ReplyOf<typeof behindMetric>, 'metricVersion'>> {
  const rows = await behindFormula(deps, workspaceId, formula, asked);
  const people = await deps.customers.describePeople(
    workspaceId,
    rows.map((row) => row.person),
  );
  return {
    total: rows[0]?.total ?? 0,
    people: rows.flatMap((row) => {
      const person = people.get(row.person);
      return person ? [{ ...person, value: row.value, rows: row.rows, lastAt: new Date(Number(row.last)).toISOString() }] : [];
    }),
  };
}

function peopleQuery(plan: Plan, part: string, question: MetricQuestion, context: MetricContext, behind: BehindMetric) {
  if (plan.shape === 'steps') return peopleOfSteps(plan.steps, question, context, behind);
  if (plan.shape === 'rows') return peopleOfRows(plan.rows, question, context, behind);
  return peopleOfRows(part === 'bottom' ? plan.bottom : plan.top, question, context, behind);
}

/** How the properties of each selection were sent. What nobody sent is no mistake here: a definition may come before its data. */
async function contextOf(
  deps: MeasureDeps,
  workspaceId: string,
  formula: Formula,
  { filters, breakdown }: MetricQuestion,
): Promise<MetricContext> {
  const more = [...filters.map(({ property }) => property), ...(breakdown === undefined ? [] : [breakdown])];
  const known = new Map<string, ReadonlyMap<string, PropertyType>>();
  for (const { of, properties } of selectionsOf(formula)) {
    const key = of.source === 'events' ? `event ${of.event ?? ''}` : 'conversations';
    const asked = [...properties, ...more].filter((name) => !name.startsWith('$'));
    const types =
      of.source === 'events'
        ? await deps.listen.propertyTypes(workspaceId, of.event, asked)
        : new Map(Object.entries(conversationProperties));
    known.set(key, new Map([...(known.get(key) ?? []), ...types]));
  }
  const typesOf = (of: Selection): TypeOf => {
    const types = known.get(of.source === 'events' ? `event ${of.event ?? ''}` : 'conversations');
    return (name) => types?.get(name) ?? 'both';
  };
  return { workspaceId, typesOf, person: deps.customers.personOf('sender'), shown: [], now: deps.clock.now() };
}
