// Attacks on the fence, on the real engine. Two workspaces whose rows lie in the same granules; one of them asks.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { principalOf } from '#people/testing';
import { createAudit } from '#platform/audit';
import { ClickHouseRefused, type Fence } from '#platform/clickhouse';
import { createLog } from '#platform/log';
import { sql } from '#platform/postgres';
import { type FreshClickHouse, type FreshDatabase, freshClickHouse, freshDatabase } from '#platform/testing';
import { askBehind, publish, type SqlFormat } from './analytics.ts';
import { databaseOf, definitions, tables } from './rules/published.ts';
import { createSql } from './sql.ts';

let house: FreshClickHouse;
let other: FreshClickHouse;
let fence: Fence;
let database: FreshDatabase;
let mine: string;
let foreign: string;
const never = new AbortController().signal;
const spilled = path.join(tmpdir(), `verona-sql-spill-${process.pid}`);
/** Senders of ours are 1 to 500, one of them merged; the others' are a million on. */
const base = 1_000_000;

const row = (workspace: string, at: number, own: boolean) => {
  const secret = own ? String(at % 10) : `FOREIGN-${at}`;
  const sender = own ? at + 1 : base + at;
  const when = new Date(Date.parse('2026-05-01T00:00:00Z') + at * 60_000).toISOString();
  return JSON.stringify([
    workspace,
    `did ${at % 3}`,
    'track',
    'web',
    when,
    when,
    sender,
    sender,
    { secret },
    { total: own ? at : 77_777 },
  ]);
};

async function fill(clickhouse: FreshClickHouse['clickhouse']) {
  const both = [
    { workspace: mine, own: true },
    { workspace: foreign, own: false },
  ];
  // In one insert, so that they lie in one part and in one granule: where a condition could meet others' rows.
  const events = both.flatMap(({ workspace, own }) => Array.from({ length: 500 }, (_, at) => row(workspace, at, own))).join('\n');
  const columns = ['workspace', 'name', 'kind', 'source', 'occurred_at', 'received_at', 'sender', 'event', 'text', 'num'];
  await clickhouse.insert('listen_events', columns, events, { token: 'events' });
  for (const { workspace, own } of both) {
    const said = JSON.stringify([
      workspace,
      randomUUID(),
      own ? 3 : base,
      '2026-05-01T00:00:00Z',
      own ? 'chat' : 'FOREIGN',
      'want',
      own ? 0.5 : -1,
      1,
      0,
    ]);
    await clickhouse.insert(
      'measure_feedback',
      ['workspace', 'id', 'sender', 'occurred_at', 'channel', 'kind', 'sentiment', 'version', 'gone'],
      said,
      { repeatable: true },
    );
    const moment = JSON.stringify([
      workspace,
      randomUUID(),
      1,
      0,
      1,
      own ? 3 : base,
      own ? 'chat' : 'FOREIGN',
      '2026-05-01T00:00:00Z',
    ]);
    await clickhouse.insert(
      'measure_conversation',
      ['workspace', 'moment', 'version', 'gone', 'no', 'sender', 'channel', 'opened_at'],
      moment,
      { repeatable: true },
    );
    const person = JSON.stringify([workspace, own ? 3 : base, 1, 0, 'person', { secret: own ? '1' : 'FOREIGN' }, {}]);
    await clickhouse.insert('customers_profile', ['workspace', 'person', 'version', 'gone', 'kind', 'text', 'num'], person, {
      repeatable: true,
    });
    const merged = JSON.stringify([workspace, own ? 2 : base + 1, own ? 1 : base, 1]);
    await clickhouse.insert('customers_person_of_change', ['workspace', 'sender', 'person', 'version'], merged, {
      repeatable: true,
    });
  }
}

beforeAll(async () => {
  [house, other, database] = await Promise.all([freshClickHouse(), freshClickHouse(), freshDatabase()]);
  mine = database.workspaceId;
  foreign = database.otherWorkspaceId;
  await Promise.all([fill(house.clickhouse), fill(other.clickhouse)]);
  // The other workspace is an asker too: its views exist.
  await publish(house.clickhouse, foreign);
  fence = await publish(house.clickhouse, mine);
});
afterAll(async () => {
  await Promise.all([house?.close(), other?.close(), database?.close()]);
});

