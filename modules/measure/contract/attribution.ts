/** Which channels led to what people then did, told by several models side by side: none of them is the truth. */
import { defineRoute, instant, z } from '#platform/contract';
import { filter, property, timeZone } from './events.ts';
import { personBehind } from './journeys.ts';
import { refusals } from './refusals.ts';
import { page } from './steps.ts';

/**
 * first, last: all credit to one touch. linear: the same to each. position: 40 % to the first, 40 % to the last, 20 % to those
 * between. markov: by what would be lost without the channel (Anderl et al. 2016; order 1, removal effect).
 */
export const attributionModels = ['first', 'last', 'linear', 'position', 'markov'] as const;
export type AttributionModel = (typeof attributionModels)[number];

const eventName = z.string().min(1).max(1000);

export const attributionQuestion = z
  .strictObject({
    touches: z
      .strictObject({
        /** Only these events are touches; every event that names a channel when empty. */
        events: z.array(eventName).max(20).default([]),
        filters: z.array(filter).max(20).default([]),
      })
      .default({ events: [], filters: [] }),
    /** What names the channel of a touch. */
    channel: property.default('$source'),
    conversion: z.strictObject({ event: eventName, filters: z.array(filter).max(20).default([]) }),
    /** Of the conversion: what it is worth. Each counts 0 when left out. */
    value: property.optional(),
    /** A touch counts for the next conversion of the same person, if that comes within so many days. */
    windowDays: z.number().int().min(1).max(365).default(30),
    /** Of the conversions; included. Touches before it count within their window. */
    from: instant,
    /** Excluded. */
    to: instant,
    timeZone,
  })
  .meta({
    examples: [
      {
        channel: 'channel',
        conversion: { event: 'Order Completed' },
        value: 'total',
        from: '2026-01-01T00:00:00Z',
        to: '2026-02-01T00:00:00Z',
      },
    ],
  });
export type AttributionQuestion = z.infer<typeof attributionQuestion>;

export const credit = z.object({ conversions: z.number(), value: z.number() });

export const attributionAnswer = z.object({
  /** Most credit by linear first. Beyond the 100 busiest, channels stand together as null. */
  channels: z.array(
    z.object({
      channel: z.string().nullable(),
      /** Conversions it had any part in. */
      assisted: z.number().int(),
      models: z.object({ first: credit, last: credit, linear: credit, position: credit, markov: credit }),
    }),
  ),
  /** What the models share out: conversions with a touch. */
  attributed: credit,
  /** Conversions nobody's touch came before. */
  untouched: credit,
  /** Ways of touches that led to none, in the span. */
  lost: z.number().int(),
  /** The ways most conversions came by. */
  paths: z.array(z.object({ channels: z.array(z.string()), conversions: z.number().int(), value: z.number() })),
  asOf: instant,
});
export type AttributionAnswer = z.infer<typeof attributionAnswer>;

const asking = [refusals.no_such_property, refusals.not_a_number, refusals.too_heavy];

export const attribution = defineRoute({
  id: 'measure.attribution',
  method: 'POST',
  path: '/api/measure/attribution',
  summary: 'Conversions and their worth by channel: first, last, linear, position and Markov side by side',
  access: { action: 'measure.read' },
  body: attributionQuestion,
  reply: attributionAnswer,
  refusals: asking,
});

export const attributionFigure = z.strictObject({
  question: attributionQuestion,
  /** Left out: every conversion with a touch. */
  channel: z.string().max(1000).optional(),
  /** Where on the way it stood. */
  place: z.enum(['first', 'last', 'any']).default('any'),
});

export const attributionPeople = defineRoute({
  id: 'measure.attribution_people',
  method: 'POST',
  path: '/api/measure/attribution/people',
  summary: 'Who converted after a touch of a channel; "value" counts their conversions',
  access: { action: 'measure.read' },
  body: attributionFigure.extend(page),
  reply: z.object({ total: z.number().int(), people: z.array(personBehind) }),
  refusals: asking,
});
