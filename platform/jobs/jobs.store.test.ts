import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { createLog } from '#platform/log';
import { openDb, sql } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import type { JobKind, RunningJobs } from './jobs.ts';
import { prepareJobs } from './prepare.ts';
import { createJobs, type JobsDeps } from './run.ts';

const log = createLog({ level: 'silent' });
const greet = { name: 'test.greet', payload: z.strictObject({ name: z.string(), at: z.coerce.date().optional() }) };
const doomed: JobKind = { name: 'test.doomed', payload: z.strictObject({}), attempts: 1 };

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
  await prepareJobs({ ownerUrl: fresh.ownerUrl, log });
  // Again, as every start does.
  await prepareJobs({ ownerUrl: fresh.ownerUrl, log });
});
afterAll(() => fresh.close());

function jobsOf(more: Partial<JobsDeps> = {}): RunningJobs & AsyncDisposable {
  const connect = () => openDb({ url: fresh.url, log, max: 6, waitMs: 10_000, applicationName: 'test jobs' });
  const jobs = createJobs({ db: fresh.db, log, connect, ...more });
  return { ...jobs, [Symbol.asyncDispose]: () => jobs.stop() };
}

const inFirst = <T>(work: Parameters<typeof fresh.db.inWorkspace<T>>[1]) => fresh.db.inWorkspace(fresh.workspaceId, work);

test('a job exists exactly when its transaction commits', async () => {
  await using jobs = jobsOf();
  const greeted: string[] = [];
  jobs.handle(greet, async ({ payload, attempt }) => void greeted.push(`${payload.name} ${attempt} ${payload.at?.getTime()}`));
  await jobs.start();
  await inFirst((tx) => jobs.add(tx, greet, { name: 'Ada', at: '2026-01-01T00:00:00Z' }));
  await expect(
    inFirst(async (tx) => {
      await jobs.add(tx, greet, { name: 'Nobody' });
      throw new Error('changed my mind');
    }),
  ).rejects.toThrow('changed my mind');
  await expect(inFirst((tx) => jobs.add(tx, greet, { name: 7 } as never))).rejects.toThrow(z.ZodError);
  await vi.waitFor(() => expect(greeted).toEqual(['Ada 1 1767225600000']), 5_000);
  await sleep(200);
  expect(greeted).toHaveLength(1);
  expect(await jobs.health()).toEqual({ running: true, overdueMs: 0, failed: 0 });
});

test('a key moves a job, cancels it, and belongs to one workspace', async () => {
  await using jobs = jobsOf();
  const greeted: string[] = [];
  jobs.handle(greet, async ({ payload }) => void greeted.push(payload.name));
  await jobs.start();
  const tomorrow = new Date(Date.now() + 86_400_000);
  await inFirst((tx) => jobs.add(tx, greet, { name: 'moved' }, { runAt: tomorrow, key: 'a' }));
  await inFirst((tx) => jobs.add(tx, greet, { name: 'cancelled' }, { runAt: new Date(Date.now() + 1_500), key: 'b' }));
  await fresh.db.inWorkspace(fresh.otherWorkspaceId, (tx) => jobs.cancel(tx, 'a'));
  await fresh.db.inWorkspace(fresh.otherWorkspaceId, (tx) => jobs.add(tx, greet, { name: 'theirs' }, { key: 'b' }));
  await inFirst((tx) => jobs.cancel(tx, 'b'));
  await inFirst((tx) => jobs.add(tx, greet, { name: 'moved here' }, { key: 'a' }));
  await vi.waitFor(() => expect(new Set(greeted)).toEqual(new Set(['moved here', 'theirs'])), 5_000);
  await sleep(2_000);
  expect(greeted).toHaveLength(2);
});

test('what failed for good is listed with its reason, and a retry gives it new tries', async () => {
  await using jobs = jobsOf();
  let broken = true;
  let done = 0;
  jobs.handle(doomed, async () => {
    if (broken) {
      throw new Error('no luck today');
    }
    done += 1;
  });
  await jobs.start();
  await inFirst((tx) => jobs.add(tx, doomed, {}));
  await vi.waitFor(async () => {
    expect(await jobs.failed()).toMatchObject([{ name: 'test.doomed', payload: {}, attempts: 1, error: 'no luck today' }]);
  }, 5_000);
  expect((await jobs.health()).failed).toBe(1);
  broken = false;
  const [failed] = await jobs.failed();
  expect(await jobs.retry(['0'])).toBe(0);
  expect(await jobs.retry([failed?.id as string])).toBe(1);
  await vi.waitFor(() => expect(done).toBe(1), 5_000);
  expect(await jobs.failed()).toEqual([]);
});

test('repeated work runs on one process at a time, goes on after a failure, and keeps its time over restarts', async () => {
  let now = 0;
  let most = 0;
  let turns = 0;
  const work = async () => {
    now += 1;
    most = Math.max(most, now);
    turns += 1;
    await sleep(300);
    now -= 1;
    if (turns === 1) {
      throw new Error('the first turn fails');
    }
  };
  await using one = jobsOf();
  await using two = jobsOf();
  for (const jobs of [one, two]) {
    jobs.every('test.round', 1_000, work);
  }
  await Promise.all([one.start(), two.start()]);
  await vi.waitFor(() => expect(turns).toBeGreaterThanOrEqual(3), 15_000);
  expect(most).toBe(1);
  await Promise.all([one.stop(), two.stop()]);

  await using three = jobsOf();
  let late = 0;
  const daily = async () => {
    late += 1;
  };
  three.every('test.daily', 86_400_000, daily);
  await three.start();
  await vi.waitFor(() => expect(late).toBe(1), 5_000);
  await three.stop();
  await using four = jobsOf();
  four.every('test.daily', 86_400_000, daily);
  await four.start();
  await sleep(1_500);
  expect(late).toBe(1);
});

