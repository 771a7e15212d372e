/**
 * Accounts, written in the same transaction as what they are made for. better-auth cannot take part in our transactions, so
 * these few statements on its tables are ours; the test that finds drift in its schema guards them.
 */

import type pg from 'pg';
import { sql, type Tx } from '#platform/postgres';

export interface NewAccount {
  userId: string;
  /** Id of the password's own row. */
  credentialId: string;
  email: string;
  name: string;
  passwordHash: string;
  /** Whether it was proven that the mailbox is theirs; single sign-on joins only such accounts. */
  emailVerified: boolean;
}

/** False when the address has an account already. */
export async function insertAccount(tx: Tx, account: NewAccount): Promise<boolean> {
  const made = await tx.run(sql`
    insert into auth."user" (id, name, email, "emailVerified")
    values (${account.userId}, ${account.name}, ${account.email}, ${account.emailVerified})
    on conflict (email) do nothing`);
  if (made === 0) return false;
  await tx.run(sql`
    insert into auth.account (id, "accountId", "providerId", "userId", password, "updatedAt")
    values (${account.credentialId}, ${account.userId}, 'credential', ${account.userId}, ${account.passwordHash}, now())`);
  return true;
}

export async function accountOfEmail(tx: Tx, email: string): Promise<string | undefined> {
  const row = await tx.maybe<{ id: string }>(sql`select id from auth."user" where email = ${email}`);
  return row?.id;
}

export async function endSessions(tx: Tx, userId: string): Promise<void> {
  await tx.run(sql`delete from auth.session where "userId" = ${userId}`);
}

/** Expired sessions, links and challenges. */
export async function sweep(tx: Tx): Promise<void> {
  await tx.run(sql`delete from auth.session where "expiresAt" < now()`);
  await tx.run(sql`delete from auth.verification where "expiresAt" < now()`);
}

/**
 * Called when someone used a link that only the mailbox can hold. The first time, passkeys go: until then the account may have
 * been made by somebody else under this address, and a way in of theirs must not stay.
 */
export async function proveMailbox(pool: pg.Pool, userId: string): Promise<void> {
  await pool.query(
    `with proven as (update auth."user" set "emailVerified" = true where id = $1 and not "emailVerified" returning id)
     delete from auth.passkey using proven where "userId" = proven.id`,
    [userId],
  );
}

/** Did anyone invite this address, into whichever workspace? */
export async function isInvited(pool: pg.Pool, email: string): Promise<boolean> {
  const { rows } = await pool.query<{ invited: boolean }>('select people.is_invited($1) as invited', [email]);
  return rows[0]?.invited === true;
}
