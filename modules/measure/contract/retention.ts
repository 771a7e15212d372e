/** Who comes back, who is new or gone, and how much of what is offered people use. */
import { defineRoute, instant, z } from '#platform/contract';
import { refusals } from './refusals.ts';
import { days, eventName, page, peopleReply, step } from './steps.ts';

export const retentionIntervals = ['day', 'week', 'month'] as const;
export const cohortKinds = ['first_time', 'recurring'] as const;
/** Intervals of one answer at most. */
export const mostIntervals = 62;

export const retentionQuestion = z
  .strictObject({
    /** What puts people into a cohort. */
    first: step,
    /** What counts as coming back. */
    return: step,
    /** `first_time`: the interval in which they did it for the first time ever. `recurring`: every interval in which they did it. */
    cohort: z.enum(cohortKinds).default('first_time'),
    interval: z.enum(retentionIntervals),
    ...days,
  })
  .meta({
    examples: [
      {
        first: { event: 'Order Completed' },
        return: { event: 'Order Completed' },
        interval: 'week',
        from: '2026-01-01T00:00:00Z',
        to: '2026-03-01T00:00:00Z',
      },
    ],
  });
export type RetentionQuestion = z.infer<typeof retentionQuestion>;

const asked = [refusals.no_such_property, refusals.no_such_span, refusals.too_long, refusals.too_heavy];

export const retention = defineRoute({
  id: 'measure.retention',
  method: 'POST',
  path: '/api/measure/retention',
  summary: 'Of each cohort, how many came back after how many intervals',
  access: { action: 'measure.read' },
  body: retentionQuestion,
  reply: z.object({
    cohorts: z.array(
      z.object({
        at: instant,
        people: z.number().int(),
        /** By intervals since; the first is the cohort's own interval. Ends where the span or the present does. */
        returned: z.array(z.number().int()),
      }),
    ),
    /** Start of the interval that is not over yet, if the span reaches into it. */
    unfinished: instant.nullable(),
    asOf: instant,
  }),
  refusals: asked,
});

/** A cell: a cohort, or part of it. */
export const retentionFigure = z.strictObject({
  question: retentionQuestion,
  /** Cohorts are numbered from 0, from the interval the span begins in. */
  cohort: z.number().int().min(0).max(mostIntervals),
  /** Intervals later; left out: the whole cohort. */
  after: z.number().int().min(0).max(mostIntervals).optional(),
  which: z.enum(['returned', 'lost']).default('returned'),
});

export const retentionPeople = defineRoute({
  id: 'measure.retention_people',
  method: 'POST',
  path: '/api/measure/retention/people',
  summary: 'The people of a cohort, those who came back after so many intervals, or those who did not',
  access: { action: 'measure.read' },
  body: retentionFigure.extend(page),
  reply: peopleReply,
  refusals: asked,
});

export const exportRetention = defineRoute({
  id: 'measure.export_retention',
  method: 'POST',
  path: '/api/measure/retention.csv',
  summary: 'Retention as CSV',
  access: { action: 'measure.read' },
  body: retentionQuestion,
  stream: 'text/csv; charset=utf-8',
  refusals: asked,
});

export const lifecycleQuestion = z
  .strictObject({
    /** Being active; anything when left out. */
    active: step.optional(),
    interval: z.enum(retentionIntervals),
    ...days,
  })
  .meta({ examples: [{ interval: 'week', from: '2026-01-01T00:00:00Z', to: '2026-03-01T00:00:00Z' }] });
export type LifecycleQuestion = z.infer<typeof lifecycleQuestion>;

/** `fresh`: for the first time ever; `returning`: also in the interval before; `resurrected`: after a pause; `dormant`: in the interval before, and not now. */
export const lifecycleStates = ['fresh', 'returning', 'resurrected', 'dormant'] as const;
export type LifecycleState = (typeof lifecycleStates)[number];

export const lifecycle = defineRoute({
  id: 'measure.lifecycle',
  method: 'POST',
  path: '/api/measure/lifecycle',
  summary: 'By interval: people who are new, returning, back after a pause, or gone quiet',
  access: { action: 'measure.read' },
  body: lifecycleQuestion,
  reply: z.object({
    intervals: z.array(
      z.object({
        at: instant,
        fresh: z.number().int(),
        returning: z.number().int(),
        resurrected: z.number().int(),
        dormant: z.number().int(),
      }),
    ),
    unfinished: instant.nullable(),
    asOf: instant,
  }),
  refusals: asked,
});

/** One state of one interval. */
export const lifecycleFigure = z.strictObject({
  question: lifecycleQuestion,
  /** Numbered from 0, from the interval the span begins in. */
  interval: z.number().int().min(0).max(mostIntervals),
  state: z.enum(lifecycleStates),
});

export const lifecyclePeople = defineRoute({
  id: 'measure.lifecycle_people',
  method: 'POST',
  path: '/api/measure/lifecycle/people',
  summary: 'The people behind one state of one interval',
  access: { action: 'measure.read' },
  body: lifecycleFigure.extend(page),
  reply: peopleReply,
  refusals: asked,
});

export const exportLifecycle = defineRoute({
  id: 'measure.export_lifecycle',
  method: 'POST',
  path: '/api/measure/lifecycle.csv',
  summary: 'The lifecycle as CSV',
  access: { action: 'measure.read' },
  body: lifecycleQuestion,
  stream: 'text/csv; charset=utf-8',
  refusals: asked,
});

export const breadthQuestion = z
  .strictObject({
    /** Things one can use. */
    events: z.array(eventName).min(1).max(30),
    ...days,
  })
  .meta({
    examples: [{ events: ['Search', 'Export', 'Share'], from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }],
  });
export type BreadthQuestion = z.infer<typeof breadthQuestion>;

export const breadth = defineRoute({
  id: 'measure.breadth',
  method: 'POST',
  path: '/api/measure/breadth',
  summary: 'How many of the chosen events each person used',
  access: { action: 'measure.read' },
  body: breadthQuestion,
  reply: z.object({
    /** One a number of different events, from 1 on; whoever used none is not known here. */
    used: z.array(z.object({ events: z.number().int(), people: z.number().int() })),
    asOf: instant,
  }),
  refusals: asked,
});

export const breadthFigure = z.strictObject({ question: breadthQuestion, events: z.number().int().min(1).max(30) });

export const breadthPeople = defineRoute({
  id: 'measure.breadth_people',
  method: 'POST',
  path: '/api/measure/breadth/people',
  summary: 'The people who used exactly so many of the chosen events',
  access: { action: 'measure.read' },
  body: breadthFigure.extend(page),
  reply: peopleReply,
  refusals: asked,
});

export const exportBreadth = defineRoute({
  id: 'measure.export_breadth',
  method: 'POST',
  path: '/api/measure/breadth.csv',
  summary: 'Breadth of use as CSV',
  access: { action: 'measure.read' },
  body: breadthQuestion,
  stream: 'text/csv; charset=utf-8',
  refusals: asked,
});
