/** The proofs of erasures. */
import { type QueryOf, Refusal, type ReplyOf } from '#platform/contract';
import { cursorParts, readCursor, writeCursor } from '#platform/http';
import type { Db } from '#platform/postgres';
import { type Erasure, type listErasures, refusals } from '../contract.ts';
import { type ErasureRow, erasureById, erasures } from './store.ts';

export async function readErasure(db: Db, workspaceId: string, id: string): Promise<Erasure> {
  const row = await db.inWorkspace(workspaceId, (tx) => erasureById(tx, workspaceId, id), { readOnly: true });
  if (row === undefined) throw new Refusal(refusals.no_such_erasure);
  return erasureOf(row);
}

export async function readErasures(
  db: Db,
  workspaceId: string,
  query: QueryOf<typeof listErasures>,
): Promise<ReplyOf<typeof listErasures>> {
  const at = readCursor(query.after, [cursorParts.instant, cursorParts.uuid]);
  const filter = { before: at && { at: at[0] ?? '', id: at[1] ?? '' }, limit: query.limit };
  const rows = await db.inWorkspace(workspaceId, (tx) => erasures(tx, workspaceId, filter), { readOnly: true });
  const last = rows.length === query.limit ? rows.at(-1) : undefined;
  return { items: rows.map(erasureOf), next: last ? writeCursor(last.requestedAt, last.id) : null };
}

export const erasureOf = (row: ErasureRow): Erasure => ({
  ...row,
  requestedAt: row.requestedAt.toISOString(),
  doneAt: row.doneAt?.toISOString() ?? null,
});
