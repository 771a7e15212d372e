/** Segment's HTTP API as strangers use and abuse it, against a real server. Case numbers: reliability programme of the design. */
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually, startVerona, type Verona } from '../platform/testing/server.ts';
import { basicAuth, dripUntilClosed, type Heard, heardAs, keptAside, type Problem, seenAs } from './support/intake.ts';

let verona: Verona;
let dripping: Promise<{ body: number; header: number }>;

beforeAll(async () => {
  // Far from UTC: whatever reads a date by the machine's own clock shows itself.
  verona = await startVerona({ env: { TZ: 'America/New_York' } });
  // Takes its fifteen seconds while the others run.
  dripping = Promise.all([dripUntilClosed(verona.url, 'body'), dripUntilClosed(verona.url, 'header')]).then(([body, header]) => ({
    body,
    header,
  }));
});
afterAll(() => verona?.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${verona.url}${path}`, {
    method: 'POST',
    headers: { authorization: basicAuth(verona.writeKey), 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  });
const problemOf = async (answer: Response): Promise<Problem> => (await answer.json()) as Problem;
const track = <More extends Record<string, unknown>>(event: string, more: More = {} as More) => ({
  type: 'track',
  event,
  userId: 'u-1',
  messageId: randomUUID(),
  ...more,
});
const only = async (name: string): Promise<Heard> => {
  const [first, ...rest] = await heardAs(verona, name);
  expect(rest).toEqual([]);
  if (!first) throw new Error(`no event "${name}" was kept`);
  return first;
};

describe('who may send', () => {
  test('the write key may come as Basic user, in the body or in the query', async () => {
    const bare = { authorization: '' };
    const answers = await Promise.all([
      post('/v1/track', track('Keyed by Basic')),
      post('/v1/track', { ...track('Keyed by body'), writeKey: verona.writeKey }, bare),
      post(`/v1/track?writeKey=${verona.writeKey}`, track('Keyed by query'), bare),
      post('/v1/batch', { writeKey: verona.writeKey, batch: [track('Keyed by batch')] }, bare),
    ]);
    for (const answer of answers) {
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ success: true });
    }
    for (const name of ['Keyed by Basic', 'Keyed by body', 'Keyed by query', 'Keyed by batch']) {
      const event = await only(name);
      // A key is a secret of the sender; it is not part of what was said.
      expect(event.body).not.toContain(verona.writeKey);
    }
  });

  test('A05: a missing key, a wrong one and somebody else’s kind of key are one and the same 401', async () => {
    const sent = [
      post('/v1/track', track('Nobody'), { authorization: '' }),
      post('/v1/track', track('Nobody'), { authorization: basicAuth('vwk_does-not-exist') }),
      post('/v1/track', track('Nobody'), { authorization: basicAuth('') }),
      post('/v1/track', track('Nobody'), { authorization: `Bearer ${verona.apiKey}` }),
      post('/v1/track', track('Nobody'), { authorization: basicAuth(verona.apiKey) }),
      post('/v1/batch', { batch: [track('Nobody')] }, { authorization: 'Basic \u00ff\u00fe' }),
      post('/v1/track', { ...track('Nobody'), writeKey: { $ne: '' } }, { authorization: '' }),
      post('/v1/track?writeKey=a&writeKey=b', track('Nobody'), { authorization: '' }),
    ];
    const problems = await Promise.all(sent.map(async (answer) => problemOf(await answer)));
    expect(problems[0]).toMatchObject({ status: 401, code: 'listen.unknown_write_key' });
    expect(new Set(problems.map(({ instance: _, ...rest }) => JSON.stringify(rest))).size).toBe(1);
    expect(await heardAs(verona, 'Nobody')).toEqual([]);
  });

  test('a stopped source is refused within moments, a started one heard again', async () => {
    const made = await verona.api<{ source: { id: string }; secrets: { writeKey: string } }>('POST', '/api/listen/sources', {
      name: 'Stopped',
      kind: 'server',
    });
    const authorization = basicAuth(made.secrets.writeKey);
    expect((await post('/v1/track', track('Stopped source'), { authorization })).status).toBe(200);
    await verona.api('PATCH', `/api/listen/sources/${made.source.id}`, { enabled: false });
    expect((await post('/v1/track', track('Stopped source'), { authorization })).status).toBe(401);
    await verona.api('PATCH', `/api/listen/sources/${made.source.id}`, { enabled: true });
    expect((await post('/v1/track', track('Stopped source'), { authorization })).status).toBe(200);
    expect(await heardAs(verona, 'Stopped source')).toHaveLength(2);
  });
});

describe('what may be sent', () => {
  test('every call has its door, long and short, and every one is kept once', async () => {
    const calls = {
      track: { event: 'Door' },
      page: { name: 'Door' },
      screen: { name: 'Door' },
      identify: { traits: { plan: 'gold' } },
      group: { groupId: 'g-1' },
      alias: { previousId: 'u-0' },
    };
    const sender = 'u-doors';
    for (const [kind, more] of Object.entries(calls)) {
      for (const path of [`/v1/${kind}`, `/v1/${kind[0]}`]) {
        const answer = await post(path, { userId: sender, messageId: randomUUID(), ...more });
        expect([path, answer.status]).toEqual([path, 200]);
      }
    }
    const { items } = await verona.api<{ items: Heard[] }>('GET', '/api/listen/events?limit=200');
    const kinds = items.filter((event) => event.sender.value === sender).map((event) => event.kind);
    expect(kinds.toReversed()).toEqual(Object.keys(calls).flatMap((kind) => [kind, kind]));
  });

  test('any content type will do: a beacon says text/plain, some SDKs say nothing', async () => {
    for (const type of [
      'text/plain',
      'text/plain;charset=UTF-8',
      'application/x-www-form-urlencoded',
      'application/json; charset=utf-8',
      '',
      'nonsense',
      'a/b/c;;',
    ]) {
      const answer = await post('/v1/t', track('Any type'), { 'content-type': type });
      expect([type, answer.status]).toEqual([type, 200]);
    }
    expect(await heardAs(verona, 'Any type')).toHaveLength(7);
  });

  test('a browser may ask first, and may read the answer from any page', async () => {
    const preflight = await fetch(`${verona.url}/v1/t`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://shop.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type,x-retry-count',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    const allowed = preflight.headers.get('access-control-allow-headers')?.toLowerCase() ?? '';
    for (const header of ['authorization', 'content-type', 'content-encoding', 'x-retry-count'])
      expect(allowed).toContain(header);
    // Refusals too: without these headers a page cannot tell a refusal from a broken network, and would send it again for ever.
    const big = 'x'.repeat(600 * 1024);
    for (const answer of [
      await post('/v1/t', '{'),
      await post('/v1/t', big),
      await post('/v1/t', track('Foreign'), { authorization: '' }),
    ]) {
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect(answer.headers.get('access-control-expose-headers')?.toLowerCase()).toContain('retry-after');
    }
  });

  test('gzip is undone; what pretends to be gzip is refused with the reason', async () => {
    const good = gzipSync(JSON.stringify({ batch: [track('Zipped')] }));
    expect((await post('/v1/batch', good, { 'content-encoding': 'gzip' })).status).toBe(200);
    await only('Zipped');
    const cut = await post('/v1/batch', good.subarray(0, 40), { 'content-encoding': 'gzip' });
    expect(await problemOf(cut)).toMatchObject({ status: 400, code: 'http.not_json' });
    const other = await post('/v1/batch', good, { 'content-encoding': 'br' });
    expect(await problemOf(other)).toMatchObject({ status: 415, code: 'http.unsupported' });
  });

  test('C12: a gzip bomb is cut at the limit, and memory does not notice', async () => {
    const bomb = gzipSync(Buffer.alloc(300 * 1024 * 1024, 0x20));
    expect(bomb.length).toBeLessThan(500 * 1024);
    const memory = async () =>
      Number(/^process_resident_memory_bytes (\S+)/m.exec(await (await fetch(`${verona.url}/metrics`)).text())?.[1]);
    const before = await memory();
    const answers = await Promise.all(Array.from({ length: 10 }, () => post('/v1/batch', bomb, { 'content-encoding': 'gzip' })));
    for (const answer of answers) expect(await problemOf(answer)).toMatchObject({ status: 413, code: 'http.too_large' });
    expect((await memory()) - before).toBeLessThan(200 * 1024 * 1024);
  });

  test('an event of more than 32 KB is refused by itself, and kept aside in a batch', async () => {
    const large = track('Large', { properties: { text: 'x'.repeat(33 * 1024) } });
    expect(await problemOf(await post('/v1/track', large))).toMatchObject({ status: 400, code: 'listen.unusable_event' });
    const batch = await post('/v1/batch', { batch: [track('Beside the large one'), large] });
    expect(await batch.json()).toEqual({
      success: true,
      exceptions: [{ index: 1, outcome: 'parked', reason: 'event: an event may have at most 32768 bytes' }],
    });
    await only('Beside the large one');
    expect(await heardAs(verona, 'Large')).toEqual([]);
  });

  test('a batch of more than 500 KB or 2,500 events is refused whole', async () => {
    const heavy = Array.from({ length: 20 }, () => track('Heavy', { properties: { text: 'x'.repeat(30 * 1024) } }));
    expect(await problemOf(await post('/v1/batch', { batch: heavy }))).toMatchObject({ status: 413, code: 'http.too_large' });
    const many = Array.from({ length: 2_501 }, () => ({ type: 'track', event: 'Heavy', userId: 'u' }));
    expect(await problemOf(await post('/v1/batch', { batch: many }))).toMatchObject({
      status: 400,
      code: 'listen.unusable_event',
    });
    expect(await heardAs(verona, 'Heavy')).toEqual([]);
  });

  test('what is not JSON, or not an event, is refused with the place of the trouble', async () => {
    const refusals: [unknown, string, RegExp][] = [
      ['{"event": "Cut off', 'listen.not_json', /JSON/],
      ['', 'listen.not_json', /JSON/],
      ['"a word"', 'listen.not_json', /object/],
      ['null', 'listen.not_json', /object/],
      [{ userId: 'u' }, 'listen.unusable_event', /^event: /],
      [{ event: 'No sender' }, 'listen.unusable_event', /^userId: /],
      [{ event: '', userId: 'u' }, 'listen.unusable_event', /^event: /],
      [{ event: 'E', userId: 'u', properties: [1] }, 'listen.unusable_event', /^properties: /],
      [{ event: 'E', userId: 'u', timestamp: 'yesterday' }, 'listen.unusable_event', /^timestamp: /],
    ];
    for (const [body, code, detail] of refusals) {
      const answer = await post('/v1/track', body);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      const problem = await problemOf(answer);
      expect(problem).toMatchObject({ status: 400, code, type: `/docs/problems#${code}` });
      expect(problem.detail).toMatch(detail);
      expect(problem.cure).not.toBe('');
    }
    expect(await problemOf(await post('/v1/batch', { batch: 'none' }))).toMatchObject({ fields: [{ path: 'batch' }] });
  });

  test('E03: an object or a list where an id is expected is refused by name, never a look-up or an "[object Object]"', async () => {
    for (const [field, value] of Object.entries({
      userId: { $gt: '' },
      anonymousId: ['a'],
      messageId: { toString: 'x' },
      event: { name: 'Objects' },
      timestamp: { at: 1 },
    })) {
      const problem = await problemOf(await post('/v1/track', track('Objects', { [field]: value })));
      expect([field, problem]).toMatchObject([field, { status: 400, fields: [{ path: field }] }]);
    }
    expect(await heardAs(verona, 'Objects')).toEqual([]);
    expect(await heardAs(verona, '[object Object]')).toEqual([]);
  });

  test('Recursion bombs: deep nesting is kept aside by itself, and its neighbours are kept', async () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    for (const depth of [1_000, 15_000]) {
      const deep = `{"type":"track","event":"Deep","userId":"u","messageId":"deep-${depth}","properties":{"a":${nested(depth)}}}`;
      const alone = await post('/v1/track', deep);
      expect(await problemOf(alone)).toMatchObject({ status: 400, code: 'listen.unusable_event' });
      const beside = JSON.stringify(track(`Beside ${depth}`));
      const [batch, neighbour] = await Promise.all([
        post('/v1/batch', `{"batch":[${beside},${deep}]}`),
        post('/v1/track', track('Neighbour')),
      ]);
      expect([batch.status, neighbour.status]).toEqual([200, 200]);
      await only(`Beside ${depth}`);
    }
    const bottomless = nested(200_000);
    for (const body of [
      bottomless,
      `{"batch":[${bottomless}]}`,
      `{"batch":[${JSON.stringify(track('Beside the bottomless'))}],"context":${bottomless}}`,
    ]) {
      expect((await post('/v1/batch', body)).status).toBeLessThan(500);
    }
    expect(await heardAs(verona, 'Deep')).toEqual([]);
  });

  test('D13: __proto__ and constructor are plain keys: kept as sent, and nobody’s prototype', async () => {
    const hostile =
      '{"type":"track","event":"Proto","userId":"u","messageId":"proto-1","__proto__":{"polluted":1},' +
      '"properties":{"__proto__":"word","constructor":{"prototype":{"polluted":2}},"deep":{"__proto__":{"polluted":3}}},' +
      '"context":{"__proto__":{"polluted":4}}}';
    expect((await post('/v1/track', hostile)).status).toBe(200);
    const kept = await only('Proto');
    expect(JSON.parse(kept.body)).toEqual(JSON.parse(hostile));
    const { properties } = await seenAs(verona, 'Proto');
    expect(properties).toEqual(
      expect.arrayContaining(['__proto__', 'constructor.prototype.polluted', 'deep.__proto__.polluted']),
    );
    expect((await post('/v1/track?__proto__[polluted]=1&constructor=2', track('Proto query'))).status).toBe(200);
    // The next one is ordinary: nothing stuck to what all objects share.
    expect((await post('/v1/track', track('After proto'))).status).toBe(200);
    expect(JSON.parse((await only('After proto')).body)).not.toHaveProperty('polluted');
  });

  test('D10: markup in names, agents and referrers is kept and answered as data, never as a page', async () => {
    const xss = '<img src=x onerror=alert(1)>"><script>alert(2)</script>';
    const sent = track(`Markup ${xss}`, {
      properties: { [xss]: xss },
      context: { userAgent: xss, page: { referrer: `javascript:alert(3)//${xss}`, title: xss } },
    });
    expect((await post('/v1/track', sent, { 'user-agent': xss, referer: xss })).status).toBe(200);
    const answer = await verona.ask('GET', `/api/listen/events?name=${encodeURIComponent(sent.event)}`);
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("script-src 'self'");
    const [event] = (answer.body as { items: Heard[] }).items;
    expect(event?.name).toBe(sent.event);
    expect(JSON.parse(event?.body ?? '')).toMatchObject({ context: sent.context });
    // An error that quotes the sender's words is data too.
    const refused = await post(`/v1/track`, { userId: 'u', event: { toString: xss }, [xss]: 1 });
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    const lost = await verona.ask('GET', `/v1/${encodeURIComponent(xss)}`);
    expect(lost.status).toBe(404);
    expect(lost.headers.get('content-type')).toContain('application/problem+json');
  });

  test('E13: fifty kilobytes against every check of an event: answered at once', async () => {
    const long = `${'a'.repeat(50_000)}!`;
    const attacks: Record<string, unknown>[] = [
      { event: long },
      { userId: long },
      { anonymousId: long },
      { messageId: long },
      { timestamp: `2026-01-01${'0'.repeat(50_000)}!` },
      { traits: { email: `${'a@'.repeat(16_000)}!` } },
      { properties: { phone: `+${'1 ('.repeat(10_000)}` } },
      { context: { identityToken: `${'e.'.repeat(25_000)}` } },
      { type: long },
    ];
    // The best of four, against an ordinary event: a busy machine is not a slow check.
    const fastest = async (event: Record<string, unknown>) => {
      const times: number[] = [];
      for (let round = 0; round < 4; round += 1) {
        const began = performance.now();
        expect((await post('/v1/batch', { batch: [event] })).status).toBe(200);
        times.push(performance.now() - began);
      }
      return Math.min(...times);
    };
    const ordinary = await fastest(track('Long'));
    for (const attack of attacks) {
      const slower = (await fastest(track('Long', attack))) - ordinary;
      expect([Object.keys(attack), slower < 50]).toEqual([Object.keys(attack), true]);
    }
  });
});

