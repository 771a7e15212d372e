import { randomBytes } from 'node:crypto';
import { afterAll, expect, inject, test } from 'vitest';
import { createLog } from '#platform/log';
import { connectClickHouse } from './connect.ts';
import { MigrationDrift, migrateClickHouse } from './migrate.ts';

const log = createLog({ level: 'silent' });
const address = { ...inject('clickhouse'), database: `test_${randomBytes(8).toString('hex')}` };
const clickhouse = connectClickHouse({ ...address, log });
const run = (...files: { name: string; statements: string[] }[]) => migrateClickHouse({ address, log, files });

afterAll(async () => {
  await clickhouse.command('drop database {name: Identifier} sync', { name: address.database });
  await clickhouse.close();
});

const first = {
  name: 'platform/x/0001_a',
  statements: ['create table a (x UInt8) engine = MergeTree order by x', 'insert into a values (1)'],
};

test('applied once, in order', async () => {
  expect(await run(first)).toBe(1);
  expect(await run(first)).toBe(0);
  expect(await clickhouse.query('select x from a')).toEqual([{ x: 1 }]);
});

test('a file that failed halfway goes on where it stopped, corrected', async () => {
  const insert = 'insert into a values (2)';
  const broken = { name: 'platform/x/0002_b', statements: [insert, 'creat table b (y UInt8)'] };
  await expect(run(first, broken)).rejects.toThrow('platform/x/0002_b, statement 2');
  const mended = { name: broken.name, statements: [insert, 'create table b (y UInt8) engine = MergeTree order by y'] };
  expect(await run(first, mended)).toBe(1);
  expect(await clickhouse.query('select x from a order by x')).toEqual([{ x: 1 }, { x: 2 }]);
  await expect(run(first, { name: broken.name, statements: [...mended.statements, 'select 1'] })).rejects.toThrow(MigrationDrift);
});

test('an applied file that was edited or is gone stops the start', async () => {
  const edited = { name: first.name, statements: [...first.statements.slice(0, 1), 'insert into a values (9)'] };
  await expect(run(edited)).rejects.toThrow(MigrationDrift);
  await expect(run()).rejects.toThrow('its file is gone');
});

test('what an engine forgot to have applied is written down when it is applied again', async () => {
  const fourth = {
    name: 'platform/x/0004_d',
    statements: ['create table if not exists d (x UInt8) engine = MergeTree order by x'],
  };
  const forget = `alter table platform_migration delete where name = '${fourth.name}' settings mutations_sync = 2`;
  const applied = {
    name: 'platform/x/0002_b',
    statements: ['insert into a values (2)', 'create table b (y UInt8) engine = MergeTree order by y'],
  };
  expect(await run(first, applied, fourth)).toBe(1);
  // What is left of an engine that is killed between the token of a record and the record.
  await clickhouse.command(forget);
  expect(await run(first, applied, fourth)).toBe(1);
  expect(await run(first, applied, fourth)).toBe(0);
});
