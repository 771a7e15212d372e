/** Brand promises: what is presented to customers, beside what they live through. */
import { customerName, defineRefusals, defineRoute, id, instant, pageOf, pageQuery, z } from '#platform/contract';
import { filter, timeZone } from './events.ts';
import { refusals } from './refusals.ts';
import { feedback } from './voice.ts';

export const promiseRefusals = defineRefusals('measure', {
  no_such_brand_promise: {
    status: 404,
    title: 'No such brand promise',
    cure: 'GET /api/measure/brand-promises lists them.',
  },
  no_such_experience: {
    status: 422,
    title: 'A promise is bound to something that is not there',
    cure: 'The fields say which: a theme of GET /api/measure/voice/themes, a metric of GET /api/measure/metrics.',
  },
  no_such_promise_segment: {
    status: 422,
    title: 'No such segment',
    cure: 'GET /api/customers/segments lists them.',
  },
  too_many_brand_promises: {
    status: 409,
    title: 'More promises than anybody keeps',
    cure: 'Remove one first; at most 100 are kept.',
  },
});

/** A voice's own mood may tell: who speaks of it badly found it broken, who speaks well of it found it kept. */
export const verdictsOfVoice = ['broken', 'kept', 'by_mood'] as const;
export const verdicts = ['broken', 'kept'] as const;
export type Verdict = (typeof verdicts)[number];

const word = z.string().trim().min(1).max(300);

/** How a promise is lived through: each tells of a person, at a time, that it was kept or broken; a metric tells of all at once. */
export const experience = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('theme'), themeId: id, counts: z.enum(verdictsOfVoice) }),
  /** Answers at least this high say that it was kept. */
  z.strictObject({ kind: z.literal('survey'), survey: word, question: word, atLeast: z.number() }),
  /** What happened to people, of the log: a delivery that came late broke it. */
  z.strictObject({
    kind: z.literal('event'),
    event: z.string().min(1).max(1000),
    filters: z.array(filter).max(10).default([]),
    counts: z.enum(verdicts),
  }),
  /** A metric kept or missed its target, in the direction the metric calls better. */
  z.strictObject({ kind: z.literal('metric'), metricId: id, target: z.number() }),
]);
export type Experience = z.infer<typeof experience>;

const promiseWords = {
  /** The claim as customers read or hear it. */
  words: z.string().trim().min(1).max(300),
  /** Where: a channel, an address, the name of a campaign. */
  presentedIn: z.string().trim().max(300).default(''),
  presentedFrom: z.iso.date(),
  /** The last day; null while it is presented. */
  presentedUntil: z.iso.date().nullable().default(null),
  /** Only this segment was promised it; its people alone are counted. */
  segmentId: id.nullable().default(null),
  ownerId: id,
  /** How many of a hundred people were led to expect it: 100 for a claim without a reserve. */
  presented: z.number().min(1).max(100).default(100),
  experiences: z.array(experience).min(1).max(20),
};
const definition = z
  .strictObject(promiseWords)
  .refine(({ presentedFrom, presentedUntil }) => presentedUntil === null || presentedUntil >= presentedFrom, {
    path: ['presentedUntil'],
    message: 'must not lie before presentedFrom',
  })
  .meta({
    examples: [
      {
        words: 'At your door the next day',
        presentedIn: 'Spring campaign, home page',
        presentedFrom: '2026-03-01',
        ownerId: '01980000-0000-7000-8000-000000000001',
        experiences: [{ kind: 'event', event: 'Order Delivered', counts: 'kept' }],
      },
    ],
  });
export type PromiseDefinition = z.infer<typeof definition>;

const named = z.object({ id, name: z.string() });

export const brandPromise = z.object({
  id,
  ...promiseWords,
  presentedIn: z.string(),
  presentedUntil: z.iso.date().nullable(),
  presented: z.number(),
  segmentId: id.nullable(),
  segment: named.nullable(),
  owner: named,
  /** In the order of `experiences`: what each is called, and whether what it names is still there. */
  bound: z.array(z.object({ name: z.string(), gone: z.boolean() })),
  createdBy: z.string(),
  createdAt: instant,
  changedAt: instant,
});
export type BrandPromise = z.infer<typeof brandPromise>;

