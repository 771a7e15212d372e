/**
 * The door to Postgres: transactions that belong to one workspace, and SQL you can read.
 *
 * Every table with customer or company data has `workspace_id` and row-level security; a transaction sees only the workspace
 * it was opened for, and nothing at all when none was named (fails closed). Queries are written with the `sql` tag: values
 * are always bound, never spliced.
 */
export { default as sql, empty, join, raw, type Sql } from 'sql-template-tag';
export { withClient } from './client.ts';
export { copyIn, copyOut } from './copy.ts';
export { DataInUse, lockData } from './data-lock.ts';
export { type Db, NoRow, prepared, TooManyRows, type Tx, type TxOptions } from './db.ts';
export { type EmbeddedOptions, type EmbeddedPostgres, startEmbedded } from './embedded.ts';
export { jsonb, storable } from './jsonb.ts';
export { type MigrateOptions, MigrationRefused, migrate } from './migrate.ts';
export { type Migration, migrationsOnDisk } from './migration-files.ts';
export { type Database, type DbOptions, openDb } from './pool.ts';
export { type Reached, reachEmbedded } from './reach.ts';
export { refusals } from './refusals.ts';
export { assertRestricted, UnsafeRole } from './restricted.ts';
export { ensureSecrets } from './secrets.ts';
