/** May this person, whom a company's identity provider vouches for, come in? */

export interface Arrival {
  /** This very identity (provider and subject) signed in before and is linked to an account. */
  linked: boolean;
  /** The provider says that the address was proven. */
  emailVerified: boolean;
  /** An account with the same address, and whether its owner ever proved that the mailbox is theirs. */
  account?: { id: string; emailVerified: boolean } | undefined;
  /** Someone invited this address. */
  invited: boolean;
}

export type Verdict = { verdict: 'come_in' } | { verdict: 'link'; userId: string } | { verdict: 'refuse'; code: SsoRefusal };

/** Codes the sign-in screen gets as `?error=`. */
export type SsoRefusal = 'email_not_verified' | 'account_not_proven' | 'not_invited';

/**
 * An address alone never opens an account: the provider must have proven it (CVE-2026-84458), and the account's own owner
 * must have proven it too, or whoever made the account first under a stranger's address would share it with them.
 */
export function admit({ linked, emailVerified, account, invited }: Arrival): Verdict {
  if (linked) return { verdict: 'come_in' };
  if (!emailVerified) return { verdict: 'refuse', code: 'email_not_verified' };
  if (account) {
    return account.emailVerified ? { verdict: 'link', userId: account.id } : { verdict: 'refuse', code: 'account_not_proven' };
  }
  return invited ? { verdict: 'come_in' } : { verdict: 'refuse', code: 'not_invited' };
}
