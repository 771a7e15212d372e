/** The Postgres of a test run: one embedded server, one migrated template that every test clones. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { prepareJobs } from '#platform/jobs';
import { createLog } from '#platform/log';
import { migrate, startEmbedded } from '#platform/postgres';
import type { Engine } from './engine.ts';

/** What a test needs to make itself a database. */
export interface PostgresForTests {
  superuserUrl: string;
  ownerUrl: string;
  url: string;
  template: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    postgres: PostgresForTests;
  }
}

const template = 'verona_template';

/** Nothing here must survive a power cut. Durability has tests of its own, on servers of their own. */
const hasty = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '200',
  shared_buffers: '128MB',
};

export const postgres: Engine = async (project) => {
  const data = await mkdtemp(path.join(tmpdir(), 'verona-test-'));
  const log = createLog({ level: 'error' });
  const server = await startEmbedded({ data, log, settings: hasty });
  const stop = async () => {
    await server.stop();
    await rm(data, { recursive: true, force: true });
  };
  try {
    await migrate({ url: server.url, ownerUrl: server.ownerUrl, log });
    await prepareJobs({ ownerUrl: server.ownerUrl, log });
    const client = new pg.Client({ connectionString: at(server.superuserUrl, 'postgres') });
    await client.connect();
    await client.query(`alter database verona rename to ${template}`);
    await client.end();
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide('postgres', {
    superuserUrl: at(server.superuserUrl, 'postgres'),
    ownerUrl: server.ownerUrl,
    url: server.url,
    template,
  });
  return stop;
};

/** The same connection to another database. */
export function at(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
