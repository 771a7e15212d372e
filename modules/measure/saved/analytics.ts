/** ClickHouse as a writer of Parquet: the rows go in as bound columns and come out as a file. */
import type { ClickHouse } from '#platform/clickhouse';
import type { Sheet } from '../contract.ts';
import { columnsQuery } from './rules/columns-sql.ts';

export function parquetOf(clickhouse: ClickHouse, sheet: Sheet): Promise<Buffer> {
  const { sql, params } = columnsQuery(sheet);
  return clickhouse.parquet(sql, params);
}
