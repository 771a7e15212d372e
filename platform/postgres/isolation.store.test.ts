import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Refusal } from '#platform/contract';
import { type Database, sql } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';

describe('one workspace never sees another', () => {
  let fresh: FreshDatabase;
  let db: Database;

  beforeAll(async () => {
    fresh = await freshDatabase();
    db = fresh.db;
    await fresh.ownerDb.inSystem(async (tx) => {
      await tx.run(sql`create table public.note (workspace_id uuid not null, body text not null)`);
      await tx.run(sql`select platform.isolate('public.note')`);
    });
    for (const id of [fresh.workspaceId, fresh.otherWorkspaceId]) {
      await db.inWorkspace(id, (tx) => tx.run(sql`insert into note (workspace_id, body) values (${id}, ${`of ${id}`})`));
    }
  });
  afterAll(() => fresh.close());

  test('a transaction sees the rows of its workspace only', async () => {
    const rows = await db.inWorkspace(fresh.workspaceId, (tx) => tx.many(sql`select body from note`));
    expect(rows).toEqual([{ body: `of ${fresh.workspaceId}` }]);
  });

  test('without a workspace: no rows, and no row can be written (fails closed)', async () => {
    expect(await db.inSystem((tx) => tx.many(sql`select * from note`))).toEqual([]);
    const write = db.inSystem((tx) => tx.run(sql`insert into note values (${fresh.workspaceId}, 'smuggled')`));
    await expect(write).rejects.toMatchObject({ code: '42501' });
  });

  test('a connection outside any transaction of ours sees nothing either (case A25)', async () => {
    expect((await db.pool.query('select * from note')).rows).toEqual([]);
  });

  test('rows of another workspace can be neither written, changed nor removed', async () => {
    const other = fresh.otherWorkspaceId;
    const insert = db.inWorkspace(fresh.workspaceId, (tx) => tx.run(sql`insert into note values (${other}, 'smuggled')`));
    await expect(insert).rejects.toMatchObject({ code: '42501' });
    const touched = await db.inWorkspace(fresh.workspaceId, async (tx) => [
      await tx.run(sql`update note set body = 'mine' where workspace_id = ${other}`),
      await tx.run(sql`delete from note where workspace_id = ${other}`),
    ]);
    expect(touched).toEqual([0, 0]);
  });

  test('a workspace id that is no UUID is refused before any SQL', async () => {
    await expect(db.inWorkspace("x', true); drop table note; --", () => Promise.resolve())).rejects.toThrow(Refusal);
    await expect(db.inWorkspace('', () => Promise.resolve())).rejects.toThrow(Refusal);
  });

  test('an opening that fails is the reason told, and nothing that was sent behind it takes effect', async () => {
    const opening = { isolation: 'nonsense' as 'serializable' };
    const write = db.inWorkspace(
      fresh.workspaceId,
      (tx) => tx.run(sql`insert into note values (${fresh.workspaceId}, 'outside')`),
      opening,
    );
    await expect(write).rejects.toThrow('nonsense');
    let reached = false;
    const system = db.inSystem(async () => {
      reached = true;
    }, opening);
    await expect(system).rejects.toThrow('nonsense');
    expect(reached).toBe(false);
    expect(await db.inWorkspace(fresh.workspaceId, (tx) => tx.many(sql`select body from note`))).toHaveLength(1);
  });

  test('the list of workspaces is known to the system, oldest first', async () => {
    expect(new Set(await db.workspaceIds())).toEqual(new Set([fresh.workspaceId, fresh.otherWorkspaceId]));
  });

  test('every table with a workspace_id has row-level security and a policy', async () => {
    const bare = await fresh.ownerDb.inSystem((tx) =>
      tx.many<{ name: string }>(sql`
        select c.oid::regclass::text as name
          from pg_class c join pg_attribute a on a.attrelid = c.oid join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'p') and a.attname = 'workspace_id' and not a.attisdropped and n.nspname !~ '^pg_'
           and not (c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))`),
    );
    expect(bare).toEqual([]);
  });

  test('no column is int4 or serial: they run out (case F18)', async () => {
    const narrow = await fresh.ownerDb.inSystem((tx) =>
      tx.many<{ name: string }>(sql`
        select c.oid::regclass || '.' || a.attname as name
          from pg_class c join pg_attribute a on a.attrelid = c.oid join pg_namespace n on n.oid = c.relnamespace
         where c.relkind in ('r', 'p') and a.attnum > 0 and a.atttypid in ('int4'::regtype, 'int2'::regtype) and not a.attisdropped
           and n.nspname in ('platform', 'people', 'listen', 'customers', 'knowledge', 'moments', 'measure', 'goals',
                             'initiatives', 'engage')`),
    );
    expect(narrow).toEqual([]);
  });
});
