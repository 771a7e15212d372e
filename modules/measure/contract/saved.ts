/** Kept questions of any kind, and the dashboards they stand on. */
import { defineRefusals, defineRoute, id, instant, z } from '#platform/contract';
import { attributionQuestion } from './attribution.ts';
import { conversationQuestion } from './conversations.ts';
import { driverQuestion, driverRefusals, gapQuestion, segmentGapQuestion } from './drivers.ts';
import { funnelQuestion } from './funnel.ts';
import { journeyQuestion } from './journeys.ts';
import { metricQuestion } from './metrics.ts';
import { pathsQuestion } from './paths.ts';
import { refusals } from './refusals.ts';
import { breadthQuestion, lifecycleQuestion, retentionQuestion } from './retention.ts';
import { sessionsQuestion } from './sessions.ts';
import { type Range, ranges, spanOfRange } from './span.ts';
import { trendQuestion } from './trend.ts';
import { voiceQuestion } from './voice.ts';

const kept = <Kind extends string, Question extends z.ZodType>(kind: Kind, question: Question) =>
  z.strictObject({ kind: z.literal(kind), question });

/** A question and its kind: what can be kept, put on a dashboard, sent and taken along. One line a kind, here and in `kinds.ts`. */
export const asked = z.discriminatedUnion('kind', [
  kept('trend', trendQuestion),
  kept('metric', metricQuestion.extend({ metricId: id })),
  kept('funnel', funnelQuestion),
  kept('paths', pathsQuestion),
  kept('retention', retentionQuestion),
  kept('lifecycle', lifecycleQuestion),
  kept('breadth', breadthQuestion),
  kept('sessions', sessionsQuestion),
  kept('journeys', journeyQuestion),
  kept('attribution', attributionQuestion),
  kept('conversations', conversationQuestion),
  kept('drivers', driverQuestion),
  kept('gaps', gapQuestion),
  kept('segment_gaps', segmentGapQuestion),
  kept('voice', voiceQuestion),
]);
export type Asked = z.infer<typeof asked>;
export type Kind = Asked['kind'];
export type QuestionOf<K extends Kind> = Extract<Asked, { kind: K }>['question'];

/** The question as it is meant at `now`: "the last 30 days" become those up to now. */
export function asMeantAt(now: number, { kind, question }: Asked, range: Range | null): Asked {
  if (range === null) return { kind, question } as Asked;
  const { from, to } = spanOfRange(range, 'interval' in question ? question.interval : 'day', question.timeZone, now);
  return { kind, question: { ...question, from: new Date(from).toISOString(), to: new Date(to).toISOString() } } as Asked;
}

export const savedRefusals = defineRefusals('measure', {
  no_such_view: { status: 404, title: 'No such saved view', cure: 'GET /api/measure/views lists those you may see.' },
  no_such_dashboard: { status: 404, title: 'No such dashboard', cure: 'GET /api/measure/dashboards lists those you may see.' },
  for_analysts: {
    status: 403,
    title: 'This is kept for everyone',
    cure: 'Keep one of your own, or ask somebody who may keep questions for everyone (measure.write).',
  },
  view_in_use: {
    status: 409,
    title: 'Dashboards show this view',
    cure: 'Take it off the dashboards that "detail" names, then try again.',
  },
  private_view: {
    status: 422,
    title: 'A dashboard for everyone shows only views for everyone',
    cure: 'Keep the views that "fields" names for everyone first, or make the dashboard private.',
  },
  changed_meanwhile: {
    status: 409,
    title: 'Somebody changed it meanwhile',
    cure: 'Read it again and make your change once more: "version" says which one you saw.',
  },
  too_many_kept: { status: 409, title: 'There are 1,000 of them', cure: 'Delete some that nobody looks at any longer.' },
});

const title = z.string().trim().min(1).max(120);
const sentence = z.string().trim().max(500);
const owner = z.object({ id: z.string(), name: z.string() });
const one = z.object({ id });

const viewWords = z.strictObject({
  title,
  /** The question as people read it. */
  sentence: sentence.default(''),
  asked,
  /** "The last 30 days", counted anew whenever it is asked; null: the days that stand in the question. */
  range: z.enum(ranges).nullable().default(null),
  /** For everyone in the workspace. Needs `measure.write`. */
  shared: z.boolean().default(false),
});
export type ViewWords = z.infer<typeof viewWords>;

export const view = viewWords.extend({ id, owner, mine: z.boolean(), createdAt: instant, changedAt: instant });
export type View = z.infer<typeof view>;

const mayShare = [savedRefusals.for_analysts];

export const listViews = defineRoute({
  id: 'measure.list_views',
  method: 'GET',
  path: '/api/measure/views',
  summary: 'Kept questions: mine, and those for everyone, by title',
  access: { action: 'measure.read' },
  reply: z.object({ items: z.array(view) }),
});

export const createView = defineRoute({
  id: 'measure.create_view',
  method: 'POST',
  path: '/api/measure/views',
  summary: 'Keep a question',
  access: { action: 'measure.read' },
  body: viewWords,
  reply: view,
  status: 201,
  refusals: [...mayShare, savedRefusals.too_many_kept],
});

export const readView = defineRoute({
  id: 'measure.view',
  method: 'GET',
  path: '/api/measure/views/{id}',
  summary: 'A kept question',
  access: { action: 'measure.read' },
  params: one,
  reply: view,
  refusals: [savedRefusals.no_such_view],
});