describe('when it happened', () => {
  const near = (instant: string | undefined, expected: number) => Math.abs(Date.parse(instant ?? '') - expected) < 5_000;

  test('clock skew: a sender a day behind is corrected by its own sentAt, alone and in a batch', async () => {
    const wrong = Date.now() - 26 * 3_600_000;
    const timestamp = new Date(wrong - 60_000).toISOString();
    const sentAt = new Date(wrong).toISOString();
    await post('/v1/track', { ...track('Skewed alone'), timestamp, sentAt });
    await post('/v1/batch', { sentAt, batch: [{ ...track('Skewed in a batch'), timestamp }] });
    for (const name of ['Skewed alone', 'Skewed in a batch']) {
      const event = await only(name);
      expect(near(event.occurredAt, Date.now() - 60_000)).toBe(true);
      expect(JSON.parse(event.body)).toMatchObject({ timestamp });
    }
  });

  test('a time without a zone is UTC, wherever the server stands', async () => {
    const forms = {
      'Zone-less': '2026-03-01T12:00:00',
      'Zone-less with ms': '2026-03-01T12:00:00.000',
      'Zone-less, spaced': '2026-03-01 12:00:00',
      Zoned: '2026-03-01T13:00:00+01:00',
    };
    for (const [name, timestamp] of Object.entries(forms)) {
      await post('/v1/track', track(name, { timestamp }));
      expect([name, (await only(name)).occurredAt]).toEqual([name, '2026-03-01T12:00:00.000Z']);
    }
  });

  test('1805 and 2999 are not when anything happened: refused alone, kept aside in a batch', async () => {
    for (const timestamp of ['1805-04-02T00:00:00Z', '2999-01-01T00:00:00Z', '0000-00-00', '2026-13-45T99:99:99Z']) {
      const problem = await problemOf(await post('/v1/track', track('Out of time', { timestamp })));
      expect([timestamp, problem]).toMatchObject([timestamp, { status: 400, fields: [{ path: 'timestamp' }] }]);
      const batch = await post('/v1/batch', { batch: [track('Out of time', { timestamp }), track(`Beside ${timestamp}`)] });
      expect(await batch.json()).toMatchObject({ exceptions: [{ index: 0, outcome: 'parked' }] });
      await only(`Beside ${timestamp}`);
    }
    expect(await heardAs(verona, 'Out of time')).toEqual([]);
    expect((await keptAside(verona)).filter(({ field }) => field === 'timestamp')).not.toEqual([]);
  });

  test('tomorrow and after is now: a phone with a wrong date does not write into the future', async () => {
    await post('/v1/track', track('From the future', { timestamp: new Date(Date.now() + 40 * 24 * 3_600_000).toISOString() }));
    expect(near((await only('From the future')).occurredAt, Date.now())).toBe(true);
  });
});

