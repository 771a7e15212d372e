/**
 * The newest of the log, held in memory: intake has just written what several lanes read next, each for itself.
 *
 * Which events there are, in which order and up to where, is asked of Postgres every time, in the reader's own transaction; only
 * what they say comes from here. So nothing is read that was rolled back, erased or is not visible yet, and what an event says
 * never changes. What is not here, written by another process or long ago, is read from the log.
 */
import type { Tx } from '#platform/postgres';
import type { Position } from '../store/copies.ts';
import { type LogRow, readIds, readLog } from '../store/log.ts';

export interface Newest {
  keep(rows: readonly LogRow[]): void;
  /** As `readLog`. */
  read(tx: Tx, workspaceId: string, after: Position, limit: number, upTo?: Position): Promise<LogRow[]>;
  forgetAll(): void;
}

/** A few seconds of a full intake; some 1.2 KB each. */
const most = 20_000;
/** By then every lane has come by; a quiet server keeps nobody's words in memory. */
const restMs = 10_000;

export function createNewest(): Newest {
  // Numbers of events are unique in the whole database, so they need no workspace beside them. A Map keeps the order of insertion.
  const rows = new Map<string, LogRow>();
  let rest: NodeJS.Timeout | undefined;
  let newestTx = 0n;

  function keep(fresh: readonly LogRow[]): void {
    for (const row of fresh) rows.set(row.id, row);
    for (const id of rows.keys()) {
      if (rows.size <= most) break;
      rows.delete(id);
    }
    newestTx = BigInt(fresh.at(-1)?.tx ?? newestTx);
    rest ??= setTimeout(forgetAll, restMs).unref();
    rest.refresh();
  }

  function forgetAll(): void {
    rows.clear();
    clearTimeout(rest);
    rest = undefined;
  }

  /** False for a reader that is further behind than anything remembered: it need not ask for numbers first. */
  function reachesBackTo(after: Position): boolean {
    const [oldest] = rows.values();
    return oldest !== undefined && BigInt(oldest.tx) <= BigInt(after.tx) + 1n;
  }

  return {
    keep,
    forgetAll,
    async read(tx, workspaceId, after, limit, upTo) {
      if (reachesBackTo(after)) {
        const ids = await readIds(tx, workspaceId, after, limit, upTo);
        const known = ids.flatMap((id) => rows.get(id) ?? []);
        if (known.length === ids.length) return known;
      }
      const read = await readLog(tx, workspaceId, after, limit, upTo);
      const last = read.at(-1);
      // Not for somebody who reads the log anew from its beginning: the others are at its end.
      if (last !== undefined && BigInt(last.tx) >= newestTx) keep(read);
      return read;
    },
  };
}
