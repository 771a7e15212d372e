/** What tests of `analytics.ts` build on: an empty ClickHouse database with every migration applied. */
import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { type ClickHouseConnection, connectClickHouse, migrateClickHouse } from '#platform/clickhouse';
import { createLog } from '#platform/log';
import type {} from './clickhouse.ts';

export interface FreshClickHouse {
  clickhouse: ClickHouseConnection;
  database: string;
  /** Hangs up and drops the database. Call in `afterAll`. */
  close(): Promise<void>;
}

/** A new database on the engine of this test run. */
export async function freshClickHouse(): Promise<FreshClickHouse> {
  const log = createLog({ level: 'silent' });
  const database = `test_${randomBytes(8).toString('hex')}`;
  const address = { ...inject('clickhouse'), database };
  await migrateClickHouse({ address, log });
  const clickhouse = connectClickHouse({ ...address, log });
  return {
    clickhouse,
    database,
    async close() {
      await clickhouse.command('drop database {name: Identifier} sync', { name: database });
      await clickhouse.close();
    },
  };
}
