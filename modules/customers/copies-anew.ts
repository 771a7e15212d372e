/** When the copies in ClickHouse are written anew, so are ours (who is whom, profiles, members of segments, lists): as a job, because ClickHouse may be away for a while. */
import { reportsBegunAnew } from '#listen';
import type { ClickHouse } from '#platform/clickhouse';
import { z } from '#platform/contract';
import type { Events } from '#platform/events';
import type { Jobs } from '#platform/jobs';
import type { Db } from '#platform/postgres';
import { dropPersonOf } from './analytics.ts';
import { repeatAll } from './identity/store/changes.ts';
import { dropCopies } from './segments/analytics.ts';
import { completeLists } from './segments/lists.ts';
import { listIds } from './segments/store/lists.ts';
import { touchEveryone } from './segments/store/turns.ts';

const writeAnew = { name: 'customers.write_copies_anew', payload: z.strictObject({ workspaceId: z.uuid() }) };

export interface CopiesAnewDeps {
  db: Db;
  clickhouse: ClickHouse;
  events: Events;
  jobs: Jobs;
}

export function writeCopiesAnew({ db, clickhouse, events, jobs }: CopiesAnewDeps): void {
  events.subscribe({
    name: 'customers.copies_anew',
    types: [reportsBegunAnew.type],
    handle: (tx, { workspaceId }) => jobs.add(tx, writeAnew, { workspaceId }, { key: 'copies anew' }),
  });
  jobs.handle(writeAnew, async ({ payload: { workspaceId } }) => {
    // First away, then again: versions of a database that was restored may be lower than those that lie there.
    await dropPersonOf(clickhouse, workspaceId);
    await dropCopies(clickhouse, workspaceId);
    // Before anybody is looked at: whoever were on no list would leave.
    const lists = await db.inWorkspace(workspaceId, (tx) => listIds(tx, workspaceId), { readOnly: true });
    await completeLists({ db, clickhouse }, workspaceId, lists);
    await db.inWorkspace(workspaceId, async (tx) => {
      await repeatAll(tx, workspaceId);
      await touchEveryone(tx, workspaceId);
    });
  });
}
