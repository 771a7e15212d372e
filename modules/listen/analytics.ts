/** ClickHouse side of listen: writes the published dataset `listen_events`. */
import type { ClickHouse } from '#platform/clickhouse';
import type { Flat } from './ingest/rules/flatten.ts';
import type { DayDigest } from './reports/rules/differing-days.ts';
import { createIso } from './rules/iso.ts';
import type { LogRow } from './store/log.ts';

const columns = ['workspace', 'name', 'kind', 'source', 'occurred_at', 'received_at', 'sender', 'event', 'text', 'num'] as const;

const occurredAt = createIso();
const receivedAt = createIso();

/** One JSONCompactEachRow line, in the order of `columns`. Strings are joined by hand: this runs once an event. */
export function lineOf(workspaceId: string, row: LogRow, flat: Flat): string {
  const name = JSON.stringify(row.name);
  const occurred = occurredAt.instant(row.occurredAt.getTime());
  const received = receivedAt.instant(row.receivedAt.getTime());
  return `["${workspaceId}",${name},"${row.kind}","${row.sourceId}","${occurred}","${received}",${row.senderNo},${row.id},${JSON.stringify(flat.text)},${JSON.stringify(flat.num)}]\n`;
}

export function insertEventLines(clickhouse: ClickHouse, lines: string, token: string): Promise<void> {
  return clickhouse.insert('listen_events', columns, lines, { token });
}

/** Which of these events the copy holds, by id. */
export async function heldAmong(
  clickhouse: ClickHouse,
  workspaceId: string,
  rows: readonly Pick<LogRow, 'id' | 'receivedAt'>[],
): Promise<Set<string>> {
  const times = rows.map(({ receivedAt }) => receivedAt.getTime());
  const held = await clickhouse.query<{ event: string }>(
    `select distinct event from listen_events
      where workspace = {workspace: UUID} and event in {events: Array(UInt64)}
        and received_at between fromUnixTimestamp64Milli({from: Int64}, 'UTC') and fromUnixTimestamp64Milli({to: Int64}, 'UTC')`,
    {
      workspace: workspaceId,
      // Numbers, not texts, or they would be read as written in SQL; ids of events stay far below 2^53.
      events: rows.map(({ id }) => Number(id)),
      from: times.reduce((least, time) => Math.min(least, time), Number.POSITIVE_INFINITY),
      to: times.reduce((most, time) => Math.max(most, time), 0),
    },
  );
  return new Set(held.map(({ event }) => event));
}

/** Newest instant that reports know of, in milliseconds; undefined when they hold nothing. */
export async function newestReported(clickhouse: ClickHouse, workspaceId: string): Promise<number | undefined> {
  const rows = await clickhouse.query<{ newest: string; events: string }>(
    'select toUnixTimestamp64Milli(max(received_at)) as newest, count() as events from listen_events where workspace = {workspace: UUID} and occurred_at > now() - interval 2 day',
    { workspace: workspaceId },
  );
  return rows[0] && rows[0].events !== '0' ? Number(rows[0].newest) : undefined;
}

/** How many events the copy holds, to compare with the log. */
export async function countReported(clickhouse: ClickHouse, workspaceId: string): Promise<number> {
  const rows = await clickhouse.query<{ events: string }>(
    'select count() as events from listen_events where workspace = {workspace: UUID}',
    {
      workspace: workspaceId,
    },
  );
  return Number(rows[0]?.events ?? 0);
}

/** Per day, what the copy holds: counterpart of `keptDigests` (`store/integrity.ts`), which hashes the same text. */
export function reportedDigests(clickhouse: ClickHouse, workspaceId: string): Promise<DayDigest[]> {
  return clickhouse.query<DayDigest>(
    `select toString(toDate32(occurred_at)) as day, toString(count()) as events,
            toString(sum(toUInt128(bitShiftRight(reinterpretAsUInt64(reverse(substring(MD5(concat(
              toString(event), '|', toString(sender), '|', kind, '|', source, '|', toString(toUnixTimestamp64Milli(occurred_at)), '|', name
            )), 1, 8))), 4)))) as digest
       from listen_events where workspace = {workspace: UUID} group by day`,
    { workspace: workspaceId },
    { timeoutMs: 300_000 },
  );
}

/** Whether the copy carries this mark. Without it, it is empty, or somebody else's. */
export async function carriesMark(clickhouse: ClickHouse, workspaceId: string, generation: string): Promise<boolean> {
  const rows = await clickhouse.query<{ generation: string }>(
    'select generation from listen_copy where workspace = {workspace: UUID} order by begun_at desc limit 1',
    { workspace: workspaceId },
  );
  return rows[0]?.generation === generation;
}

/** Empties a workspace's copy and marks what comes next. Waits until the parts are rewritten. */
export async function beginReported(clickhouse: ClickHouse, workspaceId: string, generation: string): Promise<void> {
  if ((await countReported(clickhouse, workspaceId)) > 0) {
    await clickhouse.command('alter table listen_events delete where workspace = {workspace: UUID} settings mutations_sync = 2', {
      workspace: workspaceId,
    });
  }
  await clickhouse.insert('listen_copy', ['workspace', 'generation'], `["${workspaceId}","${generation}"]\n`, {
    repeatable: true,
  });
}

/**
 * Removes what the copy holds of some senders; answers how many rows that were. Waits until the parts are rewritten: masked
 * rows would still be on the disk.
 */
export async function eraseReported(clickhouse: ClickHouse, workspaceId: string, senderNos: readonly string[]): Promise<number> {
  // Numbers, not texts: an array parameter is read as it would be written in SQL. Senders stay far below 2^53.
  const params = { workspace: workspaceId, senders: senderNos.map(Number) };
  const mine = 'workspace = {workspace: UUID} and sender in {senders: Array(UInt64)}';
  const rows = await clickhouse.query<{ events: string }>(`select count() as events from listen_events where ${mine}`, params);
  const events = Number(rows[0]?.events ?? 0);
  if (events > 0) await clickhouse.command(`alter table listen_events delete where ${mine} settings mutations_sync = 2`, params);
  return events;
}

/** Events received since `from`, counted by source and slot; slots without any are absent. */
export async function countReceived(
  clickhouse: ClickHouse,
  workspaceId: string,
  { from, slotSeconds, sourceId }: { from: number; slotSeconds: number; sourceId: string | undefined },
): Promise<{ sourceId: string; slot: number; received: number }[]> {
  const rows = await clickhouse.query<{ sourceId: string; slot: string; received: string }>(
    `select toString(source) as sourceId, intDiv(toUnixTimestamp(received_at) - {from: Int64}, {slot: Int64}) as slot, count() as received
       from listen_events
      where workspace = {workspace: UUID} and received_at >= fromUnixTimestamp64Milli({from: Int64} * 1000, 'UTC')
        and ({source: String} = '' or source = {source: String})
      group by sourceId, slot`,
    { workspace: workspaceId, from: from / 1000, slot: slotSeconds, source: sourceId ?? '' },
  );
  return rows.map((row) => ({ sourceId: row.sourceId, slot: Number(row.slot), received: Number(row.received) }));
}
