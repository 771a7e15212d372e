/**
 * The lane from the log to ClickHouse, and what is learnt on the way (the schema catalogue).
 *
 * Each batch is written down as an intent (from, to) before it is inserted, and inserted under a token made of that range.
 * A crash at any point repeats the same range under the same token, which ClickHouse stores once; the catalogue moves in the
 * same transaction as the cursor. ClickHouse writes the token before the rows, so whoever repeats a batch looks what is there. No
 * lock that writes is held while ClickHouse works, so the log's watermark never waits for it.
 *
 * A batch that ClickHouse refuses because of what is in it is declared anew at half its size, down to the one event that is at
 * fault: that one is kept aside with the reason, the others are reported.
 *
 * A copy that was lost, or that is to be written anew, begins again from the first event; what the catalogue has counted, and
 * what was parked on the way, is not counted or parked again.
 */
import { type ClickHouse, liesInTheRows } from '#platform/clickhouse';
import type { Events, Lane } from '#platform/events';
import { faultPoint } from '#platform/fault';
import type { Log } from '#platform/log';
import type { Db } from '#platform/postgres';
import { insertEventLines } from '../analytics.ts';
import { aloneOnCopy, copyLane } from '../reports/alone.ts';
import { standingCopy } from '../reports/begin.ts';
import { batchSize, mostInABatch, nextBatchSize } from '../rules/pace.ts';
import { createTally } from '../rules/tally.ts';
import * as catalogue from '../store/catalogue.ts';
import * as copies from '../store/copies.ts';
import { anyAfter, type LogRow, parkMessages } from '../store/log.ts';
import * as parked from '../store/parked.ts';
import { insertMissing } from './insert-missing.ts';
import type { Newest } from './newest.ts';
import { type Projected, project } from './project.ts';

interface AnalyticsLaneDeps {
  db: Db;
  clickhouse: ClickHouse;
  events: Events;
  log: Log;
  newest: Pick<Newest, 'read'>;
  /** Called when reports have taken in more of the log. */
  reported(workspaceId: string): void;
}

interface Batch {
  asked: number;
  to: copies.Position;
  rows: LogRow[];
  /** What became of those of these events that were kept aside before. */
  aside: parked.Aside;
}

