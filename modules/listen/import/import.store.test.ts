import { createReadStream, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createAudit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import { createJobs, prepareJobs } from '#platform/jobs';
import { createLog } from '#platform/log';
import { openDb, sql } from '#platform/postgres';
import { datasetPath, type FreshDatabase, freshDatabase } from '#platform/testing';
import { createIntake } from '../ingest/intake.ts';
import { type Accept, acceptInto } from './accept.ts';
import { importRefusals } from './contract.ts';
import { createFiles, type Files } from './files.ts';
import { runImport } from './run-import.ts';
import { createRuns, importJob, type Runs } from './runs.ts';
import { previewOf, suggestionFor } from './try-mapping.ts';

const log = createLog({ level: 'silent' });
const never = new AbortController().signal;
const now = () => Date.parse('2026-03-01T12:00:00Z') + performance.now();

let house: FreshDatabase;
let folder: string;
let files: Files;
let runs: Runs;
let accept: Accept;
let me: Principal;

beforeAll(async () => {
  house = await freshDatabase();
  await prepareJobs({ ownerUrl: house.ownerUrl, log });
  folder = await mkdtemp(join(tmpdir(), 'verona-import-test-'));
  const { db } = house;
  const jobs = createJobs({ db, log, connect: () => openDb({ url: house.url, log, max: 6 }) });
  const audit = createAudit({ log });
  files = createFiles({ db, audit, folder });
  runs = createRuns({ db, audit, jobs, files });
  accept = acceptInto(createIntake({ db, queueLimit: 2_000, now }), { now, newId: () => crypto.randomUUID() });
  me = { kind: 'employee', id: crypto.randomUUID(), label: 'Ada', workspaceId: house.workspaceId, role: 'admin' };
});
afterAll(async () => {
  await house.close();
  await rm(folder, { recursive: true, force: true });
});

/** Each test has a source, and so a world of message ids, of its own. */
async function newSource(kind = 'import'): Promise<string> {
  const row = await house.db.inWorkspace(me.workspaceId, (tx) =>
    tx.one<{ id: string }>(sql`
      insert into listen.source (workspace_id, name, kind) values (${me.workspaceId}, 'Test', ${kind}) returning id`),
  );
  return row.id;
}

async function bring(content: string | Buffer, name = 'test.csv', part = 1_000_000): Promise<string> {
  const bytes = Buffer.from(content);
  const { id } = await files.announce(me, { name, bytes: bytes.length });
  for (let at = 0; at < bytes.length; at += part) await files.receive(me, id, at, Readable.from([bytes.subarray(at, at + part)]));
  return id;
}

const people = (count: number) =>
  `id,at,amount\n${Array.from({ length: count }, (_, at) => `u${at % 97},2024-01-${String((at % 28) + 1).padStart(2, '0')},${at}`).join('\n')}\n`;
const mapping = `
verona: mapping/1
name: people
emit:
  - { type: identify, userId: '{{id}}', once: '{{id}}', timestamp: '{{at}}', traits: { first_amount: { field: amount, as: number } } }
  - { type: track, event: Paid, userId: '{{id}}', timestamp: '{{at}}', properties: { amount: { field: amount, as: integer } } }
`;

const start = async (fileId: string, more: Partial<{ sourceId: string; mapping: string; dry: boolean }> = {}) =>
  runs.start(me, {
    fileId,
    sourceId: more.sourceId ?? (await newSource()),
    mapping: more.mapping ?? mapping,
    dry: more.dry ?? false,
  });
const work = (runId: string, signal = never, through = accept) =>
  runImport({ db: house.db, accept: through, now, pathOf: files.pathOf, moved: () => undefined }, me.workspaceId, runId, signal);
const find = (runId: string) => runs.find(me.workspaceId, runId);

/** What the log holds of a source: how many events, and a sum that any loss or doubling would change. */
async function logged(sourceId: string) {
  return house.db.inWorkspace(me.workspaceId, (tx) =>
    tx.one<{ events: number; identified: number; amount: number }>(sql`
      select count(*)::float8 as events, (count(*) filter (where kind = 'identify'))::float8 as identified,
             coalesce(sum((body::jsonb->'properties'->>'amount')::float8), 0) as amount
        from listen.event where workspace_id = ${me.workspaceId} and source_id = ${sourceId}`),
  );
}

async function refusalOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(() => undefined).catch((thrown: unknown) => thrown);
  return error instanceof Refusal ? error.kind.code : `no refusal: ${String(error)}`;
}

