// The dependency tree: licences that keep Verona Apache-2.0, and a lockfile that installs on every system.
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type Files, inRepository, plant, run } from './house/planted.ts';

function house(packages: Record<string, object>, files: Files = {}): string {
  const { root, clear } = plant({ 'package-lock.json': JSON.stringify({ packages: { '': {}, ...packages } }), ...files });
  afterAll(clear);
  return root;
}

describe('licences', { timeout: 60_000 }, () => {
  it('of everything that runs ask for no more than a notice', () => {
    const { code, output } = run(inRepository('.'), 'scripts/licences.mjs');
    expect(output.split('\n').filter((line) => line.startsWith('refused'))).toEqual([]);
    expect(code).toBe(0);
  });

  it.each([
    ['MIT', 0],
    ['(GPL-2.0 OR MIT)', 0],
    ['MIT AND (ISC OR GPL-3.0-only)', 0],
    ['GPL-3.0-only', 1],
    ['MIT AND GPL-3.0-only', 1],
    ['AGPL-3.0-or-later', 1],
    ['SSPL-1.0', 1],
    ['BUSL-1.1', 1],
    ['SEE LICENSE IN LICENSE.md', 1],
    [undefined, 1],
  ])('%s gives exit code %i', (license, expected) => {
    const installed = { 'node_modules/a/package.json': JSON.stringify({ name: 'a', license }) };
    const { code, output } = run(
      inRepository('.'),
      'scripts/licences.mjs',
      house({ 'node_modules/a': { version: '1.0.0' } }, installed),
    );
    expect(code).toBe(expected);
    expect(output).toContain(expected ? 'refused  a@1.0.0' : '1  ');
  });

  it.each([
    ['1.0.3', 0],
    ['1.0.4', 1],
  ])('that stand in a file only are taken for the version somebody read: %s', (version, expected) => {
    const installed = {
      'node_modules/new-date/package.json': JSON.stringify({ name: 'new-date', license: 'SEE LICENSE IN LICENSE' }),
    };
    const root = house({ 'node_modules/new-date': { version } }, installed);
    expect(run(inRepository('.'), 'scripts/licences.mjs', root).code).toBe(expected);
  });

  it('of development tools are not asked', () => {
    const packages = {
      'node_modules/a': { version: '1.0.0', license: 'MIT' },
      'node_modules/b': { dev: true, license: 'GPL-3.0-only' },
    };
    expect(run(inRepository('.'), 'scripts/licences.mjs', house(packages)).code).toBe(0);
  });
});

describe('lockfile', { timeout: 60_000 }, () => {
  const tool = 'scripts/complete-lockfile.mjs';

  it('names the packages of other systems, so that npm ci passes there', () => {
    expect(run(inRepository('.'), tool, '--check')).toEqual({ code: 0, output: '' });
  });

  it('is refused without them, and completed', () => {
    const root = house({ 'node_modules/a': { version: '1.0.0', optionalDependencies: { 'a-darwin-arm64': '1.0.0' } } });
    const file = join(root, 'package-lock.json');
    expect(run(root, tool, '--check', file)).toMatchObject({ code: 1, output: expect.stringContaining('lacks a-darwin-arm64') });
    expect(run(root, tool, file).code).toBe(0);
    expect(run(root, tool, '--check', file).code).toBe(0);
  });
});
