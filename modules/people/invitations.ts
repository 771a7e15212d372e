/** Invitations: the only way to an account after set-up. */
import type { Account, Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import { newSecret } from '#platform/ids';
import type { Tx } from '#platform/postgres';
import { type Invitation, type Role, refusals } from './contract.ts';
import { employeeJoined } from './events.ts';
import { type Ground, hashOf, orRefuse, systemPrincipal, tellAccessChanged } from './ground.ts';
import { covers } from './rules/policy.ts';
import { hashPassword } from './sign-in/password-hash.ts';
import { weaknessOf } from './sign-in/password-strength.ts';
import { accountOfEmail, insertAccount } from './store/accounts.ts';
import { holdEmployeeByEmail, insertEmployee, linkAccount } from './store/employees.ts';
import * as store from './store/invitations.ts';
import { ownWorkspace } from './store/workspaces.ts';

export interface Invited {
  invitation: Invitation;
  link: string;
  mail: 'sent' | 'kept' | 'failed';
}

/** The token is behind `#`: a browser never sends it, so it is in no log, no history of a proxy and no referrer. */
const linkOf = (baseUrl: string, token: string) => `${baseUrl}/invitation#${token}`;

export async function invite(
  ground: Ground,
  principal: Principal,
  { email: address, name = null, role }: { email: string; name?: string | null | undefined; role: Role },
): Promise<Invited> {
  const { db, audit, newId, baseUrl } = ground;
  if (!covers(principal.role, role)) throw new Refusal(refusals.role_above_own);
  const email = address.toLowerCase();
  const [shown, mailed] = [newSecret('invite'), newSecret('invite')];
  const id = newId();
  const { invitation, workspace } = await db.inWorkspace(principal.workspaceId, async (tx) => {
    const employee = await holdEmployeeByEmail(tx, email);
    if (employee?.status === 'deactivated') throw new Refusal(refusals.deactivated);
    if (employee?.userId) throw new Refusal(refusals.email_taken);
    await store.revokeInvitationsTo(tx, email);
    await store.insertInvitation(tx, {
      id,
      email,
      name,
      role,
      linkHash: hashOf(shown),
      mailHash: hashOf(mailed),
      invitedBy: principal.kind === 'employee' ? principal.id : null,
      inviter: principal.label,
    });
    await audit.record(tx, principal, { action: 'people.invited', subject: `invitation:${id}`, details: { email, role } });
    return { invitation: orRefuse(await store.findInvitation(tx, id), refusals.not_found), workspace: await ownWorkspace(tx) };
  });
  const letter = invitationLetter(email, workspace.name, principal.label, linkOf(baseUrl, mailed));
  return { invitation, link: linkOf(baseUrl, shown), mail: await mailOut(ground, letter) };
}

/** The invitation stands whether or not a mail server takes the letter: there is the shown link. */
async function mailOut({ mail, log }: Ground, letter: { to: string; subject: string; text: string }) {
  try {
    return await mail.send(letter);
  } catch (error) {
    log.warn({ error: error instanceof Error ? error.message : '' }, 'the mail server did not take an invitation');
    return 'failed';
  }
}

const invitationLetter = (to: string, workspace: string, inviter: string, link: string) => ({
  to,
  subject: `${inviter} invites you to ${workspace} on Verona`,
  text: `${inviter} invites you to work in "${workspace}" on Verona.

Open this within a week; it works once:
${link}

If you do not expect this, ignore it: nothing happens.
`,
});

export function revokeInvitation({ db, audit }: Ground, principal: Principal, id: string): Promise<void> {
  return db.inWorkspace(principal.workspaceId, async (tx) => {
    if (!(await store.revokeInvitation(tx, id))) throw new Refusal(refusals.not_found);
    await audit.record(tx, principal, { action: 'people.invitation_revoked', subject: `invitation:${id}` });
  });
}

/** What an open link is for; refused alike when it is unknown, used, withdrawn or expired (case B06). */
export async function readInvitation({ db }: Ground, token: string) {
  const found = await findByToken(db, token);
  return db.inWorkspace(found.workspaceId, async (tx) => {
    const invitation = await store.findInvitation(tx, found.id);
    if (invitation?.state !== 'open') throw new Refusal(refusals.invitation_gone);
    const { email, name, role, invitedBy, expiresAt } = invitation;
    const hasAccount = (await accountOfEmail(tx, email)) !== undefined;
    return { workspace: found.workspaceName, email, name, role, invitedBy, expiresAt, hasAccount };
  });
}

/** Makes the account and the membership in one transaction: of many who try at once, one succeeds (case A06). */
export async function acceptInvitation(
  ground: Ground,
  { token, name, password }: { token: string; name: string; password: string },
): Promise<{ workspaceId: string; employeeId: string; email: string }> {
  const { db, newId } = ground;
  const { workspaceId } = await findByToken(db, token);
  const { email: known } = await readInvitation(ground, token);
  const weakness = await weaknessOf(password, [name, known]);
  if (weakness) throw new Refusal(refusals.weak_password, { fields: [{ path: 'password', message: weakness }] });
  // Slow on purpose, so before the transaction.
  const passwordHash = await hashPassword(password);
  return db.inWorkspace(workspaceId, async (tx) => {
    const { email, role, fromMailbox } = orRefuse(await store.takeInvitation(tx, hashOf(token)), refusals.invitation_gone);
    const account = { userId: newId(), credentialId: newId(), email, name, passwordHash, emailVerified: fromMailbox };
    if (!(await insertAccount(tx, account))) throw new Refusal(refusals.account_exists);
    const employeeId = await becomeMember(ground, tx, { workspaceId, email, name, role, userId: account.userId });
    return { workspaceId, employeeId, email };
  });
}

/** The same for someone who has an account already, in another workspace or by single sign-on. */
export async function joinWorkspace(
  ground: Ground,
  account: Account,
  token: string,
): Promise<{ workspaceId: string; employeeId: string }> {
  const { db } = ground;
  const { workspaceId } = await findByToken(db, token);
  return db.inWorkspace(workspaceId, async (tx) => {
    const { email, role } = orRefuse(await store.takeInvitation(tx, hashOf(token)), refusals.invitation_gone);
    // Thrown inside: the invitation is not used up by the wrong person (case A07).
    if (email !== account.email.toLowerCase()) throw new Refusal(refusals.invitation_not_yours);
    const member = { workspaceId, email, name: account.name || email, role, userId: account.userId };
    return { workspaceId, employeeId: await becomeMember(ground, tx, member) };
  });
}

const findByToken = async (db: Ground['db'], token: string) =>
  orRefuse(await db.inSystem((tx) => store.invitationOfToken(tx, hashOf(token))), refusals.invitation_gone);

interface NewMember {
  workspaceId: string;
  email: string;
  name: string;
  role: Role;
  userId: string;
}

/** Gives the account its place: the entry that the directory has under this address, or a new one. */
export async function becomeMember(
  ground: Ground,
  tx: Tx,
  { workspaceId, email, name, role, userId }: NewMember,
): Promise<string> {
  const known = await holdEmployeeByEmail(tx, email);
  if (known?.status === 'deactivated') throw new Refusal(refusals.invitation_gone);
  const id = known?.id ?? ground.newId();
  if (known) await linkAccount(tx, id, userId, role);
  else await insertEmployee(tx, { id, email, name, role, userId });
  await ground.events.tell(tx, workspaceId, employeeJoined, { employeeId: id });
  await tellAccessChanged(ground, tx, workspaceId, { employeeId: id });
  const entry = { action: 'people.joined', subject: `employee:${id}`, details: { name, role } };
  await ground.audit.record(tx, systemPrincipal(workspaceId, name), entry);
  return id;
}
