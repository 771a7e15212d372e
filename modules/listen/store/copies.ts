/** SQL of the copy's cursor: how far ClickHouse has come, under which generation, and the range being written right now. */
import { sql, type Tx } from '#platform/postgres';

export interface Position {
  tx: string;
  id: string;
}

/** Whether `a` lies behind `b` in commit order. */
export function isAfter(a: Position, b: Position): boolean {
  const [aTx, bTx] = [BigInt(a.tx), BigInt(b.tx)];
  return aTx === bTx ? BigInt(a.id) > BigInt(b.id) : aTx > bTx;
}

export interface Copy {
  /** Part of every token, so that writing the same range anew is not taken for a repetition. */
  generation: string;
  /** False until what an earlier generation wrote is gone. */
  begun: boolean;
  at: Position;
  to: Position | undefined;
  counted: Position;
}

interface CopyRow {
  generation: string;
  begun: boolean;
  atTx: string;
  atId: string;
  toTx: string | null;
  toId: string | null;
  countedTx: string;
  countedId: string;
}

function selectCopy(tx: Tx, workspaceId: string, lane: string): Promise<CopyRow | undefined> {
  return tx.maybe<CopyRow>(sql`
    select generation, begun, at_tx::text as "atTx", at_id as "atId", to_tx::text as "toTx", to_id as "toId",
           counted_tx::text as "countedTx", counted_id as "countedId"
      from listen.copy_cursor where workspace_id = ${workspaceId} and lane = ${lane}`);
}

/** The copy's state; a workspace that has none yet gets one. */
export async function copyOf(tx: Tx, workspaceId: string, lane: string): Promise<Copy> {
  let row = await selectCopy(tx, workspaceId, lane);
  if (row === undefined) {
    await tx.run(sql`
      insert into listen.copy_cursor (workspace_id, lane) values (${workspaceId}, ${lane}) on conflict do nothing`);
    row = await selectCopy(tx, workspaceId, lane);
  }
  if (row === undefined) throw new Error('the copy has no cursor');
  return {
    generation: row.generation,
    begun: row.begun,
    at: { tx: row.atTx, id: row.atId },
    to: row.toTx !== null && row.toId !== null ? { tx: row.toTx, id: row.toId } : undefined,
    counted: { tx: row.countedTx, id: row.countedId },
  };
}

export async function declare(tx: Tx, workspaceId: string, lane: string, copy: Copy, to: Position): Promise<void> {
  await tx.run(sql`
    update listen.copy_cursor set to_tx = ${to.tx}::xid8, to_id = ${to.id}
     where workspace_id = ${workspaceId} and lane = ${lane} and generation = ${copy.generation} and to_tx is null`);
}

/** Takes the declared range back, of which nothing was stored. */
export async function withdraw(tx: Tx, workspaceId: string, lane: string, copy: Copy, to: Position): Promise<void> {
  await tx.run(sql`
    update listen.copy_cursor set to_tx = null, to_id = null
     where workspace_id = ${workspaceId} and lane = ${lane} and generation = ${copy.generation}
       and at_tx = ${copy.at.tx}::xid8 and at_id = ${copy.at.id} and to_tx = ${to.tx}::xid8 and to_id = ${to.id}`);
}

/** Moves the cursor over the range; false when somebody else already did, or the copy is being written anew. */
export async function finish(tx: Tx, workspaceId: string, lane: string, copy: Copy, to: Position): Promise<boolean> {
  const moved = await tx.run(sql`
    update listen.copy_cursor
       set at_tx = ${to.tx}::xid8, at_id = ${to.id}, to_tx = null, to_id = null, moved_at = now(),
           (counted_tx, counted_id) = (
             select case when ahead then counted_tx else ${to.tx}::xid8 end, case when ahead then counted_id else ${to.id}::bigint end
               from (values ((counted_tx, counted_id) > (${to.tx}::xid8, ${to.id}::bigint))) as compared (ahead))
     where workspace_id = ${workspaceId} and lane = ${lane} and generation = ${copy.generation}
       and at_tx = ${copy.at.tx}::xid8 and at_id = ${copy.at.id} and to_tx = ${to.tx}::xid8 and to_id = ${to.id}`);
  return moved === 1;
}

/** How far the copy has come. */
export async function reportedUpTo(tx: Tx, workspaceId: string, lane: string): Promise<Position> {
  const row = await selectCopy(tx, workspaceId, lane);
  return { tx: row?.atTx ?? '0', id: row?.atId ?? '0' };
}

/** Whether it stands at least where it stood before it was last written anew. */
export async function reportsWhole(tx: Tx, workspaceId: string, lane: string): Promise<boolean> {
  const row = await selectCopy(tx, workspaceId, lane);
  if (row === undefined) return true;
  return row.begun && !isAfter({ tx: row.countedTx, id: row.countedId }, { tx: row.atTx, id: row.atId });
}

/** Back to the beginning under a new generation: the copy is to be written anew. */
export async function beginAnew(tx: Tx, workspaceId: string, lane: string): Promise<void> {
  await tx.run(sql`
    insert into listen.copy_cursor as copy (workspace_id, lane) values (${workspaceId}, ${lane})
    on conflict (workspace_id, lane) do update
       set generation = gen_random_uuid(), begun = false, at_tx = '0', at_id = 0, to_tx = null, to_id = null, moved_at = now()`);
}

/** The copy is empty and carries our mark. */
export async function markBegun(tx: Tx, workspaceId: string, lane: string, generation: string): Promise<void> {
  await tx.run(sql`
    update listen.copy_cursor set begun = true
     where workspace_id = ${workspaceId} and lane = ${lane} and generation = ${generation}`);
}

/**
 * For the rest of this transaction one process at a time writes this workspace's copy; false when another one does. The
 * transaction writes nothing and so has no id: however long ClickHouse takes, the log's watermark does not wait for it.
 */
export async function lockCopy(tx: Tx, workspaceId: string, lane: string): Promise<boolean> {
  const { locked } = await tx.one<{ locked: boolean }>(sql`
    select pg_try_advisory_xact_lock(hashtextextended(${`${lane} ${workspaceId}`}, 0)) as locked,
           set_config('idle_in_transaction_session_timeout', '0', true)`);
  return locked;
}