const ask = (sql: string, as: SqlFormat = 'table', behind: Fence = fence) => askBehind(house.clickhouse, behind, sql, as, never);
const rows = async (sql: string): Promise<unknown[][]> => (JSON.parse((await ask(sql)).toString()) as { data: unknown[][] }).data;

/** What came of an attack: what somebody is shown, answer or refusal. */
async function shown(sql: string, behind: Fence = fence): Promise<{ answered: boolean; words: string }> {
  try {
    return { answered: true, words: (await ask(sql, 'table', behind)).toString() };
  } catch (error) {
    // Anything but a refusal in words is a fault of ours.
    if (!(error instanceof ClickHouseRefused)) throw error;
    return { answered: false, words: `${error.message} ${error.advice}` };
  }
}

const giveaways = () => ['FOREIGN', '77777', foreign, foreign.replaceAll('-', ''), other.database, '10000', 'root:'];
const tells = (words: string) => giveaways().find((each) => words.includes(each));
const state = async () => {
  const [now] = await house.clickhouse.query<{ rows: string; tables: string }>(`
    select (select count() from listen_events) + (select count() from measure_feedback) as rows,
           (select count() from system.tables where database = currentDatabase()) as tables`);
  return `${now?.rows}/${now?.tables}`;
};

// `$db`: where the tables lie. `$views`: our own views. `$theirs`: the other workspace's. `$else`: another house's.
const attacks: Record<string, string[]> = {
  'the tables themselves': [
    'select * from listen_events',
    'select * from $db.listen_events',
    'select count() from `$db`.`listen_events`',
    'select * from "$db"."listen_events"',
    'select * from $db . listen_events',
    'select * from $db.measure_feedback final',
    'select * from $db.customers_profile',
    'select * from $else.listen_events',
    'select * from $theirs.events',
    'select $db.listen_events.text from events',
  ],
  'the tables by way of something': [
    'select * from (select * from $db.listen_events)',
    'with e as (select * from $db.listen_events) select * from e',
    'with recursive r as (select sender from $db.listen_events union all select sender from r where 0) select * from r',
    'select 1 union all select sender from $db.listen_events',
    'select 1 except select event from $theirs.events',
    'select person from events where person in $theirs.events',
    'select person from events where person in (select person from $theirs.events)',
    'select (select any(text) from $db.listen_events)',
    'select exists(select 1 from $db.listen_events)',
    'select events.name from events join $db.listen_events as l on l.sender != events.person',
    'select events.name from events, $theirs.events as t',
    'select events.name from events asof join $theirs.events as t on t.kind = events.kind and t.person > events.person',
    "select toUInt8((select any(text['secret']) from $db.listen_events))",
    'select * from events where name = any(select name from $theirs.events)',
    'select name from events order by (select count() from $db.listen_events)',
    'select name from events limit (select count() from $db.listen_events)',
    'select arrayMap(x -> (select count() from $theirs.events), [1])',
    'select sum(person) over (order by (select 1 from $db.listen_events)) from events',
    "select * from events window w as (partition by dictGet('$db.customers_person_of', 'person', person))",
    'select * replace((select any(name) from $theirs.events) as name) from events',
  ],
  'table functions': [
    "select * from merge('$db', 'listen')",
    "select * from merge('.*', '.*')",
    "select * from dictionary('$db.customers_person_of')",
    'select * from loop($db.listen_events) limit 5',
    "select * from mergeTreeIndex('$db', 'listen_events')",
    'select * from view(select * from $db.listen_events)',
    "select * from viewIfPermitted(select * from $db.listen_events else null('x Int8'))",
    'select * from (explain select * from $db.listen_events)',
    "select * from cluster('default', $db.listen_events)",
    "select * from remote('127.0.0.1', $db.listen_events)",
    "select * from url('http://127.0.0.1:1/', CSV)",
    "select * from file('/etc/passwd', LineAsString)",
    "select * from s3('http://127.0.0.1:1/a', CSV)",
    "select * from executable('id', TSV, 'a String')",
    "select * from postgresql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
    "select * from generateRandom('a UInt8') limit 1",
    "select * from fuzzQuery('select 1') limit 1",
    "select * from input('a String')",
    "select * from values('a String', 'x')",
    "select * from format(CSV, 'a')",
  ],
  functions: [
    "select dictGet('$db.customers_person_of', 'person', toUInt64(1000001))",
    "select dictGetOrDefault('$db.customers_person_of', 'person', event, event) from events",
    "select dictHas('$db.customers_person_of', toUInt64(1000001))",
    "select * apply(x -> dictHas('$db.customers_person_of', x)) from events",
    "select file('/etc/passwd')",
    "select FILE('/etc/passwd')",
    "select if(0, file('/etc/passwd'), 'a')",
    'select * apply(file) from events',
    "select joinGet('$db.j', 'a', 1)",
    "select hasColumnInTable('$db', 'listen_events', 'workspace')",
    "select getSetting('additional_table_filters')",
    "select getServerSetting('path')",
    "select getMacro('x'), hostName(), serverUUID(), currentUser(), currentDatabase()",
    'select sleep(3)',
    'select sleepEachRow(1) from events',
    "select throwIf(text['secret'] like 'FOREIGN%') from events",
    'select evalMLMethod(1, 2)',
    "select catboostEvaluate('/etc/passwd', 1)",
    "select eval('1')",
    "select arrayReduce('dictGet', [1])",
  ],
  "the engine's own tables": [
    'select * from system.tables',
    'select name from system.databases',
    'select * from system.processes',
    'select * from system.query_log',
    'select sum(rows) from system.parts',
    'select * from SYSTEM.tables',
    'select * from `system`.`users`',
    'select * from information_schema.tables',
    'select * from INFORMATION_SCHEMA.COLUMNS',
    'select count() from system.one where 1 in (select 1 from system.tables)',
  ],
  'other statements': [
    'insert into events select * from events',
    'drop table events',
    'drop view events',
    'create table x (a Int8) engine = Memory',
    'create temporary table x as select 1',
    'create view x as select * from $db.listen_events',
    "create dictionary d (a UInt64) primary key a source(clickhouse(table 'listen_events')) layout(flat()) lifetime(0)",
    'create function f as x -> x',
    'alter table $db.listen_events delete where 1',
    'truncate table $db.listen_events',
    'optimize table $db.listen_events',
    'rename table $db.listen_events to $db.gone',
    'system reload dictionaries',
    'system stop merges',
    'kill query where 1',
    "backup table $db.listen_events to Disk('a', 'b')",
    'grant all on *.* to default',
    'execute as default select 1',
    'set readonly = 0',
    'use $db',
    'show tables from $db',
    'show create table events',
    'describe table $db.listen_events',
    'explain select * from events',
    'exists table $db.listen_events',
    'check table $db.listen_events',
    'attach table x',
    'watch events',
    'begin transaction',
  ],
  'two in one': [
    'select 1; select * from $db.listen_events',
    'select 1; set readonly = 0; select * from $db.listen_events',
    'select 1) as a, (select * from $db.listen_events',
    'select 1) union all (select event from $theirs.events',
    'select 1 parallel with select 2',
  ],
  settings: [
    'select * from events settings readonly = 0',
    'select * from events settings additional_table_filters = {}',
    'select * from (select * from events settings additional_table_filters = {})',
    'select * from (select * from $db.listen_events settings additional_table_filters = {})',
    "select count() from (select * from events settings optimize_move_to_prewhere = 1, query_plan_optimize_prewhere = 1) where toUInt8(text['secret']) = 7",
    'with e as (select * from events settings max_execution_time = 0) select * from e',
    'select 1 settings max_result_rows = 0, max_memory_usage = 0',
    'select * from events SETTINGS/**/readonly=2',
  ],
  'files out': [
    `select * from events into outfile '${spilled}'`,
    `select * from events into outfile '${spilled}' truncate format CSV`,
    `select * from (select * from events into outfile '${spilled}')`,
    'select * from events format Null',
  ],
  'told by failing': [
    "select count() from events where toUInt8(text['secret']) = 7",
    "select count() from events prewhere toUInt8(text['secret']) = 7",
    "select count() from events where intDiv(1, toInt64(num['total'] != 77777)) = 1",
    "select count() from events as a join events as b on toUInt8(a.text['secret']) = toUInt8(b.text['secret'])",
    "select toUInt8(text['secret']) as k, count() from events group by k",
    "select count() from events where parseDateTime(text['secret'], '%Y') > now()",
    "select count() from feedback where toUInt8(channel) = 1 and channel != 'chat'",
    "select accurateCast(event, 'UInt8') from events where event > 900",
    'select name from evnts',
    'select count() from listen_event',
    'select _part, _table, _partition_id from events',
  ],
  'how it is written': [
    'select * from $db/**/.listen_events',
    '/* select 1 */ select * from $db.listen_events -- events',
    'select * from events -- \nunion all select * from $db.listen_events',
    'select 1 /* /* */ from $db.listen_events */',
    'SeLeCt * FrOm $db.listen_events',
    'select * from `$db\\x2elisten_events`',
    'select * from `l\\x69sten_events`',
    'select * from “$db”.“listen_events”',
    'select\u00a0*\u00a0from\u00a0$db.listen_events',
    'select * from $db．listen_events',
    'select * from {t: Identifier}',
    'select $$a$$, * from $db.listen_events',
    'select 1 as `a, table_name: $views.events` from $db.listen_events as `x, table_name: $views.events`',
    'select 1 as `a\n  SORT id: 1` from $db.listen_events',
    "select 'identifier: events' from $db.listen_events",
    'from $db.listen_events select *',
    'select * from $db.listen_events as events',
    'with $db.listen_events as events select * from events',
    "with (x -> file(x)) as length select length('/etc/passwd')",
    'select \u0000 * from $db.listen_events',
    'values (1)',
    'table $db.listen_events',
    '',
    '-- nothing',
    '(((((',
  ],
};

