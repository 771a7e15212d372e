/** Visits as they are: how many, how long, where they begin and end, and which end with what they began with. */
import { defineRoute, instant, z } from '#platform/contract';
import { intervals, timeZone } from './events.ts';
import { refusals } from './refusals.ts';
import { duration, eventName, page, peopleReply, property, span } from './steps.ts';

/**
 * A session is what one person does without a longer pause: the visit of paths, the session of journeys. It belongs to the
 * interval it begins in. What it consists of are deeds: who somebody is said to be (identify, group) is none.
 */
export const sessionsQuestion = z
  .strictObject({
    /** So long without doing anything ends a session. */
    pause: duration.default({ amount: 30, unit: 'minute' }),
    /** Events that are left out, as if they had not been. */
    ignore: z.array(eventName).max(20).default([]),
    /** A property of its first event that tells where a session came from, or `$source`, `$kind`. */
    breakdown: property.optional(),
    interval: z.enum(intervals),
    ...span,
    timeZone,
  })
  .meta({ examples: [{ breakdown: '$source', interval: 'day', from: '2026-01-01T00:00:00Z', to: '2026-02-01T00:00:00Z' }] });
export type SessionsQuestion = z.infer<typeof sessionsQuestion>;

/** Upper ends, in seconds and in events; the last has none. */
export const sessionLengths = [0, 10, 60, 600, 1_800, null] as const;
export const sessionSizes = [1, 3, 5, 10, 20, null] as const;

const figures = z.object({
  sessions: z.number().int(),
  people: z.number().int(),
  /** Of one event. */
  bounced: z.number().int(),
  /** From the first event to the last: of one event it is 0. Null when there is none. */
  medianSeconds: z.number().nullable(),
  p90Seconds: z.number().nullable(),
  meanEvents: z.number().nullable(),
});
export type SessionFigures = z.infer<typeof figures>;

const asked = [refusals.no_such_property, refusals.no_such_span, refusals.too_long, refusals.too_heavy];
/** By the event they begin or end with; the most frequent 15, then the others as null. */
const atEnd = z.array(figures.extend({ event: z.string().nullable() }));

export const sessions = defineRoute({
  id: 'measure.sessions',
  method: 'POST',
  path: '/api/measure/sessions',
  summary: 'Sessions over time: how many, how long, of how many events, where they begin and end, and how many bounce',
  access: { action: 'measure.read' },
  body: sessionsQuestion,
  reply: z.object({
    whole: figures,
    points: z.array(figures.extend({ at: instant })),
    entries: atEnd,
    exits: atEnd,
    /** `upTo`: seconds, both ends in; null: longer than all others. */
    lengths: z.array(z.object({ upTo: z.number().nullable(), sessions: z.number().int() })),
    /** `upTo`: events. */
    sizes: z.array(z.object({ upTo: z.number().nullable(), sessions: z.number().int() })),
    /** By value of the breakdown: the most frequent 10, then the others together. */
    split: z.array(figures.extend({ label: z.string().nullable(), rest: z.boolean() })),
    asOf: instant,
  }),
  refusals: asked,
});
export type SessionsAnswer = z.infer<NonNullable<(typeof sessions)['reply']>>;

/** Which sessions: each of these left out says nothing. */
export const sessionsFigure = z.strictObject({
  question: sessionsQuestion,
  /** Start of an interval. */
  at: instant.optional(),
  entry: eventName.optional(),
  exit: eventName.optional(),
  bounced: z.boolean().optional(),
  /** Place in the lengths and sizes of the answer. */
  length: z.number().int().min(0).max(5).optional(),
  size: z.number().int().min(0).max(5).optional(),
  /** A value of the breakdown; null: without it. */
  label: z.string().max(1000).nullable().optional(),
});
export type SessionsPlace = Omit<z.infer<typeof sessionsFigure>, 'question'>;

export const sessionPeople = defineRoute({
  id: 'measure.session_people',
  method: 'POST',
  path: '/api/measure/sessions/people',
  summary: 'The people behind any figure of the sessions',
  access: { action: 'measure.read' },
  body: sessionsFigure.extend(page),
  reply: peopleReply,
  refusals: asked,
});

export const exportSessions = defineRoute({
  id: 'measure.export_sessions',
  method: 'POST',
  path: '/api/measure/sessions.csv',
  summary: 'Sessions by interval as CSV',
  access: { action: 'measure.read' },
  body: sessionsQuestion,
  stream: 'text/csv; charset=utf-8',
  refusals: asked,
});
