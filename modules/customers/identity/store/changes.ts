/** SQL of the feed that keeps ClickHouse's copy of who is whom in step. */
import { sql, type Tx } from '#platform/postgres';

export interface ChangeRow {
  tx: string;
  id: string;
  senderNo: string;
  personNo: string;
}

/** Changes after the cursor in commit order, never past a transaction that is still open (by the column: as text '1000' < '999'). */
export function readChanges(tx: Tx, workspaceId: string, after: { tx: string; id: string }, limit: number): Promise<ChangeRow[]> {
  return tx.many<ChangeRow>(sql`
    select tx::text as tx, seq as id, sender_no as "senderNo", person_no as "personNo" from customers.person_of_change
     where workspace_id = ${workspaceId} and (tx, seq) > (${after.tx}::xid8, ${after.id}::bigint)
       and tx < pg_snapshot_xmin(pg_current_snapshot())
     order by customers.person_of_change.tx, seq limit ${limit}`);
}

/** Everything as it is now, written down once more: the copy is to be built anew. */
export async function repeatAll(tx: Tx, workspaceId: string): Promise<void> {
  await tx.run(sql`
    insert into customers.person_of_change (workspace_id, sender_no, person_no)
    select workspace_id, no, person_no from customers.identifier
     where workspace_id = ${workspaceId} and no <> person_no order by no`);
}

/** What the copy has confirmed is only in the way. */
export async function dropChanges(tx: Tx, workspaceId: string, upTo: { tx: string; id: string }): Promise<void> {
  await tx.run(sql`
    delete from customers.person_of_change
     where workspace_id = ${workspaceId} and (tx, seq) <= (${upTo.tx}::xid8, ${upTo.id}::bigint)`);
}
