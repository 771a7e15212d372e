/** The newest events and what was kept aside, page by page. */
import type { QueryOf, ReplyOf } from '#platform/contract';
import { cursorParts, readCursor, writeCursor } from '#platform/http';
import type { Db } from '#platform/postgres';
import type { LiveEvent, listParked, recentEvents } from '../contract.ts';
import * as events from '../store/events.ts';
import * as parked from '../store/parked.ts';

const shownBody = 4_000;

export async function listRecent(
  db: Db,
  workspaceId: string,
  query: QueryOf<typeof recentEvents>,
): Promise<ReplyOf<typeof recentEvents>> {
  const at = readCursor(query.after, [cursorParts.number, cursorParts.number]);
  const before = at && { tx: at[0] ?? '', id: at[1] ?? '' };
  const filter = {
    before,
    limit: query.limit,
    sourceId: query.sourceId,
    name: query.name,
    kind: query.kind,
    search: query.search,
  };
  const rows = await db.inWorkspace(workspaceId, (tx) => events.recentEvents(tx, workspaceId, filter), { readOnly: true });
  const last = rows.length === query.limit ? rows.at(-1) : undefined;
  return { items: rows.map(eventOf), next: last ? writeCursor(last.tx, last.id) : null };
}

export async function listKeptAside(
  db: Db,
  workspaceId: string,
  query: QueryOf<typeof listParked>,
): Promise<ReplyOf<typeof listParked>> {
  const at = readCursor(query.after, [cursorParts.instant, cursorParts.uuid]);
  const after = at && { parkedAt: at[0] ?? '', id: at[1] ?? '' };
  const filter = { sourceId: query.sourceId, after, limit: query.limit };
  const rows = await db.inWorkspace(workspaceId, (tx) => parked.listParked(tx, workspaceId, filter), { readOnly: true });
  const last = rows.length === query.limit ? rows.at(-1) : undefined;
  return {
    items: rows.map((row) => ({ ...row, parkedAt: row.parkedAt.toISOString() })),
    next: last ? writeCursor(last.parkedAt, last.id) : null,
  };
}

function eventOf(row: events.StoredEvent): LiveEvent {
  return {
    id: row.keyHash,
    kind: row.kind,
    name: row.name,
    sourceId: row.sourceId,
    sender: row.sender,
    trusted: row.trusted,
    occurredAt: row.occurredAt.toISOString(),
    receivedAt: row.receivedAt.toISOString(),
    body: row.body.slice(0, shownBody),
  };
}
