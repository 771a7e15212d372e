import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '#platform/log';
import { assertRestricted, type EmbeddedPostgres, migrate, openDb, sql, startEmbedded } from '#platform/postgres';
import { osUser } from './binaries.ts';
import { processFacts } from './processes.ts';

// These clusters are real and durable; only their memory is small.
const settings = { shared_buffers: '16MB' };
const log = createLog({ level: 'silent' });
const program = fileURLToPath(new URL('../testing/run-embedded.ts', import.meta.url));

/** Made once, since that takes seconds; used by all tests but those about folders that are not whole. */
let data: string;
let server: EmbeddedPostgres | undefined;
const folders: string[] = [];
const children: ChildProcess[] = [];

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'verona-embedded-'));
  await chmod(folder, 0o755);
  folders.push(folder);
  return folder;
}

beforeAll(async () => {
  data = await newFolder();
});
afterEach(async () => {
  await server?.stop();
  server = undefined;
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'close');
  }
});
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function start(folder = data): Promise<EmbeddedPostgres> {
  server = await startEmbedded({ data: folder, log, settings });
  return server;
}

async function ask(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text, rowMode: 'array' })).rows.flat();
  } finally {
    await client.end();
  }
}

interface Said {
  refused?: string;
  postmaster: number;
  superuserUrl: string;
}

/** The same in another process, as a second Verona would do it. */
async function startElsewhere(): Promise<{ child: ChildProcess; said: Said }> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, data], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  return { child, said: JSON.parse(line) as Said };
}

const gone = (pid: number) => expect.poll(() => processFacts(pid).then((facts) => !facts || facts.zombie), { timeout: 5_000 });

