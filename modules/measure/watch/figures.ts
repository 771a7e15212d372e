/** The series a watch looks at, and the parts that explain it: asked through the same doors as on the screens. */
import type { Customers } from '#customers';
import type { Listen } from '#listen';
import type { ClickHouse } from '#platform/clickhouse';
import type { Clock } from '#platform/clock';
import { Refusal } from '#platform/contract';
import type { Db, Tx } from '#platform/postgres';
import { redact } from '#platform/text';
import { explained, type Part } from '../behaviour/rules/unusual.ts';
import { answerTrend } from '../behaviour/trend.ts';
import { counting, ofWhole } from '../behaviour/unusual.ts';
import { type Grain, refusals, type WatchedAbout, watchedAbout } from '../contract.ts';
import { compute, intervalsOf } from '../metrics/measure.ts';
import { findMetric } from '../metrics/store.ts';
import { bucketsOf, peopleSeries } from '../voice/analytics/feedback.ts';
import { findTheme } from '../voice/store/voice.ts';
import { type How, type Looked, look, type Point } from './rules/look.ts';

export interface FigureDeps {
  db: Db;
  clickhouse: ClickHouse;
  listen: Pick<Listen, 'propertyTypes'>;
  customers: Pick<Customers, 'personOf' | 'describePeople'>;
  clock: Clock;
}

export interface Figure {
  about: WatchedAbout;
  grain: Grain;
  timeZone: string;
}

/** Milliseconds since the epoch. */
export interface Within {
  from: number;
  to: number;
}

interface PartSeries {
  label: string | null;
  rest: boolean;
  points: Point[];
}

const instant = (at: number) => new Date(at).toISOString();

export function howOf(about: WatchedAbout, sensitivity: 'few' | 'normal' | 'many'): How {
  if (about.kind === 'metric') return { by: 'lines', above: about.above ?? null, below: about.below ?? null };
  return { by: 'season', sensitivity, counts: about.kind === 'voice' || counting.has(about.measure.kind) };
}

/** What it is about, by name. Undefined when that is gone. */
export async function nameOf(tx: Tx, workspaceId: string, about: WatchedAbout): Promise<string | undefined> {
  if (about.kind === 'metric') return (await findMetric(tx, workspaceId, about.metricId))?.name;
  if (about.kind === 'events') return about.event ?? '';
  if (about.theme === undefined) return '';
  const theme = await findTheme(tx, workspaceId, about.theme);
  return theme && theme.mergedInto === null ? theme.name : undefined;
}

/** Every bucket of the span, the running one included. Throws the refusals of the question it asks. */
export async function pointsOf(deps: FigureDeps, workspaceId: string, figure: Figure, within: Within): Promise<Point[]> {
  const { about } = figure;
  if (about.kind === 'metric') return metricPoints(deps, workspaceId, about.metricId, figure, within);
  const [whole] =
    about.kind === 'voice'
      ? await voiceSeries(deps, workspaceId, figure, about, within, false)
      : await trendSeries(deps, workspaceId, figure, about, within, false);
  return whole?.points ?? [];
}

/** Who moved in these buckets, by their start. Only what adds up to the whole explains it. */
export async function explanationsOf(
  deps: FigureDeps,
  workspaceId: string,
  figure: Figure,
  within: Within,
  how: How,
  unusualAt: readonly number[],
): Promise<Map<number, Part[]>> {
  const { about, grain } = figure;
  const parts = await partsOf(deps, workspaceId, figure, within);
  if (about.kind === 'metric' || parts.length === 0) return new Map();
  const looked = parts.map(({ label, rest, points }) => ({
    label: label === null ? null : redact(label).text,
    rest,
    at: new Map(look(points, grain, how).map((one): [number, Looked] => [one.at, one])),
  }));
  return new Map(
    unusualAt.map((at) => [
      at,
      explained(
        looked.map(({ label, rest, at: byStart }) => ({
          ...{ label, rest, value: byStart.get(at)?.seen ?? 0 },
          // A part that was never there before was expected not to be.
          expected: byStart.get(at)?.expected ?? 0,
        })),
      ).slice(0, 5),
    ]),
  );
}

