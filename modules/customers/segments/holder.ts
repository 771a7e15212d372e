/** What segments keep about a customer: part of every export and every erasure. */
import type { ClickHouse } from '#platform/clickhouse';
import type { Holder } from '../erasure/holders.ts';
import { forgetPeople } from './analytics.ts';
import { eraseListed, listsOf } from './store/lists.ts';
import { erasePeople, staysOf } from './store/members.ts';

export function segmentsHolder(clickhouse: ClickHouse): Holder {
  return {
    name: 'segments',
    async export(tx, { workspaceId, senderNos }) {
      const stays = await staysOf(tx, workspaceId, senderNos);
      const lists = await listsOf(tx, workspaceId, senderNos);
      return { segments: stays.map(({ name, enteredAt, leftAt }) => ({ name, enteredAt, leftAt })), lists };
    },
    async erase(tx, { workspaceId, senderNos }) {
      return [
        { store: 'customers.segment_member', rows: await erasePeople(tx, workspaceId, senderNos) },
        { store: 'customers.list_member', rows: await eraseListed(tx, workspaceId, senderNos) },
      ];
    },
    async eraseCopies({ workspaceId, senderNos }) {
      return [{ store: 'clickhouse.customers_profile', rows: await forgetPeople(clickhouse, workspaceId, senderNos) }];
    },
  };
}
