/** Who am I, first run, workspaces. */
import { defineRoute, id, instant, z } from '#platform/contract';
import { employee } from './employees.ts';
import { refusals } from './refusals.ts';
import { role } from './roles.ts';

/** Strength is judged by guesses needed, not by character classes; 128 keeps hashing cheap. */
export const password = z.string().min(10).max(128);
export const emailAddress = z.email().max(254);
export const personName = z.string().trim().min(1).max(200);
/** A secret out of a link. An empty or short one is refused before any look-up. */
export const linkToken = z.string().min(20).max(200);

export const workspace = z.object({ id, name: z.string(), createdAt: instant });
export type Workspace = z.infer<typeof workspace>;

const workspaceName = z.string().trim().min(1).max(100);

export const accessRoutes = {
  me: defineRoute({
    id: 'people.me',
    method: 'GET',
    path: '/api/people/me',
    summary: 'Who is asking, in which workspace, and what they may do',
    access: { signedIn: true },
    reply: z.object({
      account: z.object({ userId: z.string(), email: z.string(), name: z.string() }).nullable(),
      /** The workspace of this request; null when the account belongs to none yet. */
      workspace: workspace.nullable(),
      employee: employee.nullable(),
      role: role.nullable(),
      /** Actions the role holds here, for hiding what would be refused. */
      actions: z.array(z.string()),
      /** Every workspace the account belongs to, last used first. */
      workspaces: z.array(z.object({ id, name: z.string(), role })),
    }),
  }),
  signInOptions: defineRoute({
    id: 'people.signInOptions',
    method: 'GET',
    path: '/api/people/sign-in',
    summary: 'What the sign-in screen may offer',
    access: { public: 'Asked before anyone is signed in; it names the ways in, nothing about people.' },
    reply: z.object({
      /** For `POST /api/auth/sign-in/sso` as `providerId`. */
      identityProviders: z.array(z.object({ id: z.string(), name: z.string() })),
    }),
  }),
  setupState: defineRoute({
    id: 'people.setupState',
    method: 'GET',
    path: '/api/people/setup',
    summary: 'Is first-run set-up still open?',
    access: { public: 'The first screen must know before anyone can sign in; it tells one bit.' },
    reply: z.object({ open: z.boolean() }),
  }),
  setUp: defineRoute({
    id: 'people.setUp',
    method: 'POST',
    path: '/api/people/setup',
    summary: 'Make the first workspace and its owner, with the link the server printed',
    access: { public: 'Nobody can be signed in yet; the one-time token is the key.' },
    body: z.strictObject({
      token: linkToken,
      workspace: workspaceName,
      name: personName,
      email: emailAddress,
      password,
    }),
    reply: z.object({ workspace, employeeId: id }),
    status: 201,
    refusals: [
      refusals.setup_done,
      refusals.setup_link_wrong,
      refusals.weak_password,
      refusals.account_exists,
      refusals.too_many_tries,
    ],
  }),
  listWorkspaces: defineRoute({
    id: 'people.listWorkspaces',
    method: 'GET',
    path: '/api/people/workspaces',
    summary: 'Workspaces of the signed-in account, last used first',
    access: { signedIn: true },
    reply: z.object({ items: z.array(z.object({ id, name: z.string(), role })) }),
  }),
  createWorkspace: defineRoute({
    id: 'people.createWorkspace',
    method: 'POST',
    path: '/api/people/workspaces',
    summary: 'Open another workspace and become its owner',
    access: { signedIn: true },
    body: z.strictObject({ name: workspaceName }),
    reply: z.object({ workspace, employeeId: id }),
    status: 201,
    refusals: [refusals.workspace_not_allowed, refusals.not_an_employee],
  }),
  renameWorkspace: defineRoute({
    id: 'people.renameWorkspace',
    method: 'PATCH',
    path: '/api/people/workspace',
    summary: 'Rename the workspace of this request',
    access: { action: 'settings.write' },
    body: z.strictObject({ name: workspaceName }),
    reply: workspace,
  }),
  enterWorkspace: defineRoute({
    id: 'people.enterWorkspace',
    method: 'POST',
    path: '/api/people/workspaces/{workspaceId}/enter',
    summary: 'Make this the workspace of requests that name none',
    access: { signedIn: true },
    params: z.strictObject({ workspaceId: id }),
    refusals: [refusals.not_found, refusals.not_an_employee],
  }),
};