describe('once, and nothing lost', () => {
  test('F02: one event sent twenty times at once and again later takes effect once; every answer is yes', async () => {
    const twin = track('Twin', { timestamp: '2026-03-01T12:00:00Z' });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => (at % 2 ? post('/v1/track', twin) : post('/v1/batch', { batch: [twin, twin] }))),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    for (const answer of answers) expect(await answer.json()).toEqual({ success: true });
    expect((await post('/v1/track', { ...twin, sentAt: new Date().toISOString() })).status).toBe(200);
    await only('Twin');
    expect((await seenAs(verona, 'Twin')).seen).toBe(1);
  });

  test('F03: the same id with other words is a conflict one can see: 409 alone, an exception in a batch, the first one stands', async () => {
    const first = track('Conflict', { properties: { total: 1 } });
    await post('/v1/track', first);
    const other = { ...first, properties: { total: 2 } };
    expect(await problemOf(await post('/v1/track', other))).toMatchObject({
      status: 409,
      code: 'listen.same_id_other_content',
      messageId: first.messageId,
    });
    expect(await (await post('/v1/batch', { batch: [other] })).json()).toMatchObject({
      exceptions: [{ index: 0, outcome: 'conflict' }],
    });
    expect(JSON.parse((await only('Conflict')).body)).toMatchObject({ properties: { total: 1 } });
    const aside = (await keptAside(verona)).filter(({ messageId }) => messageId === first.messageId);
    expect(aside.length).toBeGreaterThan(0);
    expect(aside[0]).toMatchObject({ stage: 'conflict' });
    // The same id from another source is another event.
    const { secrets } = await verona.api<{ secrets: { writeKey: string } }>('POST', '/api/listen/sources', {
      name: 'Other',
      kind: 'server',
    });
    expect((await post('/v1/track', other, { authorization: basicAuth(secrets.writeKey) })).status).toBe(200);
    expect(await heardAs(verona, 'Conflict')).toHaveLength(2);
  });

  test('F06: one poisoned event among a hundred: 99 kept, one aside with its reason, mended and kept', async () => {
    const hundred = Array.from({ length: 100 }, (_, at) =>
      track('Hundred', { properties: { text: at === 1 ? 'NUL \u0000 and lone \ud800' : 'literal \\u0000' } }),
    );
    const poisoned = { ...track('Hundred'), userId: 'nul\u0000' };
    const answer = await post('/v1/batch', { batch: [...hundred.slice(0, 99), poisoned] });
    expect(await answer.json()).toMatchObject({
      success: true,
      exceptions: [{ index: 99, outcome: 'parked', reason: expect.stringContaining('userId') }],
    });
    const kept = await heardAs(verona, 'Hundred');
    expect(kept).toHaveLength(99);
    const odd = kept.find((event) => JSON.parse(event.body).messageId === hundred[1]?.messageId);
    expect(JSON.parse(odd?.body ?? '')).toMatchObject({ properties: { text: 'NUL \u0000 and lone \ud800' } });
    expect(JSON.parse(kept[0]?.body ?? '')).toMatchObject({ properties: { text: 'literal \\u0000' } });
    // Into the reports as well: a value that one engine cannot hold may not stop the lane.
    await eventually(async () => (await seenAs(verona, 'Hundred')).seen === 99);

    const aside = (await keptAside(verona)).find(({ messageId }) => messageId === poisoned.messageId);
    expect(aside).toMatchObject({ stage: 'intake', field: 'userId' });
    const retry = `/api/listen/parked/${aside?.id}/retry`;
    expect(await verona.ask('POST', retry, { body: {}, headers: { authorization: `Bearer ${verona.apiKey}` } })).toMatchObject({
      status: 422,
    });
    await verona.api('POST', retry, { body: JSON.stringify({ ...poisoned, userId: 'mended' }) });
    expect(await heardAs(verona, 'Hundred')).toHaveLength(100);
    expect((await keptAside(verona)).filter(({ messageId }) => messageId === poisoned.messageId)).toEqual([]);
  });

  test('F06: a wrong key, broken JSON, a bomb: the next good event is kept', async () => {
    await Promise.all([
      post('/v1/batch', '{'),
      post('/v1/batch', '[]'),
      post('/v1/batch', '{"batch":[null,1,"a",[],{}]}'),
      post('/v1/batch', { batch: [] }),
    ]);
    expect((await post('/v1/track', track('The next good one'))).status).toBe(200);
    await only('The next good one');
  });
});

