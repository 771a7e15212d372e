// Webhooks both ways, through a real server: what comes in (E12, F02) and what goes out (E07, E08, E11, F04), over a restart.
import { createHmac } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Delivery, Endpoint, Webhook as WebhookIn } from '#listen/contract';
import { datasetPath } from '#platform/testing';
import { newDataFolder } from '../platform/testing/data-folder.ts';
import { eventually, startVerona, type Verona } from '../platform/testing/server.ts';

interface Received {
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** What another company runs: remembers what it got, and answers as it is told to. */
async function startReceiver() {
  const received: Received[] = [];
  const answers = new Map<string, (response: ServerResponse) => void>();
  const server = createServer((request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '/';
      received.push({ path, headers: request.headers as Record<string, string>, body: Buffer.concat(chunks).toString() });
      const answer = answers.get(path);
      if (answer) answer(response);
      else response.end('thank you');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    answers,
    at: (path: string) => received.filter((one) => one.path === path),
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    },
  };
}

let verona: Verona;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let deadPort: number;
let dataDir: string;
const start = () => startVerona({ dataDir, env: { VERONA_OUTBOUND_ALLOW: `127.0.0.1:${receiver.port},127.0.0.1:${deadPort}` } });

beforeAll(async () => {
  receiver = await startReceiver();
  const closed = await startReceiver();
  deadPort = closed.port;
  await closed.close();
  dataDir = await newDataFolder();
  verona = await start();
});
afterAll(async () => {
  await verona?.close();
  await receiver?.close();
  await rm(dataDir, { recursive: true, force: true });
});

const track = (event: string, messageId: string, properties: Record<string, unknown> = {}) => ({
  type: 'track',
  event,
  messageId,
  userId: 'w1',
  properties,
});

describe('in', () => {
  const mapping = `verona: mapping/1
name: shop
require: [{ field: customer, reason: an order belongs to somebody }]
emit:
  - type: track
    event: Order Paid
    userId: '{{customer}}'
    properties: { total: '{{total}}' }
`;
  interface Made {
    webhook: WebhookIn;
    address: string;
    secret: string | null;
  }
  const make = (more: Record<string, unknown> = {}) =>
    verona.api<Made>('POST', '/api/listen/webhooks', { name: 'Shop', verification: { scheme: 'standard' }, mapping, ...more });
  const signed = (secret: string, body: string, { id = `msg_${Math.random()}`, at = new Date() } = {}) => ({
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  });
  const post = (address: string, body: string, headers: Record<string, string>) =>
    fetch(new URL(new URL(address).pathname, verona.url), { method: 'POST', body, headers });
  const heard = async (sourceId: string) =>
    (
      await verona.api<{ items: { name: string; trusted: boolean; body: string }[] }>(
        'GET',
        `/api/listen/events?sourceId=${sourceId}&limit=200`,
      )
    ).items;
  const find = async (id: string) =>
    (await verona.api<{ items: WebhookIn[] }>('GET', '/api/listen/webhooks')).items.find((one) => one.id === id);

  test('a signed body becomes an event; its secret is shown once', async () => {
    const { webhook, address, secret } = await make();
    expect(address).toMatch(/\/v1\/webhooks\/vwh_[\w-]{32}$/);
    expect(secret).toMatch(/^whsec_/);
    expect(JSON.stringify(await find(webhook.id))).not.toContain(secret?.slice(6, 20));
    const body = '{"customer":"c1","total":12.5}';
    const answer = await post(address, body, signed(secret ?? '', body));
    expect([answer.status, await answer.json()]).toEqual([200, { success: true, kept: 1, parked: 0, conflict: 0, skipped: 0 }]);
    const [event] = await heard(webhook.id);
    expect(event).toMatchObject({ name: 'Order Paid', trusted: true });
    expect(JSON.parse(event?.body ?? '')).toMatchObject({ userId: 'c1', properties: { total: 12.5 } });
  });

  test('E12, F02: the same message twenty times at once and later again takes effect once; all are answered 200', async () => {
    const { webhook, address, secret } = await make();
    const body = '{"customer":"c2","total":1}';
    const headers = signed(secret ?? '', body, { id: 'msg_same' });
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(address, body, headers)));
    // A resend carries the same id and a new time.
    answers.push(await post(address, body, signed(secret ?? '', body, { id: 'msg_same', at: new Date(Date.now() + 1000) })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await heard(webhook.id)).toHaveLength(1);
  });

  test('E12: what is not proven is refused, and nothing of it is kept', async () => {
    const { webhook, address, secret = '' } = await make();
    const other = await make();
    const body = '{"customer":"c3","total":10}';
    const parsedAgain = '{ "customer": "c3", "total": 10 }';
    const minute = 60_000;
    const tries: [what: string, body: string, headers: Record<string, string>][] = [
      ['bad signature', body, { ...signed(secret ?? '', body), 'webhook-signature': 'v1,AAAA' }],
      ['no signature', body, { 'content-type': 'application/json' }],
      ['old', body, signed(secret ?? '', body, { at: new Date(Date.now() - 6 * minute) })],
      ['from the future', body, signed(secret ?? '', body, { at: new Date(Date.now() + 6 * minute) })],
      ["another's secret", body, signed(other.secret ?? '', body)],
      ['signature over parsed JSON', parsedAgain, signed(secret ?? '', JSON.stringify(JSON.parse(parsedAgain)))],
    ];
    for (const [what, bytes, headers] of tries) {
      const answer = await post(address, bytes, headers);
      const { code } = (await answer.json()) as { code: string };
      expect([what, answer.status, code]).toEqual([what, 401, 'listen.signature_refused']);
    }
    const text = signed(secret ?? '', body);
    expect((await post(address, body, { ...text, 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post(address, '{"customer":', signed(secret ?? '', '{"customer":'))).status).toBe(400);
    expect((await post(`${address}x`, body, text)).status).toBe(404);
    expect(await heard(webhook.id)).toEqual([]);
    expect(await find(webhook.id)).toMatchObject({
      lastRefusal: expect.stringMatching('JSON'),
      lastRefusedAt: expect.any(String),
    });
  });

  test('E12: fifty megabytes are refused before they are read', async () => {
    const { address } = await make();
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest(
        new URL(new URL(address).pathname, verona.url),
        { method: 'POST', headers: { 'content-type': 'application/json', 'content-length': String(50 * 1024 * 1024) } },
        (response) => {
          resolve(response.statusCode);
          request.destroy();
        },
      );
      request.on('error', reject);
      request.write('{');
    });
    expect(status).toBe(413);
  });

  test('a secret is replaced without a gap; a webhook that is off or moved answers nobody', async () => {
    const { webhook, address, secret } = await make();
    const added = await verona.api<{ webhook: WebhookIn; secret: string }>(
      'POST',
      `/api/listen/webhooks/${webhook.id}/secrets`,
      {},
    );
    const body = '{"customer":"c4","total":1}';
    const status = async (with_: string, at = address) => (await post(at, body, signed(with_, body))).status;
    expect([await status(secret ?? ''), await status(added.secret)]).toEqual([200, 200]);
    const first = added.webhook.secrets[0]?.id;
    await verona.api('DELETE', `/api/listen/webhooks/${webhook.id}/secrets/${first}`);
    expect([await status(secret ?? ''), await status(added.secret)]).toEqual([401, 200]);
    const last = await verona.ask('DELETE', `/api/listen/webhooks/${webhook.id}/secrets/${added.webhook.secrets[1]?.id}`);
    expect(last.status).toBe(409);
    const moved = await verona.api<Made>('POST', `/api/listen/webhooks/${webhook.id}/address`, {});
    expect([await status(added.secret), await status(added.secret, moved.address)]).toEqual([404, 200]);
    await verona.api('PATCH', `/api/listen/webhooks/${webhook.id}`, { enabled: false });
    expect(await status(added.secret, moved.address)).toBe(404);
  });

  test('an address opens no other door', async () => {
    const { webhook, address } = await make();
    const token = address.slice(address.lastIndexOf('/') + 1);
    const answer = await fetch(`${verona.url}/v1/track`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${token}:`).toString('base64')}`, 'content-type': 'application/json' },
      body: JSON.stringify(track('Sneaked', 's1')),
    });
    expect(answer.status).toBe(401);
    expect((await verona.ask('POST', `/api/listen/sources/${webhook.id}/rotate`, { body: {} })).status).toBe(404);
  });

  test('what cannot be used is kept aside once, with its reason, and comes in when the mapping was corrected', async () => {
    const { webhook, address, secret } = await make();
    const body = '{"buyer":"c5","total":7}';
    const headers = signed(secret ?? '', body, { id: 'msg_aside' });
    expect(await (await post(address, body, headers)).json()).toMatchObject({ parked: 1, kept: 0 });
    expect((await post(address, body, headers)).status).toBe(200);
    const parked = () =>
      verona
        .api<{ items: { id: string; reason: string }[] }>('GET', `/api/listen/parked?sourceId=${webhook.id}`)
        .then(({ items }) => items);
    const [item, ...others] = await parked();
    expect(others).toEqual([]);
    expect(item?.reason).toMatch('an order belongs to somebody');
    expect((await verona.ask('POST', `/api/listen/parked/${item?.id}/retry`, { body: {} })).status).toBe(422);
    await verona.api('PATCH', `/api/listen/webhooks/${webhook.id}`, { mapping: mapping.replaceAll('customer', 'buyer') });
    await verona.api('POST', `/api/listen/parked/${item?.id}/retry`, {});
    expect(await parked()).toEqual([]);
    expect(await heard(webhook.id)).toHaveLength(1);
    // The sender's own resend is still the same message.
    expect(await (await post(address, body, headers)).json()).toMatchObject({ success: true, conflict: 0 });
    expect(await heard(webhook.id)).toHaveLength(1);
  });

  test('many are kept aside; when the mapping was corrected all of them come in at once, and nothing of other sources moves', async () => {
    const [{ webhook, address, secret }, other] = await Promise.all([make(), make()]);
    const bodies = Array.from({ length: 120 }, (_, n) => JSON.stringify({ buyer: `m${n}`, total: n }));
    for (const [n, body] of bodies.entries()) await post(address, body, signed(secret ?? '', body, { id: `msg_many_${n}` }));
    const strange = '{"buyer":"elsewhere","total":1}';
    await post(other.address, strange, signed(other.secret ?? '', strange));
    const settle = (after?: string) =>
      verona.api<{ settled: number; left: number; next: string | null }>('POST', '/api/listen/parked/settle', {
        how: 'retry',
        sourceId: webhook.id,
        ...(after && { after }),
      });
    expect(await settle()).toMatchObject({ settled: 0, left: 100, next: expect.any(String) });
    await verona.api('PATCH', `/api/listen/webhooks/${webhook.id}`, { mapping: mapping.replaceAll('customer', 'buyer') });
    const first = await settle();
    expect(first).toMatchObject({ settled: 100, left: 0 });
    expect(await settle(first.next ?? '')).toEqual({ settled: 20, left: 0, next: null });
    expect(await heard(webhook.id)).toHaveLength(120);
    const { items } = await verona.api<{ items: object[] }>('GET', `/api/listen/parked?sourceId=${other.webhook.id}`);
    expect(items).toHaveLength(1);
  });

  test('a mapping is tried on the last samples before it is saved, and one that cannot run is not saved', async () => {
    const { webhook, address, secret } = await make();
    for (let n = 0; n < 12; n += 1) {
      const body = JSON.stringify({ customer: 'c6', total: n });
      await post(address, body, { ...signed(secret ?? '', body), authorization: 'Bearer of-somebody', 'x-topic': 'orders' });
    }
    const { items } = await verona.api<{ items: { headers: Record<string, string>; body: string; outcome: string }[] }>(
      'GET',
      `/api/listen/webhooks/${webhook.id}/samples`,
    );
    expect(items.length).toBeLessThanOrEqual(10);
    expect(items.length).toBeGreaterThan(5);
    expect(items[0]).toMatchObject({ headers: { 'x-topic': 'orders' }, outcome: '1 kept' });
    expect(Object.keys(items[0]?.headers ?? {})).not.toContain('authorization');
    expect(Object.keys(items[0]?.headers ?? {})).not.toContain('webhook-signature');

    const preview = (text: string) =>
      verona.api<{ faults: { path: string }[]; rows: { messages: { event?: string }[] }[] }>(
        'POST',
        '/api/listen/webhooks/preview',
        {
          mapping: text,
          body: items[0]?.body,
          headers: items[0]?.headers,
        },
      );
    expect((await preview(mapping.replace('Order Paid', 'Paid via {{$headers.x-topic}}'))).rows[0]?.messages[0]?.event).toBe(
      'Paid via orders',
    );
    expect((await preview(mapping.replace('type: track', 'type: trick'))).faults[0]?.path).toMatch('emit');
    const refused = await verona.ask('PATCH', `/api/listen/webhooks/${webhook.id}`, {
      body: { mapping: mapping.replace('type: track', 'type: trick') },
    });
    expect([refused.status, refused.body]).toEqual([422, expect.objectContaining({ code: 'listen.mapping_refused' })]);
  });

  test('by address alone: accepted, but what it says about people is a claim; forms are read when chosen', async () => {
    const { webhook, address, secret } = await make({ verification: { scheme: 'none' }, body: 'form' });
    expect(secret).toBeNull();
    const answer = await post(address, 'customer=c7&total=3', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(answer.status).toBe(200);
    expect(await heard(webhook.id)).toMatchObject([{ trusted: false }]);
    expect((await post(address, '{}', { 'content-type': 'application/json' })).status).toBe(415);
  });

  const file = datasetPath('vectors/github_webhook_examples.ndjson.gz');
  test.skipIf(!file)("GitHub's own 329 examples, signed as GitHub signs, are all accepted by the map that ships", async () => {
    const map = await readFile(new URL('../examples/maps/github_webhooks.yaml', import.meta.url), 'utf8');
    const secret = "It's a Secret to Everybody";
    const { webhook, address } = await make({
      verification: { scheme: 'hmac', header: 'X-Hub-Signature-256', prefix: 'sha256=', encoding: 'hex' },
      secret,
      mapping: map,
    });
    const lines = gunzipSync(await readFile(file as string))
      .toString()
      .trim()
      .split('\n');
    const all = lines.flatMap((line) => {
      const { name, examples } = JSON.parse(line) as { name: string; examples: unknown[] };
      return examples.map((example) => ({ name, body: JSON.stringify(example) }));
    });
    const answers = await Promise.all(
      all.map(async ({ name, body }) => {
        const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
        const headers = { 'content-type': 'application/json', 'x-github-event': name, 'x-hub-signature-256': signature };
        return (await (await post(address, body, headers)).json()) as { success: boolean; parked: number; conflict: number };
      }),
    );
    expect(answers).toHaveLength(329);
    expect(answers.filter((answer) => !(answer.success && answer.parked === 0 && answer.conflict === 0))).toEqual([]);
    expect(await find(webhook.id)).toMatchObject({ keptAside: 0, lastRefusal: null });
  });
});

