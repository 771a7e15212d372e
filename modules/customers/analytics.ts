/** ClickHouse side of customers: which person a sender's events belong to. A copy of what Postgres decided. */
import type { ClickHouse } from '#platform/clickhouse';

const columns = ['workspace', 'sender', 'person', 'version'] as const;

export interface PersonOf {
  senderNo: string;
  personNo: string;
  /** Later ones win. */
  version: string;
}

export async function insertPersonOf(clickhouse: ClickHouse, workspaceId: string, rows: readonly PersonOf[]): Promise<void> {
  const lines = rows.map((row) => `["${workspaceId}",${row.senderNo},${row.personNo},${row.version}]\n`).join('');
  await clickhouse.insert('customers_person_of_change', columns, lines, { repeatable: true });
}

/**
 * Makes queries see what was inserted. A server does that by itself every half minute; the embedded engine has nobody who
 * would. Costs a pass over everybody who is somebody else now.
 */
export function reloadPersonOf(clickhouse: ClickHouse): Promise<void> {
  return clickhouse.command('system reload dictionary customers_person_of');
}

/** Forgets which person these senders were; answers how many rows that were. */
export async function erasePersonOf(clickhouse: ClickHouse, workspaceId: string, senderNos: readonly string[]): Promise<number> {
  const mine = 'workspace = {workspace: UUID} and sender in {senders: Array(UInt64)}';
  const params = { workspace: workspaceId, senders: senderNos.map(Number) };
  const [row] = await clickhouse.query<{ rows: string }>(
    `select count() as rows from customers_person_of_change where ${mine}`,
    params,
  );
  const rows = Number(row?.rows ?? 0);
  if (rows > 0) {
    await clickhouse.command(`alter table customers_person_of_change delete where ${mine} settings mutations_sync = 2`, params);
    await clickhouse.command('system reload dictionary customers_person_of');
  }
  return rows;
}

/** Forgets the whole workspace, before its mapping is written anew. */
export async function dropPersonOf(clickhouse: ClickHouse, workspaceId: string): Promise<void> {
  await clickhouse.command(
    'alter table customers_person_of_change delete where workspace = {workspace: UUID} settings mutations_sync = 2',
    { workspace: workspaceId },
  );
  await clickhouse.command('system reload dictionary customers_person_of');
}

/** SQL for "the person this sender is", for any query over `listen_events`. Senders not merged into another are themselves. */
export const personOf = (sender: string): string => `dictGetOrDefault('customers_person_of', 'person', ${sender}, ${sender})`;
