import { sql, type Tx } from '#platform/postgres';
import type { Invitation, Role } from '../contract.ts';

type Row = Omit<Invitation, 'createdAt' | 'expiresAt'> & { createdAt: Date; expiresAt: Date };

const view = sql`
  select id, email, name, role, inviter as "invitedBy", created_at as "createdAt", expires_at as "expiresAt",
         case when accepted_at is not null then 'accepted' when revoked_at is not null then 'revoked'
              when expires_at <= now() then 'expired' else 'open' end as state
    from people.invitation`;

const invitationOf = (row: Row): Invitation => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
});

export async function listInvitations(tx: Tx): Promise<Invitation[]> {
  return (await tx.many<Row>(sql`${view} order by created_at desc, id desc limit 500`)).map(invitationOf);
}

export async function findInvitation(tx: Tx, id: string): Promise<Invitation | undefined> {
  const row = await tx.maybe<Row>(sql`${view} where id = ${id}`);
  return row && invitationOf(row);
}

export interface NewInvitation {
  id: string;
  email: string;
  name: string | null;
  role: Role;
  linkHash: Buffer;
  mailHash: Buffer;
  invitedBy: string | null;
  inviter: string;
}

/** Open for a week. */
export async function insertInvitation(tx: Tx, invitation: NewInvitation): Promise<void> {
  const { id, email, name, role, linkHash, mailHash, invitedBy, inviter } = invitation;
  await tx.run(sql`
    insert into people.invitation (workspace_id, id, email, name, role, link_hash, mail_hash, invited_by, inviter, expires_at)
    values (platform.workspace(), ${id}, ${email}, ${name}, ${role}, ${linkHash}, ${mailHash}, ${invitedBy}, ${inviter},
            now() + interval '7 days')`);
}

const stillOpen = sql`accepted_at is null and revoked_at is null and expires_at > now()`;

/** False when it was not open any more. */
export async function revokeInvitation(tx: Tx, id: string): Promise<boolean> {
  return (await tx.run(sql`update people.invitation set revoked_at = now() where id = ${id} and ${stillOpen}`)) === 1;
}

/** A new invitation replaces the ones before it. */
export async function revokeInvitationsTo(tx: Tx, email: string): Promise<void> {
  await tx.run(sql`update people.invitation set revoked_at = now() where email = ${email} and ${stillOpen}`);
}

export async function revokeInvitationsBy(tx: Tx, employeeId: string): Promise<void> {
  await tx.run(sql`update people.invitation set revoked_at = now() where invited_by = ${employeeId} and ${stillOpen}`);
}

export interface Found {
  workspaceId: string;
  workspaceName: string;
  id: string;
}

/** Asked before a workspace is known. */
export function invitationOfToken(tx: Tx, hash: Buffer): Promise<Found | undefined> {
  return tx.maybe<Found>(sql`
    select workspace_id as "workspaceId", workspace_name as "workspaceName", id from people.invitation_of(${hash})`);
}

export interface Accepted {
  id: string;
  email: string;
  name: string | null;
  role: Role;
  /** The link came out of the mailbox itself. */
  fromMailbox: boolean;
}

/** Takes the invitation for whoever comes first; undefined for everybody after, and when it is not open. */
export function takeInvitation(tx: Tx, hash: Buffer): Promise<Accepted | undefined> {
  return tx.maybe<Accepted>(sql`
    update people.invitation set accepted_at = now()
     where (link_hash = ${hash} or mail_hash = ${hash}) and ${stillOpen}
     returning id, email, name, role, mail_hash = ${hash} as "fromMailbox"`);
}
