/**
 * Made once before all journeys: a data folder with its database made and migrated, and nobody in it yet.
 * Each journey's server starts on a copy of it (`data-folder.ts`). The tests of faults start on nothing, as a first start does.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { prepareJobs } from '#platform/jobs';
import { createLog } from '#platform/log';
import { migrate, startEmbedded } from '#platform/postgres';

declare module 'vitest' {
  interface ProvidedContext {
    newborn: string;
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const data = await mkdtemp(path.join(tmpdir(), 'verona-newborn-'));
  const forget = () => rm(data, { recursive: true, force: true });
  try {
    const log = createLog({ level: 'error' });
    const server = await startEmbedded({ data, log });
    try {
      await migrate({ url: server.url, ownerUrl: server.ownerUrl, log });
      await prepareJobs({ ownerUrl: server.ownerUrl, log });
      await everybodyLeft(server.superuserUrl);
    } finally {
      await server.stop();
    }
  } catch (error) {
    await forget();
    throw error;
  }
  project.provide('newborn', data);
  return forget;
}

/** A pool that was ended hangs up a moment later; a server that stops before throws at whoever still listens. */
async function everybodyLeft(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const others = `select from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()`;
    while ((await client.query(others)).rowCount) await sleep(20);
  } finally {
    await client.end();
  }
}
