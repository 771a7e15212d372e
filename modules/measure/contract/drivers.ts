/** Why people are as satisfied as they are: what drives an answer, and how far what they get lies from what they want. */
import { customerName, defineRefusals, defineRoute, id, instant, z } from '#platform/contract';
import { refusals } from './refusals.ts';
import { days } from './steps.ts';

export const driverRefusals = defineRefusals('measure', {
  too_few_answers: {
    status: 422,
    title: 'Too few people answered all of these questions',
    cure: 'Ask about a longer span or fewer questions: 30 whole answers are the least, and five a question.',
  },
  cannot_tell_apart: {
    status: 422,
    title: 'These answers cannot be told apart',
    cure: 'A question that everybody answered alike, or that says the same as another one, explains nothing: leave it out.',
  },
});

/** A question as `Survey Answered` names it. */
const question = z.string().trim().min(1).max(300);
const survey = z.string().trim().min(1).max(200);
/** Answers that mean "does not apply": 0 in some questionnaires. They count as not answered. */
const notApplicable = z.array(z.number()).max(10).default([]);

/** Whoever gave the same answer to every question (at least four of them) may not have read them. */
const straightLiners = z.enum(['keep', 'leave_out']).default('keep');

/** One thing that may matter, by one question or several that speak of it. */
const theme = z.strictObject({ name: z.string().trim().min(1).max(200), questions: z.array(question).min(1).max(10) });
export type DriverTheme = z.infer<typeof theme>;

export const driverQuestion = z
  .strictObject({
    survey,
    outcome: theme,
    drivers: z.array(theme).min(1).max(12),
    ...days,
    notApplicable,
    straightLiners,
  })
  .meta({
    examples: [
      {
        survey: '01980000-0000-7000-8000-000000000001',
        outcome: { name: 'Satisfaction', questions: ['satisfaction'] },
        drivers: [
          { name: 'Delivery', questions: ['delivery'] },
          { name: 'Price', questions: ['price'] },
        ],
        from: '2026-01-01T00:00:00Z',
        to: '2026-04-01T00:00:00Z',
      },
    ],
  });
export type DriverQuestion = z.infer<typeof driverQuestion>;

const share = z.number();
export const driver = z.object({
  name: z.string(),
  /** Share of what all drivers explain together, 0 to 1; they add up to 1. */
  importance: share,
  /** Of 95 in 100 redrawings of the people asked. */
  low: share,
  high: share,
  /** With the outcome, -1 to 1. */
  correlation: z.number(),
  /** Mean answer: how well it is done now. */
  mean: z.number(),
});
export type Driver = z.infer<typeof driver>;

const driversReply = z.object({
  /** Shapley value of R² over single answers, or over PLS composites where a theme has several questions. */
  method: z.enum(['lmg', 'pls_lmg']),
  /** The most important first. */
  drivers: z.array(driver),
  /** Share of the outcome's variance that they explain together. */
  r2: z.number(),
  /** People whose whole answer was used. */
  used: z.number().int(),
  leftOut: z.object({ incomplete: z.number().int(), straightLining: z.number().int() }),
  /** Whoever answered every question alike, left out or not. */
  straightLining: z.number().int(),
  /** Times the people asked were redrawn for the intervals. */
  draws: z.number().int(),
  /** True when there were more answers than are read: the newest were taken. */
  newestOnly: z.boolean(),
  asOf: instant,
});

export const driversOf = defineRoute({
  id: 'measure.drivers',
  method: 'POST',
  path: '/api/measure/drivers',
  summary: 'What drives an answer: the importance of each theme with its interval, beside how well it is done',
  access: { action: 'measure.read' },
  body: driverQuestion,
  reply: driversReply,
  refusals: [driverRefusals.too_few_answers, driverRefusals.cannot_tell_apart, refusals.too_heavy],
});

const pair = z.strictObject({
  attribute: z.string().trim().min(1).max(200),
  /** How much it matters to them. */
  want: question,
  /** How well they get it, on the same scale. */
  deliver: question,
});

const gapWords = { survey, pairs: z.array(pair).min(1).max(40), ...days, notApplicable };
export const gapQuestion = z
  .strictObject({
    ...gapWords,
    /** Only people who are in this segment now. */
    segment: id.optional(),
  })
  .meta({
    examples: [
      {
        survey: '01980000-0000-7000-8000-000000000001',
        pairs: [{ attribute: 'Delivery', want: 'delivery_matters', deliver: 'delivery' }],
        from: '2026-01-01T00:00:00Z',
        to: '2026-04-01T00:00:00Z',
      },
    ],
  });