export function analyticsLane({ db, clickhouse, events, log, newest, reported }: AnalyticsLaneDeps): Lane {
  /** Generations whose mark was seen in ClickHouse, so that it is not asked before every batch. */
  const standing = new Map<string, string>();
  /** Where batches are smaller than usual. */
  const sizes = new Map<string, number>();

  async function currentCopy(workspaceId: string): Promise<copies.Copy> {
    const known = await db.inWorkspace(workspaceId, (tx) => copies.copyOf(tx, workspaceId, copyLane));
    if (known.begun && standing.get(workspaceId) === known.generation) return known;
    const copy = await standingCopy({ db, clickhouse, events }, workspaceId);
    standing.set(workspaceId, copy.generation);
    return copy;
  }

  function nextBatch(workspaceId: string, copy: copies.Copy): Promise<Batch | 'later' | undefined> {
    const asked = sizes.get(workspaceId) ?? batchSize;
    return db.inWorkspace(workspaceId, async (tx) => {
      const rows = await newest.read(tx, workspaceId, copy.at, copy.to ? batchSize : asked, copy.to);
      const last = rows.at(-1);
      const aside = await parked.asideAmong(tx, workspaceId, writtenBefore(copy, rows));
      if (copy.to) return { asked, to: copy.to, rows, aside };
      if (!last) return (await anyAfter(tx, workspaceId, copy.at)) ? 'later' : undefined;
      const to = { tx: last.tx, id: last.id };
      await copies.declare(tx, workspaceId, copyLane, copy, to);
      return { asked, to, rows, aside };
    });
  }

  /** Writes the batch; answers why it was refused, when that was because of what is in it. */
  async function write(workspaceId: string, copy: copies.Copy, { to }: Batch, { lines, written }: Projected) {
    if (written.length === 0) return undefined;
    if (written.length > 1 && lines.length > mostInABatch) return 'too large for one insert';
    try {
      const token = `${workspaceId}:${copy.generation}:${copy.at.tx}.${copy.at.id}-${to.tx}.${to.id}`;
      await insertEventLines(clickhouse, lines, token);
      const missing = copy.to ? await insertMissing(clickhouse, workspaceId, { token, lines, written }) : 0;
      if (missing > 0)
        log.warn({ workspaceId, events: missing }, 'reports had not kept a batch they remember; it was written again');
      return undefined;
    } catch (error) {
      if (liesInTheRows(error)) return error.message;
      throw error;
    }
  }

  async function step(workspaceId: string): Promise<boolean | 'later'> {
    const copy = await currentCopy(workspaceId);
    const batch = await nextBatch(workspaceId, copy);
    if (batch === undefined || batch === 'later') return batch ?? false;
    await faultPoint('after-intent-before-insert');
    const { rows, asked, aside } = batch;
    const again = copies.isAfter(copy.counted, copy.at);
    const projected = await project(workspaceId, rows, {
      counts: (row) => !again || copies.isAfter(row, copy.counted) || aside.has(row.id),
      leftOut: (row) => aside.get(row.id) === 'left out',
    });
    const refusal = await write(workspaceId, copy, batch, projected);
    const size = nextBatchSize({ asked, rows: rows.length, size: projected.lines.length, refused: refusal !== undefined });
    if (size < batchSize) sizes.set(workspaceId, size);
    else sizes.delete(workspaceId);
    if (refusal !== undefined && projected.written.length > 1) {
      // Nothing of the range was stored: what is declared next may end elsewhere.
      await db.inWorkspace(workspaceId, (tx) => copies.withdraw(tx, workspaceId, copyLane, copy, batch.to));
      return true;
    }
    await faultPoint('after-insert-before-cursor');
    await finish(workspaceId, copy, batch, refusal === undefined ? projected : allRefused(projected, refusal));
    return rows.length >= asked || copy.to !== undefined;
  }

  async function finish(workspaceId: string, copy: copies.Copy, { to, aside }: Batch, projected: Projected): Promise<void> {
    const news = projected.failed.filter(({ row }) => !aside.has(row.id));
    const back = projected.written.filter(({ id }) => aside.has(id));
    await db.inWorkspace(workspaceId, async (tx) => {
      // Written anew in the meantime, or finished by a process that lost its lock: its tally must not count twice.
      if (!(await copies.finish(tx, workspaceId, copyLane, copy, to))) return;
      await catalogue.add(tx, workspaceId, projected.tally);
      await parkMessages(tx, workspaceId, news.map(asideOf));
      await parked.settleReported(tx, workspaceId, back);
      tx.afterCommit(() => reported(workspaceId));
    });
    if (news.length > 0) log.warn({ workspaceId, parked: news.length }, 'events parked on their way to reports');
  }

  return {
    name: copyLane,
    channel: 'listen.accepted',
    sweepMs: 1_000,
    // A batch of 5,000 costs ClickHouse a fifth of fifty of 100; reports may be half a second behind.
    restMs: 450,
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

/** Of these events the ones that the copy has come by before: it is being written anew. */
function writtenBefore({ counted, at }: copies.Copy, rows: readonly LogRow[]): LogRow[] {
  return copies.isAfter(counted, at) ? rows.filter((row) => !copies.isAfter(row, counted)) : [];
}

/** What is left of a batch whose only line was refused. */
function allRefused({ written, failed }: Projected, reason: string): Projected {
  return { lines: '', written: [], tally: createTally(), failed: [...failed, ...written.map((row) => ({ row, reason }))] };
}

const asideOf = ({ row: { id, sourceId, body }, reason }: Projected['failed'][number]) =>
  ({ sourceId, stage: 'analytics', reason, field: undefined, messageId: undefined, body, eventId: id }) as const;
