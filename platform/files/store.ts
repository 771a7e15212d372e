/** SQL of `platform.file`. */
import { sql, type Tx } from '#platform/postgres';

export interface FileRow {
  id: string;
  sha256: Buffer;
  name: string;
  type: string;
  size: number;
  secrets: string[];
}

export function insertFile(tx: Tx, workspaceId: string, file: Omit<FileRow, 'id'> & { origin: string }): Promise<{ id: string }> {
  return tx.one(sql`
    insert into platform.file (workspace_id, sha256, name, type, size, origin, secrets)
    values (${workspaceId}, ${file.sha256}, ${file.name}, ${file.type}, ${file.size}, ${file.origin}, ${file.secrets})
    returning id`);
}

export function findFile(tx: Tx, workspaceId: string, id: string): Promise<FileRow | undefined> {
  return tx.maybe(sql`
    select id, sha256, name, type, size::float8 as size, secrets from platform.file
     where workspace_id = ${workspaceId} and id = ${id}`);
}

export function filesOfOrigin(tx: Tx, workspaceId: string, origin: string): Promise<FileRow[]> {
  return tx.many(sql`
    select id, sha256, name, type, size::float8 as size, secrets from platform.file
     where workspace_id = ${workspaceId} and origin = ${origin} order by id`);
}

/** Ids of files whose origin begins with this, written before an instant. */
export async function filesOfKind(tx: Tx, workspaceId: string, kind: string, before: Date): Promise<string[]> {
  const rows = await tx.many<{ id: string }>(sql`
    select id from platform.file
     where workspace_id = ${workspaceId} and starts_with(origin, ${kind}) and created_at < ${before} limit 10000`);
  return rows.map(({ id }) => id);
}

export function deleteFiles(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<{ sha256: Buffer }[]> {
  return tx.many(sql`
    delete from platform.file where workspace_id = ${workspaceId} and id = any(${ids}::uuid[]) returning sha256`);
}

/** Until the end of the transaction nobody else writes or removes this content. */
export async function lockContent(tx: Tx, workspaceId: string, sha256: Buffer): Promise<void> {
  const key = `platform.file ${workspaceId} ${sha256.toString('hex')}`;
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`);
}

export async function isUsed(tx: Tx, workspaceId: string, sha256: Buffer): Promise<boolean> {
  const { used } = await tx.one<{ used: boolean }>(sql`
    select exists (select 1 from platform.file where workspace_id = ${workspaceId} and sha256 = ${sha256}) as used`);
  return used;
}
