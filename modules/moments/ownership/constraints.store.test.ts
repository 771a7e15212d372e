/** What the code gets wrong the tables refuse: each way to break the promise, tried past all code. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { raw, sql, type Tx } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import * as agents from '../store/agents.ts';
import * as store from '../store/moments.ts';

let fresh: FreshDatabase;
let queueId: string;
const reason = { rule: 'test', sentence: 'For a test.' };

beforeAll(async () => {
  fresh = await freshDatabase();
  queueId = await inside((tx) => agents.standardQueue(tx, fresh.workspaceId, 'Front desk', async () => undefined));
});
afterAll(() => fresh.close());

const inside = <T>(work: (tx: Tx) => Promise<T>) => fresh.db.inWorkspace(fresh.workspaceId, work);

async function able(): Promise<string> {
  const employeeId = randomUUID();
  await inside(async (tx) => {
    const who = { employeeId, name: 'Somebody', able: true, taking: true, routed: true };
    await agents.keepStanding(tx, fresh.workspaceId, who);
    await agents.keepAbility(tx, fresh.workspaceId, employeeId, true);
  });
  return employeeId;
}

async function moment(owner: { employee: string } | { queue: string }): Promise<string> {
  const id = randomUUID();
  await inside((tx) =>
    store.insertMoment(tx, fresh.workspaceId, {
      id,
      kind: 'test',
      title: 'A moment',
      senderNo: null,
      owner,
      queueId,
      openedBy: reason,
      ownerReason: reason,
      by: 'Test',
    }),
  );
  return id;
}

test('a moment without an owner does not commit', async () => {
  const orphan = inside((tx) =>
    tx.run(sql`
      insert into moments.moment (workspace_id, id, no, kind, title, open_during, owner_queue, owned_since, attended_at, queue_id, opened_by)
      values (${fresh.workspaceId}, ${randomUUID()}, 900001, 'test', 'orphan', tstzrange(now(), null), ${queueId}, now(), now(), ${queueId}, '{}')`),
  );
  await expect(orphan).rejects.toThrow(/foreign key/);
});

test('an owner who is taken away, shortened or left with a gap does not commit', async () => {
  const id = await moment({ queue: queueId });
  const where = sql`workspace_id = ${fresh.workspaceId} and moment_id = ${id}`;
  await expect(inside((tx) => tx.run(sql`delete from moments.ownership where ${where}`))).rejects.toThrow(/foreign key/);
  await expect(
    inside((tx) => tx.run(sql`update moments.ownership set during = tstzrange(lower(during), clock_timestamp()) where ${where}`)),
  ).rejects.toThrow(/foreign key/);
  await expect(
    inside(async (tx) => {
      await tx.run(sql`update moments.ownership set during = tstzrange(lower(during), clock_timestamp()) where ${where}`);
      await tx.run(sql`
        insert into moments.ownership (workspace_id, moment_id, during, epoch, queue_id, reason, by_name)
        values (${fresh.workspaceId}, ${id}, tstzrange(clock_timestamp() + interval '1 second', null), 2, ${queueId}, '{}', 'Test')`);
    }),
  ).rejects.toThrow(/foreign key/);
});

test('a second owner at the same instant is refused at once', async () => {
  const id = await moment({ queue: queueId });
  const second = inside((tx) =>
    tx.run(sql`
      insert into moments.ownership (workspace_id, moment_id, during, epoch, queue_id, reason, by_name)
      values (${fresh.workspaceId}, ${id}, tstzrange(clock_timestamp(), null), 2, ${queueId}, '{}', 'Test')`),
  );
  await expect(second).rejects.toThrow(/exclusion constraint/);
});

test('an owner who is not able to act is refused, and nobody stops being able while they own', async () => {
  await expect(moment({ employee: randomUUID() })).rejects.toThrow(/foreign key/);
  const ada = await able();
  const id = await moment({ employee: ada });
  await expect(inside((tx) => agents.keepAbility(tx, fresh.workspaceId, ada, false))).rejects.toThrow(/foreign key/);
  await inside(async (tx) => {
    const moved = await store.moveOwner(tx, fresh.workspaceId, { id, epoch: '1' }, { queue: queueId }, reason, 'Test');
    expect(moved).toBe('2');
    await agents.keepAbility(tx, fresh.workspaceId, ada, false);
  });
  expect(await inside((tx) => store.breaches(tx, fresh.workspaceId))).toEqual([]);
});

test('of many who hand over at once, at one epoch, exactly one succeeds', async () => {
  const people = await Promise.all(Array.from({ length: 8 }, able));
  const id = await moment({ queue: queueId });
  const outcomes = await Promise.all(
    people.map((employee) =>
      inside((tx) => store.moveOwner(tx, fresh.workspaceId, { id, epoch: '1' }, { employee }, reason, 'Test')),
    ),
  );
  expect(outcomes.filter((epoch) => epoch !== undefined)).toEqual(['2']);
});

test('settled and opened again, each stretch keeps its owners; the audit finds nothing, and finds what is planted', async () => {
  const ada = await able();
  const id = await moment({ employee: ada });
  await inside((tx) => store.closeMoment(tx, fresh.workspaceId, id, { outcome: 'answered' }));
  await inside((tx) => store.openAgain(tx, fresh.workspaceId, { id, epoch: '1' }, { queue: queueId }, reason, 'Test'));
  expect(await inside((tx) => store.breaches(tx, fresh.workspaceId))).toEqual([]);
  // Past every constraint, as a mistake in them would be: they are taken away, and it is all undone afterwards.
  const planted = fresh.ownerDb.inSystem(async (tx) => {
    await tx.run(sql`select set_config('verona.workspace', ${fresh.workspaceId}, true)`);
    for (const table of ['moment', 'opening']) {
      const { name } = await tx.one<{ name: string }>(sql`
        select conname as name from pg_constraint
         where conrelid = ${`moments.${table}`}::regclass and confrelid = 'moments.ownership'::regclass`);
      await tx.run(raw(`alter table moments.${table} drop constraint ${name}`));
    }
    await tx.run(sql`delete from moments.ownership where moment_id = ${id} and epoch = 2`);
    const found = await store.breaches(tx, fresh.workspaceId);
    throw new Error(`found ${found.map(({ breach }) => breach).join()}`);
  });
  await expect(planted).rejects.toThrow('found owners:0');
});