describe('bringing a file', () => {
  test('parts arrive in order; a broken line costs only what had not arrived', async () => {
    const bytes = gzipSync(people(500));
    const { id } = await files.announce(me, { name: 'people.csv.gz', bytes: bytes.length });
    await files.receive(me, id, 0, Readable.from([bytes.subarray(0, 700)]));
    const broken = new Readable({ read: () => undefined });
    broken.push(bytes.subarray(700, 900));
    const received = expect(files.receive(me, id, 700, broken)).rejects.toThrow('the line broke');
    await expect.poll(async () => (await files.list(me.workspaceId))[0]?.received, { timeout: 10_000 }).toBe(900);
    broken.destroy(new Error('the line broke'));
    await received;
    expect(await refusalOf(files.receive(me, id, 700, Readable.from([bytes.subarray(700)])))).toBe(
      importRefusals.import_out_of_step.code,
    );
    expect(await refusalOf(start(id))).toBe(importRefusals.import_incomplete.code);
    expect(await files.list(me.workspaceId)).toMatchObject([{ id, received: 900, format: null }]);
    const done = await files.receive(me, id, 900, Readable.from([bytes.subarray(900)]));
    expect(done).toMatchObject({ format: 'csv', gzip: true, columns: ['id', 'at', 'amount'], received: bytes.length });
  });

  test('what cannot be read is refused with the reason and leaves nothing on the disk', async () => {
    const promise = bring('PK\u0003\u0004 not a table', 'book.xlsx');
    expect(await refusalOf(promise)).toBe(importRefusals.import_unreadable.code);
    const kept = new Set((await files.list(me.workspaceId)).map((file) => file.id));
    expect((await readdir(join(folder, me.workspaceId))).every((id) => kept.has(id))).toBe(true);
  });

  test('more bytes than announced are refused; another workspace sees no file', async () => {
    const { id } = await files.announce(me, { name: 'a.csv', bytes: 4 });
    expect(await refusalOf(files.receive(me, id, 0, Readable.from([Buffer.from('a,b\n1,2\n')])))).toBe(
      importRefusals.import_too_large.code,
    );
    const other = { ...me, workspaceId: house.otherWorkspaceId };
    expect(await refusalOf(files.receive(other, id, 0, Readable.from([Buffer.from('a')])))).toBe(
      importRefusals.no_such_import_file.code,
    );
    expect(await files.list(house.otherWorkspaceId)).toEqual([]);
  });

  test('a suggestion and a preview keep nothing', async () => {
    const id = await bring(people(30), 'Our People.csv');
    const suggestion = await suggestionFor(files, me.workspaceId, id);
    expect(suggestion.mapping).toContain('name: our-people');
    expect(suggestion.rows[0]).toEqual({ line: 2, record: { id: 'u0', at: '2024-01-01', amount: '0' }, problem: null });
    const shown = await previewOf(files, me.workspaceId, id, { mapping, rows: 5 });
    expect(shown.tally).toMatchObject({ records: 5, messages: 10, people: 5 });
    expect(await refusalOf(previewOf(files, me.workspaceId, id, { mapping: 'name: x', rows: 5 }))).toBe(
      importRefusals.mapping_unusable.code,
    );
  });
});

