/** SQL of the conversation measure: what is to be written, and how far it was. */
import { sql, type Tx } from '#platform/postgres';

export interface Due {
  id: string;
  times: string;
}

export async function markDue(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<void> {
  await tx.run(sql`
    insert into measure.conversation_due as d (workspace_id, moment_id)
    select ${workspaceId}, id from unnest(${[...ids]}::uuid[]) as id order by id
    on conflict (workspace_id, moment_id) do update set times = d.times + 1`);
}

export const dueNow = (tx: Tx, workspaceId: string, limit: number): Promise<Due[]> =>
  tx.many(sql`
    select moment_id as id, times from measure.conversation_due where workspace_id = ${workspaceId} order by moment_id limit ${limit}`);

/** Whether every line that was due by then is written. */
export const linesReach = async (tx: Tx, workspaceId: string, until: Date): Promise<boolean> =>
  (
    await tx.one<{ reached: boolean }>(sql`
      select coalesce((select whole from measure.conversation_copy where workspace_id = ${workspaceId}), false)
             and not exists (select from measure.conversation_due where workspace_id = ${workspaceId} and since <= ${until}) as reached`)
  ).reached;

/** What happened meanwhile stays due. */
export async function settleDue(tx: Tx, workspaceId: string, done: readonly Due[]): Promise<void> {
  await tx.run(sql`
    delete from measure.conversation_due d
     using unnest(${done.map(({ id }) => id)}::uuid[], ${done.map(({ times }) => times)}::bigint[]) as done (id, times)
     where d.workspace_id = ${workspaceId} and d.moment_id = done.id and d.times = done.times`);
}

export interface Copy {
  writtenTo: string | null;
  whole: boolean;
}

/** From the first moment on, whatever was written before. */
export async function beginCopy(tx: Tx, workspaceId: string): Promise<void> {
  await tx.run(sql`
    insert into measure.conversation_copy (workspace_id) values (${workspaceId})
    on conflict (workspace_id) do update set written_to = null, whole = false`);
}

export const readCopy = (tx: Tx, workspaceId: string): Promise<Copy | undefined> =>
  tx.maybe(sql`select written_to as "writtenTo", whole from measure.conversation_copy where workspace_id = ${workspaceId}`);

/** Nothing happens when it was begun anew meanwhile. */
export async function advanceCopy(tx: Tx, workspaceId: string, from: Copy, to: Copy): Promise<void> {
  await tx.run(sql`
    update measure.conversation_copy set written_to = ${to.writtenTo}, whole = ${to.whole}
     where workspace_id = ${workspaceId} and written_to is not distinct from ${from.writtenTo}::uuid and whole = ${from.whole}`);
}

/** Later reads have higher ones, whichever process they are made by: one clock, that of the database. */
export const versionNow = async (tx: Tx): Promise<string> =>
  (await tx.one<{ version: string }>(sql`select (extract(epoch from clock_timestamp()) * 1000000)::bigint as version`)).version;
