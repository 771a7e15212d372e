/** The table of conversations: the same columns for every channel, and whose each of them is. */
import { stringify } from 'csv-stringify/sync';
import type { Customers } from '#customers';
import type { ClickHouse } from '#platform/clickhouse';
import type { QueryOf, ReplyOf } from '#platform/contract';
import type { Db } from '#platform/postgres';
import type { Conversation, ConversationQuestion, exportConversations, listConversations } from '../contract.ts';
import { byChannel, type ChannelRow, type ConversationRow, conversations } from './analytics.ts';
import { readCopy } from './store.ts';

const mostExported = 50_000;

export interface ConversationsDeps {
  db: Db;
  clickhouse: ClickHouse;
  customers: Pick<Customers, 'personOf' | 'describePeople'>;
}

export async function list(
  { db, clickhouse, customers }: ConversationsDeps,
  workspaceId: string,
  { order, limit, offset, ...asked }: QueryOf<typeof listConversations>,
): Promise<ReplyOf<typeof listConversations>> {
  const person = customers.personOf('sender');
  const rows = await conversations(clickhouse, workspaceId, person, asked, { order, limit, offset });
  const channels = await byChannel(clickhouse, workspaceId, person, asked);
  const people = await customers.describePeople(workspaceId, [...new Set(rows.map((row) => row.person))]);
  const copy = await db.inWorkspace(workspaceId, (tx) => readCopy(tx, workspaceId), { readOnly: true });
  return {
    items: rows.map((row) => {
      const whose = people.get(row.person);
      return { ...cellsOf(row), person: whose ? { id: whose.id, name: whose.name } : null };
    }),
    total: channels.reduce((sum, channel) => sum + channel.conversations, 0),
    channels,
    whole: copy?.whole ?? false,
  };
}

/** How conversations went, channel by channel. */
export async function answerChannels(
  { clickhouse, customers }: Pick<ConversationsDeps, 'clickhouse' | 'customers'>,
  workspaceId: string,
  question: ConversationQuestion,
): Promise<{ channels: ChannelRow[] }> {
  return { channels: await byChannel(clickhouse, workspaceId, customers.personOf('sender'), question) };
}

export async function csv(
  { clickhouse, customers }: ConversationsDeps,
  workspaceId: string,
  asked: QueryOf<typeof exportConversations>,
): Promise<string> {
  const page = { order: 'newest' as const, limit: mostExported, offset: 0 };
  const rows = await conversations(clickhouse, workspaceId, customers.personOf('sender'), asked, page);
  const lines = rows.map((row) => {
    const { goodwill, ...cells } = cellsOf(row);
    const money = goodwill.map(({ currency, amount }) => `${amount} ${currency}`).join(' + ') || '0';
    return { ...cells, goodwill: money };
  });
  return stringify(lines, { header: true, columns: exported, escape_formulas: true });
}

/** The same columns in every export, also in an empty one. */
const exported = [
  ...['no', 'moment', 'channel', 'kind', 'openedBy', 'openedAt', 'contacts', 'messages', 'transfers', 'reopened', 'askedAgain'],
  ...['outcome', 'answer', 'firstContact', 'waitedSeconds', 'elapsedSeconds', 'emotion', 'sentiment', 'goodwill'],
];

function cellsOf({ person: _person, total: _total, goodwill, ...row }: ConversationRow): Omit<Conversation, 'person'> {
  const money = Object.entries(goodwill).map(([currency, amount]) => ({ currency, amount }));
  return { ...(row as Omit<Conversation, 'person' | 'no' | 'goodwill'>), no: Number(row.no), goodwill: money };
}
