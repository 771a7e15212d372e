/** The client and the engine together: what a room may rely on. */
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createLog } from '#platform/log';
import { type FreshClickHouse, freshClickHouse } from '#platform/testing';
import { ClickHouseRefused, ClickHouseUnavailable, type InsertOptions } from './client.ts';
import { connectClickHouse } from './connect.ts';

let fresh: FreshClickHouse;
beforeAll(async () => {
  fresh = await freshClickHouse();
  await fresh.clickhouse.command(`
    create table thing (id UInt64, name String, at DateTime64(3, 'UTC'), tags Map(LowCardinality(String), String))
    engine = MergeTree order by id settings non_replicated_deduplication_window = 100`);
});
afterAll(() => fresh.close());

const columns = ['id', 'name', 'at', 'tags'];
const endless = 'select sum(sipHash64(number)) as s from numbers(1000000000000) settings max_threads = 1';

async function refusal(work: Promise<unknown>): Promise<ClickHouseRefused> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof ClickHouseRefused)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error;
}

test('rows go in and come out exact: 64-bit integers, unicode, control characters, instants', async () => {
  const { clickhouse } = fresh;
  const name = 'naïve 😀 \'"`\\ \t\n {x:String} ; --';
  const line = `[18446744073709551615,${JSON.stringify(name)},"2026-03-01T10:00:00.123Z",{"a":"ß"}]\n`;
  await clickhouse.insert('thing', columns, line, { token: 'exact' });
  const rows = await clickhouse.query('select * from thing where name = {name:String}', { name });
  expect(rows).toEqual([{ id: '18446744073709551615', name, at: '2026-03-01T10:00:00.123Z', tags: { a: 'ß' } }]);
});

test('parameters are typed: arrays, nulls, dates, identifiers, and thousands of values', async () => {
  const many = Array.from({ length: 5_000 }, (_, at) => `it's ${at} ü`);
  const rows = await fresh.clickhouse.query(
    `select {id:UInt64} as id, {none:Nullable(String)} as none, {day:Date} as day, {on:Bool} as on,
      length({many:Array(String)}) as count, {many:Array(String)}[5000] as last, {map:Map(String, Float64)}['k'] as v,
      (select count() from {table:Identifier} where false) as zero`,
    { id: '18446744073709551615', none: null, day: '2026-01-31', on: true, many, map: { k: 1.5 }, table: 'thing' },
  );
  expect(rows).toEqual([
    {
      id: '18446744073709551615',
      none: null,
      day: '2026-01-31',
      on: true,
      count: '5000',
      last: "it's 4999 ü",
      v: 1.5,
      zero: '0',
    },
  ]);
});

test('a parameter is a value, never SQL; and never the value of an earlier question', async () => {
  const { clickhouse } = fresh;
  const hostile = `x' or 1=1; drop table thing --`;
  expect(await clickhouse.query('select {v:String} as v', { v: hostile })).toEqual([{ v: hostile }]);
  const error = await refusal(clickhouse.query('select {v:String} as v'));
  expect(error.type).toBe('UNKNOWN_QUERY_PARAMETER');
});

test('many questions at once keep their own parameters and settings', async () => {
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, at) =>
      fresh.clickhouse.query<{ v: number; cap: string }>(
        `select {v:UInt32} as v, toString(getSetting('max_memory_usage')) as cap`,
        { v: at },
        { memoryBytes: 1_000_000_000 + at },
      ),
    ),
  );
  expect(answers.flat()).toEqual(answers.map((_, at) => ({ v: at, cap: String(1_000_000_000 + at) })));
});

