/** One conversation measure across channels: the same columns for all of them, without holes. */
import { customerName, defineRoute, id, instant, pageQuery, z } from '#platform/contract';
import { refusals } from './refusals.ts';
import { days, span } from './steps.ts';

/** What conditions, splits and sums of a metric may name: words, and numbers. */
export const conversationWords = [
  ...(['channel', 'kind', 'language', 'outcome', 'answer', 'opened_by', 'emotion'] as const),
  ...(['first_contact', 'asked_again', 'one_person', 'currency'] as const),
];
export const conversationNumbers = [
  ...(['contacts', 'messages', 'transfers', 'reopened', 'waited_seconds', 'answer_seconds', 'elapsed_seconds'] as const),
  ...(['resolved_seconds', 'rating', 'sentiment', 'goodwill'] as const),
];

export const conversation = z.object({
  moment: id,
  no: z.number().int(),
  /** Whose it is; null when nobody is known. */
  person: z.object({ id, name: customerName }).nullable(),
  channel: z.string(),
  kind: z.string(),
  openedBy: z.enum(['customer', 'rule', 'colleague', 'unknown']),
  openedAt: instant,
  /** Effort: times the customer turned to us, messages they wrote, changes of colleague, times it was opened again. */
  contacts: z.number().int(),
  messages: z.number().int(),
  transfers: z.number().int(),
  reopened: z.number().int(),
  askedAgain: z.enum(['yes', 'no', 'too early', 'nobody known']),
  /** `open`, or how it was settled. */
  outcome: z.string(),
  /** Whether a human answered: `human`, `not yet`, or `nobody` when it was settled without. */
  answer: z.enum(['human', 'not yet', 'nobody']),
  firstContact: z.enum(['yes', 'no', 'open', 'too early', 'does not apply']),
  /** Until a human answered, or until the end, or until now: `answer` says which. */
  waitedSeconds: z.number(),
  /** Until it was settled, or until now: `outcome` says which. */
  elapsedSeconds: z.number(),
  /** `not said` where no text tells. */
  emotion: z.string(),
  /** From -1 to 1; 0 where nothing was said. */
  sentiment: z.number(),
  /** Given, by currency; empty: nothing was given. */
  goodwill: z.array(z.object({ currency: z.string(), amount: z.number() })),
});
export type Conversation = z.infer<typeof conversation>;

const filters = {
  channel: z.string().max(100).optional(),
  outcome: z.string().max(100).optional(),
  askedAgain: z.enum(['yes', 'no', 'too early', 'nobody known']).optional(),
};
const within = { ...span, ...filters };
export const conversationsFigure = z.strictObject(within);

/** How conversations went, channel by channel: what is kept of the list. */
export const conversationQuestion = z.strictObject({ ...days, ...filters });
export type ConversationQuestion = z.infer<typeof conversationQuestion>;

export const conversationOrders = ['newest', 'longest', 'effort'] as const;

export const listConversations = defineRoute({
  id: 'measure.list_conversations',
  method: 'GET',
  path: '/api/measure/conversations',
  summary: 'Conversations of every channel by one measure: effort, outcome, elapsed, emotion, money',
  access: { action: 'measure.read' },
  query: z.strictObject({
    ...within,
    order: z.enum(conversationOrders).default('newest'),
    limit: pageQuery.limit,
    offset: z.coerce.number().int().min(0).max(100_000).default(0),
  }),
  reply: z.object({
    items: z.array(conversation),
    total: z.number().int(),
    /** By channel, all of the span: how many, and their medians. */
    channels: z.array(
      z.object({
        channel: z.string(),
        conversations: z.number().int(),
        contacts: z.number(),
        waitedSeconds: z.number(),
        elapsedSeconds: z.number(),
        askedAgain: z.number().int(),
      }),
    ),
    /** False while the measure is written for the first time, or anew: it then knows of a part of the conversations. */
    whole: z.boolean(),
  }),
  refusals: [refusals.too_heavy],
});

export const exportConversations = defineRoute({
  id: 'measure.export_conversations',
  method: 'GET',
  path: '/api/measure/conversations.csv',
  summary: 'The same as CSV, at most 50,000 conversations',
  access: { action: 'customers.export' },
  query: z.strictObject(within),
  stream: 'text/csv; charset=utf-8',
  refusals: [refusals.too_heavy],
});
