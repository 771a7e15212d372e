/** Parts that run in a browser: built when their sources changed since the last build. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const homeOf = (app: 'console' | 'widget') => join(root, 'apps', app);

/** Where the built files lie. */
export const builtFolder = (app: 'console' | 'widget'): string => join(homeOf(app), 'dist');

/** Builds what is missing or older than its sources; `onBuild` hears of each that it had to. */
export async function ensureBuilt(onBuild: (app: string) => void): Promise<void> {
  for (const app of ['console', 'widget'] as const) await ensure(app, () => onBuild(app));
}

/** A server that is running never sees half a build. */
async function ensure(app: 'console' | 'widget', onBuild: () => void): Promise<void> {
  const folder = builtFolder(app);
  const stamp = join(folder, '.stamp');
  const wanted = fingerprint(homeOf(app));
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  onBuild();
  const aside = join(homeOf(app), `dist-${process.pid}`);
  try {
    await build(homeOf(app), aside);
    await writeFile(join(aside, '.stamp'), wanted);
    await rm(folder, { recursive: true, force: true });
    await rename(aside, folder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/**
 * In a process of its own: the build's memory goes when it ends, and it is a production build whatever `NODE_ENV` says here
 * (a test runner's would put React's development build into the folder that is served).
 */
async function build(home: string, outDir: string): Promise<void> {
  const vite = join(createRequire(import.meta.url).resolve('vite/package.json'), '..', 'bin', 'vite.js');
  const child = spawn(process.execPath, [vite, 'build', home, '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'], {
    cwd: root,
    env: { NODE_ENV: 'production' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0)
    throw new Error(`${relative(root, home)} could not be built (vite ended with ${code}); its reason stands above.`);
}

/** Everything a build is made of: its own files, the contracts it speaks, and the versions it is built with. */
function fingerprint(home: string): string {
  const rooms = readdirSync(join(root, 'modules')).map((room) => join(root, 'modules', room));
  const places = [
    home,
    join(root, 'platform/contract'),
    ...readdirSync(join(root, 'platform')).map((part) => join(root, 'platform', part, 'contract.ts')),
    join(root, 'package.json'),
    join(root, 'package-lock.json'),
    ...rooms.flatMap((room) => [join(room, 'contract.ts'), join(room, 'contract')]),
  ];
  const hash = createHash('sha256');
  for (const file of places.filter(existsSync).flatMap(filesIn).sort()) {
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesIn(place: string): string[] {
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place)
    .filter((name) => !(name.startsWith('dist') || name === 'gallery' || name.includes('.test.') || name.endsWith('.md')))
    .flatMap((name) => filesIn(join(place, name)));
}
