/**
 * What a killed run left behind (case G02). `postmaster.pid` names a process; it may be our old postmaster still at work, a zombie,
 * or by now a stranger. Only the first is stopped. Data is never touched, strangers are never signalled.
 */

import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '#platform/log';
import { type ProcessFacts, processFacts } from './processes.ts';

const fastStopMs = 20_000;
const immediateStopMs = 5_000;
const reapMs = 1_000;

export async function clearOrphan(folder: string, log: Log): Promise<void> {
  const file = path.join(folder, 'postmaster.pid');
  const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  const found = await processFacts(pid);
  if (!found) return;
  if (isPostmasterOf(found, folder)) {
    log.warn({ pid }, 'stopping the Postgres that an earlier, killed Verona left running');
    await stop(found);
  } else if (found.zombie && !(await gone(found, reapMs, true))) {
    await disown(file, lines, log);
  } else if (!found.zombie) {
    await disown(file, lines, log);
  }
}

function isPostmasterOf({ command, zombie }: ProcessFacts, folder: string): boolean {
  const words = command.split(' ');
  const program = words[0] ?? '';
  return !zombie && /(^|[/\\])postgres(\.exe)?$/.test(program) && command.includes(` -D ${folder} `);
}

async function stop(postmaster: ProcessFacts): Promise<void> {
  process.kill(postmaster.pid, 'SIGINT');
  if (await gone(postmaster, fastStopMs)) return;
  // Immediate shutdown: the next start recovers from the log, as after a power cut.
  process.kill(postmaster.pid, 'SIGQUIT');
  if (await gone(postmaster, immediateStopMs)) return;
  throw new Error(`The Postgres of an earlier run (process ${postmaster.pid}) does not stop. Stop it by hand and start again.`);
}

/** True once the pid is free or another process's; with `wait` zombies too must be collected. */
async function gone(process_: ProcessFacts, withinMs: number, collected = false): Promise<boolean> {
  for (let waited = 0; ; waited += 50) {
    const now = await processFacts(process_.pid);
    if (!now || now.startedAt !== process_.startedAt || (now.zombie && !collected)) return true;
    if (waited >= withinMs) return false;
    await sleep(50);
  }
}

/**
 * Postgres takes any living or zombie process of its own OS user for a postmaster and refuses to start. The lock file stays, since
 * its other lines let Postgres check the shared memory of its predecessor; only the pid is replaced, by ours: the future parent's
 * pid is one that Postgres itself takes for stale.
 */
async function disown(file: string, lines: string[], log: Log): Promise<void> {
  log.warn({ pid: lines[0] }, 'postmaster.pid names a process that is not our Postgres; ignoring it');
  await writeFile(file, [String(process.pid), ...lines.slice(1)].join('\n'));
}
