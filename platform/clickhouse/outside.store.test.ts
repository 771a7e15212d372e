/** Case E05: no query, however shaped, makes the engine call out or read a file (PostHog CVE-2024-9710, CVE-2025-1521, -1522). */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshClickHouse, freshClickHouse } from '../testing/fresh-clickhouse.ts';
import { ClickHouseRefused } from './client.ts';

const canary = 'canary-7f3a9c';
let fresh: FreshClickHouse;
let trap: Server;
let port: number;
let hits = 0;
let folder: string;
let secret: string;

beforeAll(async () => {
  fresh = await freshClickHouse();
  folder = await mkdtemp(path.join(tmpdir(), 'verona-canary-'));
  secret = path.join(folder, 'secret.csv');
  await writeFile(secret, `${canary}\n`);
  trap = createServer((socket) => {
    hits += 1;
    socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${canary.length}\r\n\r\n${canary}`);
  });
  await new Promise<void>((ready) => trap.listen(0, '127.0.0.1', ready));
  port = (trap.address() as AddressInfo).port;
  await fresh.clickhouse.command('create table t (p String) engine = MergeTree order by p');
  await fresh.clickhouse.insert('t', ['p'], `${JSON.stringify([secret])}\n`, { token: 'p' });
});
afterAll(async () => {
  await fresh.close();
  await new Promise((closed) => trap.close(closed));
  await rm(folder, { recursive: true, force: true });
});

const attacks = () => {
  const here = `127.0.0.1:${port}`;
  const file = `'${secret}'`;
  return [
    `select * from url('http://${here}/x', 'CSV', 'a String')`,
    `select * from urlCluster('default', 'http://${here}/x', 'CSV', 'a String')`,
    `select * from s3('http://${here}/bucket/x.csv', 'CSV', 'a String')`,
    `select * from s3('http://${here}/bucket/x.csv', 'k', 's', 'CSV', 'a String')`,
    `select * from gcs('http://${here}/bucket/x.csv', 'k', 's', 'CSV', 'a String')`,
    `select * from iceberg('http://${here}/bucket/x', 'k', 's')`,
    `select * from deltaLake('http://${here}/bucket/x', 'k', 's')`,
    `select * from hudi('http://${here}/bucket/x', 'k', 's')`,
    `select * from azureBlobStorage('http://${here}', 'c', 'x', 'a', 'Yg==', 'CSV', 'auto', 'a String')`,
    `select * from hdfs('hdfs://${here}/x', 'CSV', 'a String')`,
    `select * from remote('${here}', 'system', 'one')`,
    `select * from remoteSecure('${here}', 'system', 'one')`,
    `select * from cluster('default', 'system', 'one')`,
    `select * from postgresql('${here}', 'a', 'b', 'c', 'd')`,
    `select * from mysql('${here}', 'a', 'b', 'c', 'd')`,
    `select * from mongodb('${here}', 'a', 'b', 'c', 'd', 'a String')`,
    `select * from redis('${here}', 'k', 'k String, v String')`,
    `select * from jdbc('jdbc:x://${here}', 'a', 'b')`,
    `select * from odbc('DSN=x', 'a', 'b')`,
    `select * from ytsaurus('http://${here}', '//x', 't', 'a String')`,
    `select * from executable('cat', 'TSV', 'a String', (select ${file}))`,
    `select * from file(${file}, 'LineAsString', 'a String')`,
    `select * from fileCluster('default', ${file}, 'LineAsString', 'a String')`,
    `select * from filesystem('${folder}')`,
    `select * from sqlite(${file}, 't')`,
    `select * from icebergLocal('${folder}')`,
    `select * from deltaLakeLocal('${folder}')`,
    `select * from paimonLocal('${folder}')`,
    `select * from \`${secret}\``,
    `select * from ${file}`,
    `select file(${file})`,
    `select "file" (${file})`,
    `select \`f\\x69le\`(${file})`,
    `select file /* x */ (p) from t`,
    `select * apply file from t`,
    `select * apply(file) from t`,
    `select * apply (x -> file(x)) from t`,
    `select arrayMap(x -> file(x), [${file}])`,
    `select * from eval('select file(\\'${secret}\\')')`,
    `select * from viewExplain('explain', '', (select file(${file})))`,
    `select catboostEvaluate(${file}, 1)`,
    `select 1 into outfile '${folder}/written.csv'`,
    `select a from t array join [1] as a into outfile '${folder}/written.csv' truncate format CSV`,
    `with (select * from url('http://${here}/x', 'CSV', 'a String')) as x select x`,
    `select * from t where p in (select * from url('http://${here}/x', 'CSV', 'a String'))`,
    `explain select * from url('http://${here}/x', 'CSV', 'a String')`,
    `describe table url('http://${here}/x', 'CSV')`,
    `describe table s3('http://${here}/bucket/x.csv', 'k', 's')`,
  ];
};

const statements = () => [
  `insert into function url('http://127.0.0.1:${port}/x', 'CSV', 'a String') values ('x')`,
  `insert into function file('${folder}/written.csv', 'CSV', 'a String') values ('x')`,
  `insert into t select * from url('http://127.0.0.1:${port}/x', 'CSV', 'a String')`,
  `create table leak engine = MergeTree order by a as select * from url('http://127.0.0.1:${port}/x', 'CSV', 'a String')`,
  `create table leak (a String) engine = URL('http://127.0.0.1:${port}/x', 'CSV')`,
  `create table leak (a String) engine = File('LineAsString', '${secret}')`,
  `create table leak (a String) engine = PostgreSQL('127.0.0.1:${port}', 'a', 'b', 'c', 'd')`,
  `create database leak engine = PostgreSQL('127.0.0.1:${port}', 'a', 'b', 'c')`,
];

test.each([true, false])('E05: nothing leaves and nothing outside is read (restricted: %s)', async (restricted) => {
  hits = 0;
  const passed: string[] = [];
  for (const attack of attacks()) {
    const outcome = await fresh.clickhouse.query(attack, {}, { restricted, timeoutMs: 3_000 }).catch((error: unknown) => error);
    if (!(outcome instanceof ClickHouseRefused)) passed.push(`${attack} => ${JSON.stringify(outcome)} ${String(outcome)}`);
    expect(String(outcome)).not.toContain(canary);
  }
  expect(passed).toEqual([]);
  expect(hits).toBe(0);
  expect(await readdir(folder)).toEqual(['secret.csv']);
});

test('E05: statements cannot either', async () => {
  hits = 0;
  for (const statement of statements())
    await expect(fresh.clickhouse.command(statement)).rejects.toBeInstanceOf(ClickHouseRefused);
  expect(hits).toBe(0);
  expect(await readdir(folder)).toEqual(['secret.csv']);
});

test('a restricted question sees no system table, no other statement and no setting of its own', async () => {
  const options = { restricted: true };
  for (const sql of [
    'select query from system.processes',
    'select 1 settings readonly = 0',
    'select 1 settings max_execution_time = 0',
    'drop table t',
    'select 1; drop table t',
  ]) {
    await expect(fresh.clickhouse.query(sql, {}, options)).rejects.toMatchObject({ type: 'RESTRICTED' });
  }
  expect(await fresh.clickhouse.query('select count() as n from t where p = {p:String}', { p: secret }, options)).toEqual([
    { n: '1' },
  ]);
});
