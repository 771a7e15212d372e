/** ClickHouse side of what was said after a step. */
import type { ClickHouse } from '#platform/clickhouse';
import { ask } from '../../analytics.ts';
import type { FunnelQuestion } from '../../contract.ts';
import type { FunnelContext } from '../rules/funnel-sql.ts';
import { type After, saidQuery, wordsQuery } from '../rules/said-sql.ts';

export interface SaidRow {
  /** On, past the step. */
  went: boolean;
  dimension: 'people' | 'said' | 'kind' | 'mood' | 'theme' | 'conversing' | 'conversation' | 'search';
  value: string;
  records: number;
  people: number;
}

export const saidRows = (clickhouse: ClickHouse, question: FunnelQuestion, context: FunnelContext, after: After) =>
  ask<SaidRow>(clickhouse, saidQuery(question, context, after));

export async function wordIds(
  clickhouse: ClickHouse,
  question: FunnelQuestion,
  context: FunnelContext,
  after: After,
  limit: number,
): Promise<string[]> {
  const rows = await ask<{ id: string }>(clickhouse, wordsQuery(question, context, after, limit));
  return rows.map(({ id }) => id);
}
