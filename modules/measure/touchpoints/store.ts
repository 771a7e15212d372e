/** SQL of touchpoints: the registry, who answers for which cell, and what nobody answers for. */
import { jsonb, sql, type Tx } from '#platform/postgres';
import type { TouchpointRule } from '../contract.ts';

export interface TouchpointRow {
  id: string;
  name: string;
  rule: TouchpointRule;
  ownerId: string | null;
  voiceWeight: number;
}

const columns = sql`id, name, rule, owner_id as "ownerId", voice_weight as "voiceWeight"`;

export const listTouchpoints = (tx: Tx, workspaceId: string): Promise<TouchpointRow[]> =>
  tx.many(sql`
    select ${columns} from measure.touchpoint where workspace_id = ${workspaceId} and removed_at is null order by place, id`);

/** One change of the registry at a time in a workspace: an order is over all of them. */
export async function holdRegistry(tx: Tx, workspaceId: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended('measure.touchpoint:' || ${workspaceId}, 0))`);
}

export async function insertTouchpoint(tx: Tx, workspaceId: string, row: TouchpointRow, by: string): Promise<void> {
  await tx.run(sql`
    insert into measure.touchpoint (workspace_id, id, name, place, rule, owner_id, voice_weight, changed_by)
    values (${workspaceId}, ${row.id}, ${row.name},
            (select coalesce(max(place), 0) + 1 from measure.touchpoint where workspace_id = ${workspaceId}),
            ${jsonb(row.rule)}, ${row.ownerId}, ${row.voiceWeight}, ${by})`);
}

export async function updateTouchpoint(tx: Tx, workspaceId: string, row: TouchpointRow, by: string): Promise<void> {
  await tx.run(sql`
    update measure.touchpoint set name = ${row.name}, rule = ${jsonb(row.rule)}, owner_id = ${row.ownerId},
           voice_weight = ${row.voiceWeight}, changed_by = ${by}, changed_at = clock_timestamp()
     where workspace_id = ${workspaceId} and id = ${row.id}`);
}

export async function takeAway(tx: Tx, workspaceId: string, id: string, by: string): Promise<void> {
  await tx.run(sql`
    update measure.touchpoint set removed_at = clock_timestamp(), changed_by = ${by} where workspace_id = ${workspaceId} and id = ${id}`);
  await tx.run(sql`delete from measure.cell_owner where workspace_id = ${workspaceId} and touchpoint_id = ${id}`);
}

export async function putInOrder(tx: Tx, workspaceId: string, order: readonly string[]): Promise<void> {
  await tx.run(sql`
    update measure.touchpoint t set place = wanted.place
      from unnest(${[...order]}::uuid[]) with ordinality as wanted (id, place)
     where t.workspace_id = ${workspaceId} and t.id = wanted.id`);
}

export const cellOwners = (
  tx: Tx,
  workspaceId: string,
): Promise<{ touchpointId: string; departmentId: string; ownerId: string }[]> =>
  tx.many(sql`
    select touchpoint_id as "touchpointId", department_id as "departmentId", owner_id as "ownerId"
      from measure.cell_owner where workspace_id = ${workspaceId}`);

export async function setCellOwner(
  tx: Tx,
  workspaceId: string,
  touchpointId: string,
  departmentId: string,
  ownerId: string | null,
): Promise<void> {
  if (ownerId === null)
    await tx.run(sql`
      delete from measure.cell_owner
       where workspace_id = ${workspaceId} and touchpoint_id = ${touchpointId} and department_id = ${departmentId}`);
  else
    await tx.run(sql`
      insert into measure.cell_owner (workspace_id, touchpoint_id, department_id, owner_id)
      values (${workspaceId}, ${touchpointId}, ${departmentId}, ${ownerId})
      on conflict (workspace_id, touchpoint_id, department_id) do update set owner_id = excluded.owner_id`);
}
