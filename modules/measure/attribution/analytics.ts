/** ClickHouse side of attribution. */
import type { ClickHouse } from '#platform/clickhouse';
import { ask } from '../analytics.ts';
import type { AttributionQuestion } from '../contract.ts';
import type { EventsContext } from '../rules/events-sql.ts';
import { convertedQuery, pathsQuery } from './rules/paths-sql.ts';

export interface PathRow {
  path: string[];
  conversions: number;
  value: number;
  lost: number;
}

export interface ConvertedRow {
  person: string;
  conversions: number;
  touches: number;
  last: string;
  total: number;
}

export const pathsOf = (clickhouse: ClickHouse, question: AttributionQuestion, context: EventsContext) =>
  ask<PathRow>(clickhouse, pathsQuery(question, context));

export const convertedAfter = (
  clickhouse: ClickHouse,
  question: AttributionQuestion,
  context: EventsContext,
  which: Parameters<typeof convertedQuery>[2],
) => ask<ConvertedRow>(clickhouse, convertedQuery(question, context, which));
