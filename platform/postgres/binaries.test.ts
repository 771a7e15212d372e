import { lstat, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { assertReachable, hydrate } from './binaries.ts';

async function folder(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'verona-binaries-'));
}

test('links that `npm ci --ignore-scripts` left out are made, and a second time changes nothing', async () => {
  const home = await folder();
  await mkdir(path.join(home, 'native/lib'), { recursive: true });
  await writeFile(path.join(home, 'native/lib/libicuuc.so.60.2'), 'a library');
  const link = { source: 'native/lib/libicuuc.so.60.2', target: 'native/lib/libicuuc.so.60' };
  await writeFile(path.join(home, 'native/pg-symlinks.json'), JSON.stringify([link]));
  await hydrate(home);
  await hydrate(home);
  expect((await lstat(path.join(home, link.target))).isSymbolicLink()).toBe(true);
  expect(await readFile(path.join(home, link.target), 'utf8')).toBe('a library');
  await rm(home, { recursive: true });
});

test('a folder that the OS user of Postgres cannot pass is named, with the cure', async () => {
  const closed = await folder();
  const inside = path.join(closed, 'data');
  await mkdir(inside, { mode: 0o755 });
  const nobody = { uid: 65_534, gid: 65_534 };
  await expect(assertReachable(inside, nobody)).rejects.toThrow(`chmod o+x ${closed}`);
  await expect(assertReachable(tmpdir(), nobody)).resolves.toBeUndefined();
  await rm(closed, { recursive: true });
});
