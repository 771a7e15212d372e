/** Which ways people take: after something, before something, or from where a visit begins. */
import { defineRoute, instant, z } from '#platform/contract';
import { refusals } from './refusals.ts';
import { days, duration, eventName, page, peopleReply, step } from './steps.ts';

export const pathDirections = ['after', 'before'] as const;

/**
 * A visit is what one person does without a longer pause. Its path begins at the first time of `anchor` (forward) or ends at the
 * last (backward); without an anchor it is the visit from its begin, or back from its end. Repeats fold: A A B reads A → B.
 */
export const pathsQuestion = z
  .strictObject({
    anchor: step.optional(),
    direction: z.enum(pathDirections).default('after'),
    /** How many events a path has at most, the first included. */
    length: z.number().int().min(2).max(10).default(5),
    /** So long without doing anything ends a visit. */
    pause: duration.default({ amount: 30, unit: 'minute' }),
    /** Events that are left out. */
    ignore: z.array(eventName).max(20).default([]),
    /** Events shown by themselves at each place; the others go together. */
    shown: z.number().int().min(1).max(20).default(8),
    ...days,
  })
  .meta({
    examples: [
      {
        anchor: { event: 'Product Viewed' },
        direction: 'after',
        length: 4,
        from: '2026-01-01T00:00:00Z',
        to: '2026-02-01T00:00:00Z',
      },
    ],
  });
export type PathsQuestion = z.infer<typeof pathsQuestion>;

/** An event at a place of the path; null with `rest`: all those not shown; null without: the path ends before. */
const place = z.object({ event: z.string().nullable(), rest: z.boolean() });

const asked = [refusals.no_such_property, refusals.no_such_span, refusals.too_heavy];

export const paths = defineRoute({
  id: 'measure.paths',
  method: 'POST',
  path: '/api/measure/paths',
  summary: 'The most frequent paths of visits, forward or backward',
  access: { action: 'measure.read' },
  body: pathsQuestion,
  reply: z.object({
    visits: z.number().int(),
    /** Counted in visits, so that what goes into a place comes out of it. */
    edges: z.array(
      z.object({
        /** Place of `from`, from 1; `to` stands one further. */
        at: z.number().int(),
        from: place,
        to: place,
        visits: z.number().int(),
      }),
    ),
    asOf: instant,
  }),
  refusals: asked,
});
export type PathPlace = z.infer<typeof place>;

/** A place of the paths, or an edge between two. */
export const pathFigure = z.strictObject({
  question: pathsQuestion,
  at: z.number().int().min(1).max(10),
  from: z.strictObject({ event: z.string().max(1000).nullable(), rest: z.boolean() }),
  /** Left out: whatever came then. */
  to: z.strictObject({ event: z.string().max(1000).nullable(), rest: z.boolean() }).optional(),
});

export const pathPeople = defineRoute({
  id: 'measure.path_people',
  method: 'POST',
  path: '/api/measure/paths/people',
  summary: 'The people behind a place or an edge of the paths',
  access: { action: 'measure.read' },
  body: pathFigure.extend(page),
  reply: peopleReply,
  refusals: asked,
});

export const exportPaths = defineRoute({
  id: 'measure.export_paths',
  method: 'POST',
  path: '/api/measure/paths.csv',
  summary: 'The edges of the paths as CSV',
  access: { action: 'measure.read' },
  body: pathsQuestion,
  stream: 'text/csv; charset=utf-8',
  refusals: asked,
});
