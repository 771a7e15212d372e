/** The lane from the log to people: reads in commit order, hears a batch, moves the cursor, all in one transaction. */
import type { Listen, LogRow } from '#listen';
import { cursorOf, type Lane, liesInTheData, moveCursor } from '#platform/events';
import { faultPoint } from '#platform/fault';
import type { Log } from '#platform/log';
import type { Db, Tx } from '#platform/postgres';
import { type HearDeps, hear } from './hear.ts';
import type { Memory } from './memory.ts';

const laneName = 'customers.identity';
const batchSize = 1_000;

export interface IdentityLaneDeps extends HearDeps {
  db: Db;
  listen: Pick<Listen, 'readLog' | 'anyAfter' | 'sendersByNo' | 'registerSenders' | 'timeline' | 'keepAside'>;
  log: Log;
  /** Called when customers have taken in more of the log. */
  recognised(workspaceId: string): void;
}

export function identityLane(deps: IdentityLaneDeps): Lane {
  const { db, listen, log } = deps;

  /** Hears up to `limit` events, and says whether there are more; false too when another process is at it. */
  function advance(
    workspaceId: string,
    limit: number,
    work: (tx: Tx, rows: LogRow[]) => Promise<void>,
  ): Promise<boolean | 'later'> {
    return db.inWorkspace(workspaceId, async (tx) => {
      const cursor = await cursorOf(tx, workspaceId, laneName);
      if (cursor === undefined) return false;
      const rows = await listen.readLog(tx, workspaceId, cursor, limit);
      const last = rows.at(-1);
      if (last === undefined) return (await listen.anyAfter(tx, workspaceId, cursor)) ? 'later' : false;
      await work(tx, rows);
      await moveCursor(tx, workspaceId, laneName, last);
      tx.afterCommit(() => deps.recognised(workspaceId));
      await faultPoint('identity-before-commit');
      return rows.length >= limit;
    });
  }

  const listenTo = (workspaceId: string, limit: number) =>
    advance(workspaceId, limit, (tx, rows) => hear(deps, tx, workspaceId, rows));

  /** The batch failed because of what is in it: halve it until the one event stands alone, and keep that one aside. */
  async function isolate(workspaceId: string, limit: number, reason: unknown): Promise<boolean | 'later'> {
    if (limit > 1) return listenOrIsolate(workspaceId, Math.ceil(limit / 2));
    const message = reason instanceof Error ? reason.message : String(reason);
    log.warn({ workspaceId, reason: message }, 'an event cannot be heard and is kept aside');
    return advance(workspaceId, 1, async (tx, [row]) => {
      if (row !== undefined) await listen.keepAside(tx, workspaceId, row, message);
    });
  }

  async function listenOrIsolate(workspaceId: string, limit: number): Promise<boolean | 'later'> {
    try {
      return await listenTo(workspaceId, limit);
    } catch (error) {
      if (!liesInTheData(error)) throw error;
      return isolate(workspaceId, limit, error);
    }
  }

  return {
    name: laneName,
    channel: 'listen.accepted',
    sweepMs: 1_000,
    // A step costs as much as a hundred plain events; in a flood nobody misses a tenth of a second.
    restMs: 100,
    step: (workspaceId) => listenOrIsolate(workspaceId, batchSize),
  };
}

/** Every worker's memory begins anew when somebody was erased: it must not take a forgotten number for a known one. */
export function forgettingLane(memory: Memory): Lane {
  return {
    name: 'customers.forgetting',
    channel: 'customers.erased',
    sweepMs: 60 * 60 * 1000,
    async step() {
      memory.forgetAll();
      return false;
    },
  };
}
