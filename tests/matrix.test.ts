/**
 * The authorisation matrix, made from the running system's own list of routes and topics: every one of them, called as
 * everybody. Case numbers: reliability programme of the design (2.1 "Tenant isolation and object access").
 */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { fillPath, type Route } from '#platform/contract';
import { eventually } from '../platform/testing/server.ts';
import { type Example, examples } from './support/examples.ts';
import { basicAuth } from './support/intake.ts';
import { type Answer, type Credentials, openWorld, type Role, roles, type Side, type World } from './support/world.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

// ── What should be: written out once more, on purpose. The policy and this table are two people looking at one thing. ──────

const everybody = [...roles];
const employees = everybody.filter((role) => role !== 'guest');
const holders: Record<string, readonly Role[]> = {
  'people.read': everybody,
  'people.self': employees,
  'people.write': ['owner', 'admin'],
  'people.invite': ['owner', 'admin'],
  'people.roles': ['owner', 'admin'],
  'people.keys': ['owner', 'admin', 'developer'],
  'audit.read': ['owner', 'admin'],
  'settings.read': ['owner', 'admin', 'developer'],
  'settings.write': ['owner', 'admin'],
  'personal.read': employees,
  'listen.read': everybody,
  'listen.write': ['owner', 'admin', 'developer'],
  'listen.import': ['owner', 'admin', 'developer', 'analyst'],
  'customers.read': everybody,
  'customers.write': ['owner', 'admin', 'agent'],
  'customers.merge': ['owner', 'admin'],
  'customers.export': ['owner', 'admin', 'analyst'],
  'customers.erase': ['owner', 'admin'],
  'listen.channels': ['owner', 'admin', 'developer'],
  'moments.read': employees,
  'moments.own': employees,
  'moments.lead': ['owner', 'admin'],
  'moments.write': ['owner', 'admin'],
  'knowledge.read': everybody,
  'knowledge.write': ['owner', 'admin', 'agent'],
  'knowledge.site': ['owner', 'admin'],
  'measure.read': everybody,
  'measure.write': ['owner', 'admin', 'analyst'],
  'measure.sql': ['owner', 'admin', 'analyst'],
};
/** Anybody may call these, and nothing else. */
const publicRoutes = [
  'people.signInOptions',
  'people.setupState',
  'people.setUp',
  'people.readInvitation',
  'people.acceptInvitation',
];

// ── Calling ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Call {
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
}

const exampleOf = (route: Route): Example => {
  const example = examples[route.id];
  if (!example) throw new Error(`no example of ${route.id}`);
  return example;
};
async function callOf(route: Route, side: Side): Promise<Call> {
  const { params, query, body } = exampleOf(route);
  const filled = { params: (await params?.(side)) ?? {}, query: query?.(side) ?? {} };
  return { ...filled, body: await body?.(side) };
}
const pathOf = (route: Route, { params, query }: Call) => {
  const search = new URLSearchParams(query).toString();
  return `${fillPath(route.path, params)}${search && `?${search}`}`;
};
/** `route code` of every refusal that was met, for the last test. */
const met = new Set<string>();
async function send(route: Route, call: Call, who: Credentials): Promise<Answer> {
  const answer = await world.ask(who, route.method, pathOf(route, call), call.body);
  if (answer.status >= 400) met.add(`${route.id} ${answer.body.code}`);
  return answer;
}

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
/** The same, about things that never were. */
function absent<T>(value: T): T {
  if (value instanceof Uint8Array || value === undefined) return value;
  const invented = new Map<string, string>();
  const invent = (id: string) => {
    const known = invented.get(id) ?? randomUUID();
    invented.set(id, known);
    return known;
  };
  return JSON.parse(JSON.stringify(value).replace(uuids, invent));
}
const namesIds = (value: unknown) => JSON.stringify(value ?? null).search(uuids) >= 0;

/** An answer without what is new in every answer. */
const shapeOf = ({ status, text }: Answer) =>
  `${status} ${text}`
    .replace(uuids, '<id>')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<at>')
    .replace(/"instance":"[^"]*"/, '');
const canaryIn = (answer: Answer, canary: string) => {
  const everything = `${answer.text}\n${[...answer.headers].flat().join('\n')}`.toLowerCase();
  const at = everything.indexOf(canary);
  return at < 0 ? undefined : everything.slice(Math.max(0, at - 100), at + 60);
};

/** Words of the first company in an answer to the other one that did not stand in the question. */
const leakOf = (answer: Answer, asked: unknown) =>
  JSON.stringify(asked).toLowerCase().includes(world.a.canary) ? undefined : canaryIn(answer, world.a.canary);

