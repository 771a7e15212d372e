/** One process at a time writes, empties or judges a workspace's copy. */
import type { Db } from '#platform/postgres';
import { lockCopy } from '../store/copies.ts';

/** The lane that writes the copy; its cursor and its lock go by this name. */
export const copyLane = 'listen.analytics';

/** Longer than any insert or mutation may take. */
const longestMs = 900_000;

/** Does the work while no other process is at this workspace's copy; `'busy'` when one is. */
export function aloneOnCopy<T>(db: Db, workspaceId: string, work: () => Promise<T>): Promise<T | 'busy'> {
  return db.inWorkspace(workspaceId, async (tx) => ((await lockCopy(tx, workspaceId, copyLane)) ? work() : 'busy'), {
    timeoutMs: longestMs,
  });
}
