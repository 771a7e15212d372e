/** What rooms may build on dictionaries: they are shared and kept, but renewed only when told to. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshClickHouse, freshClickHouse } from '#platform/testing';

let fresh: FreshClickHouse;
beforeAll(async () => {
  fresh = await freshClickHouse();
  // Over a view, not `source(clickhouse(query '…'))`: names inside that text would need their database.
  for (const statement of [
    'create table moved (sender UInt64, person UInt64, version UInt64) engine = ReplacingMergeTree(version) order by sender',
    `create view moved_now as select sender, argMax(moved.person, moved.version) as person from moved group by sender`,
    `create dictionary person_of (sender UInt64, person UInt64) primary key sender
     source(clickhouse(table 'moved_now')) layout(hashed()) lifetime(0)`,
  ]) {
    await fresh.clickhouse.command(statement);
  }
});
afterAll(() => fresh.close());

const personOf = async (sender: number) => {
  const rows = await fresh.clickhouse.query<{ person: string }>(
    `select dictGetOrDefault('person_of', 'person', {sender:UInt64}, {sender:UInt64}) as person`,
    { sender },
  );
  return Number(rows[0]?.person);
};

test('a dictionary over a table answers in every session, with a default, and follows the table when reloaded', async () => {
  const { clickhouse } = fresh;
  await clickhouse.insert('moved', ['sender', 'person', 'version'], '[1,100,1]\n', { token: '1' });
  expect(await Promise.all([1, 1, 1, 1, 1, 2].map(personOf))).toEqual([100, 100, 100, 100, 100, 2]);

  await clickhouse.insert('moved', ['sender', 'person', 'version'], '[1,200,2]\n[2,200,2]\n', { token: '2' });
  expect(await personOf(1)).toBe(100);
  await clickhouse.command('system reload dictionary person_of');
  expect(await Promise.all([1, 1, 1, 1, 2, 3].map(personOf))).toEqual([200, 200, 200, 200, 200, 3]);
});
