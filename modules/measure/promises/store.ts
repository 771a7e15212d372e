/** SQL of brand promises. */
import { jsonb, sql, type Tx } from '#platform/postgres';
import type { PromiseDefinition } from '../contract.ts';

export interface PromiseRow extends PromiseDefinition {
  id: string;
  createdBy: string;
  createdAt: Date;
  changedAt: Date;
}

const columns = sql`id, words, presented_in as "presentedIn", presented_from::text as "presentedFrom",
  presented_until::text as "presentedUntil", segment_id as "segmentId", owner_id as "ownerId", presented, experiences,
  created_by as "createdBy", created_at as "createdAt", changed_at as "changedAt"`;

/** Those still presented first, the latest first. */
export const listPromises = (tx: Tx, workspaceId: string): Promise<PromiseRow[]> =>
  tx.many(sql`
    select ${columns} from measure.brand_promise where workspace_id = ${workspaceId}
     order by presented_until is not null, presented_from desc, id limit 100`);

export const findPromise = (tx: Tx, workspaceId: string, id: string): Promise<PromiseRow | undefined> =>
  tx.maybe(sql`select ${columns} from measure.brand_promise where workspace_id = ${workspaceId} and id = ${id}`);

export const holdPromise = (tx: Tx, workspaceId: string, id: string): Promise<PromiseRow | undefined> =>
  tx.maybe(sql`select ${columns} from measure.brand_promise where workspace_id = ${workspaceId} and id = ${id} for update`);

export const countPromises = async (tx: Tx, workspaceId: string): Promise<number> =>
  (
    await tx.one<{ count: number }>(
      sql`select count(*)::float8 as count from measure.brand_promise where workspace_id = ${workspaceId}`,
    )
  ).count;

export async function insertPromise(
  tx: Tx,
  workspaceId: string,
  id: string,
  given: PromiseDefinition,
  by: string,
): Promise<void> {
  await tx.run(sql`
    insert into measure.brand_promise (workspace_id, id, words, presented_in, presented_from, presented_until, segment_id, owner_id,
                                       presented, experiences, created_by)
    values (${workspaceId}, ${id}, ${given.words}, ${given.presentedIn}, ${given.presentedFrom}::date, ${given.presentedUntil}::date,
            ${given.segmentId}::uuid, ${given.ownerId}, ${given.presented}, ${jsonb(given.experiences)}, ${by})`);
}

export async function updatePromise(tx: Tx, workspaceId: string, id: string, given: PromiseDefinition): Promise<void> {
  await tx.run(sql`
    update measure.brand_promise
       set words = ${given.words}, presented_in = ${given.presentedIn}, presented_from = ${given.presentedFrom}::date,
           presented_until = ${given.presentedUntil}::date, segment_id = ${given.segmentId}::uuid, owner_id = ${given.ownerId},
           presented = ${given.presented}, experiences = ${jsonb(given.experiences)}, changed_at = now()
     where workspace_id = ${workspaceId} and id = ${id}`);
}

export const deletePromise = (tx: Tx, workspaceId: string, id: string): Promise<number> =>
  tx.run(sql`delete from measure.brand_promise where workspace_id = ${workspaceId} and id = ${id}`);