export const changeView = defineRoute({
  id: 'measure.change_view',
  method: 'PUT',
  path: '/api/measure/views/{id}',
  summary: 'Change a kept question',
  access: { action: 'measure.read' },
  params: one,
  body: viewWords,
  reply: view,
  refusals: [savedRefusals.no_such_view, savedRefusals.view_in_use, ...mayShare],
});

export const deleteView = defineRoute({
  id: 'measure.delete_view',
  method: 'DELETE',
  path: '/api/measure/views/{id}',
  summary: 'Let a kept question go; refused while a dashboard shows it',
  access: { action: 'measure.read' },
  params: one,
  refusals: [savedRefusals.no_such_view, savedRefusals.view_in_use, ...mayShare],
});

export const tileSizes = ['small', 'wide', 'full'] as const;
export const mostTiles = 24;

const tile = z.strictObject({
  viewId: id,
  /** The view's own title when empty. */
  title: z.string().trim().max(120).default(''),
  size: z.enum(tileSizes).default('small'),
});
export type Tile = z.infer<typeof tile>;

const dashboardWords = z.strictObject({
  title,
  description: sentence.default(''),
  /** For everyone in the workspace. Needs `measure.write`. */
  shared: z.boolean().default(false),
  /** In the order they are read. */
  tiles: z.array(tile).max(mostTiles).default([]),
});
export type DashboardWords = z.infer<typeof dashboardWords>;

export const dashboardSummary = z.object({
  id,
  title: z.string(),
  description: z.string(),
  shared: z.boolean(),
  owner,
  mine: z.boolean(),
  tileCount: z.number().int(),
  changedAt: instant,
});

/** Each tile brings its kept question, so that a screen can ask each by itself. */
export const dashboard = dashboardSummary.extend({
  tiles: z.array(tile.extend({ view })),
  version: z.number().int(),
});
export type Dashboard = z.infer<typeof dashboard>;

export const listDashboards = defineRoute({
  id: 'measure.list_dashboards',
  method: 'GET',
  path: '/api/measure/dashboards',
  summary: 'Dashboards: mine, and those for everyone, by title',
  access: { action: 'measure.read' },
  reply: z.object({ items: z.array(dashboardSummary) }),
});

export const createDashboard = defineRoute({
  id: 'measure.create_dashboard',
  method: 'POST',
  path: '/api/measure/dashboards',
  summary: 'Make a dashboard',
  access: { action: 'measure.read' },
  body: dashboardWords,
  reply: dashboard,
  status: 201,
  refusals: [savedRefusals.no_such_view, savedRefusals.private_view, savedRefusals.too_many_kept, ...mayShare],
});

export const readDashboard = defineRoute({
  id: 'measure.dashboard',
  method: 'GET',
  path: '/api/measure/dashboards/{id}',
  summary: 'A dashboard, its tiles and their questions',
  access: { action: 'measure.read' },
  params: one,
  reply: dashboard,
  refusals: [savedRefusals.no_such_dashboard],
});

export const changeDashboard = defineRoute({
  id: 'measure.change_dashboard',
  method: 'PUT',
  path: '/api/measure/dashboards/{id}',
  summary: 'Change a dashboard as a whole: words, tiles, order',
  access: { action: 'measure.read' },
  params: one,
  body: dashboardWords.extend({
    /** The version that was changed: another one is refused. */
    version: z.number().int(),
  }),
  reply: dashboard,
  refusals: [
    savedRefusals.no_such_dashboard,
    savedRefusals.no_such_view,
    savedRefusals.private_view,
    savedRefusals.changed_meanwhile,
    ...mayShare,
  ],
});

export const deleteDashboard = defineRoute({
  id: 'measure.delete_dashboard',
  method: 'DELETE',
  path: '/api/measure/dashboards/{id}',
  summary: 'Let a dashboard go, and with it its links and letters',
  access: { action: 'measure.read' },
  params: one,
  refusals: [savedRefusals.no_such_dashboard, ...mayShare],
});

/** How people read a number: a share (0 to 1) as per cent, seconds as a length of time. Files keep the number. */
const numberAs = z.enum(['share', 'seconds']);

/** What every kind of answer can be told as: a headline figure and a table. */
export const sheet = z.object({
  /** What the figure counts: a measure of the kind, for screens to name. */
  figure: z.object({ value: z.number().nullable(), unit: z.string(), as: numberAs.optional() }),
  columns: z.array(z.object({ name: z.string(), type: z.enum(['text', 'number', 'instant']), as: numberAs.optional() })),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
});
export type Sheet = z.infer<typeof sheet>;

export const exportFormats = ['csv', 'parquet'] as const;

export const exportAnswer = defineRoute({
  id: 'measure.export',
  method: 'POST',
  path: '/api/measure/export',
  summary: 'The answer to any question as a file: CSV or Parquet',
  access: { action: 'measure.read' },
  body: z.strictObject({ asked, format: z.enum(exportFormats) }),
  stream: 'application/octet-stream',
  refusals: [
    ...[refusals.no_such_property, refusals.not_a_number, refusals.no_such_span, refusals.no_such_step, refusals.no_such_metric],
    ...[driverRefusals.too_few_answers, driverRefusals.cannot_tell_apart, refusals.too_long, refusals.too_heavy],
  ],
});