describe('an import', () => {
  test('keeps every row once, however often it is run', async () => {
    const sourceId = await newSource();
    const fileId = await bring(people(3000));
    const first = await start(fileId, { sourceId });
    expect(await work(first.id)).toBe('over');
    expect(await find(first.id)).toMatchObject({
      state: 'done',
      rows: 3000,
      messages: 3097,
      kept: 3097,
      refused: 0,
      conflicts: 0,
      byName: { identify: 97, Paid: 3000 },
    });
    const expected = { events: 3097, identified: 97, amount: (2999 * 3000) / 2 };
    expect(await logged(sourceId)).toEqual(expected);
    // The same content again, this time gzipped.
    const again = await start(await bring(gzipSync(people(3000)), 'again.csv.gz'), { sourceId });
    await work(again.id);
    expect(await find(again.id)).toMatchObject({ state: 'done', kept: 3097, conflicts: 0 });
    expect(await logged(sourceId)).toEqual(expected);
  });

  test('goes on after a crash at any batch, and loses, doubles and re-introduces nothing', async () => {
    const sourceId = await newSource();
    const run = await start(await bring(people(4000)), { sourceId });
    for (let crash = 0; crash < 4; crash += 1) {
      let batches = 0;
      // Committed, and killed before anyone could write it down.
      const deadly: Accept = async (...given) => {
        const answers = await accept(...given);
        batches += 1;
        if (batches === crash + 1) throw new Error('killed');
        return answers;
      };
      await expect(work(run.id, never, deadly)).rejects.toThrow('killed');
      expect(await find(run.id)).toMatchObject({ state: 'running' });
    }
    expect(await work(run.id)).toBe('over');
    expect(await find(run.id)).toMatchObject({ state: 'done', rows: 4000, messages: 4097, kept: 4097 });
    expect(await logged(sourceId)).toEqual({ events: 4097, identified: 97, amount: (3999 * 4000) / 2 });
  });

  test('asked to stop, it writes down where it is and leaves the rest to the next process', async () => {
    const sourceId = await newSource();
    const run = await start(await bring(people(3000)), { sourceId });
    const stop = new AbortController();
    const stopping: Accept = async (...given) => {
      const answers = await accept(...given);
      stop.abort();
      return answers;
    };
    expect(await work(run.id, stop.signal, stopping)).toBe('stopped');
    const stopped = await find(run.id);
    expect(stopped.state).toBe('waiting');
    expect(stopped.rows).toBeGreaterThan(0);
    expect(stopped.rows).toBeLessThan(3000);
    await work(run.id);
    expect(await find(run.id)).toMatchObject({ state: 'done', messages: 3097 });
    expect((await logged(sourceId)).events).toBe(3097);
  });

  test('is cancelled in the middle, and resumed; a worker that wakes late writes nothing', async () => {
    const sourceId = await newSource();
    const run = await start(await bring(people(3000)), { sourceId });
    let cancelled = false;
    const slow: Accept = async (...given) => {
      if (!cancelled) await runs.cancel(me, run.id);
      cancelled = true;
      return accept(...given);
    };
    expect(await work(run.id, never, slow)).toBe('over');
    expect(await find(run.id)).toMatchObject({ state: 'cancelled' });
    expect(await refusalOf(runs.cancel(me, run.id))).toBe(importRefusals.import_settled.code);
    expect(await work(run.id)).toBe('over');
    expect(await runs.resume(me, run.id)).toMatchObject({ state: 'waiting', finishedAt: null });
    await work(run.id);
    expect(await find(run.id)).toMatchObject({ state: 'done', kept: 3097 });
    expect((await logged(sourceId)).events).toBe(3097);
  });

  test('lists what gave nothing with line, field and reason; the list ends, the count does not', async () => {
    const rows = Array.from({ length: 1500 }, (_, at) => (at % 3 === 0 ? `u${at},never,1` : `u${at},2024-01-01,1`));
    const run = await start(await bring(`id,at,amount\n${rows.join('\n')}\nonly\n"u\u0000",2024-01-01,1\n`));
    await work(run.id);
    expect(await find(run.id)).toMatchObject({ state: 'done', rows: 1502, refused: 503 });
    const first = await runs.rejects(me.workspaceId, run.id, { limit: 200, after: undefined });
    expect(first.items[0]).toEqual({ line: 2, field: 'at', target: 'emit[0].timestamp', message: '"never" is no date as iso' });
    const last = await runs.rejects(me.workspaceId, run.id, {
      limit: 200,
      after: (await runs.rejects(me.workspaceId, run.id, { limit: 200, after: first.next ?? '' })).next ?? '',
    });
    expect(last.items.slice(-3).map(({ line, target }) => [line, target])).toEqual(
      [
        [1502, 'record'],
        [1503, 'userId'],
        [1503, 'userId'],
      ].slice(-3),
    );
    expect(last.next).toBeNull();
  });

  test('a dry run counts all and keeps nothing', async () => {
    const sourceId = await newSource();
    const run = await start(await bring(people(2000)), { sourceId, dry: true });
    await work(run.id);
    expect(await find(run.id)).toMatchObject({ state: 'done', dry: true, kept: 2097 });
    expect((await logged(sourceId)).events).toBe(0);
  });

  test('a mapping changed under its old name is stopped before it fills the list of conflicts', async () => {
    const sourceId = await newSource();
    const fileId = await bring(people(3000));
    await work((await start(fileId, { sourceId })).id);
    const changed = await start(fileId, { sourceId, mapping: mapping.replace('event: Paid', 'event: Spent') });
    await work(changed.id);
    const run = await find(changed.id);
    expect(run).toMatchObject({ state: 'failed', reason: expect.stringContaining('another name') as unknown });
    expect(run.conflicts).toBeLessThan(2000);
    expect((await logged(sourceId)).events).toBe(3097);
  });

  test('a gzip that breaks off keeps what came before and says so', async () => {
    const sourceId = await newSource();
    const whole = gzipSync(
      `id,at,amount\n${Array.from({ length: 20_000 }, (_, at) => `u${(at * 7919) % 50_021},2024-01-01,${(at * 104_729) % 9_973}`).join('\n')}\n`,
    );
    // Complete when it was looked at, cut on the disk since: a file system's fault.
    const fileId = await bring(whole, 'cut.csv.gz');
    const { truncate } = await import('node:fs/promises');
    await truncate(files.pathOf(me.workspaceId, fileId), whole.length - 20_000);
    const run = await start(fileId, {
      sourceId,
      mapping: mapping.replace("once: '{{id}}', ", 'when: { field: id, equals: nobody }, '),
    });
    await work(run.id);
    const after = await find(run.id);
    expect(after).toMatchObject({ state: 'failed', reason: expect.stringContaining('cut off') as unknown });
    expect(after.rows).toBeGreaterThan(1_000);
    expect((await logged(sourceId)).events).toBe(after.kept);
  }, 60_000);

  test('when somebody is erased, files of finished imports go at once; what is still needed is named, what came later stays', async () => {
    // Whatever earlier tests brought is out of the way.
    await house.db.inWorkspace(me.workspaceId, (tx) =>
      tx.run(sql`update listen.import_file set created_at = now() + interval '1 day'`),
    );
    const onDisk = async (id: string) => (await readdir(join(folder, me.workspaceId))).includes(id);
    const [done, tried, waiting] = [
      await bring(people(3)),
      await bring(people(3), 'tried.csv'),
      await bring(people(3), 'waiting.csv'),
    ];
    await work((await start(done)).id);
    await work((await start(tried, { dry: true })).id);
    const run = await start(waiting);
    const { id: half } = await files.announce(me, { name: 'half.csv', bytes: 40 });
    const before = new Date(Date.now() + 1_000);
    const needed = ['half.csv', 'tried.csv', 'waiting.csv'];
    const first = await files.erase(me.workspaceId, before);
    expect([first.removed, new Set(first.waiting.map(({ name }) => name))]).toEqual([1, new Set(needed)]);
    const inAWeek = Date.now() + 7 * 86_400_000;
    for (const { goneBy } of first.waiting) expect(Math.abs(goneBy.getTime() - inAWeek)).toBeLessThan(60_000);
    expect([await onDisk(done), await onDisk(tried), await onDisk(waiting)]).toEqual([false, true, true]);

    await work(run.id);
    await files.remove(me, tried);
    await files.remove(me, half);
    expect(await files.erase(me.workspaceId, before)).toEqual({ removed: 1, waiting: [] });
    expect(await onDisk(waiting)).toBe(false);
    expect(await refusalOf(runs.resume(me, run.id))).toBe(importRefusals.import_settled.code);
    const later = await bring(people(3));
    await work((await start(later)).id);
    expect(await files.erase(me.workspaceId, new Date(before.getTime() - 60_000))).toEqual({ removed: 0, waiting: [] });
    expect(await onDisk(later)).toBe(true);
  });

  test('a browser source takes none; a file in use is not removed; a removed one ends its runs with the reason', async () => {
    const fileId = await bring(people(10));
    expect(await refusalOf(start(fileId, { sourceId: await newSource('browser') }))).toBe(
      importRefusals.import_source_unusable.code,
    );
    const run = await start(fileId);
    expect(await refusalOf(files.remove(me, fileId))).toBe(importRefusals.import_busy.code);
    await runs.cancel(me, run.id);
    await files.remove(me, fileId);
    expect(await refusalOf(runs.resume(me, run.id))).toBe(importRefusals.no_such_import_file.code);
    expect(await refusalOf(runs.find(house.otherWorkspaceId, run.id))).toBe(importRefusals.no_such_import.code);
  });

  test('runs as a durable job', async () => {
    const jobs = createJobs({ db: house.db, log, connect: () => openDb({ url: house.url, log, max: 6, waitMs: 10_000 }) });
    const done: string[] = [];
    jobs.handle(importJob, async ({ payload, signal }) => {
      await work(payload.runId, signal);
      done.push(payload.runId);
    });
    const run = await start(await bring(people(300)));
    await jobs.start();
    try {
      await vi.waitFor(async () => expect((await find(run.id)).state).toBe('done'), 10_000);
      expect(done).toContain(run.id);
    } finally {
      await jobs.stop();
    }
  });
});

describe('real data', () => {
  const tweets = datasetPath('social/airline_tweets.csv.gz');
  test.skipIf(tweets === undefined)(
    'airline tweets: 14,640 posts of 7,701 authors in the log',
    async () => {
      const sourceId = await newSource();
      const map = readFileSync(new URL('../../../examples/maps/airline-tweets.yaml', import.meta.url), 'utf8');
      const chunks: Buffer[] = [];
      for await (const chunk of createReadStream(tweets ?? '') as AsyncIterable<Buffer>) chunks.push(chunk);
      const run = await start(await bring(Buffer.concat(chunks), 'airline_tweets.csv.gz'), { sourceId, mapping: map });
      await work(run.id);
      const after = await find(run.id);
      expect(after).toMatchObject({
        state: 'done',
        rows: 14_640,
        kept: 22_341,
        refused: 0,
        conflicts: 0,
        byName: { identify: 7701, 'Public Post': 14_640 },
      });
      expect((await logged(sourceId)).events).toBe(22_341);
      process.stderr.write(`airline tweets into Postgres: ${after.rowsPerSecond} rows/s\n`);
    },
    120_000,
  );
});
