/** Lists of moments on a real Postgres, as the app's own role: by what runs out next, and by words. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql, type Tx } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { standardQueue } from './agents.ts';
import { appendEntry } from './entries.ts';
import { insertMoment, listByDue, searchEntries, touchMoment } from './moments.ts';

let fresh: FreshDatabase;
let queueId: string;
const reason = { rule: 'test', sentence: 'For a test.' };

beforeAll(async () => {
  fresh = await freshDatabase();
  queueId = await inside((tx) => standardQueue(tx, fresh.workspaceId, 'Front desk', async () => undefined));
});
afterAll(() => fresh.close());

const inside = <T>(work: (tx: Tx) => Promise<T>) => fresh.db.inWorkspace(fresh.workspaceId, work);

async function moment(title: string, dueAt: string): Promise<string> {
  const id = randomUUID();
  await inside(async (tx) => {
    const given = { id, kind: 'test', title, senderNo: null, owner: { queue: queueId }, queueId, by: 'Test' };
    await insertMoment(tx, fresh.workspaceId, { ...given, openedBy: reason, ownerReason: reason });
    await tx.run(sql`
      insert into moments.clock_watch (workspace_id, moment_id, due_at) values (${fresh.workspaceId}, ${id}, ${dueAt}::timestamptz)`);
  });
  return id;
}

test('what runs out next comes first, page by page, and what no clock runs for comes last', async () => {
  const dues = ['2026-03-02T10:00:00Z', 'infinity', '2026-03-02T09:00:00.000001Z', '2026-03-02T09:00:00Z', 'infinity'];
  for (const [at, due] of dues.entries()) await moment(`Due ${at}`, due);
  const seen: string[] = [];
  let after: { dueAt: string; id: string } | undefined;
  do {
    const page = await inside((tx) => listByDue(tx, fresh.workspaceId, { view: 'all', me: undefined }, after, 2));
    seen.push(...page.map(({ title }) => title));
    const last = page.at(-1);
    after = last && { dueAt: last.dueExactly, id: last.id };
  } while (after);
  expect(seen.slice(0, 3)).toEqual(['Due 3', 'Due 2', 'Due 0']);
  expect(new Set(seen.slice(3))).toEqual(new Set(['Due 1', 'Due 4']));
  expect(seen).toHaveLength(5);
});

test('a moment is found by what was said in it, by its title and by its labels, as they are now', async () => {
  const id = await moment('Broken lantern', 'infinity');
  await inside((tx) =>
    appendEntry(tx, fresh.workspaceId, id, {
      id: randomUUID(),
      kind: 'in',
      author: { kind: 'customer', name: 'Nora' },
      text: 'It arrived without its glass.',
    }),
  );
  const found = async (words: string) => (await inside((tx) => searchEntries(tx, words, 10))).map(({ momentId }) => momentId);
  expect(await found('glass')).toEqual([id]);
  expect(await found('lantern & brok:*')).toEqual([id]);
  expect(await found('breakage')).toEqual([]);
  await inside((tx) => touchMoment(tx, fresh.workspaceId, id, { title: 'Broken lamp', labels: ['breakage'] }));
  expect(await found('breakage')).toEqual([id]);
  expect(await found('lantern')).toEqual([]);
  const elsewhere = fresh.db.inWorkspace(fresh.otherWorkspaceId, (tx) => searchEntries(tx, 'glass', 10));
  expect(await elsewhere).toEqual([]);
});