const spelt = (sql: string) =>
  sql
    .replaceAll('$db', house.database)
    .replaceAll('$views', fence.database)
    .replaceAll('$theirs', `${house.database}_sql_${foreign.replaceAll('-', '')}`)
    .replaceAll('$else', other.database);

/** Those that are plain questions over one's own rows once the trick in them comes to nothing. */
const harmless = new Set([
  ...(attacks['told by failing'] ?? []),
  'select * from events -- \nunion all select * from $db.listen_events',
]);

describe('Attacks', () => {
  for (const [road, texts] of Object.entries(attacks)) {
    test(`by ${road}: ${texts.length} come to nothing`, async () => {
      const before = await state();
      const wrong: string[] = [];
      for (const text of texts) {
        const { answered, words } = await shown(spelt(text));
        const told = tells(words.replaceAll(spelt(text), ''));
        if (told !== undefined) wrong.push(`${text} → tells ${told}: ${words.slice(0, 300)}`);
        if (answered && !harmless.has(text)) wrong.push(`${text} → was answered: ${words.slice(0, 300)}`);
      }
      expect(wrong).toEqual([]);
      expect(await state()).toBe(before);
      expect(existsSync(spilled)).toBe(false);
    });
  }

  test('are many', () => {
    expect(Object.values(attacks).flat().length).toBeGreaterThan(120);
  });
});

