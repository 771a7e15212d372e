/** Metrics: definitions as data, each with its versions, its owner and the direction that is better. */
import { customerName, defineRoute, id, instant, z } from '#platform/contract';
import { filter, intervals, property, timeZone } from './events.ts';
import { refusals } from './refusals.ts';
import { page } from './steps.ts';

export const sources = ['events', 'conversations'] as const;
/** Which rows are meant: an event under conditions, or conversations of all channels under conditions. */
export const selection = z.strictObject({
  source: z.enum(sources).default('events'),
  /** Name of the event; every event when left out. Conversations have none. */
  event: z.string().min(1).max(1000).optional(),
  filters: z.array(filter).max(10).default([]),
});
export type Selection = z.infer<typeof selection>;

/** What is added up above or below the line of a ratio. */
export const amount = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('rows'), of: selection }),
  z.strictObject({ what: z.literal('people'), of: selection }),
  z.strictObject({ what: z.literal('sum'), of: selection, property }),
  /** Different values of a property, counted for each person by itself: features used, say. */
  z.strictObject({ what: z.literal('each'), of: selection, property }),
]);
export type Amount = z.infer<typeof amount>;

const hours = z
  .number()
  .min(1 / 60)
  .max(24 * 366);
const percentile = z.number().min(0).max(100);

export const formula = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('count'), of: selection }),
  z.strictObject({ kind: z.literal('people'), of: selection }),
  /** Share of the rows that also meet further conditions. */
  z.strictObject({ kind: z.literal('rate'), of: selection, where: z.array(filter).min(1).max(10) }),
  /**
   * Share of people who did one thing and then did another within so many hours: each person once an interval. `not`: who did
   * not, counted from the last time they did the first. Only those whose hours have passed are counted.
   */
  z.strictObject({
    kind: z.literal('people_rate'),
    among: selection,
    did: selection,
    hours,
    not: z.boolean().default(false),
  }),
  z.strictObject({ kind: z.literal('ratio'), top: amount, bottom: amount }),
  z.strictObject({
    kind: z.literal('score'),
    of: selection,
    property,
    how: z.discriminatedUnion('how', [
      /** Promoters (9 and 10) less detractors (0 to 6), in points from -100 to 100 (Reichheld 2003). */
      z.strictObject({ how: z.literal('nps') }),
      /** Share of answers at least this high. */
      z.strictObject({ how: z.literal('top_box'), from: z.number() }),
      z.strictObject({ how: z.literal('mean') }),
    ]),
  }),
  /** From one thing a person does to the next of another within so many hours. */
  z.strictObject({ kind: z.literal('elapsed'), from: selection, to: selection, hours, percentile: percentile.default(50) }),
  /** A number of seconds that rows carry. */
  z.strictObject({ kind: z.literal('duration'), of: selection, property, percentile: percentile.default(50) }),
  /** Money is never added over currencies: rows in another one are left out where `in` says which property names it. */
  z.strictObject({
    kind: z.literal('money'),
    of: selection,
    property,
    currency: z.string().regex(/^[A-Z]{3}$/),
    in: property.optional(),
  }),
]);
export type Formula = z.infer<typeof formula>;

export const units = ['number', 'percent', 'points', 'seconds', 'money'] as const;
export type Unit = (typeof units)[number];
export const groups = ['feeling', 'care', 'behaviour', 'value', 'own'] as const;
export type MetricGroup = (typeof groups)[number];

const kept = {
  name: z.string().trim().min(1).max(120),
  group: z.enum(groups),
  /** Which way is good. */
  better: z.enum(['higher', 'lower']),
  /** Employee who answers for it. */
  ownerId: id.nullable(),
  /** It is shown by, and over as many of these as fit in its span. */
  interval: z.enum(intervals),
  /** Properties it is worth splitting by. */
  breakdowns: z.array(property).max(10),
};

export const metricVersion = z.object({
  no: z.number().int(),
  formula,
  /** The definition in one sentence. */
  sentence: z.string(),
  changedBy: z.string(),
  changedAt: instant,
  why: z.string(),
});
export type MetricVersion = z.infer<typeof metricVersion>;

export const metric = z.object({
  id,
  /** Name of the definition that Verona ships; null for one's own. */
  shipped: z.string().nullable(),
  ...kept,
  owner: z.object({ id, name: z.string() }).nullable(),
  unit: z.enum(units),
  /** ISO 4217, of money. */
  currency: z.string().nullable(),
  /** The definition that holds now. */
  metricVersion: z.number().int(),
  formula,
  sentence: z.string(),
});
export type Metric = z.infer<typeof metric>;

