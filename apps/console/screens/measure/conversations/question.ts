/** Which conversations are looked at, as the address has it, and as the server takes it. Pure. */
import { type ConversationQuestion, conversationOrders, type Range } from '#measure/contract';
import { exactly, spanSearch } from '../dashboards/addresses.ts';
import { among, type Days, one, readDays, type Search, spanOf } from '../question.ts';

export interface ConversationWords extends Days {
  channel: string | undefined;
  outcome: string | undefined;
  order: (typeof conversationOrders)[number];
}

export const readConversations = (search: Search, homeZone: string): ConversationWords => ({
  ...readDays(search, homeZone),
  channel: one(search.channel),
  outcome: one(search.outcome),
  order: among(conversationOrders, search.order) ?? 'newest',
});

export function conversationsFor(words: ConversationWords, now: number): ConversationQuestion | undefined {
  const span = spanOf({ ...words, interval: 'day' }, now);
  if (!span) return undefined;
  return {
    ...(words.channel !== undefined && { channel: words.channel }),
    ...(words.outcome !== undefined && { outcome: words.outcome }),
    from: new Date(span.from).toISOString(),
    to: new Date(span.to).toISOString(),
    timeZone: words.timeZone,
  };
}

export function conversationsAddress(question: ConversationQuestion, range: Range | null): string | undefined {
  const search = { channel: question.channel, outcome: question.outcome, ...spanSearch(question, range) };
  return exactly('/conversations', search, { question, range }, (read, now) =>
    conversationsFor(readConversations(read, 'UTC'), now),
  );
}
