/** How far people come on a way of several steps, how long it takes them, and what they did instead. */
import { defineRoute, instant, z } from '#platform/contract';
import { refusals } from './refusals.ts';
import { days, duration, page, peopleReply, property, step } from './steps.ts';

/**
 * `ordered`: other events may lie between. `strict`: nothing else between.
 * `any`: the steps in whatever order; step n is then "n of them".
 */
export const funnelOrders = ['ordered', 'strict', 'any'] as const;
export type FunnelOrder = (typeof funnelOrders)[number];

/** Ends whoever does it between two steps (numbers from 1): they stay where they were, and may begin again. */
export const exclusion = step.extend({
  /** Left out: from the first step on. */
  after: z.number().int().min(1).max(9).optional(),
  /** Left out: until the last step. */
  before: z.number().int().min(2).max(10).optional(),
});

export const mostSteps = 10;

export const funnelQuestion = z
  .strictObject({
    steps: z.array(step).min(2).max(mostSteps),
    order: z.enum(funnelOrders).default('ordered'),
    /** From the first step to the last. The first lies within the span; the others may follow after its end. */
    window: duration.default({ amount: 14, unit: 'day' }),
    exclusions: z.array(exclusion).max(5).default([]),
    /** A property of the first step, or `$source`, `$kind`. */
    breakdown: property.optional(),
    ...days,
  })
  .meta({
    examples: [
      {
        steps: [{ event: 'Product Viewed' }, { event: 'Product Added' }, { event: 'Order Completed' }],
        order: 'ordered',
        window: { amount: 7, unit: 'day' },
        from: '2026-01-01T00:00:00Z',
        to: '2026-02-01T00:00:00Z',
      },
    ],
  });
export type FunnelQuestion = z.infer<typeof funnelQuestion>;

/** Milliseconds, of the people who came this far. */
const times = z.object({ median: z.number(), p90: z.number() });

const reached = z.object({
  /** People who came this far. */
  people: z.number().int(),
  /** People who came this far and no further. 0 at the last step. */
  dropped: z.number().int(),
  /** From the step before, the first time they came this far. Null at the first step, and when nobody came. */
  sincePrevious: times.nullable(),
  /** From the first step. */
  sinceFirst: times.nullable(),
});
export type Reached = z.infer<typeof reached>;

const asked = [refusals.no_such_property, refusals.no_such_span, refusals.no_such_step, refusals.too_heavy];

export const funnel = defineRoute({
  id: 'measure.funnel',
  method: 'POST',
  path: '/api/measure/funnel',
  summary: 'How many people came how far on a way of 2 to 10 steps, and how long it took them',
  access: { action: 'measure.read' },
  body: funnelQuestion,
  reply: z.object({
    steps: z.array(reached),
    /** One a value of the breakdown; whoever is in several belongs to the first step of the way that took them furthest. */
    split: z.array(z.object({ label: z.string().nullable(), rest: z.boolean(), steps: z.array(reached) })),
    asOf: instant,
  }),
  refusals: asked,
});

/** One bar: those who came to a step, or who came no further. */
export const funnelFigure = z.strictObject({
  question: funnelQuestion,
  step: z.number().int().min(1).max(mostSteps),
  which: z.enum(['reached', 'dropped']),
  /** Only this value of the breakdown; null: without it; left out: all. */
  label: z.string().max(1000).nullable().optional(),
  /** Only values of the breakdown that are not shown by themselves. */
  rest: z.boolean().default(false),
  /** Of those who dropped out: only whose next event was this one; null: who did nothing more in the window. */
  next: z.string().max(1000).nullable().optional(),
});

export const funnelPeople = defineRoute({
  id: 'measure.funnel_people',
  method: 'POST',
  path: '/api/measure/funnel/people',
  summary: 'The people behind one bar of a funnel; of those who dropped out, also by what they did next',
  access: { action: 'measure.read' },
  body: funnelFigure.extend(page),
  reply: peopleReply,
  refusals: asked,
});

export const funnelNext = defineRoute({
  id: 'measure.funnel_next',
  method: 'POST',
  path: '/api/measure/funnel/next',
  summary: 'What people who dropped out after a step did next within the window',
  access: { action: 'measure.read' },
  body: z.strictObject({
    question: funnelQuestion,
    step: z
      .number()
      .int()
      .min(1)
      .max(mostSteps - 1),
  }),
  reply: z.object({
    dropped: z.number().int(),
    /** People by the first thing they did after; null: nothing. The most frequent 15, then nothing and the others. */
    next: z.array(z.object({ event: z.string().nullable(), rest: z.boolean(), people: z.number().int() })),
  }),
  refusals: asked,
});

export const exportFunnel = defineRoute({
  id: 'measure.export_funnel',
  method: 'POST',
  path: '/api/measure/funnel.csv',
  summary: 'The funnel as CSV',
  access: { action: 'measure.read' },
  body: funnelQuestion,
  stream: 'text/csv; charset=utf-8',
  refusals: asked,
});
