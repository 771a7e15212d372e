/** When the copies in ClickHouse are written anew, so is ours: as a job, because ClickHouse may be away for a while. */
import { reportsBegunAnew } from '#listen';
import type { ClickHouse } from '#platform/clickhouse';
import { z } from '#platform/contract';
import type { Events } from '#platform/events';
import type { Jobs } from '#platform/jobs';
import type { Db } from '#platform/postgres';
import { dropPersonOf } from '../analytics.ts';
import { repeatAll } from './store/changes.ts';

const writeAnew = { name: 'customers.person_of_anew', payload: z.strictObject({ workspaceId: z.uuid() }) };

export interface CopyAnewDeps {
  db: Db;
  clickhouse: ClickHouse;
  events: Events;
  jobs: Jobs;
}

export function writeCopyAnew({ db, clickhouse, events, jobs }: CopyAnewDeps): void {
  events.subscribe({
    name: 'customers.person_of_anew',
    types: [reportsBegunAnew.type],
    handle: (tx, { workspaceId }) => jobs.add(tx, writeAnew, { workspaceId }, { key: 'person_of anew' }),
  });
  jobs.handle(writeAnew, async ({ payload: { workspaceId } }) => {
    // First away, then again: versions of a database that was restored may be lower than those that lie there.
    await dropPersonOf(clickhouse, workspaceId);
    await db.inWorkspace(workspaceId, (tx) => repeatAll(tx, workspaceId));
  });
}