/** A few at a time, in order of the list. */
async function each<T>(list: readonly T[], work: (item: T) => Promise<void>, atOnce = 6): Promise<void> {
  const waiting = [...list];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** Without those that lack an example: the first test names them, and one new route is one red test. */
const routes = () => world.system.http.routes().filter(({ id }) => examples[id]);
const guarded = () => routes().filter((route) => !('public' in route.access));
const withAction = () => routes().flatMap((route) => ('action' in route.access ? [{ route, action: route.access.action }] : []));

/** Everything that does not come out as the table says, as lines one can read. Empty: the matrix holds. */
async function violations(only: (route: Route) => boolean = () => true): Promise<string[]> {
  const wrong: string[] = [];
  const cells = withAction()
    .filter(({ route }) => only(route))
    .flatMap(({ route, action }) => roles.map((role) => ({ route, action, role })));
  await each(cells, async ({ route, action, role }) => {
    const call = absent(await plainCall(route));
    const answer = await send(route, call, world.a.people[role]);
    const allowed = holders[action]?.includes(role) ?? false;
    const refused = answer.status === 403 && answer.body.code === 'auth.not_allowed';
    if (answer.status === 401 || answer.status >= 500)
      wrong.push(`${role} on ${route.id}: ${answer.status} ${answer.text.slice(0, 200)}`);
    else if (allowed === refused)
      wrong.push(`${role} on ${route.id} (${action}): ${allowed ? 'should may' : 'should not'}, got ${answer.status}`);
  });
  return wrong;
}

/** Made once a route: building an example may make things, and an absent id needs none of them. */
const plainCalls = new Map<string, Promise<Call>>();
function plainCall(route: Route): Promise<Call> {
  const call = plainCalls.get(route.id) ?? callOf(route, world.a);
  plainCalls.set(route.id, call);
  return call;
}

// ── The list is whole ─────────────────────────────────────────────────────────────────────────────────────────────────────

test('API9: every route of the running system has an example, every example a route', () => {
  const bound = world.system.http.routes().map(({ id }) => id);
  expect(bound.filter((id) => !examples[id])).toEqual([]);
  expect(Object.keys(examples).filter((id) => !bound.includes(id))).toEqual([]);
});

test('every action a route or topic asks for stands in the table; public are those five and the doors that check their own keys', () => {
  const asked = [...withAction().map(({ action }) => action), ...world.system.realtime.topics().map(({ action }) => action)];
  expect(asked.filter((action) => !holders[action])).toEqual([]);
  expect(
    routes()
      .filter(({ access }) => 'public' in access)
      .map(({ id }) => id),
  ).toEqual(publicRoutes);
  const raw = world.system.http.rawRoutes();
  expect(
    raw.filter(
      ({ path }) =>
        !/^\/(v1|chat|channels|widget|files|pictures|s|analytics\.js|analytics-next|health|docs|help|shared)\/|^\/(metrics|openapi\.json|widget\.m?js)$/.test(
          path,
        ),
    ),
  ).toEqual([]);
  for (const route of raw) expect([route.id, route.public.length > 10]).toEqual([route.id, true]);
});

test('the examples are true: the owner is answered as each of them says, and finds the own words', async () => {
  const wrong: string[] = [];
  await each(
    routes(),
    async (route) => {
      const answer = await send(route, await callOf(route, world.a), world.a.people.owner);
      if (answer.status !== exampleOf(route).owner) wrong.push(`${route.id}: ${answer.status} ${answer.text.slice(0, 300)}`);
      const leak = canaryIn(answer, world.b.canary);
      if (leak) wrong.push(`${route.id} tells A of B: ${leak}`);
    },
    2,
  );
  expect(wrong).toEqual([]);
});

// ── Who may ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

test('every role on every route: exactly what the table says', async () => {
  expect(await violations()).toEqual([]);
});

describe('whoever is nobody', () => {
  const nobodies: Record<string, () => Promise<Credentials>> = {
    anonymous: async () => ({}),
    'with nonsense for a key': async () => ({ authorization: 'Bearer vk_not-a-key-of-anybody' }),
    'with nonsense for a session': async () => ({ cookie: 'verona.session_token=not-a-session.of-anybody' }),
    'B04: with somebody else’s id for a key': async () => ({ authorization: `Bearer ${world.a.employeeIds.owner}` }),
    'with a write key': async () => ({ authorization: `Bearer ${world.a.writeKey}` }),
    'with a revoked key': async () => {
      const { apiKey, secret } = await world.a.api('POST', '/api/people/api-keys', { name: 'revoked', role: 'owner' });
      const who = { authorization: `Bearer ${secret}` };
      expect((await world.ask(who, 'GET', '/api/people/me')).status).toBe(200);
      await world.a.api('DELETE', `/api/people/api-keys/${apiKey.id}`);
      return who;
    },
    'with an expired key': async () => {
      const expiresAt = new Date(Date.now() + 1_000).toISOString();
      const { secret } = await world.a.api('POST', '/api/people/api-keys', { name: 'expired', role: 'owner', expiresAt });
      const who = { authorization: `Bearer ${secret}` };
      expect((await world.ask(who, 'GET', '/api/people/me')).status).toBe(200);
      await eventually(async () => (await world.ask(who, 'GET', '/api/people/me')).status === 401);
      return who;
    },
    'B08: with a session that was signed out': async () => {
      const { cookie } = await world.another('a', 'admin');
      await world.ask({ cookie }, 'POST', '/api/auth/sign-out', {});
      return { cookie };
    },
  };
  for (const [who, credentials] of Object.entries(nobodies)) {
    test(`${who}: 401 on every route that is not public`, async () => {
      const nobody = await credentials();
      const wrong: string[] = [];
      await each(guarded(), async (route) => {
        const answer = await send(route, await plainCall(route), nobody);
        if (answer.status !== 401) wrong.push(`${route.id}: ${answer.status} ${answer.text.slice(0, 200)}`);
        const leak = canaryIn(answer, 'canary');
        if (leak) wrong.push(`${route.id} tells a stranger: ${leak}`);
      });
      expect(wrong).toEqual([]);
    });
  }

  test('D04: every answer says what a page may do, a refusal opened as a page as well', async () => {
    const bare: string[] = [];
    const look = (what: string, answer: Answer) => {
      if (!answer.headers.has('content-security-policy')) bare.push(what);
    };
    await each(routes(), async (route) => look(route.id, await send(route, await plainCall(route), {})));
    for (const path of ['/nowhere', '/api/nowhere', '/health/ready', '/docs/problems', '/openapi.json'])
      look(path, await world.ask({}, 'GET', path));
    expect(bare).toEqual([]);
  });

  test('B14: deactivated, they are out within a second: the live session belongs to nowhere, the socket is closed', async () => {
    const { cookie, employeeId } = await world.another('a', 'admin');
    expect((await world.ask({ cookie }, 'GET', '/api/people/employees')).status).toBe(200);
    const socket = await openSocket(cookie, world.a.workspaceId);
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    await world.a.api('POST', `/api/people/employees/${employeeId}/deactivate`);
    const began = performance.now();
    const wrong: string[] = [];
    await each(withAction(), async ({ route }) => {
      const answer = await send(route, await plainCall(route), { cookie });
      if (answer.status !== 401) wrong.push(`${route.id}: ${answer.status} ${answer.text.slice(0, 200)}`);
    });
    expect(wrong).toEqual([]);
    expect(await closed).toBe(4401);
    expect(performance.now() - began).toBeLessThan(15_000);
    const named = await world.ask({ cookie, 'verona-workspace': world.a.workspaceId }, 'GET', '/api/people/employees');
    expect(named.status).toBe(401);
  });
});

// ── The other company ─────────────────────────────────────────────────────────────────────────────────────────────────────

describe('the owner of the other company', () => {
  test('A01, A08, A12, A13, A15: asks about our things, hears what is heard about things that never were, and nothing changes', async () => {
    const { owner } = world.b.people;
    // Built before anything is asked: examples make things.
    const calls: { route: Route; own: Call; foreign: Call }[] = [];
    for (const route of guarded())
      calls.push({ route, own: await callOf(route, world.b), foreign: await callOf(route, world.a) });
    await settled();
    const before = await digest(world.a);
    const wrong: string[] = [];
    await each(calls, async ({ route, own, foreign }) => {
      for (const part of ['params', 'query', 'body'] as const) {
        if (!namesIds(foreign[part])) continue;
        // Only that part is ours; the rest is theirs and in order.
        const about = await send(route, { ...own, [part]: foreign[part] }, owner);
        const never = await send(route, { ...own, [part]: absent(foreign[part]) }, owner);
        const told = `${route.id} by ${part}`;
        if (shapeOf(about) !== shapeOf(never)) {
          wrong.push(`${told}: ${shapeOf(about).slice(0, 300)}\n   instead of ${shapeOf(never).slice(0, 300)}`);
        }
        if (part === 'params' && about.status !== 404) wrong.push(`${told}: ${about.status}, not 404`);
        const leak = leakOf(about, foreign);
        if (leak) wrong.push(`${told} tells: ${leak}`);
      }
    });
    expect(wrong).toEqual([]);
    expect(await digest(world.a)).toEqual(before);
  });

  test('A04: our workspace’s id in header, query or body opens nothing', async () => {
    const { owner } = world.b.people;
    const wrong: string[] = [];
    await each(withAction(), async ({ route }) => {
      const call = absent(await callOf(route, world.b));
      const named = await send(route, call, { ...owner, 'verona-workspace': world.a.workspaceId });
      if (named.status !== 404 || named.body.code !== 'people.no_such_workspace')
        wrong.push(`${route.id}: header, ${named.status}`);
      for (const key of ['workspaceId', 'workspace_id', 'tenant_id', 'organizationId']) {
        const asked = await send(route, { ...call, query: { ...call.query, [key]: world.a.workspaceId } }, owner);
        if (route.query && asked.status !== 400) wrong.push(`${route.id}: unknown query field ${key}, ${asked.status}`);
        const leak = canaryIn(asked, world.a.canary);
        if (leak) wrong.push(`${route.id} with ${key} tells: ${leak}`);
      }
    });
    expect(wrong).toEqual([]);
  });

  test('A03, A16: lists, search, counts, exports, reports and the audit log show the own company only', async () => {
    const { owner } = world.b.people;
    const wrong: string[] = [];
    const look = async (method: string, path: string, body?: unknown) => {
      const answer = await world.ask(owner, method, path, body);
      if (answer.status !== 200) wrong.push(`${path}: ${answer.status} ${answer.text.slice(0, 100)}`);
      const leak = canaryIn(answer, world.a.canary);
      if (leak) wrong.push(`${method} ${path} tells: ${leak}`);
      return answer;
    };
    await each(
      guarded().filter((route) => route.method === 'GET' && !route.params),
      async (route) => {
        await look('GET', askedPath(route, world.b));
      },
    );
    // Not even when asked for by name. (Customers are searched forgivingly: what is alike and their own may be found.)
    for (const list of ['customers/people?kind=all&', 'listen/schema?', 'people/employees?'])
      await look('GET', `/api/${list}search=${world.a.canary}`);
    const trend = {
      measure: { kind: 'count' },
      breakdown: '$event',
      interval: 'day',
      from: '2020-01-01T00:00:00Z',
      to: '2022-01-01T00:00:00Z',
    };
    const wide = { ...trend, interval: 'month', from: '2020-01-01T00:00:00Z', to: '2040-01-01T00:00:00Z' };
    for (const question of [trend, wide]) {
      await look('POST', '/api/measure/trend', question);
      await look('POST', '/api/measure/trend.csv', question);
      await look('POST', '/api/measure/trend/people', { question });
    }
    const span = { from: trend.from, to: trend.to };
    await look('POST', '/api/measure/paths', span);
    await look('POST', '/api/measure/lifecycle', { interval: 'month', ...span });
    expect(wrong).toEqual([]);
  });

  test('A05: what validation says names fields, never what stands in the database', async () => {
    const { owner } = world.b.people;
    const wrong: string[] = [];
    await each(guarded(), async (route) => {
      const foreign = await callOf(route, world.a);
      const broken = {
        ...foreign,
        body: foreign.body && { ...(foreign.body as object), extra: 1 },
        query: { ...foreign.query, limit: '-1' },
      };
      const answer = await send(route, broken, owner);
      const leak = leakOf(answer, broken);
      if (leak) wrong.push(`${route.id} tells: ${leak}`);
    });
    expect(wrong).toEqual([]);
  });

  test('A write key, a webhook address and an erased id of ours are worth nothing there', async () => {
    const { owner } = world.b.people;
    const erased = await world.ask(owner, 'GET', `/api/customers/people/${world.a.ids.erased}`);
    const never = await world.ask(owner, 'GET', `/api/customers/people/${randomUUID()}`);
    expect(shapeOf(erased)).toBe(shapeOf(never));
    expect((await world.ask(world.a.people.owner, 'GET', `/api/customers/people/${world.a.ids.erased}`)).status).toBe(410);
    // An event sent with our key lands with us, whatever it says of itself.
    const event = world.a.word('smuggled');
    const batch = [
      { type: 'track', event, userId: 'x', workspaceId: world.b.workspaceId, context: { workspaceId: world.b.workspaceId } },
    ];
    await world.ask(
      { authorization: basicAuth(world.a.writeKey), 'verona-workspace': world.b.workspaceId },
      'POST',
      '/v1/batch',
      { batch },
    );
    const heard = (side: Side) => side.api('GET', `/api/listen/events?name=${encodeURIComponent(event)}`);
    expect((await heard(world.a)).items).toHaveLength(1);
    expect((await heard(world.b)).items).toHaveLength(0);
  });
});

/** What examples made is counted by lanes a moment later; a digest taken before that would change by itself. */
const settled = () =>
  eventually(async () => {
    const { behindMs, rebuilding } = await world.system.listen.copiesHealth();
    return behindMs === 0 && rebuilding === 0;
  });

/** Some lists need a question: a time, or words. The company's own words, then, not the other one's. */
function askedPath(route: Route, side: Side): string {
  const needed = route.query?.safeParse({}).success === false ? exampleOf(route).query?.(side) : undefined;
  return needed ? `${route.path}?${new URLSearchParams(needed)}` : route.path;
}

/** What stands in a company, as its owner sees it: everything that can be listed without an id. */
async function digest(side: Side): Promise<Record<string, string>> {
  const seen: Record<string, string> = {};
  const changing = [
    'audit.list',
    'audit.verify',
    'listen.overview',
    'system.read',
    'listen.source_rates',
    'people.me',
    'people.listWorkspaces',
    'people.reportingLines',
    'moments.ownership_audit',
    // They count the seconds that pass.
    'moments.listening_hours',
    'moments.listenings',
    // Its span ends now.
    'measure.summarise_voice',
    // They count what is open now, and offer what was seen: copies that follow a second later.
    'measure.touchpoint_matrix',
    'measure.list_cell',
    'measure.list_touchpoints',
    // Looked at by themselves, every minute.
    'measure.list_watches',
  ];
  for (const route of routes()) {
    if (route.method !== 'GET' || route.params || changing.includes(route.id)) continue;
    const { text } = await world.ask(side.people.owner, 'GET', askedPath(route, side));
    seen[route.id] = text.replace(
      /"(size|state|problem|changedAt|sweptAt|days|lastUsedAt|lastSeen)":("[^"]*"|null|\d+|\[[^\]]*\])/g,
      '',
    );
  }
  return seen;
}

// ── Closed schemas ────────────────────────────────────────────────────────────────────────────────────────────────────────

test('A18: a field nobody declared is refused by name, in every body and query, and nothing happens', async () => {
  const wrong: string[] = [];
  await each(guarded(), async (route) => {
    const call = absent(await plainCall(route));
    const tries: [string, Call][] = [];
    if (route.body)
      for (const key of ['tenant_id', 'permissions', 'smtp_host', 'isAdmin'])
        tries.push([key, { ...call, body: { ...(call.body as object), [key]: 'x' } }]);
    if (route.query) tries.push(['only_assigned', { ...call, query: { ...call.query, only_assigned: 'true' } }]);
    for (const [key, hostile] of tries) {
      const answer = await send(route, hostile, world.a.people.owner);
      const named = answer.body.fields?.some((field: { path: string }) => field.path === key || field.path.endsWith(`.${key}`));
      if (answer.status !== 400 || !named) wrong.push(`${route.id} with ${key}: ${answer.status} ${answer.text.slice(0, 200)}`);
    }
  });
  expect(wrong).toEqual([]);
});

test('E03, E13, D13: whatever stands in place of a value, the answer is a refusal or a success, never a failure, and soon', async () => {
  const hostile: unknown[] = [
    { $ne: '' },
    ['a', { b: 1 }],
    'NUL \u0000',
    'half \ud800',
    -1,
    1e308,
    `${'a@'.repeat(25_000)}!`,
    '0000-01-01T00:00:00Z',
    JSON.parse('{"__proto__":{"polluted":1}}'),
    JSON.parse(`${'['.repeat(1_000)}${']'.repeat(1_000)}`),
  ];
  const inUrl = [
    'NUL \u0000',
    '9'.repeat(400),
    '%25',
    "' or 1=1 --",
    '0000-01-01T00:00:00Z',
    Buffer.from('["99999999999999999999","2026-99-99T99:99:99Z"]').toString('base64url'),
  ];
  const fieldsOf = (schema: unknown) => Object.keys((schema as { shape?: object } | undefined)?.shape ?? {});
  const wrong: string[] = [];
  await each(guarded(), async (route) => {
    const call = absent(await plainCall(route));
    const tries: Call[] = [];
    for (const value of inUrl) {
      for (const name of Object.keys(call.params)) tries.push({ ...call, params: { ...call.params, [name]: value } });
      for (const name of fieldsOf(route.query)) tries.push({ ...call, query: { ...call.query, [name]: value } });
    }
    for (const value of hostile)
      for (const name of fieldsOf(route.body)) tries.push({ ...call, body: { ...(call.body as object), [name]: value } });
    for (const hostileCall of tries) {
      const began = performance.now();
      const answer = await send(route, hostileCall, world.a.people.owner);
      const told = `${route.id} ${JSON.stringify({ ...hostileCall, body: hostileCall.body }).slice(0, 300)}`;
      if (answer.status >= 500) wrong.push(`${told}: ${answer.status} ${answer.text.slice(0, 200)}`);
      if (performance.now() - began > 5_000) wrong.push(`${told}: ${Math.round(performance.now() - began)} ms`);
    }
  });
  expect(wrong).toEqual([]);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

// ── Live ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────

function openSocket(cookie: string, workspaceId: string): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`${world.url.replace('http', 'ws')}/api/realtime?workspace=${workspaceId}`, {
      headers: { cookie },
    });
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_request, response) => reject(new Error(String(response.statusCode))));
    socket.once('error', reject);
  });
}
interface Frame {
  type: string;
  id?: string;
  code?: string;
}
function frames(socket: WebSocket): Frame[] {
  const heard: Frame[] = [];
  socket.on('message', (data) => heard.push(JSON.parse(String(data))));
  return heard;
}
const subscribe = (socket: WebSocket, topic: string, more: object = {}) =>
  socket.send(JSON.stringify({ type: 'subscribe', id: topic, topic, ...more }));

