// Builds the console when its sources changed since the last build: `npm start` may call it every time.
//   node scripts/build-console.mjs [--force]
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const home = join(root, 'apps/console');
const dist = join(home, 'dist');
const stamp = join(dist, '.stamp');

/** Everything a build is made of: the console, the contracts it speaks, and the versions it is built with. */
function sources() {
  const contracts = readdirSync(join(root, 'modules')).flatMap((room) => [
    join(root, 'modules', room, 'contract.ts'),
    join(root, 'modules', room, 'contract'),
  ]);
  const places = [
    home,
    join(root, 'platform/contract'),
    ...readdirSync(join(root, 'platform')).map((part) => join(root, 'platform', part, 'contract.ts')),
    join(root, 'package.json'),
    join(root, 'package-lock.json'),
    ...contracts,
  ];
  return places.filter(existsSync).flatMap(filesIn).sort();
}

function filesIn(place) {
  try {
    return readdirSync(place, { withFileTypes: true })
      .filter(({ name }) => !name.startsWith('dist') && name !== 'gallery' && !name.includes('.test.') && !name.endsWith('.md'))
      .flatMap(({ name }) => filesIn(join(place, name)));
  } catch (error) {
    if (error.code === 'ENOTDIR') return [place];
    throw error;
  }
}

function fingerprint() {
  const hash = createHash('sha256');
  for (const file of sources())
    hash
      .update(`${relative(root, file)}\0`)
      .update(readFileSync(file))
      .update('\0');
  return hash.digest('hex');
}

/**
 * In a process of its own: the build's memory goes when it ends, and it is a production build whatever `NODE_ENV` says here
 * (a test runner's would put React's development build into the folder that is served).
 */
async function build(outDir) {
  const vite = join(dirname(createRequire(import.meta.url).resolve('vite/package.json')), 'bin', 'vite.js');
  const child = spawn(process.execPath, [vite, 'build', home, '--outDir', outDir, '--emptyOutDir', '--logLevel', 'warn'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`The console could not be built (vite ended with ${code}); its reason stands above.`);
}

/** Resolves to the folder to serve, and whether it had to be built. */
export async function ensureConsole({ force = false, onBuild = () => {} } = {}) {
  const wanted = fingerprint();
  if (!force && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return { dist, built: false };
  onBuild();
  // Built aside and moved into place: a server that is running never sees half a console.
  const aside = join(home, `dist-${process.pid}`);
  try {
    await build(aside);
    await writeFile(join(aside, '.stamp'), wanted);
    await rm(dist, { recursive: true, force: true });
    await rename(aside, dist);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  return { dist, built: true };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const started = Date.now();
  const { built } = await ensureConsole({ force: process.argv.includes('--force') });
  console.log(built ? `Console built in ${((Date.now() - started) / 1000).toFixed(1)} s.` : 'The console is up to date.');
}
