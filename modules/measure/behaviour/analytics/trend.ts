/** ClickHouse side of measure: asks the published dataset `listen_events`, writes nothing. */
import type { ClickHouse } from '#platform/clickhouse';
import { ask } from '../../analytics.ts';
import type { TrendQuestion } from '../../contract.ts';
import { type Behind, behindQuery, bucketsQuery, shownWordsQuery, type TrendContext, trendQuery } from '../rules/trend-sql.ts';

export interface TrendRow {
  /** Seconds since the epoch; 0 of the whole. */
  at: number;
  /** Of the series over the whole span. */
  whole: boolean;
  label: string | null;
  rest: boolean;
  value: number | null;
}

export interface BehindRow {
  person: string;
  events: number;
  value: number | null;
  last: string;
  total: number;
}

export async function buckets(
  clickhouse: ClickHouse,
  question: Parameters<typeof bucketsQuery>[0],
  atMost: number,
): Promise<number[]> {
  const rows = await ask<{ at: number }>(clickhouse, bucketsQuery(question, atMost));
  return rows.map((row) => row.at);
}

export async function shownWords(clickhouse: ClickHouse, question: TrendQuestion, context: TrendContext): Promise<string[]> {
  const rows = await ask<{ word: string }>(clickhouse, shownWordsQuery(question, context.workspaceId, context.typeOf));
  return rows.map((row) => row.word);
}

export async function trendRows(clickhouse: ClickHouse, question: TrendQuestion, context: TrendContext): Promise<TrendRow[]> {
  const rows = await ask<TrendRow>(clickhouse, trendQuery(question, context));
  return rows.map((row) => ({ ...row, whole: Boolean(row.whole), rest: Boolean(row.rest) }));
}

export function peopleBehind(
  clickhouse: ClickHouse,
  question: TrendQuestion,
  context: TrendContext,
  behind: Behind,
): Promise<BehindRow[]> {
  return ask<BehindRow>(clickhouse, behindQuery(question, context, behind));
}
