/**
 * The newest of the log, held in memory: intake has just written what several lanes read next, each for itself.
 *
 * Which events there are, in which writing, in which order and up to where, is asked of Postgres every time, in the reader's own
 * transaction; only what they say comes from here. So nothing is read that was rolled back, changed, erased or is not visible yet.
 * What is not here, written by another process or long ago, is read from the log.
 */
import type { Tx } from '#platform/postgres';
import type { Position } from '../store/copies.ts';
import { type LoggedRow, type LogRow, mark, readLog, readMarks } from '../store/log.ts';

export interface Newest {
  keep(rows: readonly LoggedRow[]): void;
  /** As `readLog`. */
  read(tx: Tx, workspaceId: string, after: Position, limit: number, upTo?: Position): Promise<LogRow[]>;
  forgetAll(): void;
}

/** Some 1.2 KB each; a second or two of a full intake. */
const mostInAGeneration = 10_000;
/** By then every lane has come by. Words stay in memory for two of these at most, also on a quiet server. */
const generationMs = 5_000;

interface Generation {
  /** By their marks: numbers of events are unique in the whole database, so they need no workspace beside them. */
  rows: Map<string, LoggedRow>;
  /** The transaction of the first row. */
  since: bigint | undefined;
}

const newGeneration = (): Generation => ({ rows: new Map(), since: undefined });

export function createNewest(): Newest {
  let young = newGeneration();
  let old = newGeneration();
  let aging: NodeJS.Timeout | undefined;
  let newestTx = 0n;

  function keep(fresh: readonly LoggedRow[]): void {
    const [first] = fresh;
    if (first === undefined) return;
    if (young.rows.size >= mostInAGeneration) age();
    young.since ??= BigInt(first.tx);
    for (const row of fresh) young.rows.set(mark(row), row);
    newestTx = BigInt(fresh.at(-1)?.tx ?? newestTx);
    aging ??= setTimeout(age, generationMs).unref();
  }

  function age(): void {
    old = young;
    young = newGeneration();
    clearTimeout(aging);
    aging = old.rows.size > 0 ? setTimeout(age, generationMs).unref() : undefined;
  }

  /** False for a reader that is further behind than anything remembered: it need not ask for numbers first. */
  function reachesBackTo(after: Position): boolean {
    const since = old.since ?? young.since;
    return since !== undefined && since <= BigInt(after.tx) + 1n;
  }

  return {
    keep,
    forgetAll() {
      age();
      age();
    },
    async read(tx, workspaceId, after, limit, upTo) {
      if (reachesBackTo(after)) {
        const marks = await readMarks(tx, workspaceId, after, limit, upTo);
        const known = marks.flatMap((each) => young.rows.get(each) ?? old.rows.get(each) ?? []);
        if (known.length === marks.length) return known;
      }
      const read = await readLog(tx, workspaceId, after, limit, upTo);
      const last = read.at(-1);
      // Not for somebody who reads the log anew from its beginning: the others are at its end.
      if (last !== undefined && BigInt(last.tx) >= newestTx) keep(read);
      return read;
    },
  };
}
