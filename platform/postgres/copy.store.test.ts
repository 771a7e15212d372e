import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { withClient } from './client.ts';
import { copyIn, copyOut } from './copy.ts';

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.close());

const connected = <T>(work: Parameters<typeof withClient<T>>[2]) => withClient(fresh.ownerUrl, 'test', work);

test('rows arrive whole and in order, also when the reader is slow and rows are larger than a piece', () =>
  connected(async (client) => {
    const rows = copyOut(
      client,
      `copy (select n || ':' || repeat('x', case when n % 1000 = 0 then 200000 else n % 300 end) from generate_series(1, 20000) n) to stdout`,
    );
    let text = '';
    for await (const chunk of rows) {
      text += chunk;
      if (text.length % 7 === 0) await sleep(1);
    }
    const lines = text.trimEnd().split('\n');
    expect(rows.rows).toBe(20_000);
    expect(lines.length).toBe(20_000);
    for (const [at, line] of lines.entries()) {
      const n = at + 1;
      if (line !== `${n}:${'x'.repeat(n % 1000 === 0 ? 200_000 : n % 300)}`) throw new Error(`row ${n} is not what it was`);
    }
    // The connection is as good as before.
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  }));

test('what goes in comes out; a source that breaks leaves nothing behind', () =>
  connected(async (client) => {
    await client.query('create temp table line (text text)');
    const lines = (async function* () {
      for (let n = 0; n < 5_000; n += 1) yield Buffer.from(`${'line '.repeat(50)}${n}\n`);
    })();
    expect(await copyIn(client, 'copy line from stdin', lines)).toBe(5_000);
    const broken = (async function* () {
      yield Buffer.from('one\n');
      throw new Error('the disk is gone');
    })();
    await expect(copyIn(client, 'copy line from stdin', broken)).rejects.toThrow('the disk is gone');
    const { rows } = await client.query('select count(*)::int as lines from line');
    expect(rows).toEqual([{ lines: 5_000 }]);
  }));

test('the reason of the server is told, in either direction', () =>
  connected(async (client) => {
    const rows = copyOut(client, 'copy (select 1 / (n - 500) from generate_series(1, 1000) n) to stdout');
    await expect(rows.toArray()).rejects.toThrow('division by zero');
    await client.query('create temp table number (n bigint)');
    await expect(
      copyIn(
        client,
        'copy number from stdin',
        (async function* () {
          yield Buffer.from('not a number\n');
        })(),
      ),
    ).rejects.toThrow(/invalid input syntax/);
    expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  }));
