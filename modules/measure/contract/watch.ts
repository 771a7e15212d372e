/** A standing watch: a figure is judged whenever an hour or a day of it has passed, and what is unusual has an owner and a time. */
import { defineRefusals, defineRoute, id, instant, z } from '#platform/contract';
import { filter, property, timeZone } from './events.ts';
import { refusals } from './refusals.ts';
import { measure, sensitivities } from './trend.ts';
import { voiceKinds } from './voice.ts';

export const watchRefusals = defineRefusals('measure', {
  no_such_watch: { status: 404, title: 'No such watch', cure: 'GET /api/measure/watches lists them.' },
  too_many_watches: {
    status: 409,
    title: 'So many watches that nobody heeds them',
    cure: 'Remove one first; at most 100 are kept.',
  },
  watch_has_findings: {
    status: 409,
    title: 'Something it saw waits for a word',
    cure: 'Say of each finding what it was; then the watch can go.',
  },
  no_such_watch_finding: { status: 404, title: 'No such finding of a watch', cure: 'GET /api/measure/watches lists them.' },
  judged_before: { status: 409, title: 'Somebody has said what it was', cure: 'Read the watch again.' },
  not_its_owner: {
    status: 403,
    title: 'It is for its owner to say what it was',
    cure: 'Ask its owner, or somebody who may change what everyone measures.',
  },
});

export const voiceSplits = ['channel', 'product', 'language', 'source'] as const;

export const watchedAbout = z.discriminatedUnion('kind', [
  /** A trend question without its span. */
  z.strictObject({
    kind: z.literal('events'),
    /** Every event when left out. */
    event: z.string().min(1).max(1000).optional(),
    measure,
    filters: z.array(filter).max(20).default([]),
    /** Explains what is unusual: which part moved. */
    breakdown: property.optional(),
  }),
  /** How many people say something: of a theme, of a kind, or anything at all. */
  z.strictObject({
    kind: z.literal('voice'),
    theme: id.optional(),
    said: z.enum(voiceKinds).optional(),
    split: z.enum(voiceSplits).default('channel'),
  }),
  /** A metric that leaves the lines somebody drew. */
  z
    .strictObject({ kind: z.literal('metric'), metricId: id, above: z.number().optional(), below: z.number().optional() })
    .refine(({ above, below }) => above !== undefined || below !== undefined, {
      path: ['above'],
      message: 'draw a line: above, below, or both',
    }),
]);
export type WatchedAbout = z.infer<typeof watchedAbout>;

export const grains = ['hour', 'day'] as const;
export type Grain = (typeof grains)[number];

const changeable = {
  title: z.string().trim().min(1).max(120),
  /** How much has to happen: `few` alarms, or `many`. A metric's lines know none. */
  sensitivity: z.enum(sensitivities),
  /** What whoever gets it should do then. */
  todo: z.string().trim().max(1_000),
  /** Within so many hours somebody says what it was; then it is told to their manager. */
  answerHours: z.number().int().min(1).max(720),
  /** Employee to whom everything it sees belongs. */
  ownerId: id,
};

const watched = { about: watchedAbout, grain: z.enum(grains), timeZone };

export const watchVerdicts = ['real', 'expected', 'false_alarm'] as const;
export type WatchVerdict = (typeof watchVerdicts)[number];

/** Its theme or metric is gone; the copy for reports has not caught up; nothing answers; the question is refused. */
export const blindWhys = ['gone', 'behind', 'engine', 'refused'] as const;
export type BlindWhy = (typeof blindWhys)[number];

const named = z.object({ id, name: z.string() });
const bounds = { expected: z.number().nullable(), low: z.number().nullable(), high: z.number().nullable() };
const side = z.enum(['high', 'low']);

export const watchFinding = z.object({
  id,
  watchId: id,
  side,
  /** Start of the first hour or day that was unusual, and of the last one that goes with it. */
  from: instant,
  last: instant,
  /** What the first one brought. */
  seen: z.number(),
  ...bounds,
  /** Which part of the whole moved, the largest share of the surprise first. */
  explained: z.array(
    z.object({ label: z.string().nullable(), rest: z.boolean(), value: z.number(), expected: z.number(), share: z.number() }),
  ),
  owner: named,
  /** Where it is seen to. */
  momentId: id,
  openedAt: instant,
  dueAt: instant,
  late: z.boolean(),
  escalatedTo: named.nullable(),
  verdict: z.enum(watchVerdicts).nullable(),
  note: z.string(),
  judgedBy: z.string().nullable(),
  judgedAt: instant.nullable(),
});
export type WatchFinding = z.infer<typeof watchFinding>;

export const judgedBucket = z.object({ at: instant, seen: z.number().nullable(), ...bounds, side: side.nullable() });
export type JudgedBucket = z.infer<typeof judgedBucket>;

