/** While a restore works on a data folder, a file says so: a start in between would make a new, empty installation of it. */
import { open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { BackupRefused } from './manifest.ts';

const markerOf = (data: string) => path.join(data, 'restore.unfinished');

export async function markUnfinished(data: string, from: string): Promise<void> {
  const handle = await open(markerOf(data), 'w', 0o600);
  await handle.writeFile(`${JSON.stringify({ from })}\n`);
  await handle.sync().finally(() => handle.close());
}

export async function isUnfinished(data: string): Promise<boolean> {
  return readFile(markerOf(data)).then(
    () => true,
    () => false,
  );
}

export const clearUnfinished = (data: string): Promise<void> => rm(markerOf(data), { force: true });

/** Call before anything is started on a data folder. */
export async function refuseUnfinished(data: string): Promise<void> {
  if (await isUnfinished(data)) {
    throw new BackupRefused(
      `A restore into ${data} was cut short. Run "verona restore" with the same backup again (it begins anew), or use another VERONA_DATA.`,
    );
  }
}
