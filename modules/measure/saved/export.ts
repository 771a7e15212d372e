/** An answer as a file somebody takes along. */
import { stringify } from 'csv-stringify/sync';
import type { ClickHouse } from '#platform/clickhouse';
import type { Sheet } from '../contract.ts';
import { parquetOf } from './analytics.ts';

export interface AnswerFile {
  bytes: Buffer;
  type: string;
}

export async function fileOf(clickhouse: ClickHouse, sheet: Sheet, format: 'csv' | 'parquet'): Promise<AnswerFile> {
  if (format === 'csv') return { bytes: Buffer.from(csvOf(sheet)), type: 'text/csv; charset=utf-8' };
  return { bytes: await parquetOf(clickhouse, sheet), type: 'application/vnd.apache.parquet' };
}

/** RFC 4180. Cells that a spreadsheet would run as a formula are defused (reliability case D11). */
function csvOf({ columns, rows }: Sheet): string {
  return stringify([columns.map(({ name }) => name), ...rows], { escape_formulas: true });
}
