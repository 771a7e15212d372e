import { sql, type Tx } from '#platform/postgres';
import type { Role, Workspace } from '../contract.ts';

export interface Membership {
  workspaceId: string;
  workspaceName: string;
  employeeId: string;
  name: string;
  role: Role;
}

/** Active memberships of an account in every workspace, the last entered first. */
export function membershipsOf(tx: Tx, userId: string): Promise<Membership[]> {
  return tx.many<Membership>(sql`
    select workspace_id as "workspaceId", workspace_name as "workspaceName", employee_id as "employeeId", name, role
      from people.memberships_of(${userId})`);
}

export async function insertWorkspace(tx: Tx, id: string, name: string, slug: string): Promise<void> {
  await tx.run(sql`select platform.create_workspace(${id}, ${name}, ${slug})`);
}

/** The oldest one. */
export async function firstWorkspace(tx: Tx): Promise<string | undefined> {
  return (await tx.many<{ id: string }>(sql`select id from platform.workspace_ids() as id limit 1`))[0]?.id;
}

/** The transaction's own workspace. */
export async function ownWorkspace(tx: Tx): Promise<Workspace> {
  const row = await tx.one<{ id: string; name: string; createdAt: Date }>(sql`
    select id, name, created_at as "createdAt" from platform.workspace where id = platform.workspace()`);
  return { ...row, createdAt: row.createdAt.toISOString() };
}

export async function renameWorkspace(tx: Tx, name: string): Promise<void> {
  await tx.run(sql`update platform.workspace set name = ${name} where id = platform.workspace()`);
}

export async function enter(tx: Tx, employeeId: string): Promise<void> {
  await tx.run(sql`update people.employee set entered_at = now() where id = ${employeeId}`);
}

export async function isSetUp(tx: Tx): Promise<boolean> {
  return (await tx.one<{ done: boolean }>(sql`select people.is_set_up() as done`)).done;
}

/** One set-up at a time, in the whole installation, until the transaction ends. */
export async function lockSetup(tx: Tx): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended('people.setup', 0))`);
}

/** The newest link is the only one that works. */
export async function keepSetupLink(tx: Tx, hash: Buffer): Promise<void> {
  await tx.run(sql`
    insert into people.setup_link (hash) values (${hash}) on conflict (one) do update set hash = excluded.hash, made_at = now()`);
}

/** The right token, without using it up. */
export async function isSetupLink(tx: Tx, hash: Buffer): Promise<boolean> {
  return (await tx.maybe(sql`select 1 from people.setup_link where hash = ${hash}`)) !== undefined;
}

/** True for the right token, and then never again. */
export async function useSetupLink(tx: Tx, hash: Buffer): Promise<boolean> {
  return (await tx.run(sql`delete from people.setup_link where hash = ${hash}`)) === 1;
}
