/** ClickHouse side of voice: the copy of the records without their words, and the counts over it. */
import type { ClickHouse } from '#platform/clickhouse';
import { ask } from '../../analytics.ts';
import { bucketsQuery } from '../../behaviour/rules/trend-sql.ts';
import type { Interval } from '../../contract.ts';
import * as sql from '../rules/feedback-sql.ts';
import type { FeedbackRow } from '../store/feedback.ts';

const columns = [
  ...['workspace', 'id', 'sender', 'occurred_at', 'channel', 'source', 'moment', 'language', 'kind', 'sentiment', 'emotion'],
  ...['effort', 'product', 'touchpoint', 'themes', 'version', 'gone'],
];
const mostBuckets = 1_100;
const nobody = '00000000-0000-0000-0000-000000000000';

function line(workspaceId: string, row: FeedbackRow): string {
  const words = [row.channel, row.source, row.momentId ?? nobody, row.language ?? '', row.kind].map((word) =>
    JSON.stringify(word),
  );
  const rest = [row.emotion ?? '', row.effort ?? '', row.product, row.touchpoint, row.themes].map((part) => JSON.stringify(part));
  // `nan` as JSON has no word for it: the engine reads it from text.
  const sentiment = row.sentiment ?? '"nan"';
  return `["${workspaceId}","${row.id}",${row.senderNo},"${row.occurredAt.toISOString()}",${words.join(',')},${sentiment},${rest.join(',')},${row.version},0]\n`;
}

/** Newer versions win, whatever order they arrive in. */
export function publishFeedback(clickhouse: ClickHouse, workspaceId: string, rows: readonly FeedbackRow[]): Promise<void> {
  const lines = rows.map((row) => line(workspaceId, row)).join('');
  return clickhouse.insert('measure_feedback', columns, lines, { repeatable: true });
}

/** Removes the rows themselves, not only their visibility. Answers how many there were. */
export async function forgetFeedback(
  clickhouse: ClickHouse,
  workspaceId: string,
  which: { senders: readonly string[] } | { ids: readonly string[] } | 'all',
): Promise<number> {
  let mine = '';
  const params: Record<string, unknown> = { workspace: workspaceId };
  if (which !== 'all' && 'senders' in which) {
    mine = ' and sender in {senders: Array(UInt64)}';
    params.senders = which.senders.map(BigInt);
  } else if (which !== 'all') {
    mine = ' and id in {ids: Array(UUID)}';
    params.ids = which.ids;
  }
  const where = `where workspace = {workspace: UUID}${mine}`;
  const [held] = await clickhouse.query<{ rows: number }>(
    `select toFloat64(count()) as rows from measure_feedback ${where}`,
    params,
  );
  const rows = held?.rows ?? 0;
  if (rows > 0) await clickhouse.command(`alter table measure_feedback delete ${where} settings mutations_sync = 2`, params);
  return rows;
}

export interface CountRow {
  value: string;
  records: number;
  people: number;
  before: number;
}

export const pageOfIds = (
  clickhouse: ClickHouse,
  asked: sql.Asked,
  after: { at: string; id: string } | undefined,
  limit: number,
) => ask<{ id: string; at: string }>(clickhouse, sql.pageQuery(asked, after, limit));

export const countsBy = (clickhouse: ClickHouse, asked: sql.Asked, by: sql.Dimension, before: { from: string }) =>
  ask<CountRow>(clickhouse, sql.countQuery(asked, by, before));

export async function totals(clickhouse: ClickHouse, asked: sql.Asked) {
  const [row] = await ask<{ records: number; people: number; sentiment: number | null }>(clickhouse, sql.totalsQuery(asked));
  return row ?? { records: 0, people: 0, sentiment: null };
}

export const peopleWhoSaid = (clickhouse: ClickHouse, asked: sql.Asked, limit: number) =>
  ask<{ person: string }>(clickhouse, sql.peopleQuery(asked, limit));

export const seriesOfKinds = (clickhouse: ClickHouse, asked: sql.Asked, interval: Interval, timeZone: string) =>
  ask<{ at: number; kind: string; value: number }>(clickhouse, sql.seriesQuery(asked, interval, timeZone));

/** How many people spoke in each interval in which somebody did; with `split`, by its values. */
export async function peopleSeries(
  clickhouse: ClickHouse,
  asked: sql.Asked,
  interval: Interval,
  timeZone: string,
  split: keyof typeof sql.splits | undefined,
) {
  const rows = await ask<{ at: number; part: string; rest: number; value: number }>(
    clickhouse,
    sql.peopleSeriesQuery(asked, interval, timeZone, split),
  );
  return rows.map((row) => ({ ...row, rest: Boolean(row.rest) }));
}

/** Every interval of the span, so that a day on which nobody spoke is a zero. */
export async function bucketsOf(
  clickhouse: ClickHouse,
  { from, to }: sql.Asked,
  interval: Interval,
  timeZone: string,
): Promise<number[]> {
  const rows = await ask<{ at: number }>(clickhouse, bucketsQuery({ interval, from, to, timeZone }, mostBuckets));
  return rows.map(({ at }) => at);
}

export const themeDays = (clickhouse: ClickHouse, asked: sql.Asked) =>
  ask<{ theme: string; day: number; records: number; sentiment: number | null }>(clickhouse, sql.themeDaysQuery(asked));

export interface Spend {
  event: string;
  property: string;
  since: string;
}

export const spendOfThemes = (clickhouse: ClickHouse, asked: sql.Asked, spend: Spend) =>
  ask<{ theme: string; currency: string; amount: number }>(clickhouse, sql.spendQuery(asked, spend));

export const spendOfSenders = (clickhouse: ClickHouse, asked: sql.Asked, senders: readonly string[], spend: Spend) =>
  ask<{ currency: string; amount: number }>(clickhouse, sql.spendOfQuery(asked, senders, spend));