describe('overload', () => {
  let narrow: Verona;
  beforeAll(async () => {
    narrow = await startVerona({ env: { VERONA_INTAKE_QUEUE: '100' } });
  });
  afterAll(() => narrow?.close());

  test('a flood is refused with 503 and Retry-After, nothing refused is kept, everything accepted is, and repeating completes it', async () => {
    // Two of them fill the queue: however fast it is emptied, three come at once.
    const batches = Array.from({ length: 60 }, (_, batch) =>
      Array.from({ length: 50 }, (_, at) => ({ type: 'track', event: 'Flood', userId: 'u', messageId: `flood-${batch}-${at}` })),
    );
    const answers = await Promise.all(batches.map((batch) => narrow.send(...batch)));
    const accepted = answers.filter(({ status }) => status === 200).length;
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused) {
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await problemOf(answer)).toMatchObject({ status: 503, code: 'listen.intake_full' });
    }
    const count = () => seenAs(narrow, 'Flood').then(({ seen }) => seen);
    await eventually(async () => (await count()) === accepted * 50, 30_000);
    let missing = batches.filter((_, at) => answers[at]?.status !== 200);
    for (let round = 0; missing.length > 0 && round < 200; round += 1) {
      const again: typeof missing = [];
      for (const batch of missing) if ((await narrow.send(...batch)).status !== 200) again.push(batch);
      missing = again;
    }
    await eventually(async () => (await count()) === 3_000, 30_000);
  });

  test('a batch larger than the whole queue is taken when nothing else waits', async () => {
    const large = Array.from({ length: 250 }, (_, at) => ({
      type: 'track',
      event: 'Large batch',
      userId: 'u',
      messageId: `large-${at}`,
    }));
    expect((await narrow.send(...large)).status).toBe(200);
    await eventually(async () => (await seenAs(narrow, 'Large batch')).seen === 250);
  });
});

