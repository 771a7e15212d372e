/** How promises were experienced: by people who spoke of it or lived through it, and by metrics. */
import type { BodyOf, QueryOf, ReplyOf } from '#platform/contract';
import {
  type Experienced,
  type experienceOf,
  type exportPromises,
  type listBrandPromises,
  type MetricQuestion,
  type MetricSeries,
  startOfDay,
} from '../contract.ts';
import { compute, computeWhole, intervalsOf } from '../metrics/measure.ts';
import { unitOf } from '../metrics/rules/parts.ts';
import type { MetricRow } from '../metrics/store.ts';
import { type ToldTo, told } from './analytics.ts';
import { askedOf, type ExperienceDeps, findOne, iso, mustBeSpan, type Span, segmentsNamed } from './asked.ts';
import { csvOf, type Line } from './csv.ts';
import { type Known, known } from './promises.ts';
import type { Who } from './rules/promise-sql.ts';
import { experiencedOf, nobody, reachedShare } from './rules/score.ts';
import { listPromises } from './store.ts';

const questionOf = (span: Span): MetricQuestion => ({ ...span, interval: 'week', filters: [] });

/** Nobody can be disappointed of what nobody was told yet: what counts begins with the first day it was presented. */
function sincePresented({ row }: Known, span: Span): Span | undefined {
  const from = Math.max(Date.parse(span.from), startOfDay(row.presentedFrom, span.timeZone));
  return from < Date.parse(span.to) ? { ...span, from: iso(from) } : undefined;
}

type Reached = Experienced['reached'][number];

const metricsOf = ({ bound }: Known) =>
  bound.flatMap((one) => ('metric' in one && one.metric ? [{ metric: one.metric, target: one.of.target }] : []));

/** Nothing measured is no target missed. */
const reachedBy = ({ id, name, better, formula }: MetricRow, target: number, value: number | null, base: number): Reached => ({
  ...{ metricId: id, name, value, target, better, base, unit: unitOf(formula) },
  score: base === 0 ? null : reachedShare(value, target, better),
});

async function reachedIn(
  deps: ExperienceDeps,
  workspaceId: string,
  promise: Known,
  span: Span,
  who: Who | undefined,
): Promise<Reached[]> {
  const all: Reached[] = [];
  for (const { metric, target } of metricsOf(promise)) {
    const { value, base } = await computeWhole(deps, workspaceId, metric.formula, questionOf(span), who);
    all.push(reachedBy(metric, target, value, base));
  }
  return all;
}

const partsOf = ({ bound }: Known, to: ToldTo | undefined) =>
  bound.map((one, part) => ('metric' in one ? null : (to?.parts.get(part) ?? nobody)));

/** Of one promise and the people of one segment, or of all it was presented to. */
async function experiencedIn(
  deps: ExperienceDeps,
  workspaceId: string,
  promise: Known,
  span: Span,
  segmentId?: string,
): Promise<Experienced> {
  const counted = sincePresented(promise, span);
  const { presented } = promise.row;
  if (counted === undefined) return experiencedOf(presented, nobody, partsOf(promise, undefined), []);
  const asked = await askedOf(deps, workspaceId, promise, counted, [segmentId]);
  const to = await told(deps.clickhouse, asked, counted);
  const reached = await reachedIn(deps, workspaceId, promise, counted, asked.who);
  return experiencedOf(presented, to.whole, partsOf(promise, to), reached);
}

const allKnown = (deps: ExperienceDeps, workspaceId: string): Promise<Known[]> =>
  deps.db.inWorkspace(workspaceId, async (tx) => known(deps, tx, workspaceId, await listPromises(tx, workspaceId)), {
    readOnly: true,
  });

export async function list(
  deps: ExperienceDeps,
  workspaceId: string,
  span: QueryOf<typeof listBrandPromises>,
): Promise<ReplyOf<typeof listBrandPromises>> {
  mustBeSpan(span);
  const items = [];
  for (const promise of await allKnown(deps, workspaceId))
    items.push({
      ...promise.shown,
      countedFrom: sincePresented(promise, span)?.from ?? null,
      experienced: await experiencedIn(deps, workspaceId, promise, span),
    });
  return { items };
}

