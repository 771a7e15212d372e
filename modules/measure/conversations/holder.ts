/** What the conversation measure keeps about a customer: whose each line is. What was said is with moments. */
import type { Customers } from '#customers';
import type { ClickHouse } from '#platform/clickhouse';
import type { Db } from '#platform/postgres';
import { dropSenders, momentsOf } from './analytics.ts';
import { markDue } from './store.ts';

export interface HolderDeps {
  db: Db;
  clickhouse: ClickHouse;
  customers: Pick<Customers, 'holds'>;
}

export function holdConversations({ db, clickhouse, customers }: HolderDeps): void {
  customers.holds({
    name: 'measure',
    // Counted from moments, which export the conversations themselves.
    export: async () => ({}),
    erase: async () => [],
    async eraseCopies({ workspaceId, senderNos }) {
      const ids = await momentsOf(clickhouse, workspaceId, senderNos);
      if (ids.length > 0) {
        // Moments know no longer whose they were: written again, the lines are numbers about nobody.
        await db.inWorkspace(workspaceId, (tx) => markDue(tx, workspaceId, ids));
        await dropSenders(clickhouse, workspaceId, senderNos);
      }
      return [{ store: 'measure_conversation', rows: ids.length }];
    },
  });
}
