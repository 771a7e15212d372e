/**
 * The lane that tells ClickHouse who is whom now.
 *
 * Each row says "sender → person" with a version that only grows, so writing it twice, or late, changes nothing: the batch is
 * inserted first and forgotten here after. A crash in between repeats it.
 */
import type { ClickHouse } from '#platform/clickhouse';
import type { Clock } from '#platform/clock';
import { cursorOf, type Lane, moveCursor } from '#platform/events';
import type { Db } from '#platform/postgres';
import { insertPersonOf, reloadPersonOf } from '../analytics.ts';
import { dropChanges, readChanges } from './store/changes.ts';

const laneName = 'customers.person_of';
const batchSize = 10_000;

/** A reload may take this share of the time: a tenth, so that a long import does not spend its days reloading. */
const restPerWork = 9;

/** Reloads the dictionary when something changed, resting after each reload in proportion to what it cost. */
function createReloader(clickhouse: ClickHouse, clock: Clock) {
  // What another process wrote while this one was away is unknown: look once at the start.
  let stale = true;
  let restUntil = 0;
  return {
    changed: () => {
      stale = true;
    },
    /** False when there is nothing to do, `'later'` when it is too soon. */
    async reload(): Promise<boolean | 'later'> {
      if (!stale) return false;
      const start = clock.now();
      if (start < restUntil) return 'later';
      stale = false;
      await reloadPersonOf(clickhouse).catch((error: unknown) => {
        stale = true;
        throw error;
      });
      restUntil = clock.now() + restPerWork * (clock.now() - start);
      return false;
    },
  };
}

export function copyLane({ db, clickhouse, clock }: { db: Db; clickhouse: ClickHouse; clock: Clock }): Lane {
  const reloader = createReloader(clickhouse, clock);
  return {
    name: laneName,
    channel: 'customers.moved',
    sweepMs: 1_000,
    // Reading the dictionary again costs milliseconds to a second, by its size; merges come in bursts.
    gatherMs: 500,
    async step(workspaceId) {
      const batch = await db.inWorkspace(workspaceId, async (tx) => {
        const cursor = await cursorOf(tx, workspaceId, laneName);
        return cursor && { from: cursor, rows: await readChanges(tx, workspaceId, cursor, batchSize) };
      });
      const last = batch?.rows.at(-1);
      if (batch === undefined || last === undefined) return reloader.reload();
      const rows = batch.rows.map(({ id: version, senderNo, personNo }) => ({ senderNo, personNo, version }));
      await insertPersonOf(clickhouse, workspaceId, rows);
      await db.inWorkspace(workspaceId, async (tx) => {
        const cursor = await cursorOf(tx, workspaceId, laneName);
        // Another process was faster: its rows were these.
        if (cursor?.tx !== batch.from.tx || cursor.id !== batch.from.id) return;
        await moveCursor(tx, workspaceId, laneName, last);
        await dropChanges(tx, workspaceId, last);
      });
      reloader.changed();
      return true;
    },
  };
}
