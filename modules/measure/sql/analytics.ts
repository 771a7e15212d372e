/** The published tables as views of a workspace's own database, and questions behind the fence that is made of them. */
import type { ClickHouse, Fence } from '#platform/clickhouse';
import { sqlCaps } from '../contract.ts';
import { databaseOf, definitions, ofWorkspace, published } from './rules/published.ts';

/** Makes a workspace's views as this version defines them. */
export async function publish(clickhouse: ClickHouse, workspaceId: string): Promise<Fence> {
  const [main] = await clickhouse.query<{ database: string }>('select currentDatabase() as database');
  if (main === undefined) throw new Error('the engine did not say which database this is');
  for (const statement of definitions(main.database, workspaceId)) await clickhouse.command(statement);
  // Every table of ours that has a workspace, read by a view or not.
  const ours = await clickhouse.query<{ held: string }>(
    "select table as held from system.columns where database = currentDatabase() and name = 'workspace'",
  );
  const held = new Set(ours.map((each) => each.held));
  const open = published.find(({ from }) => !held.has(from));
  if (open !== undefined) throw new Error(`${open.from} would be read without a filter`);
  return {
    database: databaseOf(main.database, workspaceId),
    tables: published.map(({ name }) => name),
    filters: Object.fromEntries([...held].map((table) => [`${main.database}.${table}`, ofWorkspace(workspaceId)])),
  };
}

export type SqlFormat = 'table' | 'csv' | 'parquet';

const formats = { table: 'JSONCompact', csv: 'CSVWithNames', parquet: 'Parquet' } as const;

export function askBehind(
  clickhouse: ClickHouse,
  fence: Fence,
  sql: string,
  as: SqlFormat,
  signal: AbortSignal,
): Promise<Buffer> {
  const question = {
    sql,
    fence,
    format: formats[as],
    // One more than is shown tells whether there were more.
    rows: as === 'table' ? sqlCaps.rows + 1 : sqlCaps.fileRows,
    bytes: (as === 'table' ? 16 : sqlCaps.fileMb) * 1024 ** 2,
  };
  return clickhouse.fenced(question, { timeoutMs: sqlCaps.seconds * 1000, memoryBytes: sqlCaps.memoryMb * 1024 ** 2, signal });
}
