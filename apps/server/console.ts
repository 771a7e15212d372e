/** The console's built files: where they lie, and building them when their sources changed since the last build. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const home = join(root, 'apps/console');
export const consoleFolder = join(home, 'dist');
const stamp = join(consoleFolder, '.stamp');

/** Builds the console if needed; true when it had to. A server that is running never sees half a console. */
export async function ensureConsole(onBuild: () => void): Promise<boolean> {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return false;
  onBuild();
  const aside = join(home, `dist-${process.pid}`);
  try {
    await build(aside);
    await writeFile(join(aside, '.stamp'), wanted);
    await rm(consoleFolder, { recursive: true, force: true });
    await rename(aside, consoleFolder);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return true;
}

/**
 * In a process of its own: the build's memory goes when it ends, and it is a production build whatever `NODE_ENV` says here
 * (a test runner's would put React's development build into the folder that is served).
 */
async function build(outDir: string): Promise<void> {
  const vite = join(createRequire(import.meta.url).resolve('vite/package.json'), '..', 'bin', 'vite.js');
  const child = spawn(process.execPath, [vite, 'build', home, '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'], {
    cwd: root,
    env: { NODE_ENV: 'production' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`The console could not be built (vite ended with ${code}); its reason stands above.`);
}

/** Everything a build is made of: the console, the contracts it speaks, and the versions it is built with. */
function fingerprint(): string {
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