describe('What is asked plainly is answered', () => {
  test('with people, not senders, and of one workspace', async () => {
    expect(await rows('select count(), uniqExact(person), max(person) from events')).toEqual([['500', '499', '500']]);
    expect(
      await rows("select name, count() as n from events where text['secret'] = '7' group by name order by name"),
    ).toHaveLength(3);
    expect(await rows('select person, channel, sentiment from feedback')).toEqual([['3', 'chat', 0.5]]);
    expect(await rows('select person, channel from conversations')).toEqual([['3', 'chat']]);
    expect(await rows('select e.person, any(p.kind) from events as e join people as p using (person) group by e.person')).toEqual(
      [['3', 'person']],
    );
  });

  test('every published column can be read', async () => {
    for (const { name, columns } of tables) {
      const list = columns.map((column) => column.name).join(', ');
      const { meta } = JSON.parse((await ask(`select ${list} from ${name} limit 1`)).toString()) as { meta: { type: string }[] };
      expect(meta.map(({ type }) => type)).toEqual(columns.map(({ type }) => type));
    }
  });

  test.each([
    '-- how many a day\nselect toStartOfDay(occurred_at) as day, count() as n /* all */ from events group by day order by day;',
    'with big as (select person, count() as n from events group by person) select quantile(0.9)(n), avgIf(n, n > 1) from big',
    'select name, row_number() over (partition by person order by occurred_at) as nth from events qualify nth = 1 limit 3',
    'select arrayJoin(mapKeys(text)) as key, count() from events group by key having count() > 1',
    "select case when num['total'] > 10 then 'much' else 'little' end as how, count() from events group by how",
    'select number, toDate(now()) - number as day from numbers(7)',
    "select `name` as `città`, 'it''s -- not a comment' from events limit 1",
    'select person from events where person in (select person from feedback) union distinct select person from people',
  ])('%s', async (text) => {
    expect((await rows(text)).length).toBeGreaterThan(0);
  });

  test('at most as many rows as are shown, and one to tell that there were more', async () => {
    expect(await rows('select number from numbers(5000)')).toHaveLength(1001);
    expect((await ask('select number from numbers(5000)', 'csv')).toString().split('\n')).toHaveLength(5002);
    expect((await ask('select name, text from events', 'parquet')).subarray(0, 4).toString()).toBe('PAR1');
  });
});

