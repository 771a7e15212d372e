/** ClickHouse side of the conversation measure: its lines, and the table they make. */
import type { ClickHouse } from '#platform/clickhouse';
import { ask } from '../analytics.ts';
import { Bound } from '../rules/events-sql.ts';
import { type Feeling, lineColumns } from './rules/line.ts';
import { conversationTable } from './rules/rows-sql.ts';

export async function insertLines(clickhouse: ClickHouse, lines: string): Promise<void> {
  await clickhouse.insert('measure_conversation', lineColumns, lines, { repeatable: true });
}

export async function dropLines(clickhouse: ClickHouse, workspaceId: string): Promise<void> {
  await clickhouse.command(
    'alter table measure_conversation delete where workspace = {workspace: UUID} settings mutations_sync = 2',
    { workspace: workspaceId },
  );
}

const ofSenders = 'workspace = {workspace: UUID} and sender in {senders: Array(UInt64)}';
const sendersOf = (workspaceId: string, senderNos: readonly string[]) => ({
  workspace: workspaceId,
  senders: senderNos.map(Number),
});

/** Moments of which any writing of their line names one of these senders. */
export async function momentsOf(clickhouse: ClickHouse, workspaceId: string, senderNos: readonly string[]): Promise<string[]> {
  const sql = `select distinct moment from measure_conversation where ${ofSenders}`;
  const rows = await ask<{ moment: string }>(clickhouse, { sql, params: sendersOf(workspaceId, senderNos) });
  return rows.map(({ moment }) => moment);
}

/** Removes every writing of a line that names one of these senders. */
export async function dropSenders(clickhouse: ClickHouse, workspaceId: string, senderNos: readonly string[]): Promise<void> {
  const sql = `alter table measure_conversation delete where ${ofSenders} settings mutations_sync = 2`;
  await clickhouse.command(sql, sendersOf(workspaceId, senderNos));
}

/** Lines of the last days whose feeling may have been read meanwhile. */
export const recentFeelings = (clickhouse: ClickHouse, workspaceId: string, limit: number) =>
  ask<Feeling & { moment: string }>(clickhouse, {
    sql: `
      select moment, emotion, ifNull(sentiment, 0) as sentiment from measure_conversation final
       where workspace = {workspace: UUID} and opened_at > now64(3) - toIntervalDay(3)
       order by opened_at desc limit {limit: UInt32}`,
    params: { workspace: workspaceId, limit },
  });

export interface ConversationRow {
  moment: string;
  no: string;
  person: string;
  channel: string;
  kind: string;
  openedBy: string;
  openedAt: string;
  contacts: number;
  messages: number;
  transfers: number;
  reopened: number;
  askedAgain: string;
  outcome: string;
  answer: string;
  firstContact: string;
  waitedSeconds: number;
  elapsedSeconds: number;
  emotion: string;
  sentiment: number;
  goodwill: Record<string, number>;
  total: number;
}

export interface Asked {
  from: string;
  to: string;
  channel?: string | undefined;
  outcome?: string | undefined;
  askedAgain?: string | undefined;
}

function whereOf(asked: Asked, bound: Bound): string {
  const parts = ['true'];
  if (asked.channel !== undefined) parts.push(`channel = ${bound.add(asked.channel, 'String')}`);
  if (asked.outcome !== undefined) parts.push(`outcome = ${bound.add(asked.outcome, 'String')}`);
  if (asked.askedAgain !== undefined) parts.push(`asked_again = ${bound.add(asked.askedAgain, 'String')}`);
  return parts.join(' and ');
}

const orders = {
  newest: 'opened_at desc, moment',
  longest: 'elapsed_seconds desc, moment',
  effort: 'contacts + transfers + reopened desc, opened_at desc, moment',
};

export function conversations(
  clickhouse: ClickHouse,
  workspaceId: string,
  person: string,
  asked: Asked,
  page: { order: keyof typeof orders; limit: number; offset: number },
): Promise<ConversationRow[]> {
  const bound = new Bound();
  const table = conversationTable(workspaceId, asked, person, bound);
  const sql = `
    select moment, no, toString(${person}) as person, channel, moment_kind as kind, opened_by as "openedBy", opened_at as "openedAt",
           contacts, messages, transfers, reopened, asked_again as "askedAgain", outcome, answer, first_contact as "firstContact",
           waited_seconds as "waitedSeconds", elapsed_seconds as "elapsedSeconds", emotion, ifNull(sentiment, 0) as sentiment, goodwill,
           toFloat64(count() over ()) as total
      from ${table} where ${whereOf(asked, bound)} order by ${orders[page.order]}
     limit ${bound.add(page.limit, 'UInt32')} offset ${bound.add(page.offset, 'UInt32')}`;
  return ask<ConversationRow>(clickhouse, { sql, params: bound.params });
}

/** Whose conversations these are, one row a person; nobody known is nobody here. */
export function peopleOfConversations(
  clickhouse: ClickHouse,
  workspaceId: string,
  person: string,
  asked: Asked,
  limit: number,
): Promise<{ person: string }[]> {
  const bound = new Bound();
  const table = conversationTable(workspaceId, asked, person, bound);
  const sql = `
    select distinct toString(${person}) as person from ${table} where sender != 0 and ${whereOf(asked, bound)}
     limit ${bound.add(limit, 'UInt32')}`;
  return ask<{ person: string }>(clickhouse, { sql, params: bound.params });
}

export interface ChannelRow {
  channel: string;
  conversations: number;
  contacts: number;
  waitedSeconds: number;
  elapsedSeconds: number;
  askedAgain: number;
}

export function byChannel(clickhouse: ClickHouse, workspaceId: string, person: string, asked: Asked): Promise<ChannelRow[]> {
  const bound = new Bound();
  const table = conversationTable(workspaceId, asked, person, bound);
  const sql = `
    select channel, toFloat64(count()) as conversations, avg(contacts) as contacts, median(waited_seconds) as "waitedSeconds",
           median(elapsed_seconds) as "elapsedSeconds", toFloat64(countIf(asked_again = 'yes')) as "askedAgain"
      from ${table} where ${whereOf(asked, bound)} group by channel order by conversations desc, channel limit 50`;
  return ask<ChannelRow>(clickhouse, { sql, params: bound.params });
}