export const watch = z.object({
  id,
  ...changeable,
  ...watched,
  sensitivity: changeable.sensitivity,
  /** What it looks at, by name: the theme or metric. Null when that is gone. */
  of: z.string().nullable(),
  owner: named.extend({ active: z.boolean() }),
  createdBy: z.string(),
  createdAt: instant,
  paused: z.boolean(),
  /** Everything that ended by then is judged; null before the first look. */
  judgedTo: instant.nullable(),
  nextAt: instant,
  /** It cannot be judged at present; what happens meanwhile is judged later. */
  blind: z.object({ since: instant, why: z.enum(blindWhys), detail: z.string() }).nullable(),
  /** When it last came back from that, and how many hours or days it judged late, or had to pass over. */
  caughtUp: z.object({ at: instant, buckets: z.number().int(), passedOver: z.number().int() }).nullable(),
  /** The latest, oldest first. */
  buckets: z.array(judgedBucket),
  /** What was said of everything it ever saw. */
  said: z.object({ real: z.number().int(), expected: z.number().int(), falseAlarm: z.number().int(), open: z.number().int() }),
  /** Of what somebody judged, the share that was no false alarm; null before the first word. */
  precision: z.number().nullable(),
  /** Those that wait for a word, then the latest others. */
  findings: z.array(watchFinding),
});
export type Watch = z.infer<typeof watch>;

const watchParams = z.strictObject({ id });
const asking = [refusals.no_such_property, refusals.not_a_number, refusals.no_such_metric, refusals.no_such_theme];
const exampleAbout = { kind: 'events' as const, event: 'Order Completed', measure: { kind: 'count' as const } };

export const listWatches = defineRoute({
  id: 'measure.list_watches',
  method: 'GET',
  path: '/api/measure/watches',
  summary: 'Every watch: what it looked at, what it saw, and who says what that was',
  access: { action: 'measure.read' },
  reply: z.object({ items: z.array(watch) }),
});

export const readWatch = defineRoute({
  id: 'measure.read_watch',
  method: 'GET',
  path: '/api/measure/watches/{id}',
  summary: 'One watch, with the last 200 of its findings',
  access: { action: 'measure.read' },
  params: watchParams,
  reply: watch,
  refusals: [watchRefusals.no_such_watch],
});

export const createWatch = defineRoute({
  id: 'measure.create_watch',
  method: 'POST',
  path: '/api/measure/watches',
  summary: 'Keep a watch on a figure: each hour or day is judged once, when it is over',
  access: { action: 'measure.write' },
  body: z
    .strictObject({
      ...changeable,
      ...watched,
      grain: watched.grain.default('day'),
      sensitivity: changeable.sensitivity.default('normal'),
      todo: changeable.todo.default(''),
      answerHours: changeable.answerHours.default(24),
    })
    .meta({ examples: [{ title: 'Orders', ownerId: '0190f5fe-7c00-7a00-8000-000000000001', about: exampleAbout }] }),
  reply: watch,
  status: 201,
  refusals: [watchRefusals.too_many_watches, refusals.no_such_owner, ...asking],
});

export const previewWatch = defineRoute({
  id: 'measure.preview_watch',
  method: 'POST',
  path: '/api/measure/watches/preview',
  summary: 'What a watch would have seen lately, before it is kept',
  access: { action: 'measure.read' },
  body: z
    .strictObject({
      ...watched,
      grain: watched.grain.default('day'),
      sensitivity: changeable.sensitivity.default('normal'),
    })
    .meta({ examples: [{ about: exampleAbout, grain: 'hour' }] }),
  reply: z.object({
    buckets: z.array(judgedBucket),
    /** Hours or days that belong together are one. */
    alarms: z.number().int(),
  }),
  refusals: [...asking, refusals.too_long, refusals.too_heavy],
});

export const changeWatch = defineRoute({
  id: 'measure.change_watch',
  method: 'PATCH',
  path: '/api/measure/watches/{id}',
  summary: 'Change how a watch is kept, hand it over, or let it rest. What it looks at stays',
  access: { action: 'measure.write' },
  params: watchParams,
  body: z
    .strictObject({
      title: changeable.title.optional(),
      sensitivity: changeable.sensitivity.optional(),
      todo: changeable.todo.optional(),
      answerHours: changeable.answerHours.optional(),
      ownerId: changeable.ownerId.optional(),
      paused: z.boolean().optional(),
    })
    .meta({ examples: [{ paused: true }] }),
  reply: watch,
  refusals: [watchRefusals.no_such_watch, refusals.no_such_owner],
});

export const deleteWatch = defineRoute({
  id: 'measure.delete_watch',
  method: 'DELETE',
  path: '/api/measure/watches/{id}',
  summary: 'End a watch, once somebody has said of everything it saw what that was',
  access: { action: 'measure.write' },
  params: watchParams,
  refusals: [watchRefusals.no_such_watch, watchRefusals.watch_has_findings],
});

export const judgeWatchFinding = defineRoute({
  id: 'measure.judge_watch_finding',
  method: 'POST',
  path: '/api/measure/watches/findings/{findingId}/verdict',
  summary: 'Say what it was: real, expected, or a false alarm. Its owner may, and whoever may change what everyone measures',
  access: { action: 'measure.read' },
  params: z.strictObject({ findingId: id }),
  body: z
    .strictObject({ verdict: z.enum(watchVerdicts), note: z.string().trim().min(3).max(1_000) })
    .meta({ examples: [{ verdict: 'expected', note: 'The spring sale began.' }] }),
  reply: watchFinding,
  refusals: [watchRefusals.no_such_watch_finding, watchRefusals.judged_before, watchRefusals.not_its_owner],
});
