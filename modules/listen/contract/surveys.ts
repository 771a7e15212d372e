/** Surveys: SurveyJS JSON in and out, each for a decision that is named. */
import { defineRefusals, defineRoute, defineTopic, id, instant, pageOf, pageQuery, z } from '#platform/contract';
import { channelRefusals } from './channels.ts';

export const surveyRefusals = defineRefusals('listen', {
  no_such_survey: { status: 404, title: 'No such survey', cure: 'GET /api/listen/surveys lists them.' },
  survey_definition_refused: {
    status: 422,
    title: 'These questions cannot be asked as they are',
    cure: 'Each reason stands beside the place in the definition it is about; docs/surveys.md lists what a definition may hold.',
  },
  survey_state_refused: {
    status: 409,
    title: 'The survey is not in a state for that',
    cure: 'Open it before people are asked; what is open is closed before it is opened anew.',
  },
  survey_customer_unknown: {
    status: 404,
    title: 'No such customer',
    cure: 'Name a customer by id, or by an identifier such as email:anna@casa.example.',
  },
  survey_unknown_key: {
    status: 404,
    title: 'There is no survey at this address',
    cure: 'Use the whole link as it was given. A survey that was never opened has no page.',
  },
  survey_over: {
    status: 410,
    title: 'This survey is over',
    cure: 'Nothing more is needed from you. Thank you for wanting to answer.',
  },
  survey_link_used: {
    status: 410,
    title: 'This link was used already',
    cure: 'Your answers have arrived; a link of this kind holds for one answer. Ask for another link to answer again.',
  },
  survey_link_refused: {
    status: 401,
    title: 'This link does not open this survey',
    cure: 'Use the whole link as it was sent to you.',
  },
  survey_token_refused: {
    status: 401,
    title: 'These answers are not yours, or they were removed',
    cure: 'Begin anew with POST /s/v1/{key}/responses, and send the token it answers as "Authorization: Bearer <token>".',
  },
  survey_answers_refused: {
    status: 422,
    title: 'Some answers are missing or cannot be',
    cure: 'Each is named with its question; nothing that was given before is lost.',
  },
  survey_settled: {
    status: 409,
    title: 'This answer was given already',
    cure: 'It stands as it was sent. Begin a new one with POST /s/v1/{key}/responses.',
  },
  survey_too_fast: {
    status: 429,
    title: 'Too many answers at once',
    cure: 'Wait for the seconds in Retry-After and send it again.',
  },
});

export const surveyLimits = { definitionBytes: 256 * 1024, elements: 200, depth: 12, textLength: 4_000, answerBytes: 128 * 1024 };

/** What a question measures: how its answers are read, whatever it looks like. */
export const questionKind = z.enum(['nps', 'csat', 'ces', 'rating', 'number', 'boolean', 'choice', 'text']);
export type QuestionKind = z.infer<typeof questionKind>;

/** SurveyJS JSON (https://surveyjs.io/form-library/documentation/design-survey/create-a-simple-survey). */
export const definition = z.record(z.string().max(100), z.unknown()).meta({
  examples: [{ elements: [{ type: 'rating', name: 'nps', measures: 'nps', rateMin: 0, rateMax: 10, isRequired: true }] }],
});
export type SurveyDefinition = z.infer<typeof definition>;

const words = z.record(z.string(), z.string());
/** A question as results and screens see it; rows of a matrix and items of a list are questions of their own. */
export const surveyQuestion = z.object({
  /** `service.speed` for the row `speed` of the matrix `service`. */
  name: z.string(),
  kind: questionKind,
  /** SurveyJS's own word: `rating`, `comment` … */
  type: z.string(),
  /** By locale; `default` is there always. */
  title: words,
  required: z.boolean(),
  /** Shown by a condition. */
  conditional: z.boolean(),
  /** Several answers at once. */
  many: z.boolean(),
  min: z.number().nullable(),
  max: z.number().nullable(),
  choices: z.array(z.object({ value: z.string(), text: words })).nullable(),
  page: z.number().int(),
});
export type SurveyQuestion = z.infer<typeof surveyQuestion>;

/** With what stands beside a scale. */
export const lightQuestion = surveyQuestion.extend({ labels: z.object({ min: words, max: words }) });
export type LightQuestion = z.infer<typeof lightQuestion>;

const quota = z.strictObject({
  question: z.string().min(1).max(300),
  /** The answer, as text. */
  value: z.string().min(1).max(1_000),
  atMost: z.number().int().min(1).max(10_000_000),
});

