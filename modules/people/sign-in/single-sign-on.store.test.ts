import { createServer, type Server } from 'node:http';
import { Provider } from 'oidc-provider';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { routes } from '../contract.ts';
import { type FrontDoor, openFrontDoor, type Visitor } from '../testing.ts';

/** Who can sign in at the company's provider, by what they type there. */
const directory: Record<string, { email: string; email_verified: boolean }> = {
  invited: { email: 'invited@verona.test', email_verified: true },
  stranger: { email: 'stranger@verona.test', email_verified: true },
  imposter: { email: 'owner@verona.test', email_verified: false },
  boss: { email: 'owner@verona.test', email_verified: true },
  colleague: { email: 'unproven@verona.test', email_verified: true },
};

let database: FreshDatabase;
let door: FrontDoor;
let server: Server;

beforeAll(async () => {
  database = await freshDatabase();
  const issuer = await startProvider('http://verona.test/api/auth/sso/callback/company');
  door = await openFrontDoor(database.db, {
    identityProviders: [
      {
        id: 'company',
        name: 'Company',
        issuer,
        clientId: 'verona',
        clientSecret: 'a-secret-between-them',
        domain: 'verona.test',
      },
    ],
  });
});
afterAll(async () => {
  await door.close();
  await database.close();
  server.close();
  server.closeAllConnections();
});

/** A real OpenID provider on loopback, with its own development login form. */
async function startProvider(callback: string): Promise<string> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(listener.address() as { port: number }).port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: 'verona', client_secret: 'a-secret-between-them', redirect_uris: [callback] }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    ttl: { Interaction: 60, Session: 60, Grant: 60, AccessToken: 60, IdToken: 60 },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: async () => ({ sub: id, name: `Person ${id}`, ...directory[id] }),
    }),
  });
  listener.on('request', provider.callback());
  server = listener;
  return issuer;
}

/** What a browser does at the provider: follows redirects with cookies, types the name, agrees. Answers the way back. */
async function signInAtProvider(start: string, login: string): Promise<URL> {
  const jar = new Map<string, string>();
  let url = start;
  let form: Record<string, string> | undefined;
  for (let step = 0; step < 20; step++) {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map((pair) => pair.join('=')).join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      jar.set(name, value);
    }
    form = undefined;
    const next = response.headers.get('location');
    if (next) {
      url = new URL(next, url).href;
      if (url.startsWith('http://verona.test/')) return new URL(url);
      continue;
    }
    const page = await response.text();
    const action = /action="([^"]+)"/.exec(page)?.[1];
    if (!action) throw new Error(`the provider is stuck at ${url}: ${page.slice(0, 500)}`);
    url = new URL(action, url).href;
    form = page.includes('name="login"') ? { prompt: 'login', login, password: 'x' } : { prompt: 'consent' };
  }
  throw new Error('the provider never sent us back');
}

async function signInAs(login: string): Promise<{ visitor: Visitor; back: string }> {
  const visitor = door.visitor();
  const started = await visitor.call('POST', '/api/auth/sign-in/sso', { providerId: 'company', callbackURL: '/' });
  expect(started.status).toBe(200);
  const back = await signInAtProvider(started.body.url, login);
  const finished = await visitor.call('GET', back.pathname + back.search);
  return { visitor, back: finished.headers.get('location') ?? '' };
}

const me = (visitor: Visitor) => visitor.call('GET', routes.me.path);
const accounts = () =>
  database.ownerDb.inSystem((tx) => tx.many<{ email: string }>(sql`select email from auth."user" order by email`));

test('the sign-in screen learns which providers there are', async () => {
  const { body } = await door.visitor().call('GET', routes.signInOptions.path);
  expect(body).toEqual({ identityProviders: [{ id: 'company', name: 'Company' }] });
});

test("B02 an unverified address that equals the owner's opens nothing and is linked to nothing", async () => {
  const { visitor, back } = await signInAs('imposter');
  expect(back).toContain('error=email_not_verified');
  expect((await me(visitor)).status).toBe(401);
  const linked = await database.ownerDb.inSystem((tx) => tx.many(sql`select 1 from auth.account where "providerId" = 'company'`));
  expect(linked).toEqual([]);
});

test('a stranger whom nobody invited gets no account', async () => {
  const { visitor, back } = await signInAs('stranger');
  expect(back).toContain('error=not_invited');
  expect((await me(visitor)).status).toBe(401);
  expect(await accounts()).toEqual([{ email: 'owner@verona.test' }]);
});

test('an invited person comes in by single sign-on and joins with the link', async () => {
  const { body } = await door.owner.call('POST', routes.invite.path, { email: 'invited@verona.test', role: 'analyst' });
  const { visitor } = await signInAs('invited');
  expect((await me(visitor)).body).toMatchObject({ account: { email: 'invited@verona.test' }, workspace: null, workspaces: [] });
  const token = String(body.link).split('#')[1];
  expect((await visitor.call('POST', routes.joinWorkspace.path, { token })).status).toBe(201);
  expect((await me(visitor)).body).toMatchObject({ role: 'analyst', employee: { name: 'Person invited' } });
  const again = await signInAs('invited');
  expect((await me(again.visitor)).body).toMatchObject({ role: 'analyst' });
});

test('a verified address is linked to the account whose owner proved it', async () => {
  const { visitor } = await signInAs('boss');
  expect((await me(visitor)).body).toMatchObject({ role: 'owner', account: { email: 'owner@verona.test' } });
});

test('an account made with a link that did not come out of the mailbox is not shared, until a reset proves the mailbox', async () => {
  await door.colleague('Unproven', 'agent');
  const refused = await signInAs('colleague');
  expect(refused.back).toContain('error=account_not_proven');
  expect((await me(refused.visitor)).status).toBe(401);

  const before = door.mails.length;
  await door.visitor().call('POST', '/api/auth/request-password-reset', { email: 'unproven@verona.test' });
  await expect.poll(() => door.mails.length).toBe(before + 1);
  const token = /#(\S+)/.exec(door.mails.at(-1)?.text ?? '')?.[1];
  const newPassword = 'violet-gravel-under-comet';
  expect((await door.visitor().call('POST', '/api/auth/reset-password', { token, newPassword })).status).toBe(200);
  const { visitor } = await signInAs('colleague');
  expect((await me(visitor)).body).toMatchObject({ role: 'agent' });
});

test('B01 a callback with a made-up code or state opens nothing', async () => {
  for (const query of ['code=x&state=y', 'code=x', 'error=access_denied&state=z']) {
    const visitor = door.visitor();
    const { status } = await visitor.call('GET', `/api/auth/sso/callback/company?${query}`);
    expect(status).toBeGreaterThanOrEqual(300);
    expect(status).toBeLessThan(500);
    expect((await me(visitor)).status).toBe(401);
  }
});
