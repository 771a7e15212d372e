/** Builders for tests: a caller of any role, and a whole front door (real HTTP, real sign-in) on a test's own database. */
import { randomUUID } from 'node:crypto';
import { createAudit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { type Clock, systemClock } from '#platform/clock';
import { createEvents, createLanes } from '#platform/events';
import { createHealth } from '#platform/health';
import { createHttp } from '#platform/http';
import { createIds } from '#platform/ids';
import { createLog } from '#platform/log';
import type { Letter } from '#platform/mail';
import { createMetrics } from '#platform/metrics';
import { type Database, sql } from '#platform/postgres';
import { type Role, routes } from './contract.ts';
import { type Bootstrap, createPeople, type IdentityProvider, type People } from './index.ts';
import { may } from './rules/policy.ts';

/** A caller who is in no table. */
export const principalOf = (workspaceId: string, role: Role = 'owner'): Principal => ({
  kind: 'employee',
  id: randomUUID(),
  label: `Test ${role}`,
  workspaceId,
  role,
});

/** Puts someone into the directory of a workspace; answers their id. */
export async function addEmployeeTo(db: Database, workspaceId: string, name: string, role: Role = 'viewer'): Promise<string> {
  const id = randomUUID();
  await db.inWorkspace(workspaceId, (tx) =>
    tx.run(sql`
      insert into people.employee (workspace_id, id, email, name, role)
      values (${workspaceId}, ${id}, ${`${id}@verona.test`}, ${name}, ${role})`),
  );
  return id;
}

/** Strong enough for everyone. */
export const goodPassword = 'four-unrelated-plum-harbour';

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely; the contract is checked where it is bound.
  body: any;
  headers: Headers;
}

/** A browser of the test: keeps cookies, says where it comes from, has an address of its own. */
export interface Visitor {
  cookies: Map<string, string>;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
  signIn(email: string, password?: string): Promise<Answer>;
}

export interface FrontDoor {
  people: People;
  /** What people would type; links in mails start with it. */
  baseUrl: string;
  /** Letters so far, oldest first. */
  mails: Letter[];
  log: string[];
  visitor(address?: string): Visitor;
  /** Signed in as the owner of the first workspace, whose id is given. */
  owner: Visitor;
  ownerEmail: string;
  workspaceId: string;
  /** While nobody owns it. */
  setupLink: string | undefined;
  /** Invites, accepts and signs in. */
  colleague(name: string, role: Role): Promise<Visitor & { email: string; employeeId: string }>;
  close(): Promise<void>;
}

export async function openFrontDoor(
  db: Database,
  options: { clock?: Clock; identityProviders?: IdentityProvider[]; bootstrap?: Bootstrap } = {},
): Promise<FrontDoor> {
  const ownerEmail = 'owner@verona.test';
  const { clock = systemClock, identityProviders = [], bootstrap = { admin: `${ownerEmail}:${goodPassword}` } } = options;
  const baseUrl = 'http://verona.test';
  const lines: string[] = [];
  const log = createLog({ level: 'debug', destination: { write: (line) => void lines.push(line) } });
  const mails: Letter[] = [];
  const mail = {
    send: async (letter: Letter) => {
      mails.push(letter);
      return 'sent' as const;
    },
    close: () => {},
  };
  const http = await createHttp({
    log,
    metrics: createMetrics(),
    health: createHealth(),
    policy: may,
    veils: () => false,
    authenticate: (headers, ip) => people.authenticate(headers, ip),
    version: 'test',
    baseUrl,
    trustedProxies: ['127.0.0.1'],
  });
  const people: People = createPeople({
    db,
    pool: db.pool,
    events: createEvents({ db, lanes: createLanes({ db, log }), log }),
    jobs: { every: () => {} },
    audit: createAudit({ log }),
    bind: http.bind,
    mail,
    log,
    clock,
    newId: createIds(() => clock.now()),
    config: { baseUrl, secret: 'a secret of thirty-two characters!', identityProviders },
  });
  http.mount('/api/auth', people.signIn, 'sign-in');
  const port = await http.listen(0, '127.0.0.1');

  let visitors = 0;
  const visitor = (address = `10.0.${visitors >> 8}.${visitors++ & 255}`): Visitor => {
    const cookies = new Map<string, string>();
    const call: Visitor['call'] = async (method, path, body, headers = {}) => {
      const response = await fetch(new URL(path, `http://127.0.0.1:${port}`), {
        method,
        redirect: 'manual',
        headers: {
          origin: baseUrl,
          'x-forwarded-for': address,
          ...(cookies.size > 0 && { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === '' || /max-age=0/i.test(line)) cookies.delete(name);
        else cookies.set(name, value);
      }
      const text = await response.text();
      const isJson = text !== '' && response.headers.get('content-type')?.includes('json');
      return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
    };
    return {
      cookies,
      call,
      signIn: (email, password = goodPassword) => call('POST', '/api/auth/sign-in/email', { email, password }),
    };
  };

  const { workspaceId, setupLink } = await people.bootstrap(bootstrap);
  const owner = visitor();
  if (!setupLink) await owner.signIn(ownerEmail);

  const colleague: FrontDoor['colleague'] = async (name, role) => {
    const email = `${name.toLowerCase()}@verona.test`;
    const invited = await owner.call('POST', routes.invite.path, { email, role });
    const token = String(invited.body.link).split('#')[1];
    const accepted = await visitor().call('POST', routes.acceptInvitation.path, { token, name, password: goodPassword });
    const one = visitor();
    await one.signIn(email);
    return { ...one, email, employeeId: accepted.body.employeeId as string };
  };

  const close = async () => {
    await http.close();
    await people.close();
  };
  return { people, baseUrl, mails, log: lines, visitor, owner, ownerEmail, workspaceId, setupLink, colleague, close };
}