/** Who is asked, and how often. */
export const surveySettings = z.strictObject({
  /** Completed answers after which it closes by itself. */
  atMost: z.number().int().min(1).max(10_000_000).nullable(),
  quotas: z.array(quota).max(50),
  /** Whoever was asked anything within so many days is left in peace. */
  restDays: z.number().int().min(0).max(3_650),
  /** Only people who agreed to surveys (or to be contacted) are sent one; links that somebody hands out ask nobody. */
  consent: z.enum(['needed', 'not_refused', 'ignored']),
  /** A segment whose members alone are asked. */
  segment: id.nullable(),
  /** Asks when a moment is resolved: by the channel the customer wrote on. */
  afterMoment: z.boolean(),
  /** Of those who may be asked after a moment, how many in a hundred are. */
  share: z.number().int().min(1).max(100),
});
export type SurveySettings = z.infer<typeof surveySettings>;
/** Of a survey nobody has changed. */
export const usualSettings: SurveySettings = {
  ...{ atMost: null, quotas: [], restDays: 30, consent: 'not_refused', segment: null, afterMoment: false, share: 100 },
};

export const surveyState = z.enum(['draft', 'open', 'closed']);
export const surveyTemplateName = z.enum(['nps', 'csat', 'ces', 'product', 'churn']);
export type SurveyTemplateName = z.infer<typeof surveyTemplateName>;

const score = z.object({
  kind: z.enum(['nps', 'csat', 'ces']),
  /** NPS −100..100; CSAT the percentage of the two best marks; CES the mean. */
  value: z.number(),
  /** 95 per cent interval. */
  low: z.number(),
  high: z.number(),
  n: z.number().int(),
});
export type SurveyScore = z.infer<typeof score>;

const name = z.string().trim().min(1).max(200);
/** What somebody will do differently, one way or the other. */
const decision = z
  .string()
  .trim()
  .min(10, 'must say in a sentence what will be decided by the answers')
  .max(500)
  .meta({ examples: ['Whether delivery slots are kept after the trial in May'] });

export const surveySummary = z.object({
  id,
  name: z.string(),
  decision: z.string(),
  state: surveyState,
  closedBy: z.enum(['hand', 'quota']).nullable(),
  version: z.number().int(),
  /** Of the public page. */
  url: z.string(),
  answers: z.object({ complete: z.number().int(), partial: z.number().int() }),
  /** Of its first question that has one. */
  score: score.nullable(),
  createdAt: instant,
});
export type SurveySummary = z.infer<typeof surveySummary>;

export const survey = surveySummary.extend({
  template: surveyTemplateName.nullable(),
  definition,
  questions: z.array(surveyQuestion),
  /** Locales its words are written in, `default` first. */
  locales: z.array(z.string()),
  /** What the small renderer shows; null when the page loads SurveyJS. */
  light: z.array(lightQuestion).nullable(),
  settings: surveySettings,
  quotas: z.array(quota.extend({ taken: z.number().int() })),
  openedAt: instant.nullable(),
  closedAt: instant.nullable(),
});
export type Survey = z.infer<typeof survey>;

const one = z.object({ id });

export const listSurveys = defineRoute({
  id: 'listen.list_surveys',
  method: 'GET',
  path: '/api/listen/surveys',
  summary: 'Surveys with their state, answers, score, and the decision each informs; newest first',
  access: { action: 'listen.read' },
  reply: z.object({ items: z.array(surveySummary) }),
});

export const surveyTemplates = defineRoute({
  id: 'listen.survey_templates',
  method: 'GET',
  path: '/api/listen/surveys/templates',
  summary: 'Surveys to begin from',
  access: { action: 'listen.read' },
  reply: z.object({
    items: z.array(
      z.object({ name: surveyTemplateName, definition, questions: z.array(surveyQuestion), locales: z.array(z.string()) }),
    ),
  }),
});

export const createSurvey = defineRoute({
  id: 'listen.create_survey',
  method: 'POST',
  path: '/api/listen/surveys',
  summary: 'Draft a survey from a template or from SurveyJS JSON; it names the decision it informs',
  access: { action: 'listen.write' },
  body: z.strictObject({ name, decision, template: surveyTemplateName.optional(), definition: definition.optional() }),
  reply: survey,
  status: 201,
  refusals: [surveyRefusals.survey_definition_refused],
});

export const readSurvey = defineRoute({
  id: 'listen.read_survey',
  method: 'GET',
  path: '/api/listen/surveys/{id}',
  summary: 'A survey with its questions, and who is asked',
  access: { action: 'listen.read' },
  params: one,
  reply: survey,
  refusals: [surveyRefusals.no_such_survey],
});

