// What every visitor of a customer's site pays for: measured as sent, on a build of its own.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const kilobyte = 1024;
const home = import.meta.dirname;

test('the loader weighs at most 3 kB, all of a chat at most 25 kB and the articles beside it 10 kB, gzipped; each is one file', async () => {
  const { build } = await import('vite');
  const folder = mkdtempSync(join(tmpdir(), 'verona-widget-'));
  try {
    const root = { root: home, configFile: join(home, 'vite.config.ts'), mode: 'production', logLevel: 'error' } as const;
    await build({ ...root, build: { outDir: folder, emptyOutDir: true } });
    const weigh = (file: string) => gzipSync(readFileSync(join(folder, file)), { level: 9 }).length;
    const loaded = readdirSync(join(folder, 'widget')).toSorted();
    expect(loaded).toEqual([expect.stringMatching(/^help\./), expect.stringMatching(/^messenger\./)]);
    const files = ['widget.js', 'widget.mjs', ...loaded.map((name) => `widget/${name}`)];
    const [script = 0, module = 0, help = 0, messenger = 0] = files.map(weigh);
    expect(help).toBeLessThanOrEqual(10 * kilobyte);
    expect(script).toBeLessThanOrEqual(3 * kilobyte);
    expect(module).toBeLessThanOrEqual(3 * kilobyte);
    expect(script + messenger).toBeLessThanOrEqual(25 * kilobyte);
    // A plain script: nothing in it leaks a name into the page.
    expect(readFileSync(join(folder, 'widget.js'), 'utf8')).toMatch(/^\s*(\(|!|var verona ?=|\(function)/);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);
