/** Journeys as they were lived: cases, their variants, what directly follows what, what is done again, how long it waits. */
import { customerName, defineRoute, id, instant, z } from '#platform/contract';
import { filter, property, timeZone } from './events.ts';
import { refusals } from './refusals.ts';
import { page } from './steps.ts';

const eventName = z.string().min(1).max(1000);
/** An event's name, or the value of the property that names the steps. */
const activity = z.string().max(1000);

/** What holds events together. */
export const journeyCase = z.discriminatedUnion('of', [
  /** A person's events until nothing came for so long. */
  z.strictObject({ of: z.literal('session'), idleMinutes: z.number().int().min(1).max(43_200).default(30) }),
  /** All that a person did in the span. */
  z.strictObject({ of: z.literal('person') }),
  /** All that carries the same value: an order, a ticket, a moment. Events without it belong to no case. */
  z.strictObject({ of: z.literal('property'), property }),
]);
export type JourneyCase = z.infer<typeof journeyCase>;

export const journeyQuestion = z
  .strictObject({
    case: journeyCase,
    /** Only these events are steps; every event when empty. */
    events: z.array(eventName).max(50).default([]),
    /** What a step is called: `$event`, or a property such as a ticket's state; events without it are no steps. */
    activity: property.default('$event'),
    filters: z.array(filter).max(20).default([]),
    /** Which cases: each of these left out says nothing. */
    starts: activity.optional(),
    ends: activity.optional(),
    through: z.array(activity).max(10).default([]),
    without: z.array(activity).max(10).default([]),
    /** Included. */
    from: instant,
    /** Excluded. */
    to: instant,
    timeZone,
    /** The most frequent variants to be told. */
    variants: z.number().int().min(1).max(200).default(25),
  })
  .meta({
    examples: [
      {
        case: { of: 'session', idleMinutes: 30 },
        events: ['Product Viewed', 'Product Added', 'Order Completed'],
        from: '2026-01-01T00:00:00Z',
        to: '2026-02-01T00:00:00Z',
      },
    ],
  });
export type JourneyQuestion = z.infer<typeof journeyQuestion>;

/** Seconds; null when there is none. */
const seconds = z.number().nullable();

export const journeyVariant = z.object({
  /** For asking who went this way. */
  id: z.string(),
  /** Its first 60 steps. */
  steps: z.array(z.string()),
  /** How many steps it has in all. */
  length: z.number().int(),
  cases: z.number().int(),
  /** Of all cases. */
  share: z.number(),
  medianSeconds: seconds,
});

export const journeyEdge = z.object({
  /** Null: the case begins. */
  from: z.string().nullable(),
  /** Null: the case ends. */
  to: z.string().nullable(),
  /** How often the one was directly followed by the other. */
  count: z.number().int(),
  cases: z.number().int(),
  /** Between the two. */
  medianSeconds: seconds,
  p90Seconds: seconds,
});
export type JourneyEdge = z.infer<typeof journeyEdge>;

export const journeyActivity = z.object({
  name: z.string(),
  count: z.number().int(),
  cases: z.number().int(),
  /** Cases it begins, and ends. */
  starts: z.number().int(),
  ends: z.number().int(),
  /** Rework: cases in which it happened more than once, */
  repeatedIn: z.number().int(),
  /** and how often it happened again, directly (a loop on itself) or later. */
  repeats: z.number().int(),
});

export const journeyAnswer = z.object({
  cases: z.number().int(),
  events: z.number().int(),
  people: z.number().int(),
  variantCount: z.number().int(),
  /** From the first step of a case to its last. */
  medianSeconds: seconds,
  p90Seconds: seconds,
  /** Share of cases in which anything was done again. */
  reworked: z.number(),
  /** Most frequent first. */
  variants: z.array(journeyVariant),
  /** Most frequent first; at most 2,000. */
  edges: z.array(journeyEdge),
  /** Most frequent first; at most 500. */
  activities: z.array(journeyActivity),
  asOf: instant,
});
export type JourneyAnswer = z.infer<typeof journeyAnswer>;

const asking = [refusals.no_such_property, refusals.too_heavy];

export const journeys = defineRoute({
  id: 'measure.journeys',
  method: 'POST',
  path: '/api/measure/journeys',
  summary: 'How cases go: variants, what follows what and after how long, what is done again',
  access: { action: 'measure.read' },
  body: journeyQuestion,
  reply: journeyAnswer,
  refusals: asking,
});

/** Whose cases. */
export const journeyPlace = z.discriminatedUnion('at', [
  z.strictObject({ at: z.literal('all') }),
  z.strictObject({ at: z.literal('variant'), id: z.string().regex(/^\d{1,20}$/) }),
  /** Null as in the edge: the case begins, or ends. */
  z.strictObject({ at: z.literal('edge'), from: activity.nullable(), to: activity.nullable() }),
  z.strictObject({ at: z.literal('activity'), name: activity, repeated: z.boolean().default(false) }),
]);
export type JourneyPlace = z.infer<typeof journeyPlace>;

/** Whoever stands behind a figure: `value` is their part of it. */
export const personBehind = z.object({
  id,
  name: customerName,
  kind: z.string(),
  value: z.number(),
  events: z.number().int(),
  lastAt: instant,
});

export const journeyFigure = z.strictObject({ question: journeyQuestion, place: journeyPlace });

export const journeyPeople = defineRoute({
  id: 'measure.journey_people',
  method: 'POST',
  path: '/api/measure/journeys/people',
  summary: 'The people behind a variant, an edge or an activity; "value" counts their cases',
  access: { action: 'measure.read' },
  body: journeyFigure.extend(page),
  reply: z.object({ total: z.number().int(), people: z.array(personBehind) }),
  refusals: asking,
});
