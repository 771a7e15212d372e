/** Sources of the house's own pages. */
import { sql, type Tx } from '#platform/postgres';

/** Whoever makes it remembers which: names are people's to change. */
export async function makeOwnSource(tx: Tx, workspaceId: string, name: string): Promise<string> {
  const { id } = await tx.one<{ id: string }>(sql`
    insert into listen.source (workspace_id, name, kind) values (${workspaceId}, ${name}, 'channel') returning id`);
  return id;
}
