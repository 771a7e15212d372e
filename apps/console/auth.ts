/** Sign-in and sign-out, in the library's own words. Everything else about people goes through `#people/contract`. */
import { passkeyClient } from '@better-auth/passkey/client';
import { ssoClient } from '@better-auth/sso/client';
import { createAuthClient } from 'better-auth/client';
import { twoFactorClient } from 'better-auth/client/plugins';

export const auth = createAuthClient({
  baseURL: `${location.origin}/api/auth`,
  plugins: [twoFactorClient(), passkeyClient(), ssoClient()],
});
