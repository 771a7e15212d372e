/**
 * The lane that tells ClickHouse who is whom now.
 *
 * Each row says "sender → person" with a version that only grows, so writing it twice, or late, changes nothing: the batch is
 * inserted first and forgotten here after. A crash in between repeats it.
 */
import type { ClickHouse } from '#platform/clickhouse';
import { cursorOf, type Lane, moveCursor } from '#platform/events';
import type { Db } from '#platform/postgres';
import { insertPersonOf } from '../analytics.ts';
import { dropChanges, readChanges } from './store/changes.ts';

const laneName = 'customers.person_of';
const batchSize = 10_000;

export function copyLane({ db, clickhouse }: { db: Db; clickhouse: ClickHouse }): Lane {
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
      if (batch === undefined || last === undefined) return false;
      const rows = batch.rows.map(({ id: version, senderNo, personNo }) => ({ senderNo, personNo, version }));
      await insertPersonOf(clickhouse, workspaceId, rows, `${workspaceId}:person_of:${batch.from.id}-${last.id}`);
      await db.inWorkspace(workspaceId, async (tx) => {
        const cursor = await cursorOf(tx, workspaceId, laneName);
        // Another process was faster: its rows were these.
        if (cursor?.tx !== batch.from.tx || cursor.id !== batch.from.id) return;
        await moveCursor(tx, workspaceId, laneName, last);
        await dropChanges(tx, workspaceId, last);
      });
      return batch.rows.length === batchSize;
    },
  };
}
