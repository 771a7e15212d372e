/** What strangers try on the API besides intake and the rights matrix. Case numbers: reliability programme of the design. */
import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, startVerona, type Verona } from '../platform/testing/server.ts';
import { basicAuth, heardAs } from './support/intake.ts';

let verona: Verona;

interface Known {
  email: string;
  identifiers: { value: string }[];
  portrait: { now: object[] };
}

interface SourceMade {
  source: { id: string };
  secrets: { writeKey: string; identitySecret: string };
}

beforeAll(async () => {
  verona = await startVerona({ env: { VERONA_OUTBOUND_ALLOW: '127.0.0.1:9' } });
  await verona.send({
    type: 'identify',
    userId: 'u-known',
    timestamp: '2026-01-02T10:00:00Z',
    traits: { name: 'Known Customer', email: 'known@home.example', plan: 'gold' },
  });
  await eventually(async () => (await verona.ask('GET', '/api/customers/people/user_id:u-known')).status === 200);
});
afterAll(() => verona?.close());

test('A11: asking for more than a route offers is refused by name, and shows nothing', async () => {
  for (const extra of ['full=true', 'expand=secrets', 'include=members', 'fields=*', 'workspaceId=other']) {
    for (const path of ['/api/customers/people/user_id:u-known', '/api/listen/sources', '/api/people/employees']) {
      const answer = await verona.ask('GET', `${path}?${extra}`);
      expect([path, extra, answer.status]).toEqual([path, extra, 400]);
      expect(answer.body).toMatchObject({ fields: [{ path: expect.stringContaining(extra.split('=')[0] ?? '') }] });
      expect(JSON.stringify(answer.body)).not.toContain('Known Customer');
    }
  }
});

test('A14: the id of an upload is no ticket; without the right it does not exist', async () => {
  const file = await verona.api<{ id: string }>('POST', '/api/listen/import-files', { name: 'a.csv', bytes: 10 });
  const send = (id: string, headers: Record<string, string>) =>
    fetch(`${verona.url}/api/listen/import-files/${id}/content?offset=0`, {
      method: 'PUT',
      headers: { 'content-type': 'application/octet-stream', ...headers },
      body: 'userId\nu-1',
    });
  expect((await send(file.id, {})).status).toBe(401);
  expect((await send(file.id, { authorization: basicAuth(verona.writeKey) })).status).toBe(401);
  const mine = { authorization: `Bearer ${verona.apiKey}` };
  expect((await send(`${file.id.slice(0, -1)}${file.id.endsWith('0') ? '1' : '0'}`, mine)).status).toBe(404);
  expect((await send(file.id, mine)).status).toBe(200);
});

test('A22: a token that is empty, cut, doubled, of another user or another secret proves nothing and changes nobody', async () => {
  const made = await verona.api<SourceMade>('POST', '/api/listen/sources', { name: 'Shop window', kind: 'browser' });
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = (claims: object, secret = made.secrets.identitySecret, head: object = { alg: 'HS256', typ: 'JWT' }) => {
    const body = `${part(head)}.${part(claims)}`;
    return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
  };
  const soon = Math.floor(Date.now() / 1000) + 600;
  const right = signed({ sub: 'u-known', exp: soon });
  const tokens: [string, unknown][] = [
    ['missing', undefined],
    ['empty', ''],
    ['cut', right.slice(0, -1)],
    ['without signature', right.slice(0, right.lastIndexOf('.') + 1)],
    ['capitals', right.toUpperCase()],
    ['in a list', [right]],
    ['in an object', { token: right }],
    ['of another user', signed({ sub: 'u-other', exp: soon })],
    ['of another secret', signed({ sub: 'u-known', exp: soon }, 'guessed')],
    ['of no algorithm', signed({ sub: 'u-known', exp: soon }, made.secrets.identitySecret, { alg: 'none' })],
    ['run out', signed({ sub: 'u-known', exp: soon - 1_200 })],
  ];
  const before = await verona.api('GET', '/api/customers/people/user_id:u-known');
  const identify = (messageId: string, identityToken: unknown, traits: object) =>
    fetch(`${verona.url}/v1/identify`, {
      method: 'POST',
      headers: {
        authorization: basicAuth(made.secrets.writeKey),
        'content-type': 'application/json',
        origin: 'https://shop.example',
      },
      body: JSON.stringify({ userId: 'u-known', anonymousId: `v-${messageId}`, messageId, traits, context: { identityToken } }),
    });
  for (const [what, token] of tokens) {
    const answer = await identify(what, token, { plan: 'stolen', email: 'thief@evil.example' });
    // Heard as what it is, a claim; or refused for its shape. Never a sign whether the user exists.
    expect([what, [200, 400].includes(answer.status)]).toEqual([what, true]);
    expect(await answer.text()).not.toContain('Known Customer');
  }
  // What comes with the right one counts, so those before it have been read by then.
  expect((await identify('right', right, { city: 'Verona' })).status).toBe(200);
  const after = await eventually(async () => {
    const person = await verona.api<Known>('GET', '/api/customers/people/user_id:u-known');
    return JSON.stringify(person.portrait.now).includes('"Verona"') && person;
  });
  // Claims stand apart from what is known.
  expect(after.email).toBe('known@home.example');
  expect(JSON.stringify(after.portrait.now)).not.toMatch(/stolen|thief/);
  const visitors = new Set(after.identifiers.map(({ value }) => value).filter((value) => value.startsWith('v-')));
  expect([...visitors]).toEqual(['v-right']);
  expect(JSON.stringify(before)).not.toContain('v-');
});

