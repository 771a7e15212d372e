/** Invitations: the only way to an account after set-up. Purpose-bound, expiring, single use; only a hash is kept. */
import { defineRoute, id, instant, z } from '#platform/contract';
import { emailAddress, linkToken, password, personName } from './access.ts';
import { refusals } from './refusals.ts';
import { role } from './roles.ts';
export const invitation = z.object({
  id,
  email: z.string(),
  name: z.string().nullable(),
  role,
  invitedBy: z.string(),
  state: z.enum(['open', 'accepted', 'revoked', 'expired']),
  createdAt: instant,
  expiresAt: instant,
});
export type Invitation = z.infer<typeof invitation>;

export const invitationRoutes = {
  listInvitations: defineRoute({
    id: 'people.listInvitations',
    method: 'GET',
    path: '/api/people/invitations',
    summary: 'Invitations, newest first',
    access: { action: 'people.invite' },
    reply: z.object({ items: z.array(invitation) }),
  }),
  invite: defineRoute({
    id: 'people.invite',
    method: 'POST',
    path: '/api/people/invitations',
    summary: 'Invite someone; the link is mailed and shown this once',
    access: { action: 'people.invite' },
    body: z.strictObject({ email: emailAddress, name: personName.optional(), role }),
    reply: z.object({
      invitation,
      /** Shown once; only its hash is kept. */
      link: z.string(),
      /** `kept`: no mail server is configured, pass the link on yourself. `failed`: it refused. */
      mail: z.enum(['sent', 'kept', 'failed']),
    }),
    status: 201,
    refusals: [refusals.role_above_own, refusals.email_taken, refusals.deactivated],
  }),
  revokeInvitation: defineRoute({
    id: 'people.revokeInvitation',
    method: 'DELETE',
    path: '/api/people/invitations/{invitationId}',
    summary: 'Withdraw an invitation that was not accepted yet',
    access: { action: 'people.invite' },
    params: z.strictObject({ invitationId: id }),
    refusals: [refusals.not_found],
  }),
  readInvitation: defineRoute({
    id: 'people.readInvitation',
    method: 'POST',
    path: '/api/people/invitations/read',
    summary: 'What an invitation link is for (a POST, so that the token stays out of logs and history)',
    access: { public: 'The invited person has no account yet; the token is the key.' },
    body: z.strictObject({ token: linkToken }),
    reply: z.object({
      workspace: z.string(),
      email: z.string(),
      name: z.string().nullable(),
      role,
      invitedBy: z.string(),
      expiresAt: instant,
      /** True: sign in and call `joinWorkspace`. False: choose a password with `acceptInvitation`. */
      hasAccount: z.boolean(),
    }),
    refusals: [refusals.invitation_gone, refusals.too_many_tries],
  }),
  acceptInvitation: defineRoute({
    id: 'people.acceptInvitation',
    method: 'POST',
    path: '/api/people/invitations/accept',
    summary: 'Accept an invitation by making an account; sign in with it afterwards',
    access: { public: 'The invited person has no account yet; the token is the key and works once.' },
    body: z.strictObject({ token: linkToken, name: personName, password }),
    reply: z.object({ workspaceId: id, employeeId: id, email: z.string() }),
    status: 201,
    refusals: [refusals.invitation_gone, refusals.weak_password, refusals.account_exists, refusals.too_many_tries],
  }),
  joinWorkspace: defineRoute({
    id: 'people.joinWorkspace',
    method: 'POST',
    path: '/api/people/invitations/join',
    summary: 'Accept an invitation with the account that is signed in',
    access: { signedIn: true },
    body: z.strictObject({ token: linkToken }),
    reply: z.object({ workspaceId: id, employeeId: id }),
    status: 201,
    refusals: [refusals.invitation_gone, refusals.invitation_not_yours, refusals.not_an_employee],
  }),
};