describe('live', () => {
  test('A23: every topic as every role: exactly what the table says; no patterns, no strangers', async () => {
    const wrong: string[] = [];
    for (const role of roles) {
      const socket = await openSocket(world.a.people[role].cookie, world.a.workspaceId);
      const heard = frames(socket);
      for (const topic of world.system.realtime.topics()) {
        subscribe(socket, topic.id);
        const answer = await eventually(async () => heard.find(({ id }) => id === topic.id));
        const allowed = holders[topic.action]?.includes(role) ?? false;
        if ((answer.type === 'subscribed') !== allowed) wrong.push(`${role} on ${topic.id}: ${JSON.stringify(answer)}`);
      }
      for (const pattern of ['*', 'listen.*', '', 'listen.live:*', '__proto__', 'constructor', '../listen.live']) {
        heard.length = 0;
        subscribe(socket, pattern, { id: 'pattern' });
        const answer = await eventually(async () => heard.find(({ type }) => type === 'error' || type === 'subscribed'));
        if (answer.type !== 'error') wrong.push(`${role} on "${pattern}": ${JSON.stringify(answer)}`);
      }
      socket.close();
    }
    expect(wrong).toEqual([]);
    await expect(openSocket('', world.a.workspaceId)).rejects.toThrow('401');
    await expect(openSocket(world.b.people.owner.cookie, world.a.workspaceId)).rejects.toThrow('404');
    await expect(openSocket(world.b.people.owner.cookie, randomUUID())).rejects.toThrow('404');
  });

  test('A23: a socket of the other company hears nothing of what happens here, by any topic or key', async () => {
    const socket = await openSocket(world.b.people.owner.cookie, world.b.workspaceId);
    const heard = frames(socket);
    for (const topic of world.system.realtime.topics()) {
      subscribe(socket, topic.id);
      for (const key of [world.a.ids.person, world.a.ids.import]) subscribe(socket, topic.id, { id: `${topic.id} ${key}`, key });
    }
    await eventually(async () => heard.length >= world.system.realtime.topics().length);
    await world.a.newPerson();
    await world.b.newPerson();
    await eventually(async () => heard.some((frame) => JSON.stringify(frame).toLowerCase().includes(world.b.canary)));
    expect(heard.filter((frame) => JSON.stringify(frame).toLowerCase().includes(world.a.canary))).toEqual([]);
    socket.close();
  });

  test('A24: after a revoked session not one more event', async () => {
    const { cookie } = await world.another('a', 'viewer');
    const socket = await openSocket(cookie, world.a.workspaceId);
    const heard = frames(socket);
    const closed = new Promise<number>((resolve) => socket.once('close', resolve));
    subscribe(socket, 'listen.live');
    await eventually(async () => heard.some(({ type }) => type === 'subscribed'));
    await world.ask({ cookie }, 'POST', '/api/auth/sign-out', {});
    const began = performance.now();
    expect(await closed).toBe(4401);
    // A second, and the patience a busy machine needs.
    expect(performance.now() - began).toBeLessThan(2_000);
    const before = heard.length;
    await world.a.newPerson();
    expect(heard).toHaveLength(before);
  });
});

