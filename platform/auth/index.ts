/** Who is calling, and the one question every path asks: may they? Knows no role by name; the policy is handed in. */
import { defineRefusals, Refusal } from '#platform/contract';

/** A caller inside one workspace. */
export interface Principal {
  kind: 'employee' | 'api_key' | 'system';
  /** Employee id, API key id, or the name of the system part. */
  id: string;
  /** What to write in the audit log: a name a human recognises. */
  label: string;
  workspaceId: string;
  role: string;
  /** The signed-in account behind an employee. */
  userId?: string;
}

/** A signed-in account, possibly without a workspace yet. */
export interface Account {
  userId: string;
  email: string;
  name: string;
  sessionId: string;
}

/** Pure: does this role hold this action? Implemented by `modules/people/rules/policy.ts`. */
export type Policy = (role: string, action: string) => boolean;

export const refusals = defineRefusals('auth', {
  sign_in_needed: {
    status: 401,
    title: 'Sign in first',
    cure: 'Sign in, or send a valid API key as "Authorization: Bearer <key>".',
  },
  not_allowed: {
    status: 403,
    title: 'Your role does not allow this',
    cure: 'Ask an administrator of the workspace for a role that holds the named action.',
  },
  personal_data: {
    status: 403,
    title: 'Personal data is hidden from your role',
    cure: 'Ask by something that does not say who customers are, or ask an administrator for a role that holds "personal.read".',
  },
  workspace_needed: {
    status: 400,
    title: 'Which workspace?',
    cure: 'Send the header "Verona-Workspace: <workspace id>"; GET /api/people/me lists yours.',
  },
});

/** Throws `auth.not_allowed` unless the principal's role holds the action. */
export function authorize(policy: Policy, principal: Principal, action: string): void {
  if (!policy(principal.role, action)) {
    throw new Refusal(refusals.not_allowed, {
      detail: `The role "${principal.role}" does not hold "${action}".`,
      extra: { action },
    });
  }
}