export async function experience(
  deps: ExperienceDeps,
  workspaceId: string,
  id: string,
  { segments, around: day, ...span }: BodyOf<typeof experienceOf>,
): Promise<ReplyOf<typeof experienceOf>> {
  mustBeSpan(span);
  const promise = await findOne(deps, workspaceId, id);
  const named = await segmentsNamed(deps, workspaceId, segments);
  const around = day ?? promise.row.presentedFrom;
  const turn = iso(startOfDay(around, span.timeZone));
  const starts = await intervalsOf(deps, questionOf(span));
  // Weeks and the two sides also tell of before: only so one sees what a promise, or its mending, changed.
  const asked = await askedOf(deps, workspaceId, promise, span, []);
  const to = await told(deps.clickhouse, asked, { timeZone: span.timeZone, around: turn });
  const whole = await experiencedIn(deps, workspaceId, promise, span);
  const side = async (part: Span, people: ToldTo['before']) =>
    Date.parse(part.from) < Date.parse(part.to)
      ? experiencedOf(
          promise.row.presented,
          people,
          promise.bound.map(() => null),
          await reachedIn(deps, workspaceId, promise, part, asked.who),
        )
      : null;
  const earliest = (a: string, b: string) => (Date.parse(a) < Date.parse(b) ? a : b);
  const latest = (a: string, b: string) => (Date.parse(a) < Date.parse(b) ? b : a);
  const before = await side({ ...span, to: earliest(span.to, turn) }, to.before);
  const after = await side({ ...span, from: latest(span.from, turn) }, to.after);
  const bySegment = [];
  for (const segment of named)
    bySegment.push({ segment, experienced: await experiencedIn(deps, workspaceId, promise, span, segment.id) });
  return {
    countedFrom: sincePresented(promise, span)?.from ?? null,
    whole,
    weeks: await weeksOf(deps, workspaceId, promise, span, { starts, to, who: asked.who }),
    around: { day: around, before, after },
    segments: bySegment,
    asOf: iso(deps.clock.now()),
  };
}

async function weeksOf(
  deps: ExperienceDeps,
  workspaceId: string,
  promise: Known,
  span: Span,
  { starts, to, who }: { starts: number[]; to: ToldTo; who: Who | undefined },
): Promise<ReplyOf<typeof experienceOf>['weeks']> {
  const lines: { points: MetricSeries['points']; target: number; metric: MetricRow }[] = [];
  for (const { metric, target } of metricsOf(promise)) {
    const { series } = await compute(deps, workspaceId, metric.formula, questionOf(span), starts, who);
    lines.push({ points: series[0]?.points ?? [], target, metric });
  }
  return starts.map((at, index) => {
    const people = to.weeks.get(at) ?? nobody;
    const reached = lines.map(({ points, target, metric }) => {
      const { value = null, base = 0 } = points[index] ?? {};
      return reachedBy(metric, target, value, base);
    });
    const { score, low, high } = experiencedOf(promise.row.presented, people, [], reached);
    return { at: iso(at * 1000), score, low, high, people: people.people, broken: people.broken };
  });
}

/** Presented and experienced side by side: every promise whole, and by each segment. */
export async function exportIndex(
  deps: ExperienceDeps,
  workspaceId: string,
  { segments, ...span }: BodyOf<typeof exportPromises>,
): Promise<string> {
  mustBeSpan(span);
  const named = await segmentsNamed(deps, workspaceId, segments);
  const lines: Line[] = [];
  for (const promise of await allKnown(deps, workspaceId))
    for (const segment of [undefined, ...named])
      lines.push({
        promise: promise.shown,
        segment: segment?.name ?? promise.shown.segment?.name ?? '',
        experienced: await experiencedIn(deps, workspaceId, promise, span, segment?.id),
      });
  return csvOf(lines, span);
}
