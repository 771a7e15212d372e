/** Answers trend questions, and opens the people behind every point. */

import type { Customers } from '#customers';
import type { Listen } from '#listen';
import type { ClickHouse } from '#platform/clickhouse';
import type { Clock } from '#platform/clock';
import { type BodyOf, Refusal, type ReplyOf } from '#platform/contract';
import { type behindPoint, refusals, type TrendQuestion, type trend } from '../contract.ts';
import { assertNumber, typesOf } from '../property-types.ts';
import { buckets, peopleBehind, shownWords, type TrendRow, trendRows } from './analytics/trend.ts';
import { addsUp, type TrendContext } from './rules/trend-sql.ts';

const mostPoints = 1_100;

export interface TrendDeps {
  clickhouse: ClickHouse;
  listen: Pick<Listen, 'propertyTypes'>;
  customers: Pick<Customers, 'personOf' | 'describePeople'>;
  clock: Clock;
}

export async function answerTrend(deps: TrendDeps, workspaceId: string, question: TrendQuestion): Promise<ReplyOf<typeof trend>> {
  const asOf = new Date(deps.clock.now()).toISOString();
  const instants = bucketsWithin(deps.clickhouse, question);
  // The engine takes some milliseconds for any question: both are asked at once, unless the answer may be "too long".
  if (mayBeTooLong(question)) await instants;
  const [at, { points, totals, empty }] = await Promise.all([instants, measured(deps, workspaceId, question)]);
  return { series: seriesOf(points, totals, at, empty), asOf };
}

/** The values of every point, and of the whole span. */
async function measured(deps: TrendDeps, workspaceId: string, question: TrendQuestion) {
  const { clickhouse } = deps;
  const { kind } = question.measure;
  const context = await contextOf(deps, workspaceId, question);
  const adds = addsUp(question.measure);
  if (question.breakdown !== undefined && !adds) context.shown = await shownWords(clickhouse, question, context);
  const rows = await trendRows(clickhouse, question, context);
  const points = rows.filter(({ whole }) => !whole);
  const totals = adds ? sumUp(points) : rows.filter(({ whole }) => whole);
  return { points, totals, empty: adds || kind === 'people' || kind === 'unique' ? 0 : null };
}

/** The people behind a point, by the numbers ClickHouse knows them by. */
export async function behindTrend(
  deps: TrendDeps,
  workspaceId: string,
  { question, at, label, limit, offset }: BodyOf<typeof behindPoint>,
) {
  const context = await contextOf(deps, workspaceId, question);
  const bucket = at === undefined ? undefined : Math.floor(Date.parse(at) / 1000);
  return peopleBehind(deps.clickhouse, question, context, { at: bucket, label, limit, offset });
}

export async function findPeopleBehind(
  deps: TrendDeps,
  workspaceId: string,
  asked: BodyOf<typeof behindPoint>,
): Promise<ReplyOf<typeof behindPoint>> {
  const rows = await behindTrend(deps, workspaceId, asked);
  const people = await deps.customers.describePeople(
    workspaceId,
    rows.map((row) => row.person),
  );
  return {
    total: rows[0]?.total ?? 0,
    people: rows.flatMap((row) => {
      const person = people.get(row.person);
      return person
        ? [{ ...person, value: row.value, events: row.events, lastAt: new Date(Number(row.last)).toISOString() }]
        : [];
    }),
  };
}

/** The shortest each of them can be, in hours. */
const shortest: Record<TrendQuestion['interval'], number> = { hour: 1, day: 23, week: 167, month: 671 };

/** Also true of a span that ends before it begins, or whose ends cannot be told. */
function mayBeTooLong({ from, to, interval }: TrendQuestion): boolean {
  const hours = (Date.parse(to) - Date.parse(from)) / 3_600_000;
  return !(hours > 0 && hours / shortest[interval] < mostPoints - 1);
}

async function bucketsWithin(clickhouse: ClickHouse, question: TrendQuestion): Promise<number[]> {
  if (Date.parse(question.to) <= Date.parse(question.from)) {
    throw new Refusal(refusals.too_long, {
      detail: 'to: must lie after from',
      fields: [{ path: 'to', message: 'must lie after from' }],
    });
  }
  const instants = await buckets(clickhouse, question, mostPoints + 1);
  if (instants.length > mostPoints)
    throw new Refusal(refusals.too_long, { fields: [{ path: 'interval', message: `more than ${mostPoints} points` }] });
  return instants;
}

async function contextOf(deps: TrendDeps, workspaceId: string, question: TrendQuestion): Promise<TrendContext> {
  const { measure, breakdown, filters, event } = question;
  const named = [
    ...('property' in measure ? [{ path: 'measure.property', name: measure.property }] : []),
    ...(breakdown === undefined ? [] : [{ path: 'breakdown', name: breakdown }]),
    ...filters.map((filter, at) => ({ path: `filters.${at}.property`, name: filter.property })),
  ];
  const typeOf = await typesOf(deps.listen, workspaceId, event, named);
  if ('property' in measure && measure.kind !== 'unique') assertNumber(typeOf, measure.property, 'measure.property');
  return { workspaceId, typeOf, shown: [], person: deps.customers.personOf('sender') };
}

const keyOf = ({ label, rest }: Pick<TrendRow, 'label' | 'rest'>) => `${rest}:${label === null}:${label}`;

function sumUp(points: TrendRow[]): TrendRow[] {
  const totals = new Map<string, TrendRow>();
  for (const point of points) {
    const known = totals.get(keyOf(point));
    totals.set(keyOf(point), { ...point, value: (known?.value ?? 0) + (point.value ?? 0) });
  }
  return [...totals.values()];
}

function seriesOf(
  points: TrendRow[],
  totals: TrendRow[],
  instants: number[],
  empty: number | null,
): ReplyOf<typeof trend>['series'] {
  const values = new Map<string, Map<number, number | null>>();
  for (const point of points) {
    const of = values.get(keyOf(point)) ?? new Map<number, number | null>();
    values.set(keyOf(point), of.set(point.at, point.value));
  }
  const rows = totals.length > 0 ? totals : [{ at: 0, whole: true, label: null, rest: false, value: empty }];
  const order = (row: TrendRow) => (row.rest ? 2 : Number(row.label === null && totals.length > 1));
  return [...rows]
    .sort((a, b) => order(a) - order(b) || (b.value ?? 0) - (a.value ?? 0))
    .map((row) => ({
      label: row.label,
      rest: row.rest,
      total: row.value,
      points: instants.map((at) => ({ at: new Date(at * 1000).toISOString(), value: values.get(keyOf(row))?.get(at) ?? empty })),
    }));
}
