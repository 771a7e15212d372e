/** Who is whom, told to a real ClickHouse that is killed on the way. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '#platform/clock';
import { sql } from '#platform/postgres';
import { type FreshClickHouse, type FreshDatabase, freshClickHouse, freshDatabase, killedAmid } from '#platform/testing';
import { personOf, reloadPersonOf } from '../analytics.ts';
import { copyLane } from './copy-lane.ts';

let house: FreshDatabase;
let copy: FreshClickHouse;
beforeAll(async () => {
  [house, copy] = await Promise.all([freshDatabase(), freshClickHouse()]);
});
afterAll(() => Promise.all([house?.close(), copy?.close()]));

async function moved(...changes: [sender: number, person: number][]): Promise<void> {
  for (const [sender, person] of changes) {
    await house.db.inWorkspace(house.workspaceId, (tx) =>
      tx.run(sql`
        insert into customers.person_of_change (workspace_id, sender_no, person_no)
        values (${house.workspaceId}, ${sender}, ${person})`),
    );
  }
}

async function catchUp(): Promise<void> {
  const lane = copyLane({ db: house.db, clickhouse: copy.clickhouse, clock: systemClock });
  // Watermarks wait for transactions of the whole server, also for those of other tests: look a few times.
  for (let quiet = 0; quiet < 3; ) quiet = (await lane.step(house.workspaceId)) === false ? quiet + 1 : 0;
}

/** Who these senders are, as every report asks it. */
async function people(...senders: number[]): Promise<number[]> {
  await reloadPersonOf(copy.clickhouse);
  const rows = await copy.clickhouse.query<{ person: number }>(
    `select toFloat64(${personOf('sender')}) as person from (select arrayJoin({senders: Array(UInt64)}) as sender)`,
    { senders },
  );
  return rows.map(({ person }) => person);
}

test('a batch whose token an engine kept and whose rows it did not is written again', async () => {
  await moved([1, 10]);
  await catchUp();
  expect(await people(1, 2, 3)).toEqual([10, 2, 3]);
  await moved([2, 10], [3, 30]);
  const dying = killedAmid(copy.clickhouse, 'customers_person_of_change', 'sender in (2, 3)');
  const killed = copyLane({ db: house.db, clickhouse: dying.clickhouse, clock: systemClock });
  await expect.poll(() => Promise.resolve(killed.step(house.workspaceId)).then(dying.killed, dying.killed)).toBe(true);
  expect(await people(1, 2, 3)).toEqual([10, 2, 3]);
  await catchUp();
  expect(await people(1, 2, 3)).toEqual([10, 10, 30]);
});

test('a batch of which nobody heard that it was written changes nothing when it comes again', async () => {
  await moved([4, 40]);
  const deaf = copyLane({
    db: house.db,
    clickhouse: {
      ...copy.clickhouse,
      async insert(...asked) {
        await copy.clickhouse.insert(...asked);
        throw new Error('nobody heard it');
      },
    },
    clock: systemClock,
  });
  await expect
    .poll(() => Promise.resolve(deaf.step(house.workspaceId)).catch((error: Error) => error.message))
    .toBe('nobody heard it');
  await moved([4, 41]);
  await catchUp();
  expect(await people(4, 1)).toEqual([41, 10]);
});