test('the job of a killed process is given back and done by another', async () => {
  const killMe = spawn(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(new URL('./hanging-worker.ts', import.meta.url)), fresh.url],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  try {
    await inFirst((tx) => jobsOf().add(tx, greet, { name: 'Grace' }));
    await once(killMe.stdout, 'data');
    killMe.kill('SIGKILL');
    await once(killMe, 'exit');

    await using jobs = jobsOf({ deadMs: 1_500 });
    const greeted: string[] = [];
    jobs.handle(greet, async ({ payload, attempt }) => void greeted.push(`${payload.name} ${attempt}`));
    await jobs.start();
    await sleep(500);
    expect(greeted).toEqual([]);
    await vi.waitFor(() => expect(greeted).toEqual(['Grace 2']), 10_000);
  } finally {
    killMe.kill('SIGKILL');
  }
});

test('losing every connection again and again, in the middle of jobs, ends neither the process nor a job', async () => {
  await using jobs = jobsOf({ deadMs: 1_500 });
  const greeted = new Set<string>();
  jobs.handle(greet, async ({ payload }) => {
    await sleep(20);
    greeted.add(payload.name);
  });
  await jobs.start();
  const names = Array.from({ length: 200 }, (_, i) => `guest ${i}`);
  await inFirst(async (tx) => {
    for (const name of names) {
      await jobs.add(tx, greet, { name });
    }
  });
  for (let round = 0; round < 4; round += 1) {
    await sleep(200);
    await fresh.db.inSystem((tx) =>
      tx.run(sql`
        select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and usename = current_user and pid <> pg_backend_pid()`),
    );
  }
  expect(greeted.size).toBeLessThan(names.length);
  const left = sql`
    select count(*)::int as n from graphile_worker._private_jobs where locked_at is not null or payload->>'name' like 'guest%'`;
  await vi.waitFor(async () => {
    expect(greeted.size).toBe(names.length);
    expect(await fresh.db.inSystem((tx) => tx.one(left))).toEqual({ n: 0 });
  }, 45_000);
}, 60_000);

test('a connection lost while the taking of jobs begins does not end it for good', async () => {
  let lost = 0;
  const connect = () => {
    const database = openDb({ url: fresh.url, log, max: 6, waitMs: 10_000, applicationName: 'test jobs' });
    database.pool.on('connect', (client) => {
      const query = client.query.bind(client) as (...args: unknown[]) => unknown;
      Object.assign(client, {
        query: (...args: unknown[]) => {
          // The very statement whose failure graphile-worker 0.17 remembers.
          const asksForTasks =
            JSON.stringify(args[0]).includes('insert into') && JSON.stringify(args[0]).includes('_private_tasks');
          if (asksForTasks && lost === 0) {
            lost += 1;
            (client as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
          }
          return query(...args);
        },
      });
    });
    return database;
  };
  await using jobs = jobsOf({ connect });
  const greeted: string[] = [];
  jobs.handle(greet, async ({ payload }) => void greeted.push(payload.name));
  await jobs.start();
  await inFirst((tx) => jobs.add(tx, greet, { name: 'Ada' }));
  await vi.waitFor(() => expect(greeted).toEqual(['Ada']), 20_000);
  expect(lost).toBe(1);
}, 30_000);

test('stop asks running jobs to end and waits for them; the process leaves no trace', async () => {
  await using jobs = jobsOf();
  let ended = false;
  jobs.handle(greet, async ({ signal }) => {
    await sleep(60_000, undefined, { signal }).catch(() => {});
    ended = true;
  });
  await jobs.start();
  await inFirst((tx) => jobs.add(tx, greet, { name: 'slow' }));
  await sleep(500);
  await jobs.stop();
  expect(ended).toBe(true);
  const traces = sql`select id from platform.job_runner where seen_at > now() - interval '3 s'`;
  expect(await fresh.db.inSystem((tx) => tx.many(traces))).toEqual([]);
});

describe('isolation', () => {
  test.each(['graphile_worker._private_jobs', 'graphile_worker.jobs', 'graphile_worker._private_job_queues'])(
    '%s is empty inside a workspace',
    async (table) => {
      await inFirst((tx) =>
        jobsOf().add(tx, greet, { name: 'secret' }, { runAt: new Date(Date.now() + 3_600_000), key: 'hidden' }),
      );
      const count = sql([`select count(*)::int as n from ${table}`]);
      expect(await inFirst((tx) => tx.one(count))).toEqual({ n: 0 });
      if (table.endsWith('jobs')) {
        expect((await fresh.db.inSystem((tx) => tx.one<{ n: number }>(count))).n).toBeGreaterThan(0);
      }
      await expect(inFirst((tx) => tx.run(sql`select graphile_worker.add_job('test.greet', '{}')`))).rejects.toThrow(
        /row-level security/,
      );
    },
  );

  test('jobs of one name are declared once, and none after the start', async () => {
    await using jobs = jobsOf();
    jobs.handle(greet, async () => {});
    expect(() => jobs.handle(greet, async () => {})).toThrow('Two jobs');
    await jobs.start();
    expect(() => jobs.handle(doomed, async () => {})).toThrow('after the start');
  });
});
