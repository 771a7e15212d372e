/** What `*.store.test.ts` build on: a database of their own, cloned in milliseconds from the migrated template. */
import { randomBytes, randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { createLog } from '#platform/log';
import { type Database, openDb, sql } from '#platform/postgres';
import { at } from './postgres.ts';

export { datasetPath } from './datasets.ts';
export { type FreshClickHouse, freshClickHouse } from './fresh-clickhouse.ts';
export { killedAmid } from './killed-engine.ts';
export { hangs, type ModelAsked, type ModelServer, refuses, says, startModel } from './model.ts';

export interface FreshDatabase {
  /** As the server sees it: the restricted role. */
  db: Database;
  /** As migrations see it: the owner, whom row-level security does not bind. For looking behind the curtain. */
  ownerDb: Database;
  url: string;
  ownerUrl: string;
  workspaceId: string;
  otherWorkspaceId: string;
  /** Hangs up and drops the database. Call in `afterAll`. */
  close(): Promise<void>;
}

/** A new database with every migration applied and two workspaces. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const server = inject('postgres');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await asSuperuser(server.superuserUrl, `create database ${name} template ${server.template} owner verona_owner`);
  const url = at(server.url, name);
  const ownerUrl = at(server.ownerUrl, name);
  const log = createLog({ level: 'silent' });
  const db = openDb({ url, log, max: 8, applicationName: 'test' });
  const ownerDb = openDb({ url: ownerUrl, log, max: 2, applicationName: 'test owner' });
  const [workspaceId, otherWorkspaceId] = [randomUUID(), randomUUID()];
  await db.inSystem(async (tx) => {
    await tx.run(sql`select platform.create_workspace(${workspaceId}, 'First', 'first')`);
    await tx.run(sql`select platform.create_workspace(${otherWorkspaceId}, 'Other', 'other')`);
  });
  return {
    db,
    ownerDb,
    url,
    ownerUrl,
    workspaceId,
    otherWorkspaceId,
    close: async () => {
      await Promise.all([db.close(), ownerDb.close()]);
      await asSuperuser(server.superuserUrl, `drop database ${name} with (force)`);
    },
  };
}

async function asSuperuser(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