test('errors are typed and come with advice', async () => {
  const { clickhouse } = fresh;
  expect(await refusal(clickhouse.query('select nope'))).toMatchObject({ type: 'UNKNOWN_IDENTIFIER' });
  expect(await refusal(clickhouse.query('select * from nowhere'))).toMatchObject({ type: 'UNKNOWN_TABLE', advice: /migration/ });
  expect(await refusal(clickhouse.query('selec 1'))).toMatchObject({ type: 'SYNTAX_ERROR' });
  expect(await refusal(clickhouse.query('select 1; select 2'))).toMatchObject({ type: 'SYNTAX_ERROR' });
  expect(await refusal(clickhouse.query(`insert into thing (id) values (1)`))).toMatchObject({ type: 'READONLY' });
  expect(await refusal(clickhouse.command('create table thing (id UInt64) engine = Memory'))).toMatchObject({
    type: 'TABLE_ALREADY_EXISTS',
  });
  const torn = await refusal(clickhouse.insert('thing', columns, '["not a number","x",0,{}]\n', { token: 'torn' }));
  expect(torn.message).toMatch(/at row 1|Cannot parse/i);
});

test('a failed statement leaves nothing behind for the next one in its session', async () => {
  const { clickhouse } = fresh;
  for (let round = 0; round < 8; round += 1) {
    await refusal(clickhouse.query(`select throwIf(1, 'no') settings max_block_size = 7`, {}, { memoryBytes: 200_000_000 }));
  }
  const rows = await Promise.all(
    Array.from({ length: 8 }, () => clickhouse.query(`select toString(getSetting('max_memory_usage')) as m`)),
  );
  expect(new Set(rows.map((row) => JSON.stringify(row)))).toEqual(new Set([`[{"m":"${1024 ** 3}"}]`]));
});

test('caps on time and memory end a query', async () => {
  const { clickhouse } = fresh;
  const started = performance.now();
  const late = await refusal(clickhouse.query(endless, {}, { timeoutMs: 300 }));
  expect(late).toMatchObject({ type: 'TIMEOUT_EXCEEDED', advice: /shorter time/ });
  expect(performance.now() - started).toBeLessThan(2_500);
  const large = 'select length(groupArray(toString(number))) as n from numbers(50000000)';
  expect(await refusal(clickhouse.query(large, {}, { memoryBytes: 50_000_000 }))).toMatchObject({
    type: 'MEMORY_LIMIT_EXCEEDED',
  });
});

test('a heavy question does not hold a light one, nor an insert', async () => {
  const { clickhouse } = fresh;
  const stop = new AbortController();
  const heavy = Promise.allSettled([1, 2].map(() => clickhouse.query(endless, {}, { signal: stop.signal })));
  await sleep(200);
  const started = performance.now();
  await clickhouse.query('select 1 as one');
  await clickhouse.insert('thing', columns, '[7,"beside","2026-01-01T00:00:00Z",{}]\n', { token: 'beside' });
  expect(performance.now() - started).toBeLessThan(1_500);
  stop.abort();
  await heavy;
});

test('aborting kills the query on the engine and rejects with the reason', async () => {
  const { clickhouse } = fresh;
  const stop = new AbortController();
  const marked = endless.replace('as s', `as abort_me`);
  const count = `select count() as n from system.processes where query like '%abort_' || 'me%'`;
  const heavy = clickhouse.query(marked, {}, { signal: stop.signal });
  const ended = expect(heavy).rejects.toThrow('no longer wanted');
  await expect.poll(() => clickhouse.query(count), { timeout: 5_000 }).toEqual([{ n: '1' }]);
  stop.abort(new Error('no longer wanted'));
  await ended;
  await expect.poll(() => clickhouse.query(count), { timeout: 5_000 }).toEqual([{ n: '0' }]);
});

test('the same batch twice is stored once; another token stores it again', async () => {
  const { clickhouse } = fresh;
  const lines = '[901,"twice","2026-01-01T00:00:00Z",{}]\n[902,"twice","2026-01-01T00:00:00Z",{}]\n';
  const count = async () => clickhouse.query(`select toUInt32(count()) as n from thing where name = 'twice'`);
  await clickhouse.insert('thing', columns, lines, { token: 'batch 1' });
  await clickhouse.insert('thing', columns, lines, { token: 'batch 1' });
  expect(await count()).toEqual([{ n: 2 }]);
  await clickhouse.insert('thing', columns, Buffer.from(lines), { token: "batch 2'" });
  expect(await count()).toEqual([{ n: 4 }]);
});