const language = { language: z.enum(['en', 'it']).default('en') };
const metricParams = z.strictObject({ id });

export const listMetrics = defineRoute({
  id: 'measure.list_metrics',
  method: 'GET',
  path: '/api/measure/metrics',
  summary: 'Every metric with its definition as a sentence',
  access: { action: 'measure.read' },
  query: z.strictObject(language),
  reply: z.object({ items: z.array(metric) }),
});

export const note = z.object({ id, day: z.iso.date(), text: z.string(), by: z.string(), metricId: id.nullable() });
export type Note = z.infer<typeof note>;

export const readMetric = defineRoute({
  id: 'measure.read_metric',
  method: 'GET',
  path: '/api/measure/metrics/{id}',
  summary: 'One metric with every version of its definition',
  access: { action: 'measure.read' },
  params: metricParams,
  query: z.strictObject(language),
  reply: metric.extend({ versions: z.array(metricVersion), notes: z.array(note) }),
  refusals: [refusals.no_such_metric],
});

const newMetric = z.strictObject({
  ...kept,
  ownerId: kept.ownerId.default(null),
  group: kept.group.default('own'),
  interval: kept.interval.default('week'),
  breakdowns: kept.breakdowns.default([]),
  formula,
});

export const createMetric = defineRoute({
  id: 'measure.create_metric',
  method: 'POST',
  path: '/api/measure/metrics',
  summary: 'Define a metric',
  access: { action: 'measure.write' },
  body: newMetric.meta({
    examples: [{ name: 'Orders', better: 'higher', formula: { kind: 'count', of: { event: 'Order Completed' } } }],
  }),
  reply: metric,
  status: 201,
  refusals: [refusals.metric_name_taken, refusals.no_such_owner, refusals.too_many_metrics],
});

export const changeMetric = defineRoute({
  id: 'measure.change_metric',
  method: 'PATCH',
  path: '/api/measure/metrics/{id}',
  summary: 'Change a metric; another formula becomes a new version, the old one stays computable',
  access: { action: 'measure.write' },
  params: metricParams,
  body: z
    .strictObject({
      name: kept.name.optional(),
      group: kept.group.optional(),
      better: kept.better.optional(),
      ownerId: kept.ownerId.optional(),
      interval: kept.interval.optional(),
      breakdowns: kept.breakdowns.optional(),
      formula: formula.optional(),
      /** Why the definition changed. */
      why: z.string().trim().max(500).default(''),
      /** The version the change starts from: refused when somebody was first. */
      metricVersion: z.number().int().optional(),
    })
    .meta({ examples: [{ name: 'Orders paid', why: 'Unpaid ones are no orders.' }] }),
  reply: metric,
  refusals: [refusals.no_such_metric, refusals.metric_name_taken, refusals.no_such_owner, refusals.metric_changed_meanwhile],
});

export const deleteMetric = defineRoute({
  id: 'measure.delete_metric',
  method: 'DELETE',
  path: '/api/measure/metrics/{id}',
  summary: 'Remove a metric of one’s own; shipped ones stay',
  access: { action: 'measure.write' },
  params: metricParams,
  refusals: [refusals.no_such_metric, refusals.metric_is_shipped],
});