describe('on the wire', () => {
  /** Sends bytes, answers what came back until the other side closed or `ms` passed. */
  const raw = (text: string, ms = 2_000) =>
    new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(verona.url).port), '127.0.0.1', () => socket.write(text));
      let heard = '';
      const end = () => {
        socket.destroy();
        resolve(heard);
      };
      socket.setTimeout(ms, end);
      socket.on('data', (part) => {
        heard += part;
      });
      socket.on('error', end);
      socket.on('close', end);
    });

  test('headers are limited, and a request nobody can read is refused as a problem, not with words of the engine', async () => {
    const answers = {
      'a long header': await raw(`GET /health/live HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(40_000)}\r\n\r\n`),
      nonsense: await raw('NONSENSE\r\n\r\n'),
      'two lengths': await raw(
        'POST /v1/t HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n',
      ),
    };
    for (const [what, answer] of Object.entries(answers)) {
      expect([what, answer]).toEqual([what, expect.stringMatching(/^HTTP\/1\.1 4\d\d /)]);
      expect([what, answer]).toEqual([what, expect.stringContaining('application/problem+json')]);
    }
    expect(answers['a long header']).toMatch(/^HTTP\/1\.1 431 /);
  });

  test('an address that cannot be decoded, or holds a NUL, is the sender’s mistake and not ours', async () => {
    for (const path of [
      '/v1/%E0%A4%A',
      '/api/listen/schema/%E0%A4%A',
      '/%c0%ae%c0%ae/etc/passwd',
      '/api/listen/schema/a%00b',
      '/api/listen/events?name=a%00b',
      '/v1/projects/a%00b/settings',
      `/v1/projects/${'k'.repeat(400)}/settings`,
    ]) {
      const answer = await verona.ask('GET', path);
      expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true]);
    }
  });

  test('F20: a body or a header that drips is cut within fifteen seconds, while others are served', async () => {
    const began = performance.now();
    expect((await post('/v1/track', track('Beside the drip'))).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(1_000);
    const { body, header } = await dripping;
    expect(body).toBeLessThan(15_500);
    expect(header).toBeLessThan(15_500);
  });
});

test('nothing of this made the server fail: no 5xx, no stack in its log', async () => {
  const metrics = await (await fetch(`${verona.url}/metrics`)).text();
  const failures = metrics.split('\n').filter((line) => /^verona_http_seconds_count\{.*status="5xx"/.test(line));
  expect(failures).toEqual([]);
  expect(verona.output()).not.toMatch(/request failed|unhandled|\n\s+at /i);
  expect(verona.output()).not.toContain(verona.writeKey);
});