test('a batch that may come twice is written each time, though the table remembers tokens', async () => {
  const { clickhouse } = fresh;
  const insert = (options: InsertOptions) =>
    clickhouse.insert('thing', columns, '[903,"again","2026-01-01T00:00:00Z",{}]\n', options);
  const count = async () => clickhouse.query(`select toUInt32(count()) as n from thing where name = 'again'`);
  for (let time = 1; time <= 2; time += 1) await insert({ repeatable: true });
  expect(await count()).toEqual([{ n: 2 }]);
  // Neither leaves anything behind in the session that the other would feel.
  for (let time = 1; time <= 2; time += 1) await insert({ token: 'again' });
  await insert({ repeatable: true });
  expect(await count()).toEqual([{ n: 4 }]);
});

test('a batch with one bad row stores none of its rows', async () => {
  const { clickhouse } = fresh;
  const rows = Array.from({ length: 2_000 }, (_, at) => `[${at},"whole","2026-01-01T00:00:00Z",{}]`);
  rows[1_999] = '[-1,"whole","never",{}]';
  await refusal(clickhouse.insert('thing', columns, `${rows.join('\n')}\n`, { token: 'whole' }));
  expect(await clickhouse.query(`select toUInt32(count()) as n from thing where name = 'whole'`)).toEqual([{ n: 0 }]);
});

test('a wrong password is refused, and without one only /ping answers', async () => {
  const address = inject('clickhouse');
  const stranger = connectClickHouse({ ...address, password: 'guess', log: createLog({ level: 'silent' }) });
  expect(await refusal(stranger.query('select 1'))).toMatchObject({ type: 'AUTHENTICATION_FAILED', advice: /CLICKHOUSE_URL/ });
  expect(await stranger.ready()).toBe(false);
  await stranger.close();
  const naked = await fetch(`${address.url}/?query=select+1`);
  expect([naked.status, naked.headers.get('x-clickhouse-exception-code')]).toEqual([403, '516']);
  expect(await (await fetch(`${address.url}/ping`)).text()).toBe('Ok.\n');
});

test('plain HTTP: key headers, a gzipped body, a GET', async () => {
  const { url, user, password } = inject('clickhouse');
  const headers = { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': password };
  const zipped = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'Content-Encoding': 'gzip' },
    body: gzipSync('select 6 * 7 format TSV'),
  });
  expect(await zipped.text()).toBe('42\n');
  expect(await (await fetch(`${url}/?query=${encodeURIComponent('select 1, 2')}`, { headers })).text()).toBe('1\t2\n');
});

test('past its queue the engine says so instead of growing', async () => {
  const { url, user, password } = inject('clickhouse');
  const headers = { 'X-ClickHouse-User': user, 'X-ClickHouse-Key': password };
  const ask = async (sql: string) => {
    const answer = await fetch(`${url}/?query=${encodeURIComponent(sql)}`, { headers });
    await answer.text();
    return answer.status;
  };
  // Every session of the readers is taken first, so that the crowd waits however slowly this machine sends it.
  const takers = Array.from({ length: 4 }, () => ask('select sleep(3)'));
  await sleep(200);
  const statuses = await Promise.all([...takers, ...Array.from({ length: 330 }, () => ask('select 1'))]);
  expect(new Set(statuses)).toEqual(new Set([200, 503]));
});

test('an engine that is not there is unavailable, which a feeder retries', async () => {
  const nobody = connectClickHouse({ ...inject('clickhouse'), url: 'http://127.0.0.1:9', log: createLog({ level: 'silent' }) });
  await expect(nobody.query('select 1')).rejects.toBeInstanceOf(ClickHouseUnavailable);
  expect(await nobody.ready()).toBe(false);
  await nobody.close();
});
