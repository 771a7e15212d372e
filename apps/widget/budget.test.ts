// What every visitor of a customer's site pays for: measured as sent, on a build of its own.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';

const kilobyte = 1024;
const home = import.meta.dirname;

test('the loader weighs at most 3 kB, all of a chat at most 25 kB the articles beside it 10 kB, a survey 6 kB, and its own page 7 kB, gzipped; each is one file', async () => {
  // As the server builds it: a test runner's own would put a library's warnings for developers into what is weighed.
  vi.stubEnv('NODE_ENV', 'production');
  const { build } = await import('vite');
  const folder = mkdtempSync(join(tmpdir(), 'verona-widget-'));
  try {
    const root = { root: home, configFile: join(home, 'vite.config.ts'), mode: 'production', logLevel: 'error' } as const;
    await build({ ...root, build: { outDir: folder, emptyOutDir: true } });
    const weigh = (file: string) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;
    const loaded = readdirSync(join(folder, 'widget')).toSorted();
    expect(loaded).toEqual([/^help\./, /^messenger\./, /^survey\./].map((name) => expect.stringMatching(name)));
    const files = ['widget.js', 'widget.mjs', ...loaded.map((name) => `widget/${name}`)];
    const [script = 0, module = 0, help = 0, messenger = 0, survey = 0] = files.map(weigh);
    expect(help).toBeLessThanOrEqual(10 * kilobyte);
    expect(survey).toBeLessThanOrEqual(6 * kilobyte);
    // SurveyJS is there as well, but no survey of a few plain questions loads it.
    const page = readdirSync(join(folder, 'survey')).find((name) => name.startsWith('page.'));
    expect(weigh(`survey/${page}`)).toBeLessThanOrEqual(7 * kilobyte);
    expect(script).toBeLessThanOrEqual(3 * kilobyte);
    expect(module).toBeLessThanOrEqual(3 * kilobyte);
    expect(script + messenger).toBeLessThanOrEqual(25 * kilobyte);
    // A plain script: nothing in it leaks a name into the page.
    expect(readFileSync(join(folder, 'widget.js'), 'utf8')).toMatch(/^\s*(\(|!|var verona ?=|\(function)/);
  } finally {
    rmSync(folder, { recursive: true });
    vi.unstubAllEnvs();
  }
}, 60_000);
