/**
 * The door to Postgres: transactions that belong to one workspace, and SQL you can read.
 *
 * Every table with customer or company data has `workspace_id` and row-level security; a transaction sees only the workspace
 * it was opened for, and nothing at all when none was named (fails closed). Queries are written with the `sql` tag: values
 * are always bound, never spliced.
 */
export { default as sql, empty, join, raw, type Sql } from 'sql-template-tag';
export { type Db, NoRow, TooManyRows, type Tx } from './db.ts';
