/** ClickHouse side of metrics. */
import type { ClickHouse } from '#platform/clickhouse';
import { ask } from '../analytics.ts';
import { bucketsQuery } from '../behaviour/rules/trend-sql.ts';
import type { MetricQuestion } from '../contract.ts';
import { dataset, type Query } from '../rules/events-sql.ts';

/** Starts of the intervals in a span, in seconds. */
export async function startsOf(clickhouse: ClickHouse, question: MetricQuestion, atMost: number): Promise<number[]> {
  return (await ask<{ at: number }>(clickhouse, bucketsQuery(question, atMost))).map(({ at }) => at);
}

export interface MeasuredRow {
  /** Seconds since the epoch; 0 of the whole span. */
  at: number;
  label: string | null;
  rest: boolean;
  value: number | null;
  base: number;
  newest: number;
}

export async function measuredRows(clickhouse: ClickHouse, query: Query): Promise<MeasuredRow[]> {
  const rows = await ask<MeasuredRow>(clickhouse, query);
  return rows.map((row) => ({ ...row, rest: Boolean(row.rest), value: finite(row.value), newest: Number(row.newest) }));
}

/** The mean of nothing is not a number, and arrives as null or as a word. */
const finite = (value: number | null) => (typeof value === 'number' && Number.isFinite(value) ? value : null);

export async function shownWords(clickhouse: ClickHouse, query: Query): Promise<string[]> {
  return (await ask<{ word: string }>(clickhouse, query)).map(({ word }) => word);
}

export interface PersonRow {
  person: string;
  value: number | null;
  rows: number;
  last: string;
  total: number;
}

export const peopleRows = (clickhouse: ClickHouse, query: Query): Promise<PersonRow[]> => ask<PersonRow>(clickhouse, query);

/** Which of these events were ever heard. */
export async function heardOf(clickhouse: ClickHouse, workspaceId: string, names: readonly string[]): Promise<Set<string>> {
  if (names.length === 0) return new Set();
  const sql = `
    select name from ${dataset} where workspace = {workspace: UUID} and name in {names: Array(String)} limit 1 by name`;
  const rows = await ask<{ name: string }>(clickhouse, { sql, params: { workspace: workspaceId, names: [...new Set(names)] } });
  return new Set(rows.map(({ name }) => name));
}
