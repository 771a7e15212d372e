/** An event that was kept aside on its way to reports, written into them after all. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClickHouse, liesInTheRows } from '#platform/clickhouse';
import { Refusal } from '#platform/contract';
import type { Db, Tx } from '#platform/postgres';
import { insertEventLines } from '../analytics.ts';
import { refusals } from '../contract.ts';
import { aloneOnCopy, copyLane } from '../reports/alone.ts';
import * as catalogue from '../store/catalogue.ts';
import * as copies from '../store/copies.ts';
import { eventById } from '../store/log.ts';
import { insertMissing } from './insert-missing.ts';
import { project } from './project.ts';

/** The lane is at the copy for a batch at a time; a rebuild may keep at it for longer than anybody waits. */
const turns = { most: 40, pauseMs: 250 };
const retrySeconds = 5;

/**
 * Writes the event into reports, then runs `settle` with the transaction that counts it. Inserted under a token of its own, so
 * that a crash in between, and another try, store it once; and looked for, because a crash may have left the token without the
 * event. Refuses with the reason when it still cannot be written.
 */
export async function reportAgain(
  { db, clickhouse }: { db: Db; clickhouse: ClickHouse },
  workspaceId: string,
  eventId: string,
  settle: (tx: Tx) => Promise<void>,
): Promise<void> {
  for (let turn = 0; turn < turns.most; turn += 1) {
    if ((await aloneOnCopy(db, workspaceId, again)) !== 'busy') return;
    await sleep(turns.pauseMs);
  }
  throw new Refusal(refusals.reports_busy, { extra: { retryAfter: retrySeconds } });

  async function again(): Promise<'done' | 'busy'> {
    const [copy, row] = await db.inWorkspace(
      workspaceId,
      async (tx) => [await copies.copyOf(tx, workspaceId, copyLane), await eventById(tx, workspaceId, eventId)] as const,
    );
    if (!row) throw new Refusal(refusals.still_unusable, { detail: 'event: it is no longer in the log' });
    // The lane has not come by it again: it is the one that tries it.
    if (!copy.begun || copies.isAfter(row, copy.at)) return 'busy';
    const { lines, written, tally, failed } = await project(workspaceId, [row], { counts: () => true, leftOut: () => false });
    if (failed[0]) throw stillUnusable(failed[0].reason);
    const token = `${workspaceId}:${copy.generation}:again ${row.id}`;
    await insertEventLines(clickhouse, lines, token).catch((error: unknown) => {
      throw liesInTheRows(error) ? stillUnusable(error.message) : error;
    });
    await insertMissing(clickhouse, workspaceId, { token, lines, written });
    await db.inWorkspace(workspaceId, async (tx) => {
      await catalogue.add(tx, workspaceId, tally);
      await settle(tx);
    });
    return 'done';
  }
}

const stillUnusable = (reason: string) =>
  new Refusal(refusals.still_unusable, { detail: `event: ${reason}`, fields: [{ path: '', message: reason }] });
