/** A file system so small that it fills up: a tmpfs of its own, where the system lets us mount one. */
import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TinyDisk extends AsyncDisposable {
  folder: string;
}

/** Undefined where it cannot be mounted (no root, or no such system): the test is to be skipped aloud. */
export async function tinyDisk(size: string): Promise<TinyDisk | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'verona-test-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    await rmdir(folder);
    return undefined;
  }
  await chmod(folder, 0o755);
  return {
    folder,
    async [Symbol.asyncDispose]() {
      execFileSync('umount', ['-l', folder]);
      await rmdir(folder);
    },
  };
}