export const changeSurvey = defineRoute({
  id: 'listen.change_survey',
  method: 'PATCH',
  path: '/api/listen/surveys/{id}',
  summary:
    'Change a survey. Questions that somebody answered stay as they are beside the answers; the change is the next version',
  access: { action: 'listen.write' },
  params: one,
  body: z.strictObject({
    name: name.optional(),
    decision: decision.optional(),
    definition: definition.optional(),
    settings: surveySettings.partial().optional(),
  }),
  reply: survey,
  refusals: [surveyRefusals.no_such_survey, surveyRefusals.survey_definition_refused],
});

export const moveSurvey = defineRoute({
  id: 'listen.move_survey',
  method: 'POST',
  path: '/api/listen/surveys/{id}/state',
  summary: 'Open a survey, or close it; closed ones may be opened anew',
  access: { action: 'listen.write' },
  params: one,
  body: z.strictObject({ state: z.enum(['open', 'closed']) }),
  reply: survey,
  refusals: [surveyRefusals.no_such_survey, surveyRefusals.survey_state_refused],
});

export const exportSurvey = defineRoute({
  id: 'listen.export_survey',
  method: 'GET',
  path: '/api/listen/surveys/{id}/definition',
  summary: 'The questions as SurveyJS JSON, of any version',
  access: { action: 'listen.read' },
  params: one,
  query: z.object({ version: z.coerce.number().int().min(1).max(1_000_000).optional() }),
  stream: 'application/json',
  refusals: [surveyRefusals.no_such_survey],
});

const recipient = z.strictObject({
  type: z.enum(['email', 'phone', 'user_id']),
  value: z.string().trim().min(1).max(320),
});

export const inviteToSurvey = defineRoute({
  id: 'listen.invite_to_survey',
  method: 'POST',
  path: '/api/listen/surveys/{id}/invitations',
  summary: 'Links that hold once, each for one person; with a mailbox they are mailed, the first question in the mail',
  access: { action: 'listen.write' },
  params: one,
  body: z.strictObject({
    to: z.array(recipient).min(1).max(500),
    /** An e-mail channel: the links are mailed from it to those who may be asked. */
    channelId: id.optional(),
    locale: z.string().max(35).optional(),
  }),
  reply: z.object({
    items: z.array(
      recipient.extend({
        /** Shown this once; null when they may not be asked. */
        url: z.string().nullable(),
        /** Why not: as `survey_eligibility` says it. */
        refused: z.string().nullable(),
      }),
    ),
  }),
  status: 201,
  refusals: [surveyRefusals.no_such_survey, surveyRefusals.survey_state_refused, channelRefusals.no_such_channel],
});

export const eligibilityCheck = z.enum(['open', 'quota', 'rest', 'consent', 'segment', 'reachable']);
export const surveyEligibility = defineRoute({
  id: 'listen.survey_eligibility',
  method: 'GET',
  path: '/api/listen/surveys/{id}/eligibility',
  summary: 'Whether a customer would be asked, and if not, why not: every check with what it found',
  access: { action: 'personal.read' },
  params: one,
  query: z.object({ customer: z.string().min(1).max(400) }),
  reply: z.object({
    customer: z.string(),
    eligible: z.boolean(),
    checks: z.array(z.object({ check: eligibilityCheck, passed: z.boolean(), detail: z.string(), until: instant.nullable() })),
  }),
  refusals: [surveyRefusals.no_such_survey, surveyRefusals.survey_customer_unknown],
});
export type EligibilityCheck = z.infer<typeof eligibilityCheck>;

const span = {
  from: instant.optional(),
  to: instant.optional(),
  state: z.enum(['complete', 'partial', 'all']).default('complete'),
};

export const questionResult = surveyQuestion.extend({
  n: z.number().int(),
  score: score.nullable(),
  mean: z.object({ value: z.number(), low: z.number(), high: z.number() }).nullable(),
  /** Answers with their share of those who answered this question (Wilson 95 %); for text, none. */
  distribution: z.array(
    z.object({ value: z.string(), count: z.number().int(), share: z.number(), low: z.number(), high: z.number() }),
  ),
});

export const surveyResults = defineRoute({
  id: 'listen.survey_results',
  method: 'GET',
  path: '/api/listen/surveys/{id}/results',
  summary: 'What was answered: a question each, with scores, intervals, and how many were asked',
  access: { action: 'listen.read' },
  params: one,
  query: z.object(span),
  reply: z.object({
    answers: z.object({ complete: z.number().int(), partial: z.number().int(), full: z.number().int() }),
    /** Of those who were asked by name; null when nobody was. */
    invited: z.object({ asked: z.number().int(), answered: z.number().int(), low: z.number(), high: z.number() }).nullable(),
    questions: z.array(questionResult),
    /** Of the first question that has a score, a week each (weeks begin on Monday, UTC), oldest first. */
    weeks: z.array(z.object({ week: z.string(), ...score.shape })),
    /** Of questions on one scale, taken together: Cronbach's alpha. */
    reliability: z.array(z.object({ questions: z.array(z.string()), alpha: z.number(), n: z.number().int() })),
  }),
  refusals: [surveyRefusals.no_such_survey],
});

