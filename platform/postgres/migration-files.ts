/** Migrations on disk, in the order they run: the ground first, then the rooms along the loop. */

import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Migration {
  /** Where it lives: `platform/postgres/0001_ground`. Its name for ever. */
  id: string;
  sha256: string;
  text: string;
}

const packageRoot = fileURLToPath(new URL('../../', import.meta.url));
const suffix = '.pg.sql';
/** Rooms are built on the rooms before them; their tables too. */
const loop = ['people', 'listen', 'customers', 'knowledge', 'moments', 'measure', 'goals', 'initiatives', 'engage'];

/** Every `*.pg.sql` of every part, in running order. */
export async function migrationsOnDisk(root = packageRoot): Promise<Migration[]> {
  const platform = await partsOf(path.join(root, 'platform'), ['postgres']);
  const rooms = await partsOf(path.join(root, 'modules'), loop);
  const folders = [...platform.map((part) => `platform/${part}`), ...rooms.map((room) => `modules/${room}`)];
  return (await Promise.all(folders.map((folder) => migrationsOf(root, folder)))).flat();
}

/** Folders, those named in `first` in that order before the others by name. */
async function partsOf(folder: string, first: string[]): Promise<string[]> {
  const rank = (name: string) => (first.includes(name) ? first.indexOf(name) : first.length);
  const names = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return names
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

async function migrationsOf(root: string, folder: string): Promise<Migration[]> {
  const names = await readdir(path.join(root, folder, 'migrations')).catch((): string[] => []);
  const files = names.filter((name) => name.endsWith(suffix)).sort();
  return Promise.all(
    files.map(async (name) => {
      const text = await readFile(path.join(root, folder, 'migrations', name), 'utf8');
      return { id: `${folder}/${name.slice(0, -suffix.length)}`, sha256: sha256(text), text };
    }),
  );
}

/** Line ends do not count: git may change them on its way to another system. */
function sha256(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}
