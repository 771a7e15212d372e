/** Nobody's question outlives whoever asked it. */
import type { ClickHouse } from './client.ts';

/** The same ground, whose questions are killed in the engine when the signal fires: nobody waits for the answer any more. */
export function until<Deps extends { clickhouse: ClickHouse }>(deps: Deps, signal: AbortSignal): Deps {
  const { clickhouse } = deps;
  const query: ClickHouse['query'] = (sql, params, options) => clickhouse.query(sql, params, { ...options, signal });
  const parquet: ClickHouse['parquet'] = (sql, params, options) => clickhouse.parquet(sql, params, { ...options, signal });
  return { ...deps, clickhouse: { ...clickhouse, query, parquet } };
}
