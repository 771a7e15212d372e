/** Why nobody took what lies in queues. */
import type { Tx } from '#platform/postgres';
import { businessMs } from '../clocks/rules/open-time.ts';
import { heldByQueue } from '../store/nobody.ts';
import { type NobodyWhy, whyNobody } from './rules/nobody.ts';

/** Of these moments, those that a queue holds because nobody could be found. */
export async function whyNobodyOwns(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<Map<string, NobodyWhy>> {
  const found = new Map<string, NobodyWhy>();
  if (ids.length === 0) return found;
  for (const { id, since, reason, clause } of await heldByQueue(tx, workspaceId, ids)) {
    // An answer is what somebody is there for: its hours are ours.
    const hours = clause?.targets.first_reply?.hours ?? clause?.targets.resolution?.hours;
    const at = since.getTime();
    const why = whyNobody(reason.choice, hours === undefined ? null : businessMs(hours, at, at + 1) > 0);
    if (why !== null) found.set(id, why);
  }
  return found;
}
