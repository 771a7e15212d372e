/** SQL that reads the log as webhooks out need it: what happened, not what was said. */
import type { Cursor } from '#platform/events';
import { sql, type Tx } from '#platform/postgres';

export interface Heard {
  tx: string;
  id: string;
  day: string;
  keyHash: string;
  kind: string;
  name: string;
}

/** After the cursor and not before `from`, in commit order, never past a transaction that is still open. */
export function heardAfter(tx: Tx, workspaceId: string, cursor: Cursor, from: string, limit: number): Promise<Heard[]> {
  return tx.many(sql`
    select tx::text as tx, id::text as id, event_day as day, key_hash as "keyHash", kind, name from listen.event
     where workspace_id = ${workspaceId} and (tx, id) > (${cursor.tx}::xid8, ${cursor.id}::bigint) and tx >= ${from}::xid8
       and tx < pg_snapshot_xmin(pg_current_snapshot())
     order by listen.event.tx, listen.event.id limit ${limit}`);
}

/** Is there anything after the cursor, readable or not yet? */
export async function anyAfter(tx: Tx, workspaceId: string, cursor: Cursor, from: string): Promise<boolean> {
  const row = await tx.one<{ any: boolean }>(sql`
    select exists (select from listen.event
                    where workspace_id = ${workspaceId} and (tx, id) > (${cursor.tx}::xid8, ${cursor.id}::bigint)
                      and tx >= ${from}::xid8) as any`);
  return row.any;
}
