/** What the tests use of oidc-provider, which ships no types. */
declare module 'oidc-provider' {
  import type { RequestListener } from 'node:http';

  interface Configuration {
    clients: { client_id: string; client_secret: string; redirect_uris: string[] }[];
    claims: Record<string, string[]>;
    pkce: { required(): boolean };
    ttl: Record<string, number>;
    findAccount(context: unknown, id: string): { accountId: string; claims(): Promise<Record<string, unknown>> };
  }

  export class Provider {
    constructor(issuer: string, configuration: Configuration);
    callback(): RequestListener;
  }
}