describe('a new data folder', () => {
  test('becomes a durable cluster that only this machine and its own user can reach', async () => {
    const { url, ownerUrl, superuserUrl } = await start();
    const mode = async (name: string) => ((await stat(path.join(data, name))).mode & 0o777).toString(8);
    expect(await mode('postgres')).toBe('700');
    expect(await mode('secrets.json')).toBe('600');
    expect(await mode('.')).toBe(process.getuid?.() === 0 ? '711' : '700');
    const durable = ['fsync', 'synchronous_commit', 'full_page_writes', 'data_checksums', 'listen_addresses', 'server_encoding'];
    expect(await ask(superuserUrl, `select ${durable.map((name) => `current_setting('${name}')`).join(', ')}`)).toEqual([
      'on',
      'on',
      'on',
      'on',
      '127.0.0.1',
      'UTF8',
    ]);
    await migrate({ url, ownerUrl, log });
    const db = openDb({ url, log });
    await assertRestricted(db);
    await db.close();
    const wrong = new URL(url);
    wrong.password = 'guess';
    await expect(ask(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  test('stops within 4 s, leaves no process, and starts again with its data', async () => {
    const first = await start();
    await ask(first.superuserUrl, "create table kept as select 'still here' as words");
    const pid = first.pid() ?? 0;
    const started = performance.now();
    await first.stop();
    expect(performance.now() - started).toBeLessThan(4_000);
    await gone(pid).toBe(true);
    expect(await readdir(data)).not.toContain('verona.lock');
    expect(await readdir(path.join(data, 'postgres'))).not.toContain('postmaster.pid');
    expect(await ask((await start()).superuserUrl, 'select words from kept')).toEqual(['still here']);
  });
});

describe('two on one folder', () => {
  test('a second start is refused while the first lives, with the reason, and disturbs nothing', async () => {
    const { said } = await startElsewhere();
    await expect(start()).rejects.toThrow(/already running on .* \(process \d+\)/);
    expect(await ask(said.superuserUrl, 'select 1')).toEqual([1]);
  });

  test('the other way round, and within one process', async () => {
    const { superuserUrl } = await start();
    expect((await startElsewhere()).said.refused).toContain('already running');
    await expect(startEmbedded({ data, log, settings })).rejects.toThrow('already runs');
    expect(await ask(superuserUrl, 'select 1')).toEqual([1]);
  });
});

describe('after a kill -9 (case G02)', () => {
  test('of Node only: the orphaned Postgres is recognised, stopped, and its committed data is there', async () => {
    const { child, said } = await startElsewhere();
    await ask(said.superuserUrl, 'create table orphaned as select 42::bigint as n');
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(await processFacts(said.postmaster)).toMatchObject({ zombie: false });
    const { superuserUrl } = await start();
    await gone(said.postmaster).toBe(true);
    expect(await ask(superuserUrl, 'select n from orphaned')).toEqual(['42']);
  });

  test('of Node and Postgres: recovers from the log', async () => {
    const { child, said } = await startElsewhere();
    await ask(said.superuserUrl, 'create table acked as select 42::bigint as n');
    child.kill('SIGKILL');
    process.kill(said.postmaster, 'SIGKILL');
    await once(child, 'close');
    expect(await ask((await start()).superuserUrl, 'select n from acked')).toEqual(['42']);
  });

  test('of Postgres only: it is started again on the same port, and the pool comes back by itself', async () => {
    const { url, ownerUrl, pid, up } = await start();
    await migrate({ url, ownerUrl, log });
    const db = openDb({ url, log });
    await db.inSystem((tx) => tx.many(sql`select 1`));
    const first = pid() ?? 0;
    process.kill(first, 'SIGKILL');
    await expect.poll(up).toBe(false);
    await expect.poll(() => db.ready(), { timeout: 10_000 }).toBe(true);
    expect(up()).toBe(true);
    expect(pid()).not.toBe(first);
    await db.close();
  });

  test.each(['stranger', 'zombie'])('a postmaster.pid that names a %s neither blocks the start nor harms it', async (kind) => {
    await (await start()).stop();
    // The pid of a process of Postgres' own OS user is the one Postgres would believe.
    const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], {
      ...(await osUser(path.join(data, 'postgres'))),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    children.push(parent);
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    const pid = kind === 'zombie' ? Number(line) : (parent.pid ?? 0);
    await expect.poll(async () => (await processFacts(Number(line)))?.zombie).toBe(true);
    const file = path.join(data, 'postgres', 'postmaster.pid');
    await writeFile(file, `${pid}\n${path.join(data, 'postgres')}\n1\n5432\n\n127.0.0.1\n        1         1\nready   \n`);
    expect(await ask((await start()).superuserUrl, 'select 1')).toEqual([1]);
    expect(await processFacts(pid)).toMatchObject({ zombie: kind === 'zombie' });
  });

  test('a lock that names a dead process, another process by now, or nothing at all is taken over', async () => {
    const file = path.join(data, 'verona.lock');
    for (const stale of [{ pid: 2 ** 22 + 1, startedAt: '1' }, { pid: process.ppid, startedAt: 'long ago' }, 'torn']) {
      await writeFile(file, JSON.stringify(stale));
      await (await start()).stop();
    }
  });
});

describe('a folder that is not whole', () => {
  test('an initdb that was cut short is done again', async () => {
    const folder = await newFolder();
    await mkdir(path.join(folder, 'postgres.unfinished', 'base'), { recursive: true });
    await writeFile(path.join(folder, 'postgres.unfinished', 'PG_VERSION'), '18\n');
    expect(await ask((await start(folder)).superuserUrl, 'select 1')).toEqual([1]);
    expect(await readdir(folder)).not.toContain('postgres.unfinished');
  });

  test.each([
    ['something else', { 'notes.txt': 'mine' }, 'is not a Postgres data folder'],
    ['another version', { PG_VERSION: '17\n', global: '' }, 'made by Postgres 17'],
  ])('%s in its place is refused and left alone', async (_what, files, reason) => {
    const folder = await newFolder();
    await mkdir(path.join(folder, 'postgres'));
    for (const [name, text] of Object.entries(files)) await writeFile(path.join(folder, 'postgres', name), text);
    await expect(start(folder)).rejects.toThrow(reason);
    for (const [name, text] of Object.entries(files))
      expect(await readFile(path.join(folder, 'postgres', name), 'utf8')).toBe(text);
  });
});
