/**
 * What we use of `@better-auth/sso` 1.7.5; `tsconfig.server.json` maps the package here. Its own declarations reach through
 * samlify to @xmldom/xmldom, which puts the browser's whole DOM into the server's compilation.
 */
import type { BetterAuthPlugin } from 'better-auth';

interface Database {
  findOne<Row>(query: { model: string; where: { field: string; value: string }[] }): Promise<Row | null>;
}

export interface SSOOptions {
  defaultSSO?: {
    providerId: string;
    domain: string;
    oidcConfig: {
      issuer: string;
      discoveryEndpoint: string;
      clientId: string;
      clientSecret: string;
      pkce: boolean;
      scopes: string[];
      mapping: { id: string; email: string; emailVerified: string; name: string };
    };
  }[];
  trustEmailVerified?: boolean;
  providersLimit?: number;
  resolveUser?: (
    arrival: {
      providerId: string;
      accountKey: { accountId: string };
      providerUser: { email: string; emailVerified: boolean; name: string };
    },
    context: { database: Database },
  ) => Promise<
    { action: 'continue' } | { action: 'link'; userId: string; profile: 'preserve' } | { action: 'reject'; code: string }
  >;
}

export function sso(options: SSOOptions): BetterAuthPlugin;
