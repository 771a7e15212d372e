import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '#platform/log';
import { type Database, NoRow, openDb, prepared, sql, TooManyRows } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';

const log = createLog({ level: 'silent' });
let fresh: FreshDatabase;
let db: Database;

beforeAll(async () => {
  fresh = await freshDatabase();
  db = fresh.db;
  await fresh.ownerDb.inSystem((tx) => tx.run(sql`create table public.thing (name text primary key)`));
});
afterAll(() => fresh.close());

describe('transactions', () => {
  test('commit together or not at all', async () => {
    const work = db.inSystem(async (tx) => {
      await tx.run(sql`insert into thing values ('half')`);
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect(await db.inSystem((tx) => tx.maybe(sql`select from thing where name = 'half'`))).toBeUndefined();
  });

  test('a swallowed error is not a success: Postgres would only have rolled back in silence', async () => {
    const work = db.inSystem(async (tx) => {
      await tx.run(sql`insert into thing values ('lost')`);
      await tx.run(sql`select 1 / 0`).catch(() => 0);
    });
    await expect(work).rejects.toThrow('Rolled back');
  });

  test('afterCommit runs after a commit, never after a rollback, and cannot undo it', async () => {
    const heard: string[] = [];
    await db.inSystem(async (tx) => {
      tx.afterCommit(() => heard.push('kept'));
      tx.afterCommit(() => {
        throw new Error('a hook is no reason to fail');
      });
      await tx.run(sql`insert into thing values ('hooked')`);
      expect(heard).toEqual([]);
    });
    await db
      .inSystem((tx) => {
        tx.afterCommit(() => heard.push('rolled back'));
        return Promise.reject(new Error('no'));
      })
      .catch(() => {});
    expect(heard).toEqual(['kept']);
  });

  test('a transaction that is over refuses statements instead of running them in the next one', async () => {
    const kept = await db.inSystem((tx) => Promise.resolve(tx));
    await expect(kept.run(sql`select 1`)).rejects.toThrow('over');
  });

  test('options: time limit, read only, isolation', async () => {
    await expect(db.inSystem((tx) => tx.run(sql`select pg_sleep(5)`), { timeoutMs: 50 })).rejects.toMatchObject({
      code: '57014',
    });
    const write = db.inSystem((tx) => tx.run(sql`insert into thing values ('x')`), { readOnly: true });
    await expect(write).rejects.toMatchObject({ code: '25006' });
    const level = await db.inSystem((tx) => tx.one(sql`show transaction_isolation`), { isolation: 'repeatable read' });
    expect(level).toEqual({ transaction_isolation: 'repeatable read' });
    // The options of one transaction do not stick to its connection.
    expect(await db.inSystem((tx) => tx.one(sql`show statement_timeout`))).toEqual({ statement_timeout: '15s' });
  });

  test('one, maybe and many say what they mean', async () => {
    await db.inSystem(async (tx) => {
      await expect(tx.one(sql`select 1 where false`)).rejects.toThrow(NoRow);
      await expect(tx.maybe(sql`select from generate_series(1, 2)`)).rejects.toThrow(TooManyRows);
      expect(await tx.many(sql`select 1 as a where false`)).toEqual([]);
    });
  });

  test('values arrive as promised, arrays can be bound', async () => {
    const texts = ['plain', 'with "quotes", commas, {braces} and \\', 'Ærø 東京', ''];
    const row = await db.inSystem((tx) =>
      tx.one(sql`select 9007199254740993::bigint as big, '{"a": [1]}'::jsonb as json, '2026-10-25'::date as day,
                        '2026-10-25T02:30:00Z'::timestamptz as at, array(select t from unnest(${texts}::text[]) as t) as texts`),
    );
    expect(row).toEqual({
      big: '9007199254740993',
      json: { a: [1] },
      day: '2026-10-25',
      at: new Date('2026-10-25T02:30:00Z'),
      texts,
    });
  });

  test('a prepared statement is planned once per connection and answers each call', async () => {
    const double = (n: number) => prepared('test.double', sql`select ${n}::bigint * 2 as twice`);
    await db.inSystem(async (tx) => {
      expect(await tx.one(double(2))).toEqual({ twice: '4' });
      expect(await tx.one(double(21))).toEqual({ twice: '42' });
      const known = await tx.many(sql`select name from pg_prepared_statements where name = 'test.double'`);
      expect(known).toHaveLength(1);
    });
  });
});

describe('trouble', () => {
  /** Ends connections of the server's role, as a restart of the server would (57P01). */
  const terminate = (where = 'true') =>
    db.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity
                    where usename = current_user and pid <> pg_backend_pid() and ${where}`);

  test('idle connections that are killed (57P01) leave the process alive; the next call reconnects (case G03)', async () => {
    await Promise.all([1, 2, 3].map(() => db.inSystem((tx) => tx.run(sql`select pg_sleep(0.05)`))));
    await terminate();
    await sleep(50);
    expect(await db.inSystem((tx) => tx.one(sql`select 1 as one`))).toEqual({ one: 1 });
  });

  test('a connection killed in the middle of a transaction is a 503 to its caller', async () => {
    const doomed = db.inSystem((tx) => tx.run(sql`select pg_sleep(10) /* doomed */`));
    const outcome = expect(doomed).rejects.toMatchObject({ kind: { code: 'postgres.unavailable', status: 503 } });
    await sleep(100);
    await terminate("query like '%doomed%'");
    await outcome;
    expect(await db.ready()).toBe(true);
  });

  test('no connection free within a second is a 503 of its own', async () => {
    const narrow = openDb({ url: fresh.url, log, max: 1 });
    const holder = narrow.inSystem((tx) => tx.run(sql`select pg_sleep(1.5)`));
    await sleep(100);
    const started = performance.now();
    await expect(narrow.inSystem(() => Promise.resolve())).rejects.toMatchObject({ kind: { code: 'postgres.overloaded' } });
    expect(performance.now() - started).toBeLessThan(1_400);
    await holder;
    await narrow.close();
  });

  test('a server that is not there is a 503, not a crash', async () => {
    const nowhere = openDb({ url: 'postgres://a:b@127.0.0.1:1/c', log });
    await expect(nowhere.inSystem(() => Promise.resolve())).rejects.toMatchObject({ kind: { code: 'postgres.unavailable' } });
    expect(await nowhere.ready()).toBe(false);
    await nowhere.close();
  });

  test('signals: heard across connections, coalesced, and heard again after the connection was lost', async () => {
    const heard: string[] = [];
    const other = openDb({ url: fresh.url, log, applicationName: 'other process' });
    const stop = await other.listen('test.channel', (payload) => heard.push(payload));
    for (let i = 0; i < 50; i += 1) db.notify('test.channel', 'same');
    db.notify('test.channel', 'different');
    await expect.poll(() => [heard.length, new Set(heard)]).toEqual([2, new Set(['same', 'different'])]);
    await terminate("application_name = 'other process'");
    await expect
      .poll(() => {
        db.notify('test.channel', 'back');
        return heard.includes('back');
      })
      .toBe(true);
    await stop();
    heard.length = 0;
    db.notify('test.channel', 'unheard');
    await sleep(100);
    expect(heard).toEqual([]);
    await other.close();
  });

  test('signals: this process hears itself once, at once, and also while the connection is lost', async () => {
    const heard: string[] = [];
    const elsewhere: string[] = [];
    const other = openDb({ url: fresh.url, log, applicationName: 'a third process' });
    const stops = [
      await db.listen('test.own', (payload) => heard.push(payload)),
      await other.listen('test.own', (payload) => elsewhere.push(payload)),
    ];
    db.notify('test.own', 'first');
    // By then it has come back over the database, too, if it comes back.
    await expect.poll(() => elsewhere).toEqual(['first']);
    await sleep(50);
    expect(heard).toEqual(['first']);
    await terminate();
    db.notify('test.own', 'second');
    await sleep(20);
    expect(heard).toEqual(['first', 'second']);
    await Promise.all(stops.map((stop) => stop()));
    await other.close();
  });

  test('signals: whoever comes and goes at once waits in turn; a client takes one statement at a time', async () => {
    const warnings: string[] = [];
    const warned = (warning: Error) => warnings.push(warning.message);
    process.on('warning', warned);
    const stops = await Promise.all(['one', 'two', 'three'].map((name) => db.listen(`test.${name}`, () => {})));
    db.notify('test.one', 'and a word in between');
    await Promise.all(stops.map((stop) => stop()));
    await sleep(20);
    process.off('warning', warned);
    expect(warnings).toEqual([]);
  });
});