describe('What goes wrong is said', () => {
  test.each([
    ['select name,\n  nope\nfrom events', /^Line 2: Unknown expression identifier .nope/],
    ['select name\nfrom events\nwhere name == = 1', /^Line 3, column 15: Syntax error/],
    ['select name\nfrom evnts', /^Line 2: Unknown table/],
    ['select cuont() from events', /not allowed here: the function cuont/i],
    ['select toUInt8(name) from events', /^The engine could not compute it/],
    ['select repeat(name, 1000000) from events', /^(The answer is too large|It needs too much memory)/],
    ['select groupArray(number) from numbers(1000000000)', /^It needs too much memory/],
  ])('%s', async (text, words) => {
    expect((await shown(text)).words).toMatch(words);
  });

  const soon = (look: () => Promise<void>) => vi.waitFor(look, { timeout: 20_000, interval: 50 });
  const endless = 'select count() from numbers(1000000000000) where sipHash64(number) = 1';
  const left = () =>
    house.clickhouse.query(`select 1 from system.processes where query like '%1000000000000%' and query not like '%processes%'`);

  test('an endless question ends, and takes nothing with it', async () => {
    const question = { sql: endless, fence, format: 'JSONCompact' as const, rows: 10, bytes: 100_000 };
    await expect(house.clickhouse.fenced(question, { timeoutMs: 300 })).rejects.toThrow(/took too long|would take too long/);
    await soon(async () => expect(await left()).toHaveLength(0));
  });

  test('a question nobody waits for any more is killed', async () => {
    const leaving = new AbortController();
    const asking = askBehind(house.clickhouse, fence, endless, 'table', leaving.signal);
    await soon(async () => expect(await left()).not.toHaveLength(0));
    leaving.abort(new Error('gone'));
    await expect(asking).rejects.toThrow('gone');
    await soon(async () => expect(await left()).toHaveLength(0));
    expect(await rows('select 1')).toEqual([[1]]);
  });
});

