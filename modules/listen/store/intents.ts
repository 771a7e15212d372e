/** Cursor with an intent: which range of the log a copy is being written for. */
import { sql, type Tx } from '#platform/postgres';

export interface Position {
  tx: string;
  id: string;
}

export async function current(tx: Tx, workspaceId: string, lane: string): Promise<{ from: Position; to: Position | undefined }> {
  const row = await tx.maybe<{ fromTx: string; fromId: string; toTx: string | null; toId: string | null }>(sql`
    select at_tx::text as "fromTx", at_id as "fromId", to_tx::text as "toTx", to_id as "toId" from listen.copy_cursor
     where workspace_id = ${workspaceId} and lane = ${lane}`);
  if (!row) return { from: { tx: '0', id: '0' }, to: undefined };
  return {
    from: { tx: row.fromTx, id: row.fromId },
    to: row.toTx !== null && row.toId !== null ? { tx: row.toTx, id: row.toId } : undefined,
  };
}

export async function declare(tx: Tx, workspaceId: string, lane: string, to: Position): Promise<void> {
  await tx.run(sql`
    insert into listen.copy_cursor (workspace_id, lane, to_tx, to_id) values (${workspaceId}, ${lane}, ${to.tx}::xid8, ${to.id})
    on conflict (workspace_id, lane) do update set to_tx = excluded.to_tx, to_id = excluded.to_id
     where copy_cursor.to_tx is null`);
}

/** Moves the cursor over the range; false when somebody else already did. */
export async function finish(
  tx: Tx,
  workspaceId: string,
  lane: string,
  range: { from: Position; to: Position },
): Promise<boolean> {
  const moved = await tx.run(sql`
    update listen.copy_cursor set at_tx = ${range.to.tx}::xid8, at_id = ${range.to.id}, to_tx = null, to_id = null, moved_at = now()
     where workspace_id = ${workspaceId} and lane = ${lane} and at_tx = ${range.from.tx}::xid8 and at_id = ${range.from.id}
       and to_tx = ${range.to.tx}::xid8 and to_id = ${range.to.id}`);
  return moved === 1;
}

/** Back to the beginning: the copy is to be written anew. */
export async function restart(tx: Tx, workspaceId: string, lane: string): Promise<void> {
  await tx.run(sql`delete from listen.copy_cursor where workspace_id = ${workspaceId} and lane = ${lane}`);
}

/** Everything up to here has been copied. */
export async function reportedUpTo(tx: Tx, workspaceId: string, lane: string): Promise<Position> {
  return (await current(tx, workspaceId, lane)).from;
}