test('D11: a name that a spreadsheet would run leaves as text', async () => {
  const names = ['=cmd|calc', '+1+1', '-2+3', '@SUM(A1)', '\t=1', 'quiet "name", with\ncomma'];
  const at = '2026-02-03T12:00:00Z';
  await verona.send(
    ...names.map((name) => ({ type: 'track', event: 'Named', userId: 'u-1', timestamp: at, properties: { name } })),
  );
  const question = {
    event: 'Named',
    measure: { kind: 'count' },
    breakdown: 'name',
    interval: 'day',
    from: '2026-02-03T00:00:00Z',
    to: '2026-02-04T00:00:00Z',
  };
  const csv = await eventually(async () => {
    const { status, body } = await verona.ask('POST', '/api/measure/trend.csv', { body: question });
    return status === 200 && names.every((name) => String(body).includes(name.slice(0, 5))) && String(body);
  });
  for (const cell of csv.split(/\n(?=2026)/).flatMap((line) => line.trimEnd().split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/))) {
    expect(cell.replace(/^"/, '')).not.toMatch(/^[=+@\t-]/);
  }
});

test('E02: a search is words, whatever it is made of', async () => {
  const terms = [
    "'",
    "''; drop table x --",
    '\\',
    ':*',
    '<->',
    '%',
    '_',
    '&|!()',
    '"',
    '🦊',
    '\u202e',
    '...',
    'a'.repeat(200),
    '{}',
    '$1',
  ];
  for (const path of ['/api/customers/people', '/api/listen/events', '/api/listen/schema', '/api/people/employees']) {
    for (const term of terms) {
      const answer = await verona.ask('GET', `${path}?search=${encodeURIComponent(term)}`);
      expect([path, term, answer.status]).toEqual([path, term, 200]);
    }
    const endless = await verona.ask('GET', `${path}?search=${'a'.repeat(10_000)}`);
    expect([path, endless.status]).toEqual([path, 400]);
    const nul = await verona.ask('GET', `${path}?search=%00`);
    expect([path, nul.status < 500]).toEqual([path, true]);
  }
});

test('E06: a secret is shown when it is made and never again, by no route and in no log', async () => {
  const canaries = [`given-secret-${randomUUID()}`];
  const source = await verona.api<SourceMade>('POST', '/api/listen/sources', { name: 'Secretive', kind: 'server' });
  const endpoint = await verona.api<{ secret: string }>('POST', '/api/listen/endpoints', {
    url: 'http://127.0.0.1:9/in',
    events: ['*'],
  });
  const webhook = await verona.api<{ address: string }>('POST', '/api/listen/webhooks', {
    name: 'Provider',
    verification: { scheme: 'standard' },
    secret: canaries[0],
  });
  canaries.push(source.secrets.writeKey, source.secrets.identitySecret, endpoint.secret, webhook.address, verona.writeKey);
  canaries.push(verona.apiKey, verona.admin.password);
  expect(canaries.every((secret) => secret.length > 10)).toBe(true);

  const { paths } = await verona.api<{ paths: Record<string, object> }>('GET', '/openapi.json');
  const plain = Object.keys(paths).filter((path) => 'get' in (paths[path] ?? {}) && !path.includes('{'));
  expect(plain.length).toBeGreaterThan(25);
  for (const path of plain) {
    const { body } = await verona.ask('GET', path);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    for (const secret of canaries) expect([path, text.includes(secret)]).toEqual([path, false]);
  }
  for (const secret of canaries) expect(verona.output()).not.toContain(secret);
});

test('F05: events that arrive in any order stand in the order of their times, once each', async () => {
  const sent = Array.from({ length: 20 }, (_, at) => ({
    type: 'track',
    event: 'While away',
    userId: `u-${at % 3}`,
    messageId: `away-${at}`,
    // Out of order.
    timestamp: new Date(Date.parse('2026-03-01T00:00:00Z') + ((at * 7) % 20) * 60_000).toISOString(),
  }));
  for (const event of sent) await verona.send(event);
  const heard = await heardAs(verona, 'While away');
  expect(heard).toHaveLength(20);
  const { items } = await eventually(async () => {
    const page = await verona.api<{ items: { occurredAt: string }[] }>(
      'GET',
      '/api/customers/people/user_id:u-1/timeline?limit=50&name=While%20away',
    );
    return page.items.length === 7 && page;
  });
  const times = items.map(({ occurredAt }) => occurredAt);
  expect(times).toEqual(times.toSorted((a, b) => Date.parse(b) - Date.parse(a)));
});
