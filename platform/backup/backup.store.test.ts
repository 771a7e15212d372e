import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cursorOf, moveCursor } from '#platform/events';
import { sql, type Tx } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { loadBackup } from './load.ts';
import { compareMigrations, readManifest, verifyFiles } from './manifest.ts';
import { takeBackup } from './take.ts';

let from: FreshDatabase;
let to: FreshDatabase;
let home: string;
const quiet = { show: () => {} };

beforeAll(async () => {
  [from, to] = await Promise.all([freshDatabase(), freshDatabase()]);
  await to.ownerDb.inSystem((tx) => tx.run(sql`truncate platform.workspace cascade`));
  home = await mkdtemp(path.join(tmpdir(), 'verona-test-backup-'));
});
afterAll(async () => {
  await Promise.all([from.close(), to.close()]);
  await rm(home, { recursive: true, force: true });
});

const take = (name: string, ownerUrl = from.ownerUrl) =>
  takeBackup({
    ownerUrl,
    dataDir: home,
    folder: path.join(home, name),
    secret: 'the master secret of tests',
    keepSecret: true,
    ...quiet,
  });
const load = async (name: string) =>
  loadBackup({
    ownerUrl: to.ownerUrl,
    folder: path.join(home, name),
    manifest: await readManifest(path.join(home, name)),
    erasures: '',
    ...quiet,
  });

const tell = (house: FreshDatabase, n: number | string) =>
  house.db.inWorkspace(house.workspaceId, (tx) =>
    tx.run(sql`insert into platform.event (workspace_id, type, data) values (${from.workspaceId}, 'test', ${JSON.stringify(n)})`),
  );

/** What a subscriber still has to read, in its order. */
const unread = (house: FreshDatabase, subscriber: string) =>
  house.db.inWorkspace(from.workspaceId, async (tx: Tx) => {
    const cursor = await cursorOf(tx, from.workspaceId, subscriber);
    const rows = await tx.many<{ data: number }>(sql`
      select data from platform.event
       where (tx, id) > (${cursor?.tx}::xid8, ${cursor?.id}::bigint) and tx < pg_snapshot_xmin(pg_current_snapshot())
       order by tx, id`);
    return rows.map(({ data }) => data);
  });

test('readers go on in another cluster exactly where they stood, wherever that was', async () => {
  const stand: Record<string, number> = { fresh: 0, behind: 3, middle: 7, 'in step': 11 };
  // Ids far above what the new cluster has counted to.
  await from.ownerDb.inSystem((tx) =>
    tx.run(sql`
    insert into platform.event (workspace_id, tx, type, data)
    select ${from.workspaceId}::uuid, (4000000000000 + n / 2)::text::xid8, 'test', to_jsonb(n) from generate_series(1, 11) as n`),
  );
  await from.db.inWorkspace(from.workspaceId, async (tx) => {
    for (const [subscriber, read] of Object.entries(stand)) {
      await cursorOf(tx, from.workspaceId, subscriber);
      const at = await tx.maybe<{ tx: string; id: string }>(sql`
        select tx::text as tx, id::text as id from platform.event where data = ${JSON.stringify(read)}::jsonb`);
      if (at) await moveCursor(tx, from.workspaceId, subscriber, at);
    }
  });
  const manifest = await take('positions');
  expect(Number(manifest.highestTx)).toBeLessThan(20);
  await load('positions');
  const all = Array.from({ length: 11 }, (_, n) => n + 1);
  for (const [subscriber, read] of Object.entries(stand)) {
    expect(await unread(to, subscriber), subscriber).toEqual(all.slice(read));
  }
  // And what comes new is behind all of it, under an id that was never given out.
  await tell({ ...to, workspaceId: from.workspaceId }, 'new');
  expect(await unread(to, 'in step')).toEqual(['new']);
  const { next } = await to.ownerDb.inSystem((tx) => tx.one<{ next: string }>(sql`select max(id) as next from platform.event`));
  expect(Number(next)).toBeGreaterThan(1_000_000_000);
});

test('a database that holds something is refused, and stays as it is', async () => {
  await expect(load('positions')).rejects.toThrow(/not empty \(platform\.\w+ holds rows\)/);
});

test('G04: the wrong role is refused, by name and with the cure; nothing is left under the name of the backup', async () => {
  await expect(take('as app', from.url)).rejects.toThrow(/role "verona_app" does not own .* Set DATABASE_OWNER_URL/);
  await expect(readManifest(path.join(home, 'as app'))).rejects.toThrow(/is not a backup/);
});

test('a backup is never written over another', async () => {
  await expect(take('positions')).rejects.toThrow(/is not empty/);
});

test('a changed, cut or missing file and a newer Verona are each refused before anything is touched', async () => {
  const manifest = await take('damaged');
  const folder = path.join(home, 'damaged');
  const verify = () => verifyFiles(folder, manifest, () => {});
  await verify();
  const file = path.join(folder, 'platform.event.copy.gz');
  const bytes = await readFile(file);
  const changed = Buffer.from(bytes);
  changed[bytes.length >> 1] = (changed[bytes.length >> 1] ?? 0) ^ 1;
  await writeFile(file, changed);
  await expect(verify()).rejects.toThrow(/platform\.event\.copy\.gz .* changed or damaged/);
  await rm(file);
  await expect(verify()).rejects.toThrow(/platform\.event\.copy\.gz .* cannot be read/);
  const newer = { ...manifest, migrations: [...manifest.migrations, { id: 'modules/engage/0001_promises', sha256: 'x' }] };
  expect(() => compareMigrations(newer, manifest.migrations)).toThrow(/newer Verona \(it knows modules\/engage\/0001_promises\)/);
  await writeFile(path.join(folder, 'manifest.json'), JSON.stringify({ ...manifest, version: 2 }));
  await expect(readManifest(folder)).rejects.toThrow(/format 2/);
});
