/** The embedded server of a data folder, found from outside the process that runs it: for the command line and for tests. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { clusterOf } from './cluster.ts';

export interface Reached {
  url: string;
  /** The role that owns the tables. */
  ownerUrl: string;
  /** Of the postmaster. */
  pid: number;
}

/** Undefined when no Postgres of this folder accepts connections right now. */
export async function reachEmbedded(data: string): Promise<Reached | undefined> {
  // postmaster.pid: pid, folder, start, port, socket folder, address, shared memory, status.
  const lines = (await readFile(path.join(clusterOf(data), 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  if (lines[7]?.trim() !== 'ready' || !isAlive(Number(lines[0]))) return undefined;
  const secrets = JSON.parse(await readFile(path.join(data, 'secrets.json'), 'utf8')) as Record<string, string>;
  const urlOf = (role: string, secret: string) => `postgres://${role}:${secrets[secret]}@127.0.0.1:${lines[3]}/verona`;
  return { url: urlOf('verona_app', 'postgresApp'), ownerUrl: urlOf('verona_owner', 'postgresOwner'), pid: Number(lines[0]) };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It lives, but belongs to another user of the system.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
