/** Compares the log with its copy, day by day, while nothing is on its way into the copy. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouse } from '#platform/clickhouse';
import type { Db } from '#platform/postgres';
import { reportedDigests } from '../analytics.ts';
import * as copies from '../store/copies.ts';
import { keepIntegrity, keptDigests } from '../store/integrity.ts';
import { aloneOnCopy, copyLane } from './alone.ts';
import { type DifferingDay, differingDays } from './rules/differing-days.ts';

const timeoutMs = 600_000;
/** Waiting for the lane to finish its batch, or for a rebuild. */
const turns = { most: 600, pauseMs: 500 };

export interface CompareDeps {
  db: Db;
  clickhouse: ClickHouse;
  /** An erasure leaves the log at once and the copy a moment later: a difference must outlive this to count. 5 s when left out. */
  secondLookMs?: number;
}

export async function compareCopy(deps: CompareDeps, workspaceId: string): Promise<DifferingDay[]> {
  let found = await compareOnce(deps, workspaceId);
  if (found.differing.length > 0) {
    await sleep(deps.secondLookMs ?? 5_000);
    found = await compareOnce(deps, workspaceId);
  }
  await deps.db.inWorkspace(workspaceId, (tx) => keepIntegrity(tx, workspaceId, found));
  return found.differing;
}

type Found = Parameters<typeof keepIntegrity>[2];

async function compareOnce({ db, clickhouse }: CompareDeps, workspaceId: string): Promise<Found> {
  for (let turn = 0; turn < turns.most; turn += 1) {
    const found = await aloneOnCopy(db, workspaceId, async () => {
      const began = performance.now();
      const copy = await db.inWorkspace(workspaceId, (tx) => copies.copyOf(tx, workspaceId, copyLane));
      // A range that was declared may lie in the copy or not; the lane finishes it first. The same with a rebuild.
      if (!copy.begun || copy.to !== undefined || copies.isAfter(copy.counted, copy.at)) return 'busy';
      const [kept, reported] = await Promise.all([
        db.inWorkspace(workspaceId, (tx) => keptDigests(tx, workspaceId, copy.at), { readOnly: true, timeoutMs }),
        reportedDigests(clickhouse, workspaceId),
      ]);
      return {
        days: kept.length,
        events: kept.reduce((sum, { events }) => sum + Number(events), 0),
        differing: differingDays(kept, reported),
        tookMs: Math.round(performance.now() - began),
      };
    });
    if (found !== 'busy') return found;
    await sleep(turns.pauseMs);
  }
  throw new Error('the copy for reports has been busy for five minutes; it is compared another time');
}
