/** SQL of what was kept aside. */
import { empty, sql, type Tx } from '#platform/postgres';

export interface ParkedRow {
  id: string;
  sourceId: string | null;
  stage: 'intake' | 'conflict' | 'analytics' | 'identity';
  reason: string;
  field: string | null;
  messageId: string | null;
  body: string;
  parkedAt: Date;
}

const columns = sql`id, source_id as "sourceId", stage, reason, field, message_id as "messageId", body, parked_at as "parkedAt"`;

export interface ParkedFilter {
  sourceId: string | undefined;
  after: { parkedAt: string; id: string } | undefined;
  limit: number;
}

export function listParked(tx: Tx, workspaceId: string, { sourceId, after, limit }: ParkedFilter): Promise<ParkedRow[]> {
  return tx.many<ParkedRow>(sql`
    select ${columns} from listen.parked
     where workspace_id = ${workspaceId} and settled_at is null
       ${sourceId ? sql`and source_id = ${sourceId}` : empty}
       ${after ? sql`and (parked_at, id) < (${after.parkedAt}::timestamptz, ${after.id}::uuid)` : empty}
     order by parked_at desc, id desc limit ${limit}`);
}

/** Locked: two people cannot settle the same item. */
export function findParked(tx: Tx, workspaceId: string, id: string): Promise<ParkedRow | undefined> {
  return tx.maybe<ParkedRow>(sql`
    select ${columns} from listen.parked
     where workspace_id = ${workspaceId} and id = ${id} and settled_at is null for update`);
}

export async function settleParked(tx: Tx, workspaceId: string, id: string, how: 'retried' | 'dismissed'): Promise<void> {
  await tx.run(sql`
    update listen.parked set settled_at = now(), settled_how = ${how} where workspace_id = ${workspaceId} and id = ${id}`);
}