export type GapQuestion = z.infer<typeof gapQuestion>;

const gapsReply = z.object({
  gaps: z.array(
    z.object({
      attribute: z.string(),
      want: z.number(),
      deliver: z.number(),
      /** Mean of want − deliver of those who answered both. */
      gap: z.number(),
      /** 95 per cent interval of the gap. */
      low: z.number(),
      high: z.number(),
      n: z.number().int(),
    }),
  ),
  /** Pairs that fewer than two people answered. */
  unanswered: z.array(z.string()),
  newestOnly: z.boolean(),
  asOf: instant,
});

export const gapsOf = defineRoute({
  id: 'measure.gaps',
  method: 'POST',
  path: '/api/measure/gaps',
  summary: 'What customers want less what they get, by attribute, the widest gap first',
  access: { action: 'measure.read' },
  body: gapQuestion,
  reply: gapsReply,
  refusals: [refusals.too_heavy],
});

export const mostGapSegments = 6;

export const segmentGapQuestion = z.strictObject({ ...gapWords, segments: z.array(id).min(1).max(mostGapSegments) }).meta({
  examples: [
    {
      survey: '01980000-0000-7000-8000-000000000001',
      pairs: [{ attribute: 'Delivery', want: 'delivery_matters', deliver: 'delivery' }],
      from: '2026-01-01T00:00:00Z',
      to: '2026-04-01T00:00:00Z',
      segments: ['01980000-0000-7000-8000-000000000002'],
    },
  ],
});
export type SegmentGapQuestion = z.infer<typeof segmentGapQuestion>;

export const gapsBySegment = defineRoute({
  id: 'measure.gaps_by_segment',
  method: 'POST',
  path: '/api/measure/gaps/segments',
  summary: 'The same gaps of everybody and of each of several segments, to be set side by side',
  access: { action: 'measure.read' },
  body: segmentGapQuestion,
  /** Everybody first, then the segments as they were asked for. */
  reply: z.object({ columns: z.array(gapsReply.extend({ segment: id.nullable() })) }),
  refusals: [refusals.too_heavy],
});

/** Whose answers a driver or a gap stands on. */
export const answersFigure = z.strictObject({
  survey,
  /** Only people who answered all of these. */
  questions: z.array(question).min(1).max(130),
  ...days,
  notApplicable,
  straightLiners,
  segment: id.optional(),
});

export const answersBehind = defineRoute({
  id: 'measure.answers_behind',
  method: 'POST',
  path: '/api/measure/answers/people',
  summary: 'Who answered what: the people behind a driver or a gap, whoever answered the first question lowest first',
  access: { action: 'measure.read' },
  body: answersFigure
    .extend({
      limit: z.number().int().min(1).max(500).default(50),
      offset: z.number().int().min(0).max(100_000).default(0),
    })
    .meta({
      examples: [
        {
          survey: '01980000-0000-7000-8000-000000000001',
          questions: ['delivery', 'satisfaction'],
          from: '2026-01-01T00:00:00Z',
          to: '2026-04-01T00:00:00Z',
        },
      ],
    }),
  reply: z.object({
    total: z.number().int(),
    people: z.array(
      z.object({
        id,
        name: customerName,
        kind: z.string(),
        /** Of their last whole answer, in the order of `questions`. */
        answers: z.array(z.number()),
        /** How often they answered all of it. */
        responses: z.number().int(),
        lastAt: instant,
      }),
    ),
  }),
  refusals: [refusals.too_heavy],
});

export const surveyAnswers = defineRoute({
  id: 'measure.survey_answers',
  method: 'GET',
  path: '/api/measure/surveys',
  summary: 'Surveys that were answered, with the questions whose answers are numbers',
  access: { action: 'measure.read' },
  reply: z.object({
    items: z.array(
      z.object({
        survey: z.string(),
        name: z.string(),
        responses: z.number().int(),
        lastAt: instant,
        questions: z.array(z.object({ question: z.string(), kind: z.string(), answers: z.number().int(), mean: z.number() })),
      }),
    ),
  }),
  refusals: [refusals.too_heavy],
});