const margin = z.strictObject({
  question: z.string().min(1).max(300),
  /** Answer → its share of those the survey is about; shares are taken relative to their sum. */
  targets: z.record(z.string().max(1_000), z.number().positive().max(1e9)),
});

export const weighSurvey = defineRoute({
  id: 'listen.weigh_survey',
  method: 'POST',
  path: '/api/listen/surveys/{id}/weighted',
  summary:
    'The mean or score of a question as if answers were as mixed as the customers: post-stratified on one margin, raked on several',
  access: { action: 'listen.read' },
  params: one,
  body: z.strictObject({ question: z.string().min(1).max(300), margins: z.array(margin).min(1).max(5) }),
  reply: z.object({
    n: z.number().int(),
    plain: z.object({ value: z.number(), se: z.number() }),
    weighted: z.object({ value: z.number(), se: z.number(), low: z.number(), high: z.number() }),
    /** Kish's design effect of unequal weights, and the largest weight beside the smallest. */
    designEffect: z.number(),
    spread: z.number(),
    /** Left out: they answered no question of a margin, or something without a target. */
    leftOut: z.number().int(),
  }),
  refusals: [surveyRefusals.no_such_survey, surveyRefusals.survey_answers_refused],
});

export const surveyResponse = z.object({
  id,
  state: z.enum(['partial', 'complete', 'full']),
  version: z.number().int(),
  /** Who answered, as they are known: opens the customer. */
  sender: z.object({ type: z.string(), value: z.string() }),
  /** Their name, where one is known. */
  person: z.string().nullable(),
  proven: z.boolean(),
  via: z.string(),
  momentId: id.nullable(),
  locale: z.string().nullable(),
  at: instant,
  answers: z.array(z.object({ question: z.string(), value: z.string() })),
});
export type SurveyResponse = z.infer<typeof surveyResponse>;

export const listSurveyResponses = defineRoute({
  id: 'listen.list_survey_responses',
  method: 'GET',
  path: '/api/listen/surveys/{id}/responses',
  summary: 'Who answered what, newest first: all of it, those who answered one question, or gave it one answer',
  access: { action: 'personal.read' },
  params: one,
  query: z.object({ ...pageQuery, ...span, question: z.string().max(300).optional(), value: z.string().max(1_000).optional() }),
  reply: pageOf(surveyResponse),
  refusals: [surveyRefusals.no_such_survey],
});

export const exportSurveyResponses = defineRoute({
  id: 'listen.export_survey_responses',
  method: 'GET',
  path: '/api/listen/surveys/{id}/responses.csv',
  summary: 'All answers as CSV, a row a person; at most 100,000',
  access: { action: 'personal.read' },
  params: one,
  query: z.object(span),
  stream: 'text/csv',
  refusals: [surveyRefusals.no_such_survey],
});

export const surveyAnswered = defineTopic({
  id: 'listen.survey_answered',
  summary: 'Somebody answered a survey, wholly or in part',
  action: 'listen.read',
  message: z.object({ survey: id }),
});

// ── The public door: what a page, a link in a mail and the widget say ──────────────────────────────────────────────────────

export const surveyLook = z.object({
  /** Of the definition: what the house calls the survey stays inside. */
  title: words,
  definition,
  /** What the small renderer shows; null when the page needs SurveyJS. */
  light: z.array(lightQuestion).nullable(),
  locales: z.array(z.string()),
});
export type SurveyLook = z.infer<typeof surveyLook>;

const answers = z.record(z.string().max(300), z.unknown());
export const surveyBegin = z.strictObject({
  /** Of a link that holds once. */
  invitation: z.string().min(20).max(200).optional(),
  /** As analytics.js knows this browser. */
  anonymousId: z.string().min(8).max(200).optional(),
  locale: z.string().max(35).optional(),
  data: answers.default({}),
});
export const surveyBegun = z.object({ token: z.string(), state: z.enum(['partial', 'complete', 'full']), data: answers });
export const surveySave = z.strictObject({ data: answers, complete: z.boolean().default(false) });
export const surveySaved = z.object({ state: z.enum(['partial', 'complete', 'full']) });