async function partsOf(deps: FigureDeps, workspaceId: string, figure: Figure, within: Within): Promise<PartSeries[]> {
  const { about } = figure;
  if (about.kind === 'voice') return voiceSeries(deps, workspaceId, figure, about, within, true);
  if (about.kind === 'events' && about.breakdown !== undefined && !ofWhole.has(about.measure.kind))
    return trendSeries(deps, workspaceId, figure, about, within, true);
  return [];
}

async function trendSeries(
  deps: FigureDeps,
  workspaceId: string,
  { grain, timeZone }: Figure,
  { kind: _kind, breakdown, ...asked }: Extract<WatchedAbout, { kind: 'events' }>,
  { from, to }: Within,
  split: boolean,
): Promise<PartSeries[]> {
  const { series } = await answerTrend(deps, workspaceId, {
    ...asked,
    ...(split && breakdown !== undefined && { breakdown }),
    ...{ interval: grain, from: instant(from), to: instant(to), timeZone },
  });
  return series.map(({ label, rest, points }) => ({
    ...{ label, rest },
    points: points.map(({ at, value }) => ({ at: Date.parse(at), value })),
  }));
}

async function voiceSeries(
  { clickhouse, customers }: FigureDeps,
  workspaceId: string,
  { grain, timeZone }: Figure,
  { theme, said, split }: Extract<WatchedAbout, { kind: 'voice' }>,
  { from, to }: Within,
  parted: boolean,
): Promise<PartSeries[]> {
  const filter = { ...(theme !== undefined && { theme }), ...(said !== undefined && { kind: said }) };
  const asked = { workspaceId, filter, from: instant(from), to: instant(to), person: customers.personOf('sender') };
  const [starts, rows] = await Promise.all([
    bucketsOf(clickhouse, asked, grain, timeZone),
    peopleSeries(clickhouse, asked, grain, timeZone, parted ? split : undefined),
  ]);
  const parts = new Map<string, { label: string | null; rest: boolean; values: Map<number, number> }>();
  if (!parted) parts.set('false:', { label: null, rest: false, values: new Map() });
  for (const { at, part, rest, value } of rows) {
    const key = `${rest}:${part}`;
    const known = parts.get(key) ?? { label: rest || part === '' ? null : part, rest, values: new Map<number, number>() };
    known.values.set(at, value);
    parts.set(key, known);
  }
  return [...parts.values()].map(({ values, ...named }) => ({
    ...named,
    points: starts.map((at) => ({ at: at * 1_000, value: values.get(at) ?? 0 })),
  }));
}

/** Up to the first interval of which people's time has not passed: its start ends the one before. */
async function metricPoints(
  deps: FigureDeps,
  workspaceId: string,
  metricId: string,
  { grain, timeZone }: Figure,
  { from, to }: Within,
): Promise<Point[]> {
  const metric = await deps.db.inWorkspace(workspaceId, (tx) => findMetric(tx, workspaceId, metricId), { readOnly: true });
  if (metric === undefined) throw new Refusal(refusals.no_such_metric);
  const question = { from: instant(from), to: instant(to), interval: grain, timeZone, filters: [] };
  const starts = await intervalsOf(deps, question);
  const { series } = await compute(deps, workspaceId, metric.formula, question, starts);
  const points = series[0]?.points ?? [];
  const open = points.findIndex((point) => point.open);
  return points.slice(0, open < 0 ? undefined : open + 1).map(({ at, value }) => ({ at: Date.parse(at), value }));
}

/** As it came from `jsonb`. */
export const aboutOf = (stored: unknown): WatchedAbout => watchedAbout.parse(stored);