// ── A guest ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

describe('a guest may know what customers said, and not who they are', () => {
  const personal = { name: 'Zephyrine Quillfeather', email: 'zephyrine@quillfeather.example', phone: '+39 06 6982 1234' };
  const planted = /zephyrine|quillfeather|6982.?1234/i;
  const recently = {
    from: new Date(Date.now() - 3 * 86_400_000).toISOString(),
    to: new Date(Date.now() + 86_400_000).toISOString(),
  };
  /** The same question about these days instead of those of the examples, in which nothing happened. */
  const lately = <T>(value: T): T =>
    value === undefined || value instanceof Uint8Array
      ? value
      : JSON.parse(
          JSON.stringify(value)
            .replaceAll('2020-01-01T00:00:00.000Z', recently.from)
            .replaceAll('2020-02-01T00:00:00.000Z', recently.to),
        );
  const voice = '/api/measure/voice';
  const questionBy = (breakdown?: string) => ({
    ...{ event: world.a.event, measure: { kind: 'count' }, interval: 'day', ...recently },
    ...(breakdown && { breakdown }),
  });

  beforeAll(async () => {
    const { name, email, phone } = personal;
    const words = `I am ${name}, write to ${email} or call ${phone}: the parcel never came`;
    const batch = [
      { type: 'identify', userId: 'planted', traits: { name, email, phone } },
      { type: 'track', event: world.a.event, userId: 'planted', properties: { contact: email, customer_name: name, price: 2 } },
      {
        ...{ type: 'track', event: 'Survey Answered', userId: 'planted' },
        properties: { question_type: 'text', text: words, product: email, survey_name: 'After the parcel' },
      },
    ];
    const answer = await world.ask({ authorization: basicAuth(world.a.writeKey) }, 'POST', '/v1/batch', { batch });
    expect(answer.status).toBe(200);
    const seen = async (method: string, path: string, body?: unknown) =>
      planted.test(JSON.stringify(await world.a.api(method, path, body)));
    const patienceMs = 30_000;
    await eventually(() => seen('GET', voice), patienceMs);
    await eventually(() => seen('POST', '/api/measure/trend', questionBy('contact')), patienceMs);
    await eventually(() => seen('POST', '/api/measure/trend/people', { question: questionBy() }), patienceMs);
  }, 100_000);

  /** Routes that tell a guest who somebody is. */
  async function told(): Promise<string[]> {
    const leaks: string[] = [];
    const asked = guarded().filter(({ access }) => !('action' in access) || holders[access.action]?.includes('guest'));
    expect(asked.length).toBeGreaterThan(100);
    await each(asked, async (route) => {
      const answer = await send(route, lately(await plainCall(route)), world.a.people.guest);
      if (answer.status >= 500) leaks.push(`${route.id}: ${answer.status} ${answer.text.slice(0, 300)}`);
      if (planted.test(answer.text)) leaks.push(route.id);
    });
    // The example asks for curses only.
    if (planted.test((await world.ask(world.a.people.guest, 'GET', voice)).text)) leaks.push('all of voice');
    return leaks.sort((a, b) => a.localeCompare(b));
  }

  test('no route tells a guest a name, an address or a number; with the lock off, this walk finds them', async () => {
    expect(await told()).toEqual([]);
    const { people } = world.system;
    const { policy } = people;
    people.policy = (role, action) => policy(role, action) || action === 'personal.read';
    try {
      expect(await told()).toEqual(expect.arrayContaining(['all of voice', 'measure.funnel_people', 'measure.people_behind']));
    } finally {
      people.policy = policy;
    }
  });

  test('figures are a guest’s as everybody’s; what they are split by is hidden where it says who somebody is, or refused', async () => {
    const { guest, owner } = world.a.people;
    const ask = (who: Credentials, breakdown: string) => world.ask(who, 'POST', '/api/measure/trend', questionBy(breakdown));
    const labels = async (who: Credentials) =>
      (await ask(who, 'contact')).body.series.map(({ label, total }: { label: string; total: number }) => [label, total]);
    expect(await labels(owner)).toContainEqual([personal.email, 1]);
    expect(await labels(guest)).toContainEqual(['[email]', 1]);
    const refused = await ask(guest, 'customer_name');
    expect([refused.status, refused.body.code, refused.body.fields[0].path]).toEqual([403, 'auth.personal_data', 'breakdown']);
    expect((await ask(owner, 'customer_name')).status).toBe(200);
    const file = (format: string) =>
      world.ask(guest, 'POST', '/api/measure/export', {
        asked: { kind: 'trend', question: { ...questionBy('contact'), filters: [], timeZone: 'UTC' } },
        format,
      });
    const csv = await file('csv');
    expect([csv.status, csv.text.includes('[email]')]).toEqual([200, true]);
    expect((await file('parquet')).body.code).toBe('auth.personal_data');
  });

  test('a key of a guest’s role is held to the same; a link that goes round tells nobody', async () => {
    const { secret } = await world.a.api('POST', '/api/people/api-keys', { name: 'reports', role: 'guest' });
    const key = { authorization: `Bearer ${secret}` };
    expect((await world.ask(key, 'GET', '/api/customers/people')).body.code).toBe('auth.not_allowed');
    const behind = await world.ask(key, 'POST', '/api/measure/trend/people', { question: questionBy() });
    expect([behind.body.total > 0, planted.test(behind.text)]).toEqual([true, false]);

    const view = (breakdown: string) =>
      world.a.api('POST', '/api/measure/views', {
        title: `By ${breakdown}`,
        asked: { kind: 'trend', question: { ...questionBy(breakdown), filters: [], timeZone: 'UTC' } },
      });
    const tiles = [{ viewId: (await view('contact')).id }, { viewId: (await view('customer_name')).id }];
    const board = await world.a.api('POST', '/api/measure/dashboards', { title: 'Round', tiles });
    const { url } = await world.a.api('POST', `/api/measure/dashboards/${board.id}/links`, {});
    const page = await world.ask({}, 'GET', new URL(url).pathname);
    expect([page.status, page.text.includes('[email]'), planted.test(page.text)]).toEqual([200, true, false]);
  });

  test('the live subjects a guest may hear of name nobody', () => {
    const heard = world.system.realtime.topics().filter(({ action }) => holders[action]?.includes('guest'));
    // Whoever adds one here has looked at what its messages say.
    expect(heard.map(({ id }) => id).sort((a, b) => a.localeCompare(b))).toEqual([
      'customers.recognised',
      'customers.segment_sizes',
      'listen.import_progress',
      'listen.reported',
      'listen.survey_answered',
    ]);
  });
});

