/**
 * The lane from the log to ClickHouse, and what is learnt on the way (the schema catalogue).
 *
 * Each batch is written down as an intent (from, to) before it is inserted, and inserted under a token made of that range.
 * A crash at any point repeats the same range under the same token, which ClickHouse stores once; the catalogue moves in the
 * same transaction as the cursor. No lock that writes is held while ClickHouse works, so the log's watermark never waits for it.
 *
 * A copy that was lost, or that is to be written anew, begins again from the first event; what the catalogue has counted, and
 * what was parked on the way, is not counted or parked again.
 */
import type { ClickHouse } from '#platform/clickhouse';
import type { Events, Lane } from '#platform/events';
import { faultPoint } from '#platform/fault';
import type { Log } from '#platform/log';
import type { Db } from '#platform/postgres';
import { insertEventLines, lineOf } from '../analytics.ts';
import { flattenEvent } from '../ingest/rules/flatten.ts';
import { aloneOnCopy, copyLane } from '../reports/alone.ts';
import { standingCopy } from '../reports/begin.ts';
import { createTally, type Tally } from '../rules/tally.ts';
import * as catalogue from '../store/catalogue.ts';
import * as copies from '../store/copies.ts';
import { anyAfter, type LogRow, parkMessages, readLog } from '../store/log.ts';

const batchSize = 10_000;

interface AnalyticsLaneDeps {
  db: Db;
  clickhouse: ClickHouse;
  events: Events;
  log: Log;
  /** Called when reports have taken in more of the log. */
  reported(workspaceId: string): void;
}

export function analyticsLane({ db, clickhouse, events, log, reported }: AnalyticsLaneDeps): Lane {
  /** Generations whose mark was seen in ClickHouse, so that it is not asked before every batch. */
  const standing = new Map<string, string>();

  async function currentCopy(workspaceId: string): Promise<copies.Copy> {
    const known = await db.inWorkspace(workspaceId, (tx) => copies.copyOf(tx, workspaceId, copyLane));
    if (known.begun && standing.get(workspaceId) === known.generation) return known;
    const copy = await standingCopy({ db, clickhouse, events }, workspaceId);
    standing.set(workspaceId, copy.generation);
    return copy;
  }

  function nextBatch(workspaceId: string, copy: copies.Copy) {
    return db.inWorkspace(workspaceId, async (tx) => {
      if (copy.to) return { to: copy.to, rows: await readLog(tx, workspaceId, copy.at, batchSize, copy.to) };
      const rows = await readLog(tx, workspaceId, copy.at, batchSize);
      const last = rows.at(-1);
      if (!last) return (await anyAfter(tx, workspaceId, copy.at)) ? ('later' as const) : undefined;
      const to = { tx: last.tx, id: last.id };
      await copies.declare(tx, workspaceId, copyLane, copy, to);
      return { to, rows };
    });
  }

  async function step(workspaceId: string): Promise<boolean | 'later'> {
    const copy = await currentCopy(workspaceId);
    const batch = await nextBatch(workspaceId, copy);
    if (batch === undefined) return false;
    if (batch === 'later') return 'later';
    await faultPoint('after-intent-before-insert');
    const { lines, tally, failed } = project(workspaceId, batch.rows, copy.counted);
    if (lines) {
      const token = `${workspaceId}:${copy.generation}:${copy.at.tx}.${copy.at.id}-${batch.to.tx}.${batch.to.id}`;
      await insertEventLines(clickhouse, lines, token);
    }
    await faultPoint('after-insert-before-cursor');
    await db.inWorkspace(workspaceId, async (tx) => {
      // Written anew in the meantime, or finished by a process that lost its lock: its tally must not count twice.
      if (!(await copies.finish(tx, workspaceId, copyLane, copy, batch.to))) return;
      await catalogue.add(tx, workspaceId, tally);
      await parkMessages(tx, workspaceId, failed);
      tx.afterCommit(() => reported(workspaceId));
    });
    if (failed.length > 0) log.warn({ workspaceId, parked: failed.length }, 'events parked on their way to reports');
    return batch.rows.length === batchSize;
  }

  return {
    name: copyLane,
    channel: 'listen.accepted',
    sweepMs: 1_000,
    // A batch of 5,000 costs ClickHouse a fifth of fifty of 100; reports may be a quarter of a second behind.
    gatherMs: 250,
    async step(workspaceId) {
      try {
        const outcome = await aloneOnCopy(db, workspaceId, () => step(workspaceId));
        return outcome === 'busy' ? false : outcome;
      } catch (error) {
        // Whatever it was, the copy may have been lost in it: look for our mark before the next batch.
        standing.delete(workspaceId);
        throw error;
      }
    },
  };
}

interface Projected {
  lines: string;
  /** Of events that the catalogue has not counted yet. */
  tally: Tally;
  failed: Parameters<typeof parkMessages>[2];
}

function project(workspaceId: string, rows: LogRow[], counted: copies.Position): Projected {
  const tally = createTally();
  const failed: Projected['failed'] = [];
  let lines = '';
  for (const row of rows) {
    const news = copies.isAfter(row, counted);
    try {
      const flat = flattenEvent(JSON.parse(row.body));
      lines += lineOf(workspaceId, row, flat);
      if (news) tally.add(row, flat);
    } catch (error) {
      if (!news) continue;
      const reason = error instanceof Error ? error.message : String(error);
      failed.push({ sourceId: row.sourceId, stage: 'analytics', reason, field: undefined, messageId: undefined, body: row.body });
    }
  }
  return { lines, tally, failed };
}
