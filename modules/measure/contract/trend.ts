/** How often, how many people, how much, over time, and who is behind each point. */
import { customerName, defineRoute, id, instant, z } from '#platform/contract';
import { filter, intervals, property, timeZone } from './events.ts';
import { refusals } from './refusals.ts';
import { page } from './steps.ts';

export const measure = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('count') }),
  z.strictObject({ kind: z.literal('people') }),
  /** Different values of a property: orders by their number, say. */
  z.strictObject({ kind: z.literal('unique'), property }),
  z.strictObject({ kind: z.literal('sum'), property }),
  z.strictObject({ kind: z.literal('average'), property }),
  z.strictObject({ kind: z.literal('percentile'), property, percentile: z.number().min(0).max(100) }),
]);
export type Measure = z.infer<typeof measure>;

export const trendQuestion = z
  .strictObject({
    /** Name of the event; every event when left out. */
    event: z.string().min(1).max(1000).optional(),
    measure,
    filters: z.array(filter).max(20).default([]),
    /** A property to split by, or `$event`, `$source`, `$kind`. */
    breakdown: property.optional(),
    interval: z.enum(intervals),
    /** Included. */
    from: instant,
    /** Excluded. */
    to: instant,
    timeZone,
  })
  .meta({
    examples: [
      {
        event: 'Order Completed',
        measure: { kind: 'count' },
        interval: 'day',
        from: '2026-01-01T00:00:00Z',
        to: '2026-02-01T00:00:00Z',
      },
    ],
  });
export type TrendQuestion = z.infer<typeof trendQuestion>;

export const series = z.object({
  /** Value of the breakdown; null when there is none, or for events that lack the property. */
  label: z.string().nullable(),
  /** True for the sum of all values that are not shown by themselves. */
  rest: z.boolean(),
  total: z.number().nullable(),
  points: z.array(z.object({ at: instant, value: z.number().nullable() })),
});

export const trend = defineRoute({
  id: 'measure.trend',
  method: 'POST',
  path: '/api/measure/trend',
  summary: 'Count, people, sum, average or percentile of an event over time, split by a property',
  access: { action: 'measure.read' },
  body: trendQuestion,
  reply: z.object({
    series: z.array(series),
    /** When the copy that was asked last took an event in. */
    asOf: instant,
  }),
  refusals: [refusals.no_such_property, refusals.not_a_number, refusals.too_long, refusals.too_heavy],
});

/** A point, a series or the whole of a trend. */
export const trendFigure = z.strictObject({
  question: trendQuestion,
  /** Start of the interval; the whole span when left out. */
  at: instant.optional(),
  /** Only this breakdown value; `null` for events that lack the property. */
  label: z.string().max(1000).nullable().optional(),
});

export const behindPoint = defineRoute({
  id: 'measure.people_behind',
  method: 'POST',
  path: '/api/measure/trend/people',
  summary: 'The people behind one point, one series or the whole of a trend',
  access: { action: 'measure.read' },
  body: trendFigure.extend(page),
  reply: z.object({
    total: z.number().int(),
    people: z.array(
      z.object({
        id,
        name: customerName,
        kind: z.string(),
        /** The person's own part of the measure. */
        value: z.number().nullable(),
        events: z.number().int(),
        lastAt: instant,
      }),
    ),
  }),
  refusals: [refusals.no_such_property, refusals.not_a_number, refusals.too_heavy],
});

export const exportTrend = defineRoute({
  id: 'measure.export_trend',
  method: 'POST',
  path: '/api/measure/trend.csv',
  summary: 'The trend as CSV',
  access: { action: 'measure.read' },
  body: trendQuestion,
  stream: 'text/csv; charset=utf-8',
  refusals: [refusals.no_such_property, refusals.not_a_number, refusals.too_long, refusals.too_heavy],
});

export const sensitivities = ['few', 'normal', 'many'] as const;

export const unusual = defineRoute({
  id: 'measure.unusual',
  method: 'POST',
  path: '/api/measure/trend/unusual',
  summary: 'What was unusual in a trend: each point against the same hours or days before it, and which part of the whole moved',
  access: { action: 'measure.read' },
  body: z.strictObject({
    /** Its breakdown, if any, explains what is found. Percentiles and averages are judged without one. */
    question: trendQuestion,
    /** How much has to happen: `few` alarms, or `many`. */
    sensitivity: z.enum(sensitivities).default('normal'),
  }),
  reply: z.object({
    points: z.array(
      z.object({
        at: instant,
        value: z.number().nullable(),
        /** Null, with its bounds: too little is known from before. */
        expected: z.number().nullable(),
        low: z.number().nullable(),
        high: z.number().nullable(),
        unusual: z.enum(['high', 'low']).nullable(),
        /** Of the breakdown, who moved with it: the largest share of the surprise first. */
        explained: z.array(
          z.object({
            label: z.string().nullable(),
            rest: z.boolean(),
            value: z.number(),
            expected: z.number(),
            share: z.number(),
          }),
        ),
      }),
    ),
    /** Start of what was looked at to know what is usual. */
    since: instant,
    asOf: instant,
  }),
  refusals: [refusals.no_such_property, refusals.not_a_number, refusals.too_long, refusals.too_heavy],
});