// ── And the matrix itself ─────────────────────────────────────────────────────────────────────────────────────────────────

describe('mutants: with one lock off, the matrix goes red', () => {
  test('a role that holds one action too many, and one that holds one too few', async () => {
    const { people } = world.system;
    const { policy } = people;
    const about = (room: string) => (route: Route) => 'action' in route.access && route.access.action.startsWith(`${room}.`);
    try {
      people.policy = (role, action) => policy(role, action) || (role === 'viewer' && action === 'people.keys');
      // Several are asked at a time, in whatever order they answer.
      expect((await violations(about('people'))).sort((a, b) => a.localeCompare(b))).toEqual([
        expect.stringContaining('viewer on people.createApiKey'),
        expect.stringContaining('viewer on people.listApiKeys'),
        expect.stringContaining('viewer on people.revokeApiKey'),
      ]);
      people.policy = (role, action) => policy(role, action) && !(role === 'agent' && action === 'customers.write');
      expect((await violations(about('customers'))).every((line) => line.startsWith('agent on '))).toBe(true);
      expect(await violations(about('customers'))).not.toEqual([]);
    } finally {
      people.policy = policy;
    }
    expect(await violations(about('people'))).toEqual([]);
  });

  test('a table without row-level security', async () => {
    const isolated = async (on: boolean) => {
      const { default: pg } = await import('pg');
      const client = new pg.Client({ connectionString: world.system.ownerUrl });
      await client.connect();
      await client.query(`alter table people.employee ${on ? 'enable' : 'disable'} row level security`);
      await client.end();
    };
    const route = routes().find(({ id }) => id === 'people.getEmployee');
    if (!route) throw new Error('no such route');
    const asked = () => callOf(route, world.a).then((call) => send(route, call, world.b.people.owner));
    await isolated(false);
    try {
      const answer = await asked();
      // Exactly what the tests above look for.
      expect(answer.status).not.toBe(404);
      expect(canaryIn(answer, world.a.canary)).toBeDefined();
    } finally {
      await isolated(true);
    }
    expect((await asked()).status).toBe(404);
  });
});

