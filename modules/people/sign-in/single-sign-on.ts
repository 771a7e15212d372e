/** Single sign-on by OpenID Connect: the operator names the providers, `rules/single-sign-on.ts` says who comes in. */
import type { SSOOptions } from '@better-auth/sso';
import type pg from 'pg';
import { admit } from '../rules/single-sign-on.ts';
import { isInvited } from '../store/accounts.ts';

/** A company's own sign-in. The address to register there: `<base URL>/api/auth/sso/callback/<id>`. */
export interface IdentityProvider {
  /** Short name in addresses: `okta`. */
  id: string;
  /** What the button says. */
  name: string;
  /** Exactly as the provider writes it in its tokens. */
  issuer: string;
  clientId: string;
  clientSecret: string;
  /** Mail domain of its people: typing such an address at sign-in leads there. */
  domain: string;
  /** Claim that says the address was proven; `email_verified` when left out (Entra ID: `xms_edov`). */
  verifiedClaim?: string;
}

type Resolve = NonNullable<SSOOptions['resolveUser']>;

export function resolver(pool: pg.Pool): Resolve {
  return async ({ providerId, accountKey, providerUser }, { database }) => {
    const linked = await database.findOne({
      model: 'account',
      where: [
        { field: 'providerId', value: providerId },
        { field: 'accountId', value: accountKey.accountId },
      ],
    });
    const account = await database.findOne<{ id: string; emailVerified: boolean }>({
      model: 'user',
      where: [{ field: 'email', value: providerUser.email.toLowerCase() }],
    });
    const verdict = admit({
      linked: linked !== null,
      emailVerified: providerUser.emailVerified,
      account: account ?? undefined,
      invited: await isInvited(pool, providerUser.email),
    });
    if (verdict.verdict === 'refuse') return { action: 'reject', code: verdict.code };
    if (verdict.verdict === 'link') return { action: 'link', userId: verdict.userId, profile: 'preserve' };
    return { action: 'continue' };
  };
}
