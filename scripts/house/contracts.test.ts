// Contracts run on both sides, so both compilers must read every one of them, and each must refuse the other side's globals.
import { symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { inRepository, plant, run } from './planted.ts';

const tsc = 'node_modules/typescript7/bin/tsc';

/** Paths of the contracts a compiler reads, from the repository's root. */
function contractsOf(config: string): string[] {
  const files = run(inRepository('.'), tsc, '-p', config, '--listFilesOnly').output.split('\n');
  return files
    .map((file) => relative(inRepository('.'), file.trim()))
    .filter((path) => /^(modules|platform)\/.*contract(\.ts$|\/)/.test(path) && !path.endsWith('.test.ts'))
    .sort();
}

describe('contracts', { timeout: 60_000 }, () => {
  it('are the same files for both compilers', () => {
    const server = contractsOf('tsconfig.server.json');
    expect(server).toContain('platform/contract/index.ts');
    expect(contractsOf('tsconfig.browser.json')).toEqual(server);
  });

  const house = plant({
    'modules/people/contract.ts': "import './contract/server.ts';\nimport './contract/browser.ts';\n",
    'modules/people/contract/server.ts': 'export const folder = process.cwd();\n',
    'modules/people/contract/browser.ts': 'export const title = document.title;\n',
  });
  symlinkSync(inRepository('node_modules'), join(house.root, 'node_modules'));
  afterAll(house.clear);

  it.each([
    ['tsconfig.server.json', 'browser.ts', "Cannot find name 'document'"],
    ['tsconfig.browser.json', 'server.ts', "Cannot find name 'process'"],
  ])("%s refuses the other side's globals", (config, file, message) => {
    const { code, output } = run(house.root, tsc, '-p', config, '--pretty', 'false');
    expect(code).not.toBe(0);
    expect(output.split('\n').filter((line) => line.includes('error'))).toEqual([
      expect.stringMatching(new RegExp(`^modules/people/contract/${file}.*${message}`)),
    ]);
  });
});
