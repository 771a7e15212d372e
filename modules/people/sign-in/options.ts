/** better-auth, configured: what is allowed, how long it lasts, and where it is kept (Postgres schema `auth`). */
import { passkey } from '@better-auth/passkey';
import { sso } from '@better-auth/sso';
import type { BetterAuthOptions } from 'better-auth';
import { APIError, createAuthMiddleware, getSessionFromCtx } from 'better-auth/api';
import { twoFactor } from 'better-auth/plugins';
import { Kysely, PostgresDialect } from 'kysely';
import type pg from 'pg';
import type { Clock } from '#platform/clock';
import type { NewId } from '#platform/ids';
import type { Log } from '#platform/log';
import type { Mail } from '#platform/mail';
import { proveMailbox } from '../store/accounts.ts';
import { type Limiter, limits } from './limits.ts';
import { longestPassword, shortestPassword, weaknessOf } from './password-strength.ts';
import { type IdentityProvider, resolver } from './single-sign-on.ts';

export interface SignInDeps {
  /** Connections of the restricted role. Lent, never closed here. */
  pool: pg.Pool;
  /** Where people open Verona, without a trailing slash. Links in mails start with it, whatever a request's headers say. */
  baseUrl: string;
  /** Signs cookies and encrypts second-factor secrets: at least 32 random characters, kept for as long as the data. */
  secret: string;
  /** Other origins from which the console is opened (`http://127.0.0.1:4400`). */
  trustedOrigins?: string[];
  identityProviders?: IdentityProvider[];
  mail: Mail;
  log: Log;
  clock: Clock;
  newId: NewId;
  /** Called after sessions of an account ended: live sockets opened with them must close. */
  onSessionsEnded?: (userId: string) => void;
}

/** The http floor overwrites it with the address it trusts; what a client sends under it is lost (cases B03, B12). */
const addressHeader = 'x-forwarded-for';
export const authPath = '/api/auth';

const minute = 60;
const day = 24 * 60 * minute;

export function optionsOf(deps: SignInDeps, limiter: Limiter) {
  const { pool, baseUrl, secret, trustedOrigins = [], identityProviders = [], log, newId } = deps;
  const kysely = new Kysely<Record<string, never>>({ dialect: new PostgresDialect({ pool }) });
  const issuers = identityProviders.map((provider) => new URL(provider.issuer).origin);

  return {
    appName: 'Verona',
    baseURL: baseUrl,
    basePath: authPath,
    secret,
    trustedOrigins: [baseUrl, ...trustedOrigins, ...issuers],
    database: { db: kysely, type: 'postgres', schemaName: 'auth', transaction: true },
    telemetry: { enabled: false },
    logger: {
      // Only the sentence: further arguments may hold addresses or tokens.
      log: (level, message) => log[level]({ part: 'better-auth' }, message),
    },
    onAPIError: { errorURL: `${baseUrl}/sign-in` },
    // Links in mails and second-factor challenges are kept as hashes (case B05).
    verification: { storeIdentifier: 'hashed' },
    // 30 days, never prolonged (NIST SP 800-63B §4.1.3): an abandoned session ends by itself.
    session: { expiresIn: 30 * day, disableSessionRefresh: true },
    account: { encryptOAuthTokens: true, accountLinking: { disableImplicitLinking: true } },
    rateLimit: {
      enabled: true,
      window: minute,
      max: 300,
      customRules: {
        '/get-session': false,
        '/sign-in/*': { window: minute, max: 30 },
        '/two-factor/*': { window: minute, max: 20 },
        '/passkey/*': { window: minute, max: 60 },
        '/change-password': { window: minute, max: 10 },
        '/request-password-reset': { window: minute, max: 10 },
        '/reset-password': { window: minute, max: 10 },
      },
      customStorage: {
        consume: async (key, { window, max }) => {
          const wait = limiter.take(`http:${key}`, { max, windowMs: window * 1000 });
          return { allowed: wait === 0, retryAfter: wait === 0 ? null : Math.ceil(wait / 1000) };
        },
      },
    },
    emailAndPassword: {
      enabled: true,
      // Accounts are made by set-up and by invitations only (`accounts.ts`).
      disableSignUp: true,
      minPasswordLength: shortestPassword,
      maxPasswordLength: longestPassword,
      resetPasswordTokenExpiresIn: 30 * minute,
      revokeSessionsOnPasswordReset: true,
      onPasswordReset: ({ user }) => proveMailbox(pool, user.id),
      sendResetPassword: async ({ user, token }) => {
        if (limiter.take(`reset-mail:${user.email}`, limits.resetMail) > 0) return;
        await deps.mail.send(resetLetter(user.email, `${baseUrl}/reset-password#${token}`));
      },
    },
    databaseHooks: {
      session: { delete: { after: async (session) => deps.onSessionsEnded?.(session.userId) } },
    },
    hooks: { before: beforeCall },
    advanced: {
      cookiePrefix: 'verona',
      useSecureCookies: baseUrl.startsWith('https:'),
      defaultCookieAttributes: { httpOnly: true, sameSite: 'lax', path: '/' },
      disableCSRFCheck: false,
      disableOriginCheck: false,
      ipAddress: { ipAddressHeaders: [addressHeader] },
      database: { generateId: () => newId() },
    },
    plugins: [
      twoFactor({ issuer: 'Verona', backupCodeOptions: { storeBackupCodes: 'encrypted' } }),
      passkey({ rpID: new URL(baseUrl).hostname, rpName: 'Verona', origin: [baseUrl, ...trustedOrigins] }),
      sso({
        defaultSSO: identityProviders.map((provider) => ({
          providerId: provider.id,
          domain: provider.domain,
          oidcConfig: {
            issuer: provider.issuer,
            discoveryEndpoint: `${provider.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
            clientId: provider.clientId,
            clientSecret: provider.clientSecret,
            pkce: true,
            scopes: ['openid', 'email', 'profile'],
            mapping: { id: 'sub', email: 'email', emailVerified: provider.verifiedClaim ?? 'email_verified', name: 'name' },
          },
        })),
        // Safe here, and only here: providers come from the operator's configuration, nobody can register one.
        trustEmailVerified: true,
        providersLimit: 0,
        resolveUser: resolver(pool),
      }),
    ],
  } satisfies BetterAuthOptions;
}

const beforeCall = createAuthMiddleware(async (ctx) => {
  if (ctx.path !== '/change-password' && ctx.path !== '/reset-password') return;
  const body = ctx.body as { newPassword?: unknown };
  const session = ctx.path === '/change-password' ? await getSessionFromCtx(ctx) : null;
  if (typeof body.newPassword === 'string') {
    const weakness = await weaknessOf(body.newPassword, session ? [session.user.email, session.user.name] : []);
    if (weakness) throw new APIError('UNPROCESSABLE_ENTITY', { code: 'WEAK_PASSWORD', message: weakness });
  }
  // Whoever changes a password may do so because someone else knows it: every other session ends (case B08).
  if (ctx.path === '/change-password') return { context: { body: { ...body, revokeOtherSessions: true } } };
});

const resetLetter = (to: string, link: string) => ({
  to,
  subject: 'Choose a new password for Verona',
  text: `Someone, hopefully you, asked to choose a new password for ${to}.

Open this within 30 minutes:
${link}

If it was not you, do nothing: your password stays as it is.
`,
});
