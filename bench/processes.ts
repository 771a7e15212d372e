/** What processes cost: CPU seconds and resident memory of a process and everything it started (Linux: /proc). */
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;
const pageBytes = 4096;

export interface Cost {
  cpuSeconds: number;
  /** Pages shared with others are divided among them (PSS), so that parts add up. */
  memoryBytes: number;
}

/** By name of the part: `node`, `clickhouse`, `postgres`. */
export function costOf(pid: number): Record<'node' | 'clickhouse' | 'postgres', Cost> {
  const parents = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const parent = Number(statOf(Number(name))?.[1]);
    parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
  }
  const tree = (root: number): number[] => [root, ...(parents.get(root) ?? []).flatMap(tree)];
  const found = { node: nothing(), clickhouse: nothing(), postgres: nothing() };
  for (const each of tree(pid)) {
    const stat = statOf(each);
    if (!stat) continue;
    const part = partOf(each);
    found[part].cpuSeconds += (Number(stat[11]) + Number(stat[12])) / ticksPerSecond;
    found[part].memoryBytes += memoryOf(each) ?? Number(stat[21]) * pageBytes;
  }
  return found;
}

const nothing = (): Cost => ({ cpuSeconds: 0, memoryBytes: 0 });

/** Fields after the name: state, parent, …; see proc(5). */
function statOf(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
  } catch {
    return undefined;
  }
}

/** Undefined when the process is another user's, or gone. */
function memoryOf(pid: number): number | undefined {
  try {
    const kilobytes = /^Pss: +(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

/** Megabytes of all parts, and of each in words. */
export function memoryNow(): { megabytes: number; parts: string } {
  const parts = Object.entries(costOf(process.pid)).map(([name, { memoryBytes }]) => [name, memoryBytes / 1e6] as const);
  return {
    megabytes: parts.reduce((sum, [, one]) => sum + one, 0),
    parts: parts.map(([name, one]) => `${name} ${one.toFixed(0)}`).join(', '),
  };
}

function partOf(pid: number): 'node' | 'clickhouse' | 'postgres' {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    if (/postgres/.test(command.split('\0')[0] ?? '')) return 'postgres';
    return command.includes('clickhouse/engine') ? 'clickhouse' : 'node';
  } catch {
    return 'node';
  }
}
