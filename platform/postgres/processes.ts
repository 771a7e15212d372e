/** What other processes are, asked of the operating system: pids are reused, so a number alone proves nothing. */

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface ProcessFacts {
  pid: number;
  /** Changes when the pid is given to another process; opaque. */
  startedAt: string;
  command: string;
  /** Dead, but not yet collected by its parent: it has a pid and holds nothing. */
  zombie: boolean;
}

const run = promisify(execFile);

/** The process behind a pid, or undefined when there is none. */
export async function processFacts(pid: number): Promise<ProcessFacts | undefined> {
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

async function fromProc(pid: number): Promise<ProcessFacts | undefined> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const command = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    // proc(5): "pid (name) state …"; the name may hold spaces and brackets, so count fields after its last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return {
      pid,
      startedAt: fields[19] ?? '',
      command: command.replaceAll('\0', ' ').trim(),
      zombie: fields[0] === 'Z' || fields[0] === 'X',
    };
  } catch {
    return undefined;
  }
}

async function fromPs(pid: number): Promise<ProcessFacts | undefined> {
  const ask = (column: string) =>
    run('ps', ['-o', `${column}=`, '-p', String(pid)], { env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' } });
  try {
    const [state, startedAt, command] = await Promise.all([ask('state'), ask('lstart'), ask('command')]);
    return { pid, startedAt: startedAt.stdout.trim(), command: command.stdout.trim(), zombie: state.stdout.startsWith('Z') };
  } catch {
    return undefined;
  }
}
