/**
 * Sign-in: better-auth behind one door. Everything it answers is under `/api/auth/*`; nothing else in the house knows it.
 */

import { betterAuth } from 'better-auth';
import type { Account } from '#platform/auth';
import { createLimiter, type Limiter, limits } from './limits.ts';
import { authPath, optionsOf, type SignInDeps } from './options.ts';

export interface SignIn {
  /** Answers a request under `/api/auth/`. Its `x-forwarded-for` must be the client's address as the http floor trusts it. */
  handler(request: Request): Promise<Response>;
  /** The account behind a session cookie; undefined without one that is alive. Looked up each time, never cached. */
  accountOf(headers: Record<string, string | string[] | undefined>): Promise<Account | undefined>;
  /** What the sign-in screen may offer. */
  identityProviders: { id: string; name: string }[];
  /** Counts tries of every kind in this process. */
  limiter: Limiter;
  /** Waits for mails that are still on their way. */
  close(): Promise<void>;
}

/**
 * The paths that are open. A list of what is allowed, so that an update of the library opens nothing by itself: its sign-up,
 * provider registration, account linking and profile endpoints stay closed.
 */
const open: Record<string, 'GET' | 'POST'> = {
  '/sign-in/email': 'POST',
  '/sign-in/sso': 'POST',
  '/sign-out': 'POST',
  '/get-session': 'GET',
  '/list-sessions': 'GET',
  '/revoke-session': 'POST',
  '/revoke-sessions': 'POST',
  '/revoke-other-sessions': 'POST',
  '/request-password-reset': 'POST',
  '/reset-password': 'POST',
  '/change-password': 'POST',
  '/two-factor/enable': 'POST',
  '/two-factor/disable': 'POST',
  '/two-factor/get-totp-uri': 'POST',
  '/two-factor/verify-totp': 'POST',
  '/two-factor/verify-backup-code': 'POST',
  '/two-factor/generate-backup-codes': 'POST',
  '/passkey/generate-register-options': 'GET',
  '/passkey/verify-registration': 'POST',
  '/passkey/generate-authenticate-options': 'GET',
  '/passkey/verify-authentication': 'POST',
  '/passkey/list-user-passkeys': 'GET',
  '/passkey/update-passkey': 'POST',
  '/passkey/delete-passkey': 'POST',
};
const callback = /^\/sso\/callback\/[\w-]+$/;

export function createSignIn(deps: SignInDeps): SignIn {
  const limiter = createLimiter(deps.clock);
  const auth = betterAuth(optionsOf(deps, limiter));
  const inFlight = new Set<Promise<unknown>>();

  /** Same words and same time for known and unknown addresses: the work happens after the answer (case B07). */
  function resetInBackground(request: Request): Response {
    const work = auth
      .handler(request)
      .catch((error: Error) => deps.log.error({ error: error.message }, 'a password reset could not be prepared'))
      .finally(() => inFlight.delete(work));
    inFlight.add(work);
    return json(200, { status: true, message: 'If this address has an account, a link is on its way to it.' });
  }

  return {
    limiter,
    identityProviders: (deps.identityProviders ?? []).map(({ id, name }) => ({ id, name })),

    handler: async (request) => {
      const path = new URL(request.url).pathname.slice(authPath.length);
      const method = callback.test(path) ? 'GET' : open[path];
      if (method === undefined || request.method !== method) return json(404, { code: 'NOT_FOUND', message: 'No such door.' });

      if (path === '/sign-in/email') {
        const wait = limiter.take(`sign-in:${await emailIn(request.clone())}`, limits.signIn);
        if (wait > 0) return tooMany(wait);
      }
      if (path === '/request-password-reset') return resetInBackground(request);
      return withRetryAfter(await auth.handler(request));
    },

    accountOf: async ({ cookie }) => {
      if (typeof cookie !== 'string' || !cookie.includes('verona.session_token')) return undefined;
      const found = await auth.api.getSession({ headers: new Headers({ cookie }) });
      if (!found) return undefined;
      const { user, session } = found;
      return { userId: user.id, email: user.email, name: user.name, sessionId: session.id };
    },

    close: async () => {
      await Promise.allSettled(inFlight);
    },
  };
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  });

const tooMany = (waitMs: number) =>
  json(
    429,
    { code: 'TOO_MANY_TRIES', message: 'Too many tries for this account. Wait, or sign in another way.' },
    { 'retry-after': String(Math.ceil(waitMs / 1000)) },
  );

/** The library says `X-Retry-After`; clients know `Retry-After` (RFC 9110 §10.2.3). */
function withRetryAfter(response: Response): Response {
  const wait = response.headers.get('x-retry-after');
  if (wait) response.headers.set('retry-after', wait);
  return response;
}

/** Which account is tried; one name for all requests that name none. */
async function emailIn(request: Request): Promise<string> {
  const body: unknown = await request.json().catch(() => null);
  return body && typeof body === 'object' && 'email' in body ? String(body.email).trim().toLowerCase() : '';
}
