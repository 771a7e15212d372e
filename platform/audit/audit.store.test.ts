import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Principal } from '#platform/auth';
import type { Route } from '#platform/contract';
import type { Bind } from '#platform/http';
import { createLog } from '#platform/log';
import { sql } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { createAudit, verifyChain } from './audit.ts';
import { type AuditedEntry, listAudit, verifyAudit } from './contract.ts';
import { bindAudit } from './routes.ts';

const audit = createAudit({ log: createLog({ level: 'silent' }) });

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
beforeEach(() => fresh.ownerDb.inSystem((tx) => tx.run(sql`delete from platform.audit`)));
afterAll(() => fresh.close());

const ada = (workspaceId = fresh.workspaceId): Principal => ({
  kind: 'employee',
  id: 'e-1',
  label: 'Ada',
  workspaceId,
  role: 'admin',
});

async function record(n: number, principal = ada()): Promise<void> {
  await fresh.db.inWorkspace(principal.workspaceId, (tx) =>
    audit.record(tx, principal, { action: n % 2 ? 'people.invited' : 'listen.source_added', subject: `thing:${n}`, details: { n } }),
  );
}
const verify = (workspaceId = fresh.workspaceId) => fresh.db.inWorkspace(workspaceId, (tx) => verifyChain(tx, workspaceId));

test('F17: 16 writers make one chain, no forks', async () => {
  await Promise.all(
    Array.from({ length: 16 }, async (_, writer) => {
      for (let n = 0; n < 20; n += 1) {
        await record(writer * 20 + n);
      }
    }),
  );
  expect(await verify()).toMatchObject({ ok: true, head: { no: 320 } });
  const forks = await fresh.ownerDb.inSystem((tx) =>
    tx.many(sql`select prev_hash from platform.audit group by prev_hash having count(*) > 1`),
  );
  expect(forks).toEqual([]);
});

test('the act and its record commit together or not at all', async () => {
  await expect(
    fresh.db.inWorkspace(fresh.workspaceId, async (tx) => {
      await audit.record(tx, ada(), { action: 'people.invited', subject: 'x' });
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(await verify()).toMatchObject({ ok: true, head: { no: 0 } });
});

test('details come back as they were hashed, whatever they hold', async () => {
  await fresh.db.inWorkspace(fresh.workspaceId, (tx) =>
    audit.record(tx, ada(), {
      action: 'people.invited',
      subject: 'x',
      details: { nul: 'a\0b', half: '\ud800', huge: 1e300, tiny: 5e-324, third: 1 / 3, zero: -0, when: new Date(0), none: undefined, z: [1], a: {} },
    }),
  );
  await record(2);
  expect(await verify()).toMatchObject({ ok: true, head: { no: 2 } });
});

describe('the past', () => {
  const asOwner = (statement: Parameters<typeof fresh.ownerDb.inSystem>[0]) => fresh.ownerDb.inSystem(statement);
  beforeEach(async () => {
    for (let n = 1; n <= 6; n += 1) {
      await record(n);
    }
  });

  test.each([
    sql`update platform.audit set actor_label = 'Mallory'`,
    sql`delete from platform.audit`,
    sql`truncate platform.audit`,
  ])('cannot be changed by the server: %#', async (statement) => {
    await expect(fresh.db.inWorkspace(fresh.workspaceId, (tx) => tx.run(statement))).rejects.toThrow(/permission denied/);
  });

  test('shows what the owner of the tables changed, at its entry', async () => {
    expect(await verify()).toMatchObject({ ok: true, head: { no: 6 } });
    await asOwner((tx) => tx.run(sql`update platform.audit set details = '{"n": 33}' where no = 3`));
    expect(await verify()).toEqual({ ok: false, no: 3, reason: 'Entry 3 is not what was written.' });
    await asOwner((tx) => tx.run(sql`update platform.audit set details = '{"n": 3}' where no = 3`));
    expect(await verify()).toMatchObject({ ok: true });
    await asOwner((tx) => tx.run(sql`update platform.audit set at = at + interval '1 microsecond' where no = 5`));
    expect(await verify()).toMatchObject({ ok: false, no: 5 });
  });

  test('shows what the owner removed', async () => {
    await asOwner((tx) => tx.run(sql`delete from platform.audit where no = 4`));
    expect(await verify()).toEqual({ ok: false, no: 4, reason: 'Entry 4 is missing; the next one found is 5.' });
  });
});

describe('routes', () => {
  const handlers = new Map<Route, (caller: never) => Promise<unknown>>();
  const bind: Bind = (route, handler) => void handlers.set(route as Route, handler as never);
  const get = <T>(route: Route, query: object, workspaceId = fresh.workspaceId) =>
    handlers.get(route)?.({ workspaceId, query: route.query?.parse(query) } as never) as Promise<T>;
  const list = (query: object, workspaceId?: string) =>
    get<{ items: AuditedEntry[]; next: string | null }>(listAudit as Route, query, workspaceId);

  beforeAll(() => bindAudit(bind, fresh.db));
  beforeEach(async () => {
    for (let n = 1; n <= 5; n += 1) {
      await record(n);
    }
    await record(99, ada(fresh.otherWorkspaceId));
  });

  test('pages go back in time without gaps or repeats, and stay in the workspace', async () => {
    const first = await list({ limit: 2 });
    expect(first.items.map(({ no }) => no)).toEqual([5, 4]);
    const second = await list({ limit: 2, after: first.next });
    expect(second.items.map(({ no }) => no)).toEqual([3, 2]);
    const third = await list({ limit: 2, after: second.next });
    expect(third).toMatchObject({ items: [{ no: 1, actor: { kind: 'employee', id: 'e-1', label: 'Ada' }, details: { n: 1 } }], next: null });
    expect((await list({}, fresh.otherWorkspaceId)).items.map(({ subject }) => subject)).toEqual(['thing:99']);
    expect(listAudit.reply?.parse(await list({}))).toBeDefined();
  });

  test('filters narrow', async () => {
    const subjects = async (query: object) => (await list(query)).items.map(({ subject }) => subject);
    expect(await subjects({ action: 'people.' })).toEqual(['thing:5', 'thing:3', 'thing:1']);
    expect(await subjects({ action: 'people.invited', subject: 'thing:3' })).toEqual(['thing:3']);
    expect(await subjects({ action: 'people' })).toEqual([]);
    expect(await subjects({ actor: 'nobody' })).toEqual([]);
    const [, second] = (await list({ limit: 2 })).items;
    expect(await subjects({ from: second?.at })).toEqual(['thing:5', 'thing:4']);
    expect(await subjects({ to: second?.at })).toEqual(['thing:3', 'thing:2', 'thing:1']);
  });

  test('the chain can be verified over HTTP', async () => {
    const verdict = verifyAudit.reply?.parse(await get(verifyAudit as Route, {}));
    expect(verdict).toMatchObject({ ok: true, entries: 5, head: (await list({ limit: 1 })).items[0]?.hash });
    await fresh.ownerDb.inSystem((tx) => tx.run(sql`update platform.audit set subject = 'else' where no = 2`));
    expect(await get(verifyAudit as Route, {})).toMatchObject({ ok: false, no: 2 });
  });
});
