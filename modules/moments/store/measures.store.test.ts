/** What happened in moments, counted on a real Postgres. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql, type Tx } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { standardQueue } from './agents.ts';
import { appendEntry } from './entries.ts';
import { idsAfter, measures } from './measures.ts';
import { closeMoment, findMoment, insertMoment, openAgain } from './moments.ts';

let fresh: FreshDatabase;
let queueId: string;
const reason = { rule: 'message', sentence: 'They wrote.' };
const inside = <T>(work: (tx: Tx) => Promise<T>) => fresh.db.inWorkspace(fresh.workspaceId, work);

beforeAll(async () => {
  fresh = await freshDatabase();
  queueId = await inside((tx) => standardQueue(tx, fresh.workspaceId, 'Front desk', async () => undefined));
});
afterAll(() => fresh.close());

async function moment(): Promise<{ id: string; openedAt: number }> {
  const id = randomUUID();
  const given = { id, kind: 'message', title: 'Late', senderNo: '7', owner: { queue: queueId }, queueId, by: 'Test' };
  const row = await inside(async (tx) => {
    const channel = { channelKind: 'email', language: 'it' };
    await insertMoment(tx, fresh.workspaceId, { ...given, ...channel, openedBy: reason, ownerReason: reason });
    return findMoment(tx, fresh.workspaceId, id);
  });
  return { id, openedAt: row?.openedAt.getTime() ?? 0 };
}

async function said(
  momentId: string,
  at: number,
  who: 'customer' | 'system' | { employee: string },
  state?: 'undone',
): Promise<void> {
  const employee = typeof who === 'object';
  const author = employee
    ? { kind: 'employee' as const, id: who.employee, name: 'Ada' }
    : { kind: who, name: who === 'customer' ? 'Nora' : 'Verona' };
  await inside((tx) =>
    appendEntry(tx, fresh.workspaceId, momentId, {
      ...{ id: randomUUID(), kind: who === 'customer' ? 'in' : 'out', at: new Date(at), author, text: 'Words', state },
    }),
  );
}

const measured = async (id: string) => (await inside((tx) => measures(tx, fresh.workspaceId, [id], 30)))[0];
const minute = 60_000;

test('contacts are turns after a silence of both sides; the first human answer counts, no machine’s and none taken back', async () => {
  const { id, openedAt } = await moment();
  const [ada, bob] = [randomUUID(), randomUUID()];
  await said(id, openedAt, 'customer');
  await said(id, openedAt + minute, 'customer'); // the same turn
  await said(id, openedAt + 2 * minute, 'system');
  await said(id, openedAt + 3 * minute, { employee: bob }, 'undone');
  await said(id, openedAt + 10 * minute, { employee: ada });
  await said(id, openedAt + 20 * minute, 'customer'); // still in conversation
  await said(id, openedAt + 100 * minute, 'customer'); // had to ask again
  await said(id, openedAt + 101 * minute, { employee: ada });
  const counted = await measured(id);
  expect(counted?.answerSeconds).toBeCloseTo(600, 2);
  expect(counted).toMatchObject({
    ...{ messages: 4, contacts: 2, answeredBy: 1, resolvedSeconds: null, outcome: null, reopened: 0 },
    ...{ channel: 'email', language: 'it', senderNo: '7', openedBy: 'message', goodwill: [] },
  });
});

test('opened again it is one conversation from its first opening on, and stays so when it is settled for good', async () => {
  const { id, openedAt } = await moment();
  await inside((tx) => closeMoment(tx, fresh.workspaceId, id, { outcome: 'answered' }));
  expect(await measured(id)).toMatchObject({ outcome: 'answered', reopened: 0, contacts: 0, answerSeconds: null });
  await inside(async (tx) => {
    const row = await findMoment(tx, fresh.workspaceId, id);
    await openAgain(tx, fresh.workspaceId, { id, epoch: row?.epoch ?? '' }, { queue: queueId }, reason, 'Test');
  });
  const again = await measured(id);
  expect(again).toMatchObject({ outcome: null, reopened: 1, resolvedSeconds: null });
  expect(again?.openedAt.getTime()).toBe(openedAt);
});

test('goodwill that was given or approved, by currency; asked for is not given', async () => {
  const { id } = await moment();
  const lines = [
    ['given', 500, 'EUR'],
    ['approved', 700, 'EUR'],
    ['asked', 9_900, 'EUR'],
    ['given', 300, 'JPY'],
  ] as const;
  for (const [state, amount, currency] of lines)
    await inside((tx) =>
      tx.run(sql`
        insert into moments.goodwill (workspace_id, moment_id, employee_id, epoch, amount, currency, reason, state)
        values (${fresh.workspaceId}, ${id}, ${randomUUID()}, 1, ${amount}, ${currency}, 'Late', ${state})`),
    );
  const given = (await measured(id))?.goodwill.toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
  expect(given).toEqual([
    { currency: 'EUR', amount: 1_200 },
    { currency: 'JPY', amount: 300 },
  ]);
});

test('all moments are gone through once, page by page; another workspace sees none', async () => {
  const seen: string[] = [];
  for (let after: string | null = null; ; ) {
    const page: string[] = await inside((tx) => idsAfter(tx, fresh.workspaceId, after, 2));
    seen.push(...page);
    after = page.at(-1) ?? null;
    if (page.length < 2) break;
  }
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toHaveLength(3);
  expect(await fresh.db.inWorkspace(fresh.otherWorkspaceId, (tx) => measures(tx, fresh.otherWorkspaceId, seen, 30))).toEqual([]);
});