/** What people said or lived through: each person once, and once broken is broken. */
const told = z.object({
  people: z.number().int(),
  broken: z.number().int(),
  kept: z.number().int(),
  /** Kept of a hundred people; null of nobody. */
  score: z.number().nullable(),
  /** Wilson's 95 per cent interval. */
  low: z.number(),
  high: z.number(),
});
export type Told = z.infer<typeof told>;

const reached = z.object({
  metricId: id,
  name: z.string(),
  value: z.number().nullable(),
  target: z.number(),
  better: z.enum(['higher', 'lower']),
  unit: z.string(),
  /** How much of the target was reached, 0 to 100; null where nothing was measured. */
  score: z.number().nullable(),
  /** Of how many rows, people or answers the metric speaks. */
  base: z.number(),
});

export const experienced = z.object({
  /** Mean of what people told and of what metrics reached, 0 to 100; null when nothing is known. */
  score: z.number().nullable(),
  /** Metrics are counted whole: the interval is that of the people's part. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Experienced less presented, in points: below nought is less than was promised. */
  gap: z.number().nullable(),
  /** Experienced of a hundred presented. */
  index: z.number().nullable(),
  told,
  /** Of each experience that people tell of, in the order of `experiences`; null of metrics. Someone may speak in several. */
  parts: z.array(told.nullable()),
  reached: z.array(reached),
});
export type Experienced = z.infer<typeof experienced>;

/** The first instant that counts: the span's own, or when it was first presented; null when the span ends before that. */
const countedFrom = instant.nullable();
const span = { from: instant, to: instant, timeZone };
const example = { from: '2026-01-01T00:00:00Z', to: '2026-04-01T00:00:00Z' };
const params = z.strictObject({ id });
const asking = [refusals.no_such_span, refusals.too_heavy];
const keeping = [
  promiseRefusals.no_such_experience,
  promiseRefusals.no_such_promise_segment,
  refusals.no_such_owner,
  promiseRefusals.too_many_brand_promises,
];

export const listBrandPromises = defineRoute({
  id: 'measure.list_brand_promises',
  method: 'GET',
  path: '/api/measure/brand-promises',
  summary: 'What is presented to customers, each beside how it was experienced in a span of time',
  access: { action: 'measure.read' },
  query: z.strictObject(span),
  reply: z.object({ items: z.array(brandPromise.extend({ countedFrom, experienced })) }),
  refusals: asking,
});

export const createBrandPromise = defineRoute({
  id: 'measure.create_brand_promise',
  method: 'POST',
  path: '/api/measure/brand-promises',
  summary: 'Write down what is promised, and by what it shows whether it is kept',
  access: { action: 'measure.write' },
  body: definition,
  reply: brandPromise,
  status: 201,
  refusals: keeping,
});

export const readBrandPromise = defineRoute({
  id: 'measure.read_brand_promise',
  method: 'GET',
  path: '/api/measure/brand-promises/{id}',
  summary: 'One brand promise',
  access: { action: 'measure.read' },
  params,
  reply: brandPromise,
  refusals: [promiseRefusals.no_such_brand_promise],
});

export const changeBrandPromise = defineRoute({
  id: 'measure.change_brand_promise',
  method: 'PUT',
  path: '/api/measure/brand-promises/{id}',
  summary: 'Change a brand promise; what was said before counts by the new words',
  access: { action: 'measure.write' },
  params,
  body: definition,
  reply: brandPromise,
  refusals: [promiseRefusals.no_such_brand_promise, ...keeping],
});

export const deleteBrandPromise = defineRoute({
  id: 'measure.delete_brand_promise',
  method: 'DELETE',
  path: '/api/measure/brand-promises/{id}',
  summary: 'Remove a brand promise that was never one; the audit log keeps it. One that is over has a last day instead',
  access: { action: 'measure.write' },
  params,
  refusals: [promiseRefusals.no_such_brand_promise],
});

