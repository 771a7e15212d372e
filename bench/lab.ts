/** Where benches run: a Verona of their own on an empty folder, the load in processes of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '#platform/config';
import { createLog } from '#platform/log';
import { type Database, openDb } from '#platform/postgres';
import { type System, startSystem } from '#server';
import { sweepHeap } from '../apps/server/sweep.ts';

export interface Lab {
  system: System;
  url: string;
  workspaceId: string;
  /** The role that owns the tables: for raw limits and for seeding. */
  owner: Database;
  close(): Promise<void>;
}

export const writeKey = 'vwk_key-of-the-bench';
export const apiKey = 'vak_key-of-the-bench-with-all-rights';

/** `roles` as VERONA_ROLES has them: without workers nothing reads a log that a bench fills by hand. */
export async function openLab(roles = 'api,worker,jobs'): Promise<Lab> {
  const folder = await mkdtemp(join(tmpdir(), 'verona-bench-'));
  const env = {
    PORT: '0',
    VERONA_ROLES: roles,
    VERONA_HOST: '127.0.0.1',
    VERONA_DATA: folder,
    VERONA_BOOTSTRAP_WRITE_KEY: writeKey,
    VERONA_BOOTSTRAP_API_KEY: apiKey,
  };
  const log = createLog({ level: 'error' });
  const system = await startSystem(readConfig(env, folder), log);
  // As the command line starts it.
  await sweepHeap();
  const owner = openDb({ url: system.ownerUrl, log, max: 4, applicationName: 'bench' });
  return {
    system,
    url: `http://127.0.0.1:${system.port}`,
    workspaceId: (await system.db.workspaceIds())[0] ?? '',
    owner,
    async close() {
      await owner.close();
      await system.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface Load {
  accepted: number;
  refused: number;
  seconds: number;
  p50: number;
  p99: number;
}

const programOf = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** `people`: how many send the events; 0 for a new customer with every event. `rate` in events a second; 0 for as many as get through. */
export async function runLoad(
  url: string,
  batch: number,
  connections: number,
  seconds: number,
  rate = 0,
  people = 10_000,
): Promise<Load> {
  const args = ['--import', 'tsx', programOf('./load.ts'), url, writeKey, batch, connections, seconds, rate, people].map(String);
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (part) => {
    text += part;
  });
  await new Promise((resolve) => child.once('exit', resolve));
  return JSON.parse(text) as Load;
}

/** The bare server of P2 in a process of its own. */
export async function startBare(): Promise<{ url: string; child: ChildProcess }> {
  const child = spawn(process.execPath, ['--import', 'tsx', programOf('./bare.ts')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<string>((resolve) => child.stdout.once('data', (text) => resolve(String(text).trim())));
  return { url: `http://127.0.0.1:${port}`, child };
}
