import { type Db, prepared, sql, type Tx } from '#platform/postgres';
import type { ApiKey, Role } from '../contract.ts';

interface Row {
  id: string;
  name: string;
  role: Role;
  hint: string;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  revokedAt: Date | null;
}

const view = sql`
  select id, name, role, hint, maker as "createdBy", created_at as "createdAt", expires_at as "expiresAt",
         last_used_at as "lastUsedAt", revoked_at as "revokedAt"
    from people.api_key`;

const keyOf = (row: Row): ApiKey => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt?.toISOString() ?? null,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
});

export async function listKeys(tx: Tx): Promise<ApiKey[]> {
  return (await tx.many<Row>(sql`${view} order by created_at desc, id desc`)).map(keyOf);
}

export async function findKey(tx: Tx, id: string): Promise<ApiKey | undefined> {
  const row = await tx.maybe<Row>(sql`${view} where id = ${id}`);
  return row && keyOf(row);
}

export interface NewKey {
  id: string;
  name: string;
  role: Role;
  hash: Buffer;
  hint: string;
  madeBy: string | null;
  maker: string;
  expiresAt: string | null;
}

/** False when the very same key exists already. */
export async function insertKey(tx: Tx, key: NewKey): Promise<boolean> {
  const { id, name, role, hash, hint, madeBy, maker, expiresAt } = key;
  const made = await tx.run(sql`
    insert into people.api_key (workspace_id, id, name, role, hash, hint, made_by, maker, expires_at)
    values (platform.workspace(), ${id}, ${name}, ${role}, ${hash}, ${hint}, ${madeBy}, ${maker}, ${expiresAt})
    on conflict (hash) do nothing`);
  return made === 1;
}

export async function revokeKey(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`update people.api_key set revoked_at = coalesce(revoked_at, now()) where id = ${id}`);
}

/** Keys that someone made and has therefore seen; answers their ids. */
export async function revokeKeysMadeBy(tx: Tx, employeeId: string): Promise<string[]> {
  const rows = await tx.many<{ id: string }>(sql`
    update people.api_key set revoked_at = now() where made_by = ${employeeId} and revoked_at is null returning id`);
  return rows.map((row) => row.id);
}

export interface KeyHolder {
  workspaceId: string;
  id: string;
  name: string;
  role: Role;
}

/** Asked before a workspace is known. Undefined for unknown, revoked and expired keys alike. */
export function holderOf(db: Pick<Db, 'call'>, hash: Buffer): Promise<KeyHolder | undefined> {
  // Once a request: a transaction around it would be two round trips more.
  return db.call<KeyHolder>(
    prepared('people.key_of', sql`select workspace_id as "workspaceId", id, name, role from people.key_of(${hash})`),
  );
}

export async function touchKey(tx: Tx, id: string): Promise<void> {
  await tx.run(sql`update people.api_key set last_used_at = now() where id = ${id}`);
}
