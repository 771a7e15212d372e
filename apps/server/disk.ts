/**
 * Room on the disk of the data folder. Postgres that cannot write its log ends itself, and then nothing can be read either; so
 * intake stops while there is still room for it to work, and goes on by itself when there is room again (case G11).
 */
import { statfs } from 'node:fs/promises';
import type { Log } from '#platform/log';

export interface Disk {
  /** What is wrong, in words; undefined while there is room. */
  trouble(): string | undefined;
  stop(): void;
}

const lookEveryMs = 500;

export async function watchDisk({ folder, reserveMb, log }: { folder: string; reserveMb: number; log: Log }): Promise<Disk> {
  if (reserveMb === 0) return { trouble: () => undefined, stop: () => {} };
  let trouble: string | undefined;
  async function look(): Promise<void> {
    const { bavail, bsize } = await statfs(folder);
    const freeMb = Math.floor((bavail * bsize) / 1024 ** 2);
    const before = trouble;
    trouble =
      freeMb < reserveMb
        ? `only ${freeMb} MB are free in ${folder}; events are refused below ${reserveMb} MB (VERONA_DISK_RESERVE_MB)`
        : undefined;
    if ((before === undefined) === (trouble === undefined)) return;
    if (trouble) log.error({ freeMb }, trouble);
    else log.warn({ freeMb }, 'there is room on the disk again; events are accepted');
  }
  await look();
  const timer = setInterval(() => look().catch((error) => log.warn({ err: error }, 'the disk cannot be asked')), lookEveryMs);
  timer.unref();
  return { trouble: () => trouble, stop: () => clearInterval(timer) };
}
