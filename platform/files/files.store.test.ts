// Files on a real disk and a real Postgres. Case numbers: reliability programme of the design (2.1, 2.4).
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fixedClock } from '#platform/clock';
import type { RawAnswer, RawRequest } from '#platform/http';
import { createLog } from '#platform/log';
import { sql } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { eventually } from '../testing/server.ts';
import { createFiles, type Files } from './index.ts';

let house: FreshDatabase;
let dataDir: string;
let files: Files;
let open: (token: string) => Promise<RawAnswer>;
const clock = fixedClock(Date.now());
const idle = { handle: () => {}, every: () => {}, add: async () => {}, cancel: async () => {} };

beforeAll(async () => {
  house = await freshDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'verona-files-'));
  files = createFiles({
    db: house.db,
    jobs: idle,
    bind: () => {},
    bindRaw: (_route, handler) => {
      open = async (token) =>
        handler({ params: { token }, query: {}, headers: {}, body: Buffer.alloc(0), ip: '::1' } satisfies RawRequest);
    },
    clock,
    log: createLog({ level: 'silent' }),
    key: Buffer.alloc(32, 1),
    dataDir,
  });
  files.onView('visitor', async (_tx, _workspaceId, viewerId) => viewerId === 'ann');
});
afterAll(async () => {
  await house?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const save = (name: string, text: string, workspaceId = house.workspaceId) =>
  house.db.inWorkspace(workspaceId, (tx) => files.save(tx, workspaceId, { name, bytes: Buffer.from(text), origin: 'mail:1' }));
const onDisk = async () =>
  (await readdir(join(dataDir, 'files'), { recursive: true })).filter((name) => /[0-9a-f]{64}/.test(name));

test.each(['.htaccess', '../../etc/passwd', '..%2f..%2fcanary', 'x.PHP.jpg', 'C:\\evil.pht', 'a\u202egnp.exe', '', '\u0000'])(
  'D06, D07: %j is a name and never a path',
  async (name) => {
    const saved = await save(name, `content of ${name}`);
    for (const char of ['/', '\\', '\u0000', '\u202e']) expect(saved.name).not.toContain(char);
    expect(saved.name).not.toBe('');
    for (const place of await onDisk()) expect(place).toMatch(/^[0-9a-f-]{36}\/[0-9a-f]{2}\/[0-9a-f]{64}$/);
    expect(await readdir(dataDir)).toEqual(['files']);
  },
);

test('equal content lies once, is private, and stays until the last row is gone', async () => {
  const [one, two] = [await save('a.txt', 'the same'), await save('b.txt', 'the same')];
  expect(one.sha256).toBe(two.sha256);
  const path = join(dataDir, 'files', house.workspaceId, one.sha256.slice(0, 2), one.sha256);
  expect((await stat(path)).mode & 0o077).toBe(0);
  expect(await readFile(path, 'utf8')).toBe('the same');
  const erase = (id: string) => house.db.inWorkspace(house.workspaceId, (tx) => files.erase(tx, house.workspaceId, [id]));
  expect(await erase(one.id)).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await readFile(path, 'utf8')).toBe('the same');
  expect(await erase(two.id)).toBe(1);
  await eventually(async () => !(await stat(path).catch(() => undefined)));
});

test('A19, D08: a link opens one file, for one viewer, for a while', async () => {
  const saved = await save('invoice.html', '<script>alert(1)</script>');
  const token = (viewer: string) =>
    files.link(house.workspaceId, saved.id, { kind: 'visitor', id: viewer }, 60_000).slice('/files/'.length);
  const answer = await open(token('ann'));
  expect(answer.status).toBe(200);
  expect(answer.headers).toMatchObject({ 'content-type': 'application/octet-stream', 'x-content-type-options': 'nosniff' });
  expect(answer.headers?.['content-disposition']).toMatch(/^attachment/);
  expect((await open(token('bob'))).status).toBe(404);
  expect((await open(saved.id)).status).toBe(404);
  const stranger = files.link(house.workspaceId, saved.id, { kind: 'nobody', id: 'ann' }, 60_000).slice('/files/'.length);
  expect((await open(stranger)).status).toBe(404);
  const old = token('ann');
  clock.advance(61_000);
  expect((await open(old)).status).toBe(404);
});

test('another workspace sees neither row nor bytes', async () => {
  const saved = await save('mine.txt', 'mine');
  const other = house.otherWorkspaceId;
  expect(await house.db.inWorkspace(other, (tx) => files.read(tx, other, saved.id))).toBeUndefined();
  const token = files.link(other, saved.id, { kind: 'visitor', id: 'ann' }, 60_000).slice('/files/'.length);
  expect((await open(token)).status).toBe(404);
  const own = await house.db.inWorkspace(house.workspaceId, (tx) => files.read(tx, house.workspaceId, saved.id));
  expect(own?.bytes.toString()).toBe('mine');
});

test('D14: a recording of a browser is kept without its sessions, and what cannot be read is not kept', async () => {
  const saved = await save('trace.har', '{"log":{"entries":[{"request":{"cookies":[{"name":"sid","value":"SECRET"}]}}]}}');
  const kept = await house.db.inWorkspace(house.workspaceId, (tx) => files.read(tx, house.workspaceId, saved.id));
  expect(kept?.bytes.toString()).not.toContain('SECRET');
  await expect(save('trace.har', 'SECRET')).rejects.toThrow(/HAR/);
  expect((await save('notes.txt', 'AKIAIOSFODNN7EXAMPLE')).secrets).toEqual(['aws_key']);
});

test('what a rolled back transaction left on disk is swept, what is named stays', async () => {
  const kept = await save('stays.txt', 'stays');
  const { workspaceId } = house;
  const before = (await onDisk()).length;
  await expect(
    house.db.inWorkspace(workspaceId, async (tx) => {
      await files.save(tx, workspaceId, { name: 'x', bytes: Buffer.from('never committed'), origin: 'mail:2' });
      await tx.run(sql`select 1/0`);
    }),
  ).rejects.toThrow();
  expect((await onDisk()).length).toBe(before + 1);
  expect(await files.sweep()).toBe(0);
  clock.set(Date.now() + 7_200_000);
  expect(await files.sweep()).toBe(1);
  expect((await onDisk()).some((place) => place.endsWith(kept.sha256))).toBe(true);
});

test('what is too large is refused', async () => {
  const { workspaceId } = house;
  await expect(
    house.db.inWorkspace(workspaceId, (tx) =>
      files.save(tx, workspaceId, { name: 'x', bytes: Buffer.alloc(26 * 1024 * 1024), origin: 'mail:2' }),
    ),
  ).rejects.toThrow(/At most/);
});