test('no line of the log, no metric, no health report and no page for everybody holds a customer’s or a company’s words', async () => {
  const lines = world.log().split('\n');
  const matching = (what: RegExp) => lines.filter((line) => what.test(line)).map((line) => line.slice(0, 600));
  expect(matching(/canary-[ab]/i)).toEqual([]);
  expect(matching(/"msg":"request failed"/)).toEqual([]);
  const forEverybody = [
    '/metrics',
    '/health/ready',
    '/openapi.json',
    '/docs/api',
    '/docs/problems',
    '/api/people/sign-in',
    '/api/people/setup',
  ];
  for (const path of forEverybody)
    expect([path, canaryIn(await world.ask({}, 'GET', path), 'canary')]).toEqual([path, undefined]);
});

test('whatever was refused above stands in the reference of its route', () => {
  const { paths, components } = world.system.http.openApi() as {
    paths: Record<string, Record<string, { operationId: string; responses: Record<string, { $ref?: string }> }>>;
    components: { responses: Record<string, { 'x-codes'?: string[] }> };
  };
  const described = new Set(
    Object.values(paths).flatMap((methods) =>
      Object.values(methods).flatMap(({ operationId, responses }) =>
        Object.values(responses).flatMap(({ $ref }) =>
          (components.responses[$ref?.split('/').at(-1) ?? '']?.['x-codes'] ?? []).map((code) => `${operationId} ${code}`),
        ),
      ),
    ),
  );
  expect(met.size).toBeGreaterThan(200);
  expect([...met].filter((each) => !described.has(each))).toEqual([]);
});