describe('out', () => {
  interface Made {
    endpoint: Endpoint;
    secret: string;
  }
  const make = (path: string, events: string[], base = receiver.url) =>
    verona.api<Made>('POST', '/api/listen/endpoints', { url: `${base}${path}`, events });
  const find = async (id: string) =>
    (await verona.api<{ items: Endpoint[] }>('GET', '/api/listen/endpoints')).items.find((one) => one.id === id) as Endpoint;
  const deliveries = (id: string, state?: string) =>
    verona
      .api<{ items: Delivery[] }>('GET', `/api/listen/endpoints/${id}/deliveries?limit=200${state ? `&state=${state}` : ''}`)
      .then(({ items }) => items);

  test('an accepted event is told, signed by Standard Webhooks, to whoever wants to hear it', async () => {
    const { endpoint, secret } = await make('/orders', ['event.track:Order *']);
    await verona.send(track('Order Paid', 'o1', { total: 3 }), track('Page Read', 'o2'));
    const [message] = await eventually(async () => receiver.at('/orders').length > 0 && receiver.at('/orders'));
    const said = new Webhook(secret).verify(message?.body ?? '', message?.headers ?? {}) as Record<string, unknown>;
    expect(said).toMatchObject({
      type: 'event.track',
      data: {
        trusted: true,
        customerId: expect.any(String),
        event: { event: 'Order Paid', messageId: 'o1', properties: { total: 3 } },
      },
    });
    const [logged] = await eventually(
      async () => (await deliveries(endpoint.id, 'delivered')).length > 0 && deliveries(endpoint.id),
    );
    expect(logged).toMatchObject({
      messageId: message?.headers['webhook-id'],
      status: 200,
      response: 'thank you',
      attempts: 1,
      name: 'Order Paid',
    });
    expect(receiver.at('/orders')).toHaveLength(1);
    expect(JSON.stringify(await find(endpoint.id))).not.toContain(secret.slice(6, 20));
  });

  test('rotation signs with both for a day; another URL gets another secret, and the old one never signs there (E11)', async () => {
    const { endpoint, secret } = await make('/rotated', ['event.track:Rotated']);
    const rotated = await verona.api<Made>('POST', `/api/listen/endpoints/${endpoint.id}/rotate`, {});
    expect(rotated.endpoint.earlierSecretUntil).not.toBeNull();
    const sent = await verona.api<Delivery>('POST', `/api/listen/endpoints/${endpoint.id}/test`, {});
    expect(sent).toMatchObject({ state: 'delivered', status: 200, type: 'webhook.test' });
    const [first] = receiver.at('/rotated');
    for (const one of [secret, rotated.secret])
      expect(() => new Webhook(one).verify(first?.body ?? '', first?.headers ?? {})).not.toThrow();

    const moved = await verona.api<Made>('PATCH', `/api/listen/endpoints/${endpoint.id}`, { url: `${receiver.url}/moved` });
    expect(moved.endpoint.earlierSecretUntil).toBeNull();
    await verona.api('POST', `/api/listen/endpoints/${endpoint.id}/test`, {});
    const [second] = receiver.at('/moved');
    const proves = (one: string) => {
      try {
        return Boolean(new Webhook(one).verify(second?.body ?? '', second?.headers ?? {}));
      } catch {
        return false;
      }
    };
    expect([secret, rotated.secret, moved.secret].map(proves)).toEqual([false, false, true]);
    const same = await verona.api<Made>('PATCH', `/api/listen/endpoints/${endpoint.id}`, { description: 'Same place' });
    expect(same.secret).toBeNull();
  });

  test.each([
    'http://169.254.169.254/latest/meta-data',
    'http://127.0.0.1:1/',
    'http://[::ffff:10.0.0.1]/',
    'http://2130706433/',
    'file:///etc/passwd',
    'http://user:pass@example.com/',
    'http://nowhere.invalid/',
  ])('E07: %s cannot be saved, neither new nor as a change', async (url) => {
    const made = await verona.ask('POST', '/api/listen/endpoints', { body: { url, events: ['*'] } });
    expect([made.status, made.body]).toEqual([422, expect.objectContaining({ code: 'listen.endpoint_url_refused' })]);
    const { endpoint } = await make('/kept', ['event.track:Never']);
    const changed = await verona.ask('PATCH', `/api/listen/endpoints/${endpoint.id}`, { body: { url } });
    expect(changed.status).toBe(422);
    expect((await find(endpoint.id)).url).toBe(`${receiver.url}/kept`);
    await verona.api('DELETE', `/api/listen/endpoints/${endpoint.id}`);
  });

  test('E08: a redirect is not followed; it is a failure', async () => {
    receiver.answers.set('/redirects', (response) => response.writeHead(302, { location: `${receiver.url}/followed` }).end());
    const { endpoint } = await make('/redirects', ['event.track:Never']);
    const tried = await verona.api<Delivery>('POST', `/api/listen/endpoints/${endpoint.id}/test`, {});
    expect(tried).toMatchObject({ state: 'failed', status: 302 });
    expect(receiver.at('/followed')).toEqual([]);
  });

  test('F04: one dead of five: the four hear everything once, at once; only the dead one is tried again, and its circuit opens', async () => {
    const paths = ['/a', '/b', '/c', '/d'];
    await Promise.all(paths.map((path) => make(path, ['event.track:Alarm'])));
    const dead = await make('/dead', ['event.track:Alarm'], `http://127.0.0.1:${deadPort}`);
    const hanging = await make('/hangs', ['event.track:Alarm']);
    receiver.answers.set('/hangs', () => {});
    const began = Date.now();
    await verona.send(...Array.from({ length: 12 }, (_, n) => track('Alarm', `alarm-${n}`, { n })));
    // Less than one time-out of the one that hangs.
    await eventually(async () => paths.every((path) => receiver.at(path).length >= 12), 14_000);
    expect(Date.now() - began).toBeLessThan(14_000);
    const resting = await eventually(async () => {
      const now = await find(dead.endpoint.id);
      return now.restsUntil !== null && now;
    }, 30_000);
    expect(resting).toMatchObject({ enabled: true, waiting: 12, failingSince: expect.any(String) });
    expect(resting.failures).toBeGreaterThanOrEqual(5);
    const tried = (await deliveries(dead.endpoint.id)).filter(({ attempts }) => attempts > 0);
    expect(tried[0]?.error).toMatch('ECONNREFUSED');
    for (const path of paths) {
      const ids = receiver.at(path).map(({ headers }) => headers['webhook-id']);
      expect([path, ids.length, new Set(ids).size]).toEqual([path, 12, 12]);
    }
    await verona.api('DELETE', `/api/listen/endpoints/${hanging.endpoint.id}`);
    await verona.api('DELETE', `/api/listen/endpoints/${dead.endpoint.id}`);
  });

  test('what failed is tried again under the same id, and can be replayed, one or all', async () => {
    let down = true;
    receiver.answers.set('/flaky', (response) => response.writeHead(down ? 500 : 200).end('x'.repeat(3000)));
    const { endpoint } = await make('/flaky', ['event.track:Flaky']);
    const since = new Date().toISOString();
    await verona.send(track('Flaky', 'f1'));
    const [failed] = await eventually(async () => {
      const all = await deliveries(endpoint.id, 'waiting');
      return all[0]?.status === 500 && all;
    });
    expect(failed?.response).toBe(`${'x'.repeat(1024)}…`);
    down = false;
    // Five seconds and a bit: the first pause of the schedule.
    const [delivered] = await eventually(async () => {
      const all = await deliveries(endpoint.id, 'delivered');
      return all.length > 0 && all;
    }, 20_000);
    expect(delivered).toMatchObject({ id: failed?.id, attempts: 2 });
    await verona.api('POST', `/api/listen/endpoints/${endpoint.id}/deliveries/${delivered?.id}/replay`, {});
    await eventually(async () => receiver.at('/flaky').length >= 3);
    expect(new Set(receiver.at('/flaky').map(({ headers }) => headers['webhook-id'])).size).toBe(1);

    down = true;
    await verona.api('POST', `/api/listen/endpoints/${endpoint.id}/test`, {});
    down = false;
    const { replayed } = await verona.api<{ replayed: number }>('POST', `/api/listen/endpoints/${endpoint.id}/replay`, { since });
    expect(replayed).toBe(1);
    await eventually(async () => (await find(endpoint.id)).failed === 0);
  });

  test('what happens while an endpoint is off is not told; 410 switches it off by itself', async () => {
    const { endpoint } = await make('/off', ['event.track:Quiet']);
    await verona.api('PATCH', `/api/listen/endpoints/${endpoint.id}`, { enabled: false });
    await verona.send(track('Quiet', 'q1'));
    await verona.api('PATCH', `/api/listen/endpoints/${endpoint.id}`, { enabled: true });
    await verona.send(track('Quiet', 'q2'));
    await eventually(async () => receiver.at('/off').length > 0);
    expect(receiver.at('/off').map(({ body }) => JSON.parse(body).data.event.messageId)).toEqual(['q2']);

    receiver.answers.set('/gone', (response) => response.writeHead(410).end());
    const gone = await make('/gone', ['event.track:Gone']);
    await verona.send(track('Gone', 'g1'));
    await eventually(async () => !(await find(gone.endpoint.id)).enabled);
    expect(await find(gone.endpoint.id)).toMatchObject({ disabledBecause: 'It answered 410 Gone.', waiting: 0, failed: 1 });
  });

  test('killed in the middle: after the restart everything has arrived, under the ids it had', async () => {
    receiver.answers.set('/slow', (response) => setTimeout(() => response.end('ok'), 400));
    const { endpoint, secret } = await make('/slow', ['event.track:Slow']);
    await verona.send(...Array.from({ length: 60 }, (_, n) => track('Slow', `slow-${n}`)));
    await eventually(async () => receiver.at('/slow').length >= 20);
    const ended = new Promise((resolve) => verona.process.once('exit', resolve));
    verona.process.kill('SIGKILL');
    await ended;
    receiver.answers.delete('/slow');
    verona = await start();
    await eventually(async () => (await deliveries(endpoint.id, 'delivered')).length === 60, 60_000);
    const messages = receiver.at('/slow');
    const ids = new Map<string, string>();
    for (const { headers, body } of messages) {
      expect(() => new Webhook(secret).verify(body, headers)).not.toThrow();
      const { messageId } = JSON.parse(body).data.event;
      expect(ids.get(messageId) ?? headers['webhook-id']).toBe(headers['webhook-id']);
      ids.set(messageId, headers['webhook-id'] ?? '');
    }
    expect(ids.size).toBe(60);
  });

  test('stopped in order in the middle: what was under way is given back, and goes out at the next start', async () => {
    receiver.answers.set('/stop', () => {});
    const { endpoint } = await make('/stop', ['event.track:Stop']);
    await verona.send(track('Stop', 'stop-1'));
    await eventually(async () => receiver.at('/stop').length === 1);
    const began = Date.now();
    expect(await verona.interrupt()).toBe(0);
    expect(Date.now() - began).toBeLessThan(10_000);
    receiver.answers.delete('/stop');
    verona = await start();
    await eventually(async () => (await deliveries(endpoint.id, 'delivered')).length === 1);
    expect((await deliveries(endpoint.id))[0]).toMatchObject({ attempts: 1 });
  });
});
