/**
 * Conversations as rows one can ask like events: the same columns, whatever the channel. A question over events and one over
 * conversations are then built from the same pieces.
 *
 * Who came back is told here and not in the copy: people are merged later, and a person who wrote by e-mail and called a day
 * after is one person then.
 */
import { conversationNumbers, conversationWords } from '../../contract.ts';
import type { Bound, PropertyType } from '../../rules/events-sql.ts';
import { backDays } from './words.ts';

/** What can be asked of a conversation: the words and the numbers, each with the SQL that tells it. */
const words: Record<(typeof conversationWords)[number], string> = {
  channel: 'channel',
  kind: 'moment_kind',
  language: 'language',
  outcome: 'outcome',
  answer: 'answer',
  opened_by: 'opened_by',
  emotion: 'emotion',
  // Counted once the time to come back has passed, for those who did as for those who did not: else who came back early would
  // stand against nobody.
  first_contact: "if(settled and first_contact in ('yes', 'no'), first_contact, '')",
  asked_again: "if(settled and asked_again in ('yes', 'no'), asked_again, '')",
  one_person: 'one_person',
  currency: 'arrayElementOrNull(mapKeys(goodwill), 1)',
};
const numbers: Record<(typeof conversationNumbers)[number], string> = {
  contacts: 'contacts',
  messages: 'messages',
  transfers: 'transfers',
  reopened: 'reopened',
  waited_seconds: 'waited_seconds',
  answer_seconds: 'answer_seconds',
  elapsed_seconds: 'elapsed_seconds',
  resolved_seconds: 'resolved_seconds',
  rating: 'rating',
  sentiment: 'sentiment',
  /** In one currency: a conversation with two has no sum. */
  goodwill: 'if(length(goodwill) = 1, arraySum(mapValues(goodwill)), null)',
};

export const conversationProperties: Readonly<Record<string, PropertyType>> = Object.fromEntries([
  ...conversationWords.map((name) => [name, 'text' as const]),
  ...conversationNumbers.map((name) => [name, 'number' as const]),
]);

/** `next_at` is 1970 when the person did not come back. */
const told = `
  coalesce(answer_seconds, resolved_seconds, dateDiff('millisecond', opened_at, now64(3)) / 1000) as waited_seconds,
  coalesce(resolved_seconds, dateDiff('millisecond', opened_at, now64(3)) / 1000) as elapsed_seconds,
  addMilliseconds(opened_at, toInt64(elapsed_seconds * 1000)) as ended_at,
  next_at > opened_at and next_at <= addDays(ended_at, ${backDays}) as came_back,
  addDays(ended_at, ${backDays}) <= now64(3) as settled,
  multiIf(sender = 0, 'nobody known', reopened > 0 or came_back, 'yes', not settled, 'too early', 'no') as asked_again,
  multiIf(sender = 0 or contacts = 0, 'does not apply', outcome = 'open', 'open', asked_again = 'yes' or contacts > 1, 'no',
          asked_again = 'too early', 'too early', 'yes') as first_contact,
  multiIf(answered_by = 0, 'nobody', answered_by = 1, 'yes', 'no') as one_person`;

/** Every conversation of the workspace that began in the span, with what time and the same person's other ones tell of it. */
export function conversationTable(
  workspaceId: string,
  { from, to }: { from: string; to: string },
  person: string,
  bound: Bound,
): string {
  const begun = `opened_at >= toDateTime64(${bound.add(from, 'String')}, 3, 'UTC')`;
  // Whoever comes back may do so after the span.
  return `
    (select *, ${told}
       from (select *, leadInFrame(opened_at) over (
                       partition by if(sender = 0, toString(moment), toString(${person})) order by opened_at, moment
                       rows between unbounded preceding and unbounded following) as next_at
               from measure_conversation final where workspace = ${bound.add(workspaceId, 'UUID')} and ${begun})
      where opened_at < toDateTime64(${bound.add(to, 'String')}, 3, 'UTC'))`;
}

/** The same under the names of `listen_events`. */
export function conversationRows(workspaceId: string, span: { from: string; to: string }, person: string, bound: Bound): string {
  const pairs = (of: Record<string, string>, as: (sql: string) => string) =>
    Object.entries(of)
      .map(([name, sql]) => `'${name}', ${as(sql)}`)
      .join(', ');
  return `
    (select workspace, 'Conversation' as name, 'conversation' as kind, channel as source, opened_at as occurred_at, sender,
            mapFilter((k, v) -> v != '', map(${pairs(words, (sql) => `coalesce(toString(${sql}), '')`)})) as text,
            mapFilter((k, v) -> isNotNull(v), map(${pairs(numbers, (sql) => `toNullable(toFloat64(${sql}))`)})) as num
       from ${conversationTable(workspaceId, span, person, bound)})`;
}
