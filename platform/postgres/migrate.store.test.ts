import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createLog } from '#platform/log';
import { migrate, sql } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { migrationsOnDisk } from './migration-files.ts';

const log = createLog({ level: 'silent' });
let fresh: FreshDatabase;
let root: string;

/** A package of our own whose first migrations are the real ones, already applied in the template. */
async function writeMigration(folder: string, name: string, text: string): Promise<void> {
  await mkdir(path.join(root, folder, 'migrations'), { recursive: true });
  await writeFile(path.join(root, folder, 'migrations', `${name}.pg.sql`), text);
}
const run = (more: { ownerUrl?: string } = { ownerUrl: fresh.ownerUrl }) => migrate({ url: fresh.url, log, root, ...more });

beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.close());

beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'verona-migrations-'));
  for (const { id, text } of await migrationsOnDisk()) await writeMigration(path.dirname(id), path.basename(id), text);
  return async () => {
    await rm(root, { recursive: true });
    await fresh.ownerDb.inSystem((tx) => tx.run(sql`delete from platform.migration where id like '%_test_%'`));
  };
});

test('the ground runs first, then the platform, then rooms along the loop, each in numbered order', async () => {
  await writeMigration('modules/listen', '0902_test_b', '');
  await writeMigration('modules/listen', '0901_test_a', '');
  await writeMigration('modules/people', '0900_test_x', '');
  await writeMigration('platform/audit', '0900_test_x', '');
  await writeFile(path.join(root, 'modules/listen/migrations/0903_test.ch.sql'), '');
  const ids = (await migrationsOnDisk(root)).map(({ id }) => id);
  expect(ids[0]).toBe('platform/postgres/0001_ground');
  expect(ids.filter((id) => id.includes('_test'))).toEqual([
    'platform/audit/0900_test_x',
    'modules/people/0900_test_x',
    'modules/listen/0901_test_a',
    'modules/listen/0902_test_b',
  ]);
});

test('what is pending runs once, even when two start together; the server gets rows but not tables', async () => {
  await writeMigration('modules/people', '0900_test_pets', 'create schema pets; create table pets.pet (name text)');
  const ran = await Promise.all([run(), run()]);
  expect(ran.flat()).toEqual(['modules/people/0900_test_pets']);
  expect(await fresh.db.inSystem((tx) => tx.run(sql`insert into pets.pet values ('Rex')`))).toBe(1);
  await expect(fresh.db.inSystem((tx) => tx.run(sql`truncate pets.pet`))).rejects.toMatchObject({ code: '42501' });
  await expect(fresh.db.inSystem((tx) => tx.run(sql`create table pets.cage ()`))).rejects.toMatchObject({ code: '42501' });
});

test('an append-only table can be added to, not rewritten', async () => {
  await writeMigration(
    'modules/people',
    '0900_test_diary',
    "create table public.diary (line text); select platform.append_only('public.diary')",
  );
  await run();
  await fresh.db.inSystem((tx) => tx.run(sql`insert into diary values ('a fact')`));
  await expect(fresh.db.inSystem((tx) => tx.run(sql`update diary set line = 'a lie'`))).rejects.toMatchObject({ code: '42501' });
  await expect(fresh.db.inSystem((tx) => tx.run(sql`delete from diary`))).rejects.toMatchObject({ code: '42501' });
  // The server cannot forge the history of migrations either.
  await expect(fresh.db.inSystem((tx) => tx.run(sql`delete from platform.migration`))).rejects.toMatchObject({ code: '42501' });
});

test('a migration that fails leaves nothing behind and is named with its line', async () => {
  await writeMigration('modules/people', '0900_test_bad', 'create table public.half ();\nselect nonsense;');
  await expect(run()).rejects.toThrow('modules/people/0900_test_bad.pg.sql:2: column "nonsense" does not exist');
  const left = await fresh.ownerDb.inSystem((tx) =>
    tx.one(
      sql`select to_regclass('public.half') as table, (select count(*) from platform.migration where id like '%bad') as rows`,
    ),
  );
  expect(left).toEqual({ table: null, rows: '0' });
});

test('drift alarm: an applied file that changed or vanished stops the start, by name', async () => {
  await writeMigration('modules/people', '0900_test_past', 'select 1;\n');
  await run();
  // Line ends are git's business.
  await writeMigration('modules/people', '0900_test_past', 'select 1;\r\n');
  expect(await run()).toEqual([]);
  await writeMigration('modules/people', '0900_test_past', 'select 2;');
  await expect(run()).rejects.toThrow(/changed since: modules\/people\/0900_test_past/);
  await rm(path.join(root, 'modules/people/migrations/0900_test_past.pg.sql'));
  await expect(run()).rejects.toThrow(/file is gone: modules\/people\/0900_test_past/);
  // Drift is seen by the restricted role too.
  await expect(run({})).rejects.toThrow(/file is gone/);
});

test('without the owner, nothing may be pending', async () => {
  expect(await run({})).toEqual([]);
  await writeMigration('modules/people', '0900_test_later', 'select 1');
  await expect(run({})).rejects.toThrow(/lacks 1 migration.*0900_test_later.*DATABASE_OWNER_URL/);
});

test('a busy table makes a migration wait and try again, not block readers (case G07)', async () => {
  await fresh.ownerDb.inSystem((tx) => tx.run(sql`create table public.busy (id bigint)`));
  await writeMigration('modules/people', '0900_test_busy', 'alter table public.busy add column more text');
  let finish = () => {};
  const reader = fresh.db.inSystem(async (tx) => {
    await tx.many(sql`select from busy`);
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
  });
  const migrating = run();
  const slowest = await slowestReadDuring(1_500);
  finish();
  await reader;
  expect(await migrating).toEqual(['modules/people/0900_test_busy']);
  expect(slowest).toBeLessThan(1_300);
});

/** How long the slowest of many small reads took, in milliseconds. */
async function slowestReadDuring(totalMs: number): Promise<number> {
  let slowest = 0;
  const end = performance.now() + totalMs;
  while (performance.now() < end) {
    const started = performance.now();
    await fresh.db.inSystem((tx) => tx.many(sql`select from busy`));
    slowest = Math.max(slowest, performance.now() - started);
  }
  return slowest;
}
