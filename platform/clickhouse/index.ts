/**
 * The door to ClickHouse: typed questions, and inserts that may come twice.
 *
 * ClickHouse is a copy that can be dropped and rebuilt from Postgres; nothing here is the truth. The same SQL and the same
 * official client serve the embedded engine (a chDB child process behind ClickHouse's HTTP interface) and a cluster.
 */
export {
  type ClickHouse,
  ClickHouseRefused,
  ClickHouseUnavailable,
  type InsertOptions,
  liesInTheRows,
  type QueryOptions,
} from './client.ts';
export { type ClickHouseAddress, type ClickHouseConnection, connectClickHouse, readClickHouseUrl } from './connect.ts';
export { type EmbeddedClickHouse, EmbeddedClickHouseFailed, startEmbeddedClickHouse } from './embedded.ts';
export type { Fence, FencedQuestion } from './fence/ask.ts';
export { findMigrations, MigrationDrift, type MigrationFile, migrateClickHouse } from './migrate.ts';
export { until } from './until.ts';
