/** Row-level security binds neither superusers, nor BYPASSRLS roles, nor owners: the server must be none of them (case A25). */

import sql from 'sql-template-tag';
import type { Db } from './db.ts';

export class UnsafeRole extends Error {}

/** Throws `UnsafeRole`, naming the cure, when the role behind `db` could see past its workspace. Call before serving. */
export async function assertRestricted(db: Db): Promise<void> {
  const role = await db.inSystem((tx) =>
    tx.one<{ name: string; superuser: boolean; bypasses: boolean; owns: string[] }>(sql`
      select current_user::text as name, rolsuper as superuser, rolbypassrls as bypasses,
             array(select c.oid::regclass::text
                     from pg_class c join pg_namespace n on n.oid = c.relnamespace
                    where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
                      and pg_has_role(current_user, c.relowner, 'usage')
                    order by 1 limit 3) as owns
        from pg_roles where rolname = current_user`),
  );
  const why = whyUnsafe(role);
  if (why === undefined) return;
  throw new UnsafeRole(
    `Verona will not start as the database role "${role.name}": ${why}, so row-level security would not hold and one workspace ` +
      'could read another. Give DATABASE_URL a plain role: ' +
      "create role verona_app login nosuperuser nobypassrls password '…'; and put the owner of the tables into DATABASE_OWNER_URL.",
  );
}

function whyUnsafe(role: { superuser: boolean; bypasses: boolean; owns: string[] }): string | undefined {
  if (role.superuser) return 'it is a superuser';
  if (role.bypasses) return 'it has BYPASSRLS';
  if (role.owns.length > 0) return `it owns tables (${role.owns.join(', ')}), itself or through a role it is a member of`;
  return undefined;
}
