/**
 * The lane from the log to ClickHouse, and what is learnt on the way (the schema catalogue).
 *
 * Each batch is written down as an intent (from, to) before it is inserted, and inserted under a token made of that range.
 * A crash at any point repeats the same range under the same token, which ClickHouse stores once; the catalogue moves in the
 * same transaction as the cursor. No lock is held while ClickHouse works, so the log's watermark never waits for it.
 */
import type { ClickHouse } from '#platform/clickhouse';
import type { Lane } from '#platform/events';
import type { Log } from '#platform/log';
import type { Db } from '#platform/postgres';
import { insertEventLines, lineOf } from '../analytics.ts';
import { flattenEvent } from '../ingest/rules/flatten.ts';
import { createTally, type Tally } from '../rules/tally.ts';
import * as catalogue from '../store/catalogue.ts';
import * as intents from '../store/intents.ts';
import { anyAfter, type LogRow, parkMessages, readLog } from '../store/log.ts';

export const laneName = 'listen.analytics';
const batchSize = 10_000;

interface AnalyticsLaneDeps {
  db: Db;
  clickhouse: ClickHouse;
  log: Log;
  /** Called when reports have taken in more of the log. */
  reported(workspaceId: string): void;
}

export function analyticsLane({ db, clickhouse, log, reported }: AnalyticsLaneDeps): Lane {
  async function nextBatch(workspaceId: string) {
    return db.inWorkspace(workspaceId, async (tx) => {
      const { from, to } = await intents.current(tx, workspaceId, laneName);
      if (to) return { from, to, rows: await readLog(tx, workspaceId, from, batchSize, to) };
      const rows = await readLog(tx, workspaceId, from, batchSize);
      const last = rows.at(-1);
      if (!last) return (await anyAfter(tx, workspaceId, from)) ? ('later' as const) : undefined;
      await intents.declare(tx, workspaceId, laneName, { tx: last.tx, id: last.id });
      return { from, to: { tx: last.tx, id: last.id }, rows };
    });
  }

  return {
    name: laneName,
    channel: 'listen.accepted',
    sweepMs: 1_000,
    // A batch of 5,000 costs ClickHouse a fifth of fifty of 100; reports may be a quarter of a second behind.
    gatherMs: 250,
    async step(workspaceId) {
      const batch = await nextBatch(workspaceId);
      if (batch === undefined) return false;
      if (batch === 'later') return 'later';
      const { lines, tally, failed } = project(workspaceId, batch.rows);
      if (lines) {
        const token = `${workspaceId}:${batch.from.tx}.${batch.from.id}-${batch.to.tx}.${batch.to.id}`;
        await insertEventLines(clickhouse, lines, token);
      }
      await db.inWorkspace(workspaceId, async (tx) => {
        // Another process may have finished the same range: its inserts were ours, its tally must not count twice.
        if (!(await intents.finish(tx, workspaceId, laneName, batch))) return;
        await catalogue.add(tx, workspaceId, tally);
        await parkMessages(tx, workspaceId, failed);
        tx.afterCommit(() => reported(workspaceId));
      });
      if (failed.length > 0) log.warn({ workspaceId, parked: failed.length }, 'events parked on their way to reports');
      return batch.rows.length === batchSize;
    },
  };
}

interface Projected {
  lines: string;
  tally: Tally;
  failed: Parameters<typeof parkMessages>[2];
}

function project(workspaceId: string, rows: LogRow[]): Projected {
  const tally = createTally();
  const failed: Projected['failed'] = [];
  let lines = '';
  for (const row of rows) {
    try {
      const flat = flattenEvent(JSON.parse(row.body));
      lines += lineOf(workspaceId, row, flat);
      tally.add(row, flat);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      failed.push({ sourceId: row.sourceId, stage: 'analytics', reason, field: undefined, messageId: undefined, body: row.body });
    }
  }
  return { lines, tally, failed };
}
