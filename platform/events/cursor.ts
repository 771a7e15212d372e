/** Where a subscriber stands in a workspace's log or outbox: the last `(tx, id)` whose effects are committed. */
import { prepared, sql, type Tx } from '#platform/postgres';

export interface Cursor {
  /** `xid8` as text. */
  tx: string;
  /** Row id within the log, as text. */
  id: string;
}

/**
 * Locks the subscriber's cursor for this transaction and returns it, made at the beginning of time when new.
 * Undefined when another process holds it: that process is doing the work.
 */
export async function cursorOf(tx: Tx, workspaceId: string, subscriber: string): Promise<Cursor | undefined> {
  const standing = await locked(tx, workspaceId, subscriber);
  if (standing !== undefined) return standing;
  await tx.run(sql`
    insert into platform.cursor (workspace_id, subscriber) values (${workspaceId}, ${subscriber}) on conflict do nothing`);
  return locked(tx, workspaceId, subscriber);
}

function locked(tx: Tx, workspaceId: string, subscriber: string): Promise<Cursor | undefined> {
  return tx.maybe<Cursor>(
    prepared(
      'platform.lock_cursor',
      sql`
    select at_tx::text as tx, at_id::text as id from platform.cursor
     where workspace_id = ${workspaceId} and subscriber = ${subscriber} for update skip locked`,
    ),
  );
}

/** Where it stood last, without locking it: for whoever only wants to know how far it came. */
export async function standingOf(tx: Tx, workspaceId: string, subscriber: string): Promise<Cursor> {
  const row = await tx.maybe<Cursor>(sql`
    select at_tx::text as tx, at_id::text as id from platform.cursor
     where workspace_id = ${workspaceId} and subscriber = ${subscriber}`);
  return row ?? { tx: '0', id: '0' };
}

/** Whether everything of these types that was told by an instant has been handled (or parked) by a subscriber. */
export async function handledUpTo(
  tx: Tx,
  workspaceId: string,
  subscriber: string,
  types: readonly string[],
  until: Date,
): Promise<boolean> {
  const at = await standingOf(tx, workspaceId, subscriber);
  const left = await tx.maybe(sql`
    select 1 from platform.event
     where workspace_id = ${workspaceId} and (tx, id) > (${at.tx}::xid8, ${at.id}::bigint) and at <= ${until}
       and type = any(${[...types]}::text[]) limit 1`);
  return left === undefined;
}

export async function moveCursor(tx: Tx, workspaceId: string, subscriber: string, to: Cursor): Promise<void> {
  await tx.run(
    prepared(
      'platform.move_cursor',
      sql`
    update platform.cursor set at_tx = ${to.tx}::xid8, at_id = ${to.id}::bigint, moved_at = now()
     where workspace_id = ${workspaceId} and subscriber = ${subscriber}`,
    ),
  );
}
