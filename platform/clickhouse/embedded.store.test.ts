/** The supervisor: the engine dies, is left behind, or is somebody else's. Each test has a directory of its own. */
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '#platform/log';
import { type ClickHouseConnection, connectClickHouse } from './connect.ts';
import { type EmbeddedClickHouse, EmbeddedClickHouseFailed, startEmbeddedClickHouse } from './embedded.ts';
import { migrateClickHouse } from './migrate.ts';

const log = createLog({ level: 'silent' });
let directory: string;
let engine: EmbeddedClickHouse | undefined;
let clickhouse: ClickHouseConnection | undefined;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'verona-engine-'));
});
afterEach(async () => {
  await clickhouse?.close();
  await engine?.stop();
  clickhouse = undefined;
  engine = undefined;
  await rm(directory, { recursive: true, force: true });
});

async function start() {
  const started = await startEmbeddedClickHouse({ directory, log });
  engine = started;
  const connection = connectClickHouse({ ...started.address, log });
  clickhouse = connection;
  return { engine: started, clickhouse: connection };
}

async function withTable() {
  const both = await start();
  await migrateClickHouse({ address: both.engine.address, files: [], log });
  await both.clickhouse.command(
    'create table row (id UInt64, batch UInt32) engine = MergeTree order by id settings non_replicated_deduplication_window = 100',
  );
  return both;
}

const batch = (number: number) => Array.from({ length: 500 }, (_, at) => `[${number * 500 + at},${number}]\n`).join('');
const insert = (into: ClickHouseConnection, number: number) =>
  into.insert('row', ['id', 'batch'], batch(number), { token: `batch ${number}` });

/**
 * Retries as a lane does: same batch, same token. The engine writes the token before the rows: killed between the two, it takes
 * the same batch again for a double. So whoever did not hear how an insert ended looks whether the rows are there.
 */
async function insertUntilStored(into: ClickHouseConnection, number: number) {
  for (let isFirst = true; ; isFirst = false) {
    try {
      await insert(into, number);
      if (isFirst || (await isStored(into, number))) return;
      await into.insert('row', ['id', 'batch'], batch(number), { token: `batch ${number} ${randomUUID()}` });
      return;
    } catch {
      await sleep(50);
    }
  }
}

const isStored = async (into: ClickHouseConnection, number: number) =>
  (await into.query(`select id from row where batch = ${number} limit 1`)).length > 0;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('kill -9 while inserting: it comes back by itself at the same address, nothing is lost, nothing is doubled', async () => {
  const { engine: running, clickhouse: connection } = await withTable();
  const first = running.pid;
  for (let number = 0; number < 60; number += 1) {
    const storing = insertUntilStored(connection, number);
    // Later each time, so that death meets a batch on its way, in the making, and made.
    if (number % 20 === 10) {
      await sleep(number / 10);
      if (running.pid) process.kill(running.pid, 'SIGKILL');
    }
    await storing;
  }
  // A batch of before the deaths, sent again after them.
  await insertUntilStored(connection, 3);
  const rows = await connection.query(
    'select toUInt32(count()) as n, toUInt32(uniqExact(id)) as ids, toUInt32(max(batch)) as last from row',
  );
  expect(rows).toEqual([{ n: 30_000, ids: 30_000, last: 59 }]);
  expect(running.pid).not.toBe(first);
}, 60_000);

test('stop ends within three seconds while a query runs, and what was stored is there at the next start', async () => {
  const before = await withTable();
  await insert(before.clickhouse, 0);
  const endless = before.clickhouse.query('select sum(sipHash64(number)) from numbers(1000000000000)').catch(() => 'ended');
  await new Promise((later) => setTimeout(later, 300));
  const started = performance.now();
  await before.engine.stop();
  expect(performance.now() - started).toBeLessThan(3_000);
  expect(await endless).toBe('ended');
  await before.clickhouse.close();

  const { clickhouse: again } = await start();
  // The token is remembered over the restart too.
  await insert(again, 0);
  expect(await again.query('select toUInt32(count()) as n from row')).toEqual([{ n: 500 }]);
}, 30_000);

test('a second one on the same directory is refused, saying whose it is', async () => {
  await start();
  // As a second process would see it: somebody else's pid in the file.
  const pidFile = path.join(directory, 'engine.pid');
  const written = JSON.parse(await readFile(pidFile, 'utf8')) as { engine: number; owner: number };
  await writeFile(pidFile, JSON.stringify({ ...written, owner: process.ppid }));
  const error = await startEmbeddedClickHouse({ directory, log }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(EmbeddedClickHouseFailed);
  expect(String(error)).toContain(`Another Verona (process ${process.ppid}) is running on ${directory}`);
  expect(await clickhouse?.ready()).toBe(true);

  // Without the file, the engine's own lock speaks.
  await rm(pidFile);
  const locked = await startEmbeddedClickHouse({ directory, log }).catch((thrown: unknown) => thrown);
  expect(String(locked)).toContain('is in use by another process');
  expect(await clickhouse?.ready()).toBe(true);
}, 30_000);

// A program that starts an engine and then only waits: to be killed.
const owner = `
  import { createLog } from '#platform/log';
  import { startEmbeddedClickHouse } from '#platform/clickhouse';
  const started = await startEmbeddedClickHouse({ directory: process.argv[2], log: createLog({ level: 'silent' }) });
  process.send({ pid: started.pid });
  setInterval(() => {}, 1000);
`;

async function startElsewhere(): Promise<{ parent: ChildProcess; pid: number; program: string }> {
  const here = fileURLToPath(new URL('.', import.meta.url));
  const program = path.join(here, `owner-${path.basename(directory)}.mts`);
  await writeFile(program, owner);
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const parent = fork(program, [directory], { execArgv: ['--import', tsx], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const pid = await new Promise<number>((ready) => parent.once('message', (message: { pid: number }) => ready(message.pid)));
  return { parent, pid, program };
}

test('the engine ends when its parent is killed', async () => {
  const { parent, pid, program } = await startElsewhere();
  parent.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
  await rm(program);
}, 30_000);

test('an engine that a killed run left behind, stuck, is ended; then the start goes on', async () => {
  const { parent, pid, program } = await startElsewhere();
  // Stopped, so that it cannot notice its parent's death.
  process.kill(pid, 'SIGSTOP');
  parent.kill('SIGKILL');
  await new Promise((gone) => parent.once('exit', gone));
  await rm(program);
  const { clickhouse: connection } = await start();
  expect(await connection.ready()).toBe(true);
  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false);
}, 30_000);

test('a pid file that names some other program is not believed', async () => {
  await writeFile(path.join(directory, 'engine.pid'), JSON.stringify({ engine: process.pid, owner: 1 }));
  const { clickhouse: connection } = await start();
  expect(await connection.ready()).toBe(true);
  await engine?.stop();
  expect(existsSync(path.join(directory, 'engine.pid'))).toBe(false);
}, 30_000);
