/** One Verona per data folder. The lock names a process, and holds only while that very process lives. */

import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { processFacts } from './processes.ts';

interface Holder {
  pid: number;
  startedAt: string;
}

export class DataInUse extends Error {}

/**
 * Takes `<data>/verona.lock`, also from a process that died without giving it back. Throws `DataInUse` when a living Verona holds
 * it. Taking it twice in one process is allowed: the composition root and the engines may each make sure.
 */
export async function lockData(data: string): Promise<() => Promise<void>> {
  const file = path.join(data, 'verona.lock');
  const own = path.join(data, `verona.lock.${process.pid}`);
  const me = await holderOf(process.pid);
  await writeFile(own, JSON.stringify(me), { mode: 0o600 });
  try {
    for (;;) {
      // link(2) is atomic and never replaces: of two that start together one wins.
      if (await linked(own, file)) return () => release(file, me);
      const text = await readFile(file, 'utf8').catch(() => undefined);
      if (text === undefined) continue;
      const holder = parse(text);
      if (same(holder, me)) return async () => {};
      if (holder && (await alive(holder))) {
        throw new DataInUse(
          `Verona is already running on ${data} (process ${holder.pid}). Stop it first, or choose another folder with VERONA_DATA.`,
        );
      }
      await clearStale(file, own, text);
    }
  } finally {
    await rm(own, { force: true });
  }
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves the stale lock away under a name of our own; puts it back when another process was faster and it is a new one. */
async function clearStale(file: string, own: string, stale: string): Promise<void> {
  const aside = `${own}.stale`;
  await rename(file, aside).catch(() => {});
  const moved = await readFile(aside, 'utf8').catch(() => stale);
  if (moved !== stale) await linked(aside, file);
  await rm(aside, { force: true });
}

async function release(file: string, me: Holder): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '');
  if (same(parse(text), me)) await rm(file, { force: true });
}

async function holderOf(pid: number): Promise<Holder> {
  return { pid, startedAt: (await processFacts(pid))?.startedAt ?? '' };
}

async function alive(holder: Holder): Promise<boolean> {
  const facts = await processFacts(holder.pid);
  return facts !== undefined && !facts.zombie && facts.startedAt === holder.startedAt;
}

function same(a: Holder | undefined, b: Holder): boolean {
  return a?.pid === b.pid && a.startedAt === b.startedAt;
}

/** A half-written lock (full disk, power cut) names nobody. */
function parse(text: string): Holder | undefined {
  try {
    const { pid, startedAt } = JSON.parse(text) as Partial<Holder>;
    return typeof pid === 'number' && typeof startedAt === 'string' ? { pid, startedAt } : undefined;
  } catch {
    return undefined;
  }
}
