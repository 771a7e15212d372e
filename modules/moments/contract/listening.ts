/** Listening in: a leader reads a conversation along, under the rule the customer is owed, and the time is counted. */
import { defineRoute, id, instant, pageOf, pageQuery, z } from '#platform/contract';
import { refusals } from './refusals.ts';

/**
 * What a customer in a live conversation is owed before somebody listens in. A conversation by mail is read, not listened to:
 * nothing is owed there.
 */
export const listeningRule = z.enum(['always', 'told', 'asked', 'never']);
export type ListeningRule = z.infer<typeof listeningRule>;

const person = z.object({ id, name: z.string() });
const one = z.object({ id });

const rule = z.object({ rule: listeningRule, changedBy: z.string().nullable(), changedAt: instant.nullable() });

export const readListeningRule = defineRoute({
  id: 'moments.listening_rule',
  method: 'GET',
  path: '/api/moments/listening/rule',
  summary: 'What a customer is owed before a colleague listens in',
  access: { action: 'moments.read' },
  reply: rule,
});

export const setListeningRule = defineRoute({
  id: 'moments.set_listening_rule',
  method: 'PUT',
  path: '/api/moments/listening/rule',
  summary: 'Set what a customer is owed: nothing, to be told, to be asked; or nobody listens in',
  access: { action: 'moments.write' },
  body: z.strictObject({ rule: listeningRule }),
  reply: rule,
});

/** Somebody who listens in, or waits for the customer's word. */
export const listener = z.object({ employee: person, state: z.enum(['asked', 'listening']), since: instant });
export type Listener = z.infer<typeof listener>;

export const listenIn = defineRoute({
  id: 'moments.listen_in',
  method: 'PUT',
  path: '/api/moments/{id}/listening',
  summary: 'Listen in, or go on: say it again every few seconds, for who falls silent has left. Ownership is not touched',
  access: { action: 'moments.lead' },
  params: one,
  body: z.strictObject({}).optional(),
  reply: listener,
  refusals: [
    refusals.no_such_moment,
    refusals.not_open,
    refusals.employee_needed,
    refusals.own_conversation,
    refusals.nobody_listens,
    refusals.customer_refused,
  ],
});

export const stopListening = defineRoute({
  id: 'moments.stop_listening',
  method: 'DELETE',
  path: '/api/moments/{id}/listening',
  summary: 'Listen no longer; the time counted ends here',
  access: { action: 'moments.lead' },
  params: one,
  refusals: [refusals.no_such_moment, refusals.employee_needed],
});

export const listening = z.object({
  id,
  employee: person,
  moment: z.object({ id, no: z.number().int(), title: z.string() }),
  /** What the customer was owed: nothing, to be told, to be asked. */
  owed: z.enum(['nothing', 'told', 'asked']),
  from: instant,
  /** Null while they listen. */
  until: instant.nullable(),
  seconds: z.number().int(),
});

export const listListenings = defineRoute({
  id: 'moments.listenings',
  method: 'GET',
  path: '/api/moments/listening',
  summary: 'Who listened to which moment from when to when, newest first',
  access: { action: 'moments.read' },
  query: z.strictObject({ ...pageQuery, employee: id.optional(), moment: id.optional() }),
  reply: pageOf(listening),
});

export const listeningHours = defineRoute({
  id: 'moments.listening_hours',
  method: 'GET',
  path: '/api/moments/listening/hours',
  summary: 'How long each leader listened in, most first; the last 30 days when no time is named',
  access: { action: 'moments.read' },
  query: z.strictObject({ from: instant.optional(), to: instant.optional() }),
  reply: z.object({
    from: instant,
    to: instant,
    items: z.array(
      z.object({ employee: person, conversations: z.number().int(), seconds: z.number().int(), insights: z.number().int() }),
    ),
  }),
});

/** What somebody noted while they listened in. */
export const insight = z.object({
  id,
  moment: z.object({ id, no: z.number().int(), title: z.string() }),
  at: instant,
  author: z.object({ id: id.nullable(), name: z.string() }),
  text: z.string(),
});

export const listInsights = defineRoute({
  id: 'moments.insights',
  method: 'GET',
  path: '/api/moments/insights',
  summary: 'What was noted while listening in, newest first',
  access: { action: 'moments.read' },
  query: z.strictObject({ ...pageQuery, author: id.optional(), moment: id.optional() }),
  reply: pageOf(insight),
});
