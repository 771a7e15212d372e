// A tiny house in a temporary folder, in which tests plant what the locks must refuse.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

const repository = resolve(import.meta.dirname, '../..');

export type Files = Record<string, string>;

/** Writes `files` into a new folder that has the repository's configuration but none of its code. */
export function plant(files: Files): { root: string; clear: () => void } {
  const root = mkdtempSync(join(tmpdir(), 'verona-house-'));
  for (const name of ['package.json', 'tsconfig.base.json', 'tsconfig.server.json', 'tsconfig.browser.json']) {
    copyFileSync(join(repository, name), join(root, name));
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return { root, clear: () => rmSync(root, { recursive: true, force: true }) };
}

/** Runs one of the repository's tools in `cwd`. */
export function run(cwd: string, tool: string, ...args: string[]): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(repository, tool), ...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return { code: status, output: stdout + (status === 0 ? '' : stderr) };
}

export const inRepository = (path: string): string => join(repository, path);
