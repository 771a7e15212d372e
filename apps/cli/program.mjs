// Node 20 reads no TypeScript, and a thousand files taught to it one by one take longer than all else that a start does.
// So the program is put together into one, once for each state of its sources: what a source says is part of the name.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const home = join(root, 'apps/cli/dist');
const sources = ['apps/cli', 'apps/demo', 'apps/server', 'bench', 'modules', 'platform'];

/** Address of the whole program as one module; put together first when its sources have changed. */
export async function program() {
  const folder = join(home, fingerprint());
  if (!existsSync(folder)) await putTogether(folder);
  return pathToFileURL(join(folder, 'apps/cli/main.js')).href;
}

const allSources = () => sources.flatMap((place) => sourcesIn(join(root, place)));

function fingerprint() {
  const files = [...allSources(), join(root, 'package-lock.json')];
  const hash = createHash('sha256');
  for (const file of files.sort((a, b) => (a < b ? -1 : 1)))
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex').slice(0, 32);
}

function sourcesIn(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return entry.name.startsWith('dist') ? [] : sourcesIn(join(folder, entry.name));
    return /\.(ts|mjs)$/.test(entry.name) && !entry.name.includes('.test.') ? [join(folder, entry.name)] : [];
  });
}

// What runs in a process or a thread of its own is named by its address, and is put together beside the program: taught
// TypeScript when it starts, each would hold a compiler of its own for as long as it lives.
const ownAddress = /new URL\('(\.{1,2}\/[^']+)\.ts', import\.meta\.url\)/g;

function namedIn(path) {
  return [...readFileSync(path, 'utf8').matchAll(ownAddress)].map(([, name]) => join(dirname(path), `${name}.ts`));
}

/** Made aside and moved into place whole: two starts at once, or one that is cut short, leave no half program. */
async function putTogether(folder) {
  const { build, stop } = await import('esbuild');
  await mkdir(home, { recursive: true });
  const aside = await mkdtemp(join(home, 'aside-'));
  try {
    await build({
      entryPoints: [join(root, 'apps/cli/main.ts'), ...new Set(allSources().flatMap(namedIn))],
      outbase: root,
      outdir: aside,
      bundle: true,
      packages: 'external',
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      sourcemap: 'linked',
      // The sources are there to be read; a map says only where.
      sourcesContent: false,
      plugins: [{ name: 'each file knows where it lies', setup: (step) => keepPlaces(step, folder) }],
      absWorkingDir: root,
      logLevel: 'warning',
    });
    await rename(aside, folder);
  } catch (error) {
    // Another start was first; its program is as good as ours.
    if (!existsSync(folder)) throw error;
  } finally {
    // Its process would stay beside the program with all it has read (170 MB).
    await stop();
    await rm(aside, { recursive: true, force: true });
  }
  await forgetOld();
}

/** Migrations and the console are found beside the source that asks for them, not beside what was made of it. */
function keepPlaces({ onLoad }, folder) {
  onLoad({ filter: /\.m?[jt]s$/ }, async ({ path }) => {
    const text = await readFile(path, 'utf8');
    const madeOf = (name) => join(folder, relative(root, join(dirname(path), `${name}.js`)));
    const contents = text
      .replaceAll(ownAddress, (_, name) => `new URL(${JSON.stringify(pathToFileURL(madeOf(name)).href)})`)
      .replaceAll('import.meta.dirname', JSON.stringify(dirname(path)))
      .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
    return { contents, loader: 'ts' };
  });
}

/**
 * What was put together from other sources goes after a day; the newest stay, because whoever runs one of them starts its engine
 * from there again.
 */
async function forgetOld() {
  const found = await Promise.all(
    (await readdir(home)).map(async (name) => ({
      name,
      made: (await stat(join(home, name)).catch(() => undefined))?.mtimeMs ?? 0,
    })),
  );
  for (const { name, made } of found.sort((a, b) => b.made - a.made).slice(5))
    if (Date.now() - made > 86_400_000) await rm(join(home, name), { recursive: true, force: true });
}
