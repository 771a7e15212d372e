/** The first step of every writing of the copy: empty it, mark it, say so. */
import type { ClickHouse } from '#platform/clickhouse';
import type { Events } from '#platform/events';
import type { Db } from '#platform/postgres';
import { beginReported, carriesMark } from '../analytics.ts';
import { reportsBegunAnew } from '../events.ts';
import * as copies from '../store/copies.ts';
import { copyLane } from './alone.ts';

export interface BeginDeps {
  db: Db;
  clickhouse: ClickHouse;
  events: Events;
}

/**
 * Makes sure that the copy is the one the cursor speaks of, and answers it. A copy without our mark was lost, or is what another
 * database wrote: it begins anew. Every step is repeatable; a crash in between leaves `begun` false and it is done again.
 */
export async function standingCopy({ db, clickhouse, events }: BeginDeps, workspaceId: string): Promise<copies.Copy> {
  const copy = await db.inWorkspace(workspaceId, (tx) => copies.copyOf(tx, workspaceId, copyLane));
  if (copy.begun) {
    if (await carriesMark(clickhouse, workspaceId, copy.generation)) return copy;
    await db.inWorkspace(workspaceId, (tx) => copies.beginAnew(tx, workspaceId, copyLane));
    return standingCopy({ db, clickhouse, events }, workspaceId);
  }
  await beginReported(clickhouse, workspaceId, copy.generation);
  await db.inWorkspace(workspaceId, async (tx) => {
    await copies.markBegun(tx, workspaceId, copyLane, copy.generation);
    await events.tell(tx, workspaceId, reportsBegunAnew, { generation: copy.generation });
  });
  return { ...copy, begun: true };
}
