/** Where a journey's server keeps its data. */
import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import type {} from './journeys.ts';

/** A new data folder whose database is there already; whoever asks removes it. */
export async function newDataFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'verona-test-'));
  // `cp`, because the database's files belong to a user of their own and stay theirs.
  await promisify(execFile)('cp', ['-a', `${inject('newborn')}/.`, folder]);
  return folder;
}
