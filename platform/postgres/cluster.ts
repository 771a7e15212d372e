/** The folder of the embedded cluster: made once, whole or not at all, and never deleted. */

import { spawn } from 'node:child_process';
import { chmod, chown, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { assertReachable, type Binaries, type OsUser } from './binaries.ts';

const major = '18';

/** The folder is not a cluster we can start; the message says what it is and what to do. */
class ClusterRefused extends Error {}

/** Where the cluster of a data folder lies. */
export const clusterOf = (data: string): string => path.join(data, 'postgres');

/** Makes `<data>/postgres` when there is none. Answers its path. Call under the data lock. */
export async function ensureCluster(data: string, binaries: Binaries, user: OsUser, password: string): Promise<string> {
  const folder = clusterOf(data);
  await assertReachable(path.dirname(binaries.postgres), user);
  await assertReachable(data, user);
  if ((await stateOf(folder)) === 'whole') return folder;
  // initdb works beside and the result is renamed: what carries the name `postgres` has always been finished.
  const unfinished = path.join(data, 'postgres.unfinished');
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await own(unfinished, user);
  await initdb(unfinished, binaries.initdb, user, path.join(data, 'postgres.password'), password);
  await rename(unfinished, folder);
  return folder;
}

async function stateOf(folder: string): Promise<'none' | 'whole'> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new ClusterRefused(`Cannot read ${folder}: ${error.message}. Start Verona as the user that made it.`);
  });
  if (names === undefined) return 'none';
  if (names.length === 0) {
    await rmdir(folder);
    return 'none';
  }
  const version = (await readFile(path.join(folder, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (version === '' || !names.includes('global')) {
    throw new ClusterRefused(
      `${folder} is not a Postgres data folder, or only a part of one. Verona deletes nothing: move it away or restore it from a ` +
        'backup, then start again.',
    );
  }
  if (version !== major) {
    throw new ClusterRefused(
      `${folder} was made by Postgres ${version}; this Verona brings ${major}. Restore a backup into a new folder.`,
    );
  }
  return 'whole';
}

async function initdb(folder: string, program: string, user: OsUser, passwordFile: string, password: string): Promise<void> {
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
  await own(passwordFile, user);
  try {
    await finished(
      program,
      [
        `--pgdata=${folder}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // Sorts by code point and knows all of Unicode's letters, the same on every system: an index never breaks with the libc.
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        `--locale=${process.platform === 'linux' ? 'C.UTF-8' : 'en_US.UTF-8'}`,
        '--lc-messages=C',
        '--text-search-config=simple',
        '--data-checksums',
      ],
      folder,
      user,
    );
  } finally {
    await rm(passwordFile, { force: true });
  }
}

function finished(program: string, args: string[], cwd: string, user: OsUser): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...user, cwd, env: plainEnv, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new ClusterRefused(`${path.basename(program)} failed (${signal ?? code}): ${said.trim()}`));
    });
  });
}

/** Nothing of our own environment, which holds secrets, reaches the engine. */
export const plainEnv = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: '', LC_MESSAGES: 'C', TZ: 'UTC' };

async function own(file: string, user: OsUser): Promise<void> {
  if (user.uid !== undefined) await chown(file, user.uid, user.gid);
}

/**
 * Makes the data folder, closed to others. As root it stays passable: Postgres, another OS user, must reach its part, which is
 * closed. A folder that holds other people's things keeps its mode: what is ours in it is closed by itself.
 */
export async function ensureDataFolder(data: string, user: OsUser): Promise<void> {
  await mkdir(data, { recursive: true });
  const names = await readdir(data).catch((error: NodeJS.ErrnoException) => {
    throw new ClusterRefused(
      `Cannot read ${data}: ${error.message}. Start Verona as the user that made it, or choose another VERONA_DATA.`,
    );
  });
  const ours = names.length === 0 || names.includes('secrets.json');
  if (ours) await chmod(data, user.uid === undefined ? 0o700 : 0o711);
}
