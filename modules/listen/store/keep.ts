/** The hot statement of intake: `listen.keep`, with the memory of who was registered before. */
import type { LRUCache } from 'lru-cache';
import { Refusal } from '#platform/contract';
import { type Db, prepared, refusals, sql, type Tx } from '#platform/postgres';
import { sameContent } from '../ingest/rules/same-content.ts';
import type { LoggedRow } from './log.ts';

export interface EventRow {
  sourceId: string;
  eventDay: string;
  keyHash: string;
  contentHash: string;
  sender: { type: string; value: string };
  kind: string;
  name: string;
  trusted: boolean;
  /** Milliseconds since the epoch. */
  occurredAt: number;
  receivedAt: number;
  messageId: string;
  body: string;
}

/** Index of a row whose key was already kept with other content. */
export interface Conflict {
  index: number;
}

/** Numbers of senders that were met before, by workspace, type and value. */
export type KnownSenders = LRUCache<string, string>;

/** A slow or silent database: whoever sent the events gives up about then, and sends them again. */
const patienceMs = 8_000;

/** Whether there was nobody who could have kept anything. */
export const isLoss = (error: unknown) => error instanceof Refusal && error.kind === refusals.unavailable;

interface Kept {
  nos: string[] | null;
  tx: string | null;
  ids: string | null;
  places: number[] | null;
  kept_bodies: string[] | null;
}

export interface Keeping {
  conflicts: Conflict[];
  /** The rows as the log has them, when all of them were new; nobody looks up where their twins lie. */
  logged: LoggedRow[];
}

/**
 * Keeps the rows and registers their senders, as one transaction of its own. A key already kept is left as it is; answered are
 * the rows whose content differs from what was kept.
 */
export function keepEvents(db: Db, workspaceId: string, known: KnownSenders, rows: EventRow[]): Promise<Keeping> {
  return keepThrough((query) => db.call<Kept>(query, patienceMs), workspaceId, known, rows);
}

/** The same inside a transaction that keeps more than the events. Nothing is remembered: it may still roll back. */
export async function keepEventsIn(tx: Tx, workspaceId: string, rows: EventRow[]): Promise<void> {
  await keepThrough((query) => tx.maybe<Kept>(query), workspaceId, new Map(), rows);
}

async function keepThrough(
  run: (query: ReturnType<typeof sql>) => Promise<Kept | undefined>,
  workspaceId: string,
  known: Pick<KnownSenders, 'get'> & { set(key: string, no: string): unknown },
  rows: EventRow[],
): Promise<Keeping> {
  if (rows.length === 0) return { conflicts: [], logged: [] };
  const keyOf = ({ sender }: EventRow) => `${workspaceId}\u0000${sender.type}\u0000${sender.value}`;
  const keys = rows.map(keyOf);
  const nos = keys.map((key) => known.get(key));
  const strangers = new Map<string, EventRow>();
  for (const [index, row] of rows.entries()) if (nos[index] === undefined) strangers.set(keys[index] ?? '', row);
  const fresh = [...strangers].sort(([a], [b]) => (a < b ? -1 : 1));
  const places = new Map(fresh.map(([key], index) => [key, -(index + 1)]));
  const column = <K extends keyof EventRow>(name: K) => rows.map((row) => row[name]);
  const kept = await run(
    prepared(
      'listen.keep',
      sql`select * from listen.keep(${workspaceId}::uuid, ${fresh.map(([, { sender }]) => sender.type)}::text[],
            ${fresh.map(([, { sender }]) => sender.value)}::text[], ${fresh.map(([, { sourceId }]) => sourceId)}::uuid[],
            ${plain(column('sourceId'))}::uuid[], ${plain(column('eventDay'))}::date[], ${plain(column('keyHash'))}::uuid[],
            ${plain(column('contentHash'))}::uuid[], ${plain(keys.map((key, index) => nos[index] ?? places.get(key)))}::bigint[],
            ${plain(column('kind'))}::text[], ${column('name').join('\n')}, ${plain(column('trusted'))}::boolean[],
            ${plain(column('occurredAt'))}::float8[], ${rows[0]?.receivedAt}::float8, ${column('body').join('\n')})`,
    ),
  );
  // Committed: only now may the numbers be remembered.
  for (const [index, [key]] of fresh.entries()) {
    const no = kept?.nos?.[index];
    if (no !== undefined) known.set(key, no);
  }
  const noOf = (index: number) => nos[index] ?? kept?.nos?.[-1 - (places.get(keys[index] ?? '') ?? 0)] ?? '';
  return { conflicts: conflictsIn(kept, rows), logged: loggedRows(kept, rows, noOf) };
}

/** An array of what needs no quotes (numbers, uuids, dates, plain words), written out: the driver would look at every letter. */
const plain = (values: readonly unknown[]) => `{${values.join(',')}}`;

function conflictsIn(kept: Kept | undefined, rows: EventRow[]): Conflict[] {
  return (kept?.places ?? [])
    .map((place, index) => ({ index: place - 1, body: kept?.kept_bodies?.[index] ?? '' }))
    .filter(({ index, body }) => !sameContent(body, rows[index]?.body ?? ''))
    .map(({ index }) => ({ index }));
}

function loggedRows(kept: Kept | undefined, rows: EventRow[], noOf: (index: number) => string): LoggedRow[] {
  const { tx, ids } = kept ?? {};
  if (!tx || !ids) return [];
  // As Postgres has it in `xmin`: the transaction's number without its epoch.
  const version = String(BigInt(tx) & 0xffff_ffffn);
  return ids.split(',').flatMap((id, index): LoggedRow[] => {
    const row = rows[index];
    if (row === undefined) return [];
    const { sourceId, kind, name, trusted, body } = row;
    const times = { occurredAt: new Date(row.occurredAt), receivedAt: new Date(row.receivedAt) };
    return [{ tx, id, version, sourceId, senderNo: noOf(index), kind, name, trusted, ...times, body }];
  });
}