export const mostPromiseSegments = 12;

export const experienceOf = defineRoute({
  id: 'measure.brand_promise_experience',
  method: 'POST',
  path: '/api/measure/brand-promises/{id}/experience',
  summary: 'How a promise was experienced: whole, by week, before and after a day, and by segment',
  access: { action: 'measure.read' },
  params,
  body: z
    .strictObject({
      ...span,
      /** Compared around this day; the first day it was presented when left out. */
      around: z.iso.date().optional(),
      segments: z.array(id).max(mostPromiseSegments).default([]),
    })
    .meta({ examples: [example] }),
  reply: z.object({
    countedFrom,
    whole: experienced,
    weeks: z.array(
      z.object({
        at: instant,
        score: z.number().nullable(),
        low: z.number().nullable(),
        high: z.number().nullable(),
        people: z.number().int(),
        broken: z.number().int(),
      }),
    ),
    /** The parts of the span before that day, and from it on; null where the span has none. */
    around: z.object({ day: z.iso.date(), before: experienced.nullable(), after: experienced.nullable() }),
    segments: z.array(z.object({ segment: named, experienced })),
    asOf: instant,
  }),
  refusals: [promiseRefusals.no_such_brand_promise, promiseRefusals.no_such_promise_segment, refusals.too_long, ...asking],
});

const behind = {
  ...span,
  /** Whose promise was broken, or kept; everybody who spoke of it when left out. */
  verdict: z.enum(verdicts).optional(),
  segmentId: id.optional(),
  /** Only what this one of the `experiences` tells, numbered from 0. */
  experience: z.number().int().min(0).max(19).optional(),
};

/** A figure of a promise, by which. */
export const promiseFigure = z.strictObject({ promise: id, ...behind });

export const peopleOfPromise = defineRoute({
  id: 'measure.brand_promise_people',
  method: 'POST',
  path: '/api/measure/brand-promises/{id}/people',
  summary: 'The people behind a figure of a promise: those it was broken to, or kept',
  access: { action: 'measure.read' },
  params,
  body: z
    .strictObject({
      ...behind,
      limit: z.number().int().min(1).max(500).default(50),
      offset: z.number().int().min(0).max(100_000).default(0),
    })
    .meta({ examples: [example] }),
  reply: z.object({
    total: z.number().int(),
    people: z.array(
      z.object({
        id,
        name: customerName,
        kind: z.string(),
        /** Times it was broken to them, and kept. */
        broken: z.number().int(),
        kept: z.number().int(),
        lastAt: instant,
      }),
    ),
  }),
  refusals: [promiseRefusals.no_such_brand_promise, promiseRefusals.no_such_promise_segment, ...asking],
});

export const wordsOfPromise = defineRoute({
  id: 'measure.brand_promise_words',
  method: 'GET',
  path: '/api/measure/brand-promises/{id}/words',
  summary: 'What customers said of a promise, newest first, in their own words',
  access: { action: 'measure.read' },
  params,
  query: z.strictObject({
    ...span,
    verdict: z.enum(verdicts).optional(),
    segmentId: id.optional(),
    ...pageQuery,
  }),
  reply: pageOf(feedback),
  refusals: [promiseRefusals.no_such_brand_promise, promiseRefusals.no_such_promise_segment, ...asking],
});

export const exportPromises = defineRoute({
  id: 'measure.export_brand_promises',
  method: 'POST',
  path: '/api/measure/brand-promises/index.csv',
  summary: 'Presented and experienced as CSV: a line a promise and a line for each segment, with sample sizes',
  access: { action: 'measure.read' },
  body: z.strictObject({ ...span, segments: z.array(id).max(mostPromiseSegments).default([]) }).meta({ examples: [example] }),
  stream: 'text/csv; charset=utf-8',
  refusals: [promiseRefusals.no_such_promise_segment, ...asking],
});
