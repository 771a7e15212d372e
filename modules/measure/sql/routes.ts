/** HTTP of SQL for analysts. */
import { type Bind, Download } from '#platform/http';
import * as contract from '../contract.ts';
import { tables } from './rules/published.ts';
import { createSql, type SqlDeps } from './sql.ts';

const types = { csv: 'text/csv; charset=utf-8', parquet: 'application/vnd.apache.parquet' };

export function bindSql(deps: SqlDeps & { bind: Bind }): void {
  const { bind } = deps;
  const sql = createSql(deps);
  bind(contract.sqlTables, async () => ({ tables, caps: contract.sqlCaps }));
  bind(contract.askSql, ({ principal, body, signal }) => sql.ask(principal, body.sql, signal));
  bind(contract.exportSql, async ({ principal, body, signal }) => {
    const bytes = await sql.file(principal, body.sql, body.format, signal);
    return new Download(bytes, { 'content-type': types[body.format] });
  });
}