const span = {
  /** Included. */
  from: instant,
  /** Excluded. */
  to: instant,
  interval: z.enum(intervals),
  timeZone,
  /** A property to split by, or `$event`, `$source`, `$kind`. */
  breakdown: property.optional(),
};
export const metricQuestion = z.strictObject({ ...span, filters: z.array(filter).max(10).default([]) });
export type MetricQuestion = z.infer<typeof metricQuestion>;
const exampleSpan = { from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z', interval: 'week' };

const point = z.object({
  at: instant,
  value: z.number().nullable(),
  /** Of how many rows, people or answers it speaks. */
  base: z.number(),
  /** Still changes: the interval, or the time people are given, has not passed. */
  open: z.boolean(),
});
const metricSeries = z.object({
  label: z.string().nullable(),
  rest: z.boolean(),
  value: z.number().nullable(),
  base: z.number(),
  points: z.array(point),
});
export type MetricSeries = z.infer<typeof metricSeries>;
const need = z.object({ event: z.string().nullable(), property: z.string().nullable() });
export type Need = z.infer<typeof need>;

const line = z.object({
  metricVersion: z.number().int(),
  sentence: z.string(),
  /** From when to when this definition was the one that held. */
  heldFrom: instant.nullable(),
  heldTo: instant.nullable(),
  series: z.array(metricSeries),
});

export const measured = z.object({
  metricVersion: z.number().int(),
  unit: z.enum(units),
  currency: z.string().nullable(),
  /** The present definition first; then those that held at some time in the span, all over the whole of it. */
  lines: z.array(line),
  /** The same length of time just before, by the present definition. */
  previous: z.object({ from: instant, to: instant, value: z.number().nullable(), base: z.number() }),
  /** What would have to be heard before there is anything to measure. */
  needs: z.array(need),
  /** When the newest of the rows happened; null when there are none. */
  newest: instant.nullable(),
  asOf: instant,
});
export type Measured = z.infer<typeof measured>;

const asking = [refusals.too_long, refusals.too_heavy];

export const measureMetric = defineRoute({
  id: 'measure.measure_metric',
  method: 'POST',
  path: '/api/measure/metrics/{id}/values',
  summary: 'A metric over time, by its present definition and by those that held before',
  access: { action: 'measure.read' },
  params: metricParams,
  body: metricQuestion.meta({ examples: [exampleSpan] }),
  reply: measured,
  refusals: [refusals.no_such_metric, ...asking],
});

export const previewMetric = defineRoute({
  id: 'measure.preview_metric',
  method: 'POST',
  path: '/api/measure/metrics/preview',
  summary: 'What a definition would measure, before it is kept',
  access: { action: 'measure.read' },
  body: z
    .strictObject({ formula, question: metricQuestion, ...language })
    .meta({ examples: [{ formula: { kind: 'count', of: { event: 'Order Completed' } }, question: exampleSpan }] }),
  reply: measured,
  refusals: asking,
});

export const exportMetric = defineRoute({
  id: 'measure.export_metric',
  method: 'POST',
  path: '/api/measure/metrics/{id}/values.csv',
  summary: 'A metric over time as CSV',
  access: { action: 'measure.read' },
  params: metricParams,
  body: metricQuestion,
  stream: 'text/csv; charset=utf-8',
  refusals: [refusals.no_such_metric, ...asking],
});

/** One point or the whole of a metric. */
export const metricFigure = z.strictObject({
  question: metricQuestion,
  metricVersion: z.number().int().optional(),
  /** Start of the interval; the whole span when left out. */
  at: instant.optional(),
  /** Only this breakdown value; `null` for rows that lack the property. */
  label: z.string().max(1000).nullable().optional(),
  /** Of a rate: those who did (`hit`) or did not (`miss`); of a ratio: who is above or below the line. */
  part: z.enum(['all', 'hit', 'miss', 'top', 'bottom']).default('all'),
});

export const behindMetric = defineRoute({
  id: 'measure.people_behind_metric',
  method: 'POST',
  path: '/api/measure/metrics/{id}/people',
  summary: 'The people behind one point or the whole of a metric',
  access: { action: 'measure.read' },
  params: metricParams,
  body: metricFigure.extend(page),
  reply: z.object({
    metricVersion: z.number().int(),
    total: z.number().int(),
    people: z.array(
      z.object({
        id,
        name: customerName,
        kind: z.string(),
        /** The person's own part. */
        value: z.number().nullable(),
        rows: z.number().int(),
        lastAt: instant,
      }),
    ),
  }),
  refusals: [refusals.no_such_metric, ...asking],
});

export const listNotes = defineRoute({
  id: 'measure.list_notes',
  method: 'GET',
  path: '/api/measure/notes',
  summary: 'What happened when, for every chart: the last 500 days it was written on. Those of one metric come with it',
  access: { action: 'measure.read' },
  reply: z.object({ items: z.array(note) }),
});

export const addNote = defineRoute({
  id: 'measure.add_note',
  method: 'POST',
  path: '/api/measure/notes',
  summary: 'Write on a day what happened; shown on the charts of one metric, or on every chart over time',
  access: { action: 'measure.write' },
  body: z
    .strictObject({ metricId: id.nullable().default(null), day: z.iso.date(), text: z.string().trim().min(1).max(200) })
    .meta({ examples: [{ day: '2026-01-10', text: 'New checkout' }] }),
  reply: note,
  status: 201,
  refusals: [refusals.no_such_metric],
});

export const deleteNote = defineRoute({
  id: 'measure.delete_note',
  method: 'DELETE',
  path: '/api/measure/notes/{id}',
  summary: 'Remove an annotation',
  access: { action: 'measure.write' },
  params: z.strictObject({ id }),
  refusals: [refusals.no_such_note],
});