describe('Every wall stands by itself, and the attacks tell when one does not', () => {
  const planted = () => `${house.database}_sql_planted`;
  const everything = () => `select * from ${house.database}.listen_events`;
  /** A view somebody got wrong, in a database of its own. */
  async function plant(view: string): Promise<Fence> {
    await house.clickhouse.command(`create database if not exists ${planted()}`);
    await house.clickhouse.command(`create or replace view ${planted()}.events as ${view}`);
    return { ...fence, database: planted(), tables: ['events'] };
  }
  const open = (hole: Fence): Fence => ({ ...hole, filters: {} });
  const look = 'select text from events';

  test('a view without its predicate, and no filter: seen', async () => {
    const hole = open(await plant(everything()));
    expect(tells((await shown(look, hole)).words)).toBe('FOREIGN');
  });
  test('a view without its predicate: the filter holds', async () => {
    const hole = await plant(everything());
    expect(tells((await shown(look, hole)).words)).toBeUndefined();
    expect(JSON.parse((await ask('select count() from events', 'table', hole)).toString())).toMatchObject({ data: [['500']] });
  });
  test('no filter: the view holds', async () => {
    expect(tells((await shown(look, open(fence))).words)).toBeUndefined();
  });
  test('another house’s fence opens nothing here', async () => {
    expect(await shown(look, { ...fence, tables: ['feedback'] })).toEqual({
      answered: false,
      words: expect.stringContaining('a table that is not published'),
    });
  });
  test('a predicate in where tells by failing, one in prewhere does not', async () => {
    const attack = (from: string) => `select count() from ${from} where toUInt8(text['secret']) = 7`;
    await plant(`${everything()} where workspace = toUUID('${mine}')`);
    // Past every other wall, as our own questions are asked.
    await expect(house.clickhouse.query(attack(`${planted()}.events`))).rejects.toThrow('FOREIGN');
    expect(await house.clickhouse.query(attack(`${fence.database}.events`))).toHaveLength(1);
    // And behind the fence even the wrong view does not tell.
    const wrong = open({ ...fence, database: planted(), tables: ['events'] });
    expect(tells((await shown(attack('events'), wrong)).words)).toBeUndefined();
  });
  test('the engine refuses settings and changes by itself', async () => {
    const walls = { readonly: '1' };
    for (const statement of [
      'set readonly = 0',
      'set max_threads = 1',
      `truncate table ${house.database}.listen_events`,
      `select 1 settings max_threads = 1`,
    ]) {
      expect(await bare(statement, walls)).toMatch(/READONLY/);
    }
    // What one session was told, the next does not know: each has its own.
    expect(await bare(`use ${house.database}`, walls)).not.toMatch(/READONLY/);
    expect(await bare('select currentDatabase()', walls)).toBe('default\n');
  });

  test('a dictionary loaded in passing is everybody’s', async () => {
    const elsewhere = await publish(other.clickhouse, mine);
    await askBehind(other.clickhouse, elsewhere, 'select person from events limit 1', 'table', never);
    const [whose] = await other.clickhouse.query(
      `select dictGet('customers_person_of', 'person', toUInt64({no: UInt64})) as person`,
      { no: base + 1 },
    );
    expect(whose).toEqual({ person: String(base) });
  });

  /** Straight to the engine, without any wall of ours. */
  async function bare(query: string, settings: Record<string, string>): Promise<string> {
    const { url, user, password } = house.clickhouse.address;
    const address = `${url}/?${new URLSearchParams({ ...settings, query })}`;
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    return (await fetch(address, { method: 'POST', headers: { authorization } })).text();
  }
});

describe('Whoever asks', () => {
  const log = createLog({ level: 'silent' });
  const asking = () =>
    createSql({ db: database.db, clickhouse: house.clickhouse, audit: createAudit({ log }), clock: { now: () => 0 } });

  test('is answered with rows of their own workspace, whichever it is', async () => {
    const desk = asking();
    const count = 'select count(), max(person) from events';
    const first = await desk.ask(principalOf(mine, 'analyst'), count, never);
    const second = await desk.ask(principalOf(foreign, 'analyst'), count, never);
    expect([first.rows, second.rows]).toEqual([[['500', '500']], [['500', String(base + 499)]]]);
  });

  test('asks one question at a time, and each is written down without its words', async () => {
    const desk = asking();
    const analyst = principalOf(mine, 'analyst');
    const text = "select 1 from events where text['email'] = 'ada@example.com'";
    const both = await Promise.allSettled([desk.ask(analyst, text, never), desk.ask(analyst, text, never)]);
    expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await expect(desk.ask(analyst, 'select * from system.tables', never)).rejects.toMatchObject({
      kind: { code: 'measure.sql_refused' },
    });
    await desk.file(analyst, 'select 1', 'csv', never);
    const written = await database.db.inWorkspace(mine, (tx) =>
      tx.many<{ details: Record<string, unknown> }>(
        sql`select details from platform.audit where action = 'measure.sql_asked' order by no desc limit 3`,
      ),
    );
    expect(written.map(({ details }) => details)).toMatchObject([
      { as: 'csv', outcome: 'answered' },
      { as: 'table', outcome: 'FENCED' },
      { as: 'table', outcome: 'answered', rows: 0, columns: 1 },
    ]);
    expect(JSON.stringify(written)).not.toContain('ada@');
  });

  test('a workspace is a literal: an id that is none is no text for SQL', () => {
    expect(() => definitions('verona', "x') or 1 --")).toThrow();
    expect(() => databaseOf('verona; drop', mine)).toThrow();
  });
});
