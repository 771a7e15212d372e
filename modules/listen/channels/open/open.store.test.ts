// Open channels and text messages on a real Postgres, through their doors, with a provider that behaves as it is told.
// Case numbers: reliability programme of the design (E12 signed doors, F16 pumping).
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LRUCache } from 'lru-cache';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAudit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import type { BindRaw, RawRequest } from '#platform/http';
import { createIds } from '#platform/ids';
import type { Jobs } from '#platform/jobs';
import { createLog } from '#platform/log';
import { createOutbound } from '#platform/outbound';
import { sql } from '#platform/postgres';
import { createSecrets } from '#platform/secrets';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import type { SmsSettings } from '../../contract/open.ts';
import { createIntake } from '../../ingest/intake.ts';
import { registerSenders } from '../../store/log.ts';
import { newSigningSecret } from '../../webhooks/signing-secret.ts';
import { type Channels, createChannels } from '../channels.ts';
import type { HeardMessage } from '../inbound.ts';
import type { Dispatched, OutboundMessage } from '../outbound.ts';
import { bindOpenDoor } from './door.ts';
import { createOpen } from './open.ts';
import { signatureOf } from './sms/rules/signature.ts';

const authToken = 'the auth token of a test';
const accountSid = `AC${'1'.repeat(32)}`;
const customer = '+390612345678';

let house: FreshDatabase;
let channels: Channels;
let provider: Server;
let url: string;
let clockMs = Date.now();
/** How the other side answers next; undefined: it hangs up without a word. */
let answer: { status: number; body?: unknown } | undefined;
const arrived: { path: string; headers: Record<string, unknown>; body: string }[] = [];
const heard: HeardMessage[] = [];
const news: Dispatched[] = [];
const queue: { payload: unknown }[] = [];
const works = new Map<string, (job: never) => Promise<void>>();
const doors = new Map<string, Parameters<BindRaw>[1]>();
let principal: Principal;

beforeAll(async () => {
  provider = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    arrived.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
    if (answer === undefined) request.socket.destroy();
    else response.writeHead(answer.status).end(JSON.stringify(answer.body ?? {}));
  });
  provider.listen(0, '127.0.0.1');
  await once(provider, 'listening');
  const endpoint = `127.0.0.1:${(provider.address() as AddressInfo).port}`;
  url = `http://${endpoint}`;
  house = await freshDatabase();
  const { db, workspaceId } = house;
  principal = { kind: 'system', id: 'test', label: 'Test', workspaceId, role: 'owner' };
  const log = createLog({ level: 'silent' });
  const secrets = createSecrets('a secret for tests');
  const jobs: Jobs = {
    handle: (kind, work) => void works.set(kind.name, work as never),
    every: () => {},
    add: async (_tx, _kind, payload) => void queue.push({ payload }),
    cancel: async () => {},
  };
  const now = () => clockMs;
  const known = new LRUCache<string, string>({ max: 1_000 });
  const intake = createIntake({ db, queueLimit: 1_000, now });
  channels = createChannels({
    ...{ db, jobs, log, secrets, intake, now },
    newId: createIds(now),
    audit: createAudit({ log }),
    registerSenders: (tx, workspace, asked) => registerSenders(tx, workspace, known, asked),
  });
  channels.onMessage(async (_tx, _workspaceId, message) => void heard.push(message));
  channels.onDispatch(async (_tx, _workspaceId, told) => void news.push(told));
  const outbound = createOutbound({ allow: [endpoint] });
  const open = createOpen({ db, channels, outbound, secrets, log, now, baseUrl: 'https://verona.example/' });
  channels.carrier('open', open.carrier);
  const bindRaw: BindRaw = (route, answerTo) => void doors.set(route.path, answerTo);
  bindOpenDoor({ bindRaw, open, now });
});
afterAll(async () => {
  provider?.closeAllConnections();
  provider?.close();
  await house?.close();
});
beforeEach(() => {
  for (const list of [arrived, heard, news, queue]) list.length = 0;
  answer = { status: 200 };
  clockMs = Date.now();
});

const openChannel = (settings: unknown, secret: string) =>
  house.db.inWorkspace(house.workspaceId, async (tx) => {
    const { channel } = await channels.create(tx, principal, { kind: 'open', name: 'Any', settings, secret });
    return { id: channel.id, key: channel.publicKey, secret };
  });
const webhookChannel = () => openChannel({ provider: 'webhook', url: `${url}/hook` }, newSigningSecret());
const smsChannel = (more: Partial<SmsSettings> = {}) =>
  openChannel(
    { provider: 'twilio', accountSid, from: '+390600000000', apiBase: url, dailyLimit: 10, prefixes: ['+39'], ...more },
    authToken,
  );
type Opened = Awaited<ReturnType<typeof openChannel>>;

/** The status and what was answered, or the code of the refusal. */
async function knock(path: string, request: Partial<RawRequest>): Promise<unknown> {
  try {
    const nothing = { params: {}, query: {}, headers: {}, body: Buffer.alloc(0), ip: '192.0.2.1' };
    const answerTo = doors.get(path) as Parameters<BindRaw>[1];
    const { status, body } = await answerTo({ ...nothing, ...request });
    return path.endsWith('twilio') ? { status } : { status, ...JSON.parse(String(body)) };
  } catch (error) {
    if (error instanceof Refusal) return error.kind.code;
    throw error;
  }
}

interface Signing {
  secret?: string;
  at?: number;
  type?: string;
  signed?: string;
  door?: 'messages' | 'deliveries';
}
function post({ key, secret }: Opened, told: unknown, how: Signing = {}): Promise<unknown> {
  const body = JSON.stringify(told);
  const at = new Date(how.at ?? clockMs);
  const headers = {
    'content-type': how.type ?? 'application/json',
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(how.secret ?? secret).sign('msg_1', at, how.signed ?? body),
  };
  return knock(`/channels/v1/:key/${how.door ?? 'messages'}`, { params: { key }, headers, body: Buffer.from(body) });
}
function textTo({ key }: Opened, fields: Record<string, string>, query: Record<string, string> = {}, token = authToken) {
  const form = new URLSearchParams({ AccountSid: accountSid, ...fields });
  const asked = new URLSearchParams(query).toString();
  const signature = signatureOf(token, `https://verona.example/channels/v1/${key}/twilio${asked && `?${asked}`}`, form);
  const headers = {
    'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
    'x-twilio-signature': signature.toString('base64'),
  };
  return knock('/channels/v1/:key/twilio', { params: { key }, query, headers, body: Buffer.from(form.toString()) });
}

const hello = { id: 'm-1', thread: 't-1', from: { type: 'email', value: 'ann@example.com', name: 'Ann' }, text: 'Hello' };

async function say(channel: Opened, to: OutboundMessage['to'], more: Partial<OutboundMessage> = {}): Promise<string> {
  const id = randomUUID();
  const message = { id, channelId: channel.id, thread: 't-1', to, authorName: 'Bea', automatic: false, text: 'Good morning' };
  await house.db.inWorkspace(house.workspaceId, (tx) =>
    channels.send(tx, house.workspaceId, { ...message, attachments: [], ...more }),
  );
  return id;
}
/** Runs what waits; answers whether each of them wants another try. */
async function dispatch(attempt = 1): Promise<boolean[]> {
  return Promise.all(
    queue.map(async ({ payload }) => {
      try {
        await works.get('listen.dispatch')?.({ payload, attempt } as never);
        return false;
      } catch {
        return true;
      }
    }),
  );
}
const stateOf = (id: string) =>
  house.db.inWorkspace(house.workspaceId, (tx) =>
    tx.one<{ state: string; reason: string | null; provider: string | null }>(
      sql`select state, reason, provider_id as provider from listen.dispatch where id = ${id}`,
    ),
  );

describe('an open channel', () => {
  test('E12: heard once, by whoever it is told again', async () => {
    const channel = await webhookChannel();
    expect(await post(channel, { ...hello, verified: true, language: 'it' })).toEqual({ status: 200, outcome: 'heard' });
    expect(heard).toMatchObject([
      { channelId: channel.id, externalId: 'm-1', thread: ['t-1'], text: 'Hello', senderName: 'Ann', senderVerified: true },
    ]);
    expect(await post(channel, { ...hello, verified: true, language: 'it' })).toEqual({ status: 200, outcome: 'again' });
    expect(await post(channel, { ...hello, text: 'Other words' })).toEqual({ status: 200, outcome: 'conflict' });
    expect(heard).toHaveLength(1);
  });

  test('a review brings its stars, its author and what it is about; more stars than there are is refused', async () => {
    const channel = await openChannel(
      { provider: 'webhook', url: `${url}/hook`, isPublic: true, limit: 350 },
      newSigningSecret(),
    );
    const from = { type: 'author', value: 'playstore:gp:AOqp', name: 'Ann' };
    const review = {
      ...hello,
      from,
      rating: { value: 2, of: 5 },
      product: 'Casa for Android',
      version: '4.1',
      link: 'https://x.example/r',
    };
    expect(await post(channel, review)).toEqual({ status: 200, outcome: 'heard' });
    expect(heard).toMatchObject([
      {
        ...{ sender: { type: 'author', value: 'playstore:gp:AOqp' }, rating: { value: 2, of: 5 }, isPublic: true },
        ...{ link: 'https://x.example/r', details: { product: 'Casa for Android', version: '4.1' } },
      },
    ]);
    const logged = await house.db.inWorkspace(house.workspaceId, (tx) =>
      tx.one<{ body: string }>(sql`select body from listen.event where body like '%Casa for Android%'`),
    );
    expect(JSON.parse(logged.body).properties).toMatchObject({
      rating: 2,
      rating_of: 5,
      product: 'Casa for Android',
      public: true,
    });
    expect(await post(channel, { ...review, id: 'm-2', rating: { value: 6, of: 5 } })).toBe('http.invalid');
    expect(await post(channel, { ...review, id: 'm-3', link: 'javascript:alert(1)' })).toBe('http.invalid');
  });

  test('E12: what is not proven, too old, of another tenant, or not readable is refused and not heard', async () => {
    const [channel, other] = [await webhookChannel(), await webhookChannel()];
    const minutes = 60_000;
    const unproven = 'listen.channel_signature_refused';
    expect(await post(channel, hello, { signed: `${JSON.stringify(hello)} ` })).toBe(unproven);
    expect(await post(channel, hello, { at: clockMs - 6 * minutes })).toBe(unproven);
    expect(await post(channel, hello, { at: clockMs + 6 * minutes })).toBe(unproven);
    expect(await post(channel, hello, { secret: other.secret })).toBe(unproven);
    expect(await post({ ...channel, key: 'vck_of-nobody' }, hello)).toBe('listen.channel_unknown_key');
    expect(await post(channel, hello, { type: 'text/plain' })).toBe('listen.channel_body_unread');
    expect(await post(channel, { ...hello, attachments: [{ name: 'a.pdf' }] })).toBe('http.invalid');
    expect(await post(channel, { ...hello, from: { type: 'phone', value: '123' } })).toBe('http.invalid');
    expect(await post(channel, [hello, hello])).toBe('http.invalid');
    expect(await textTo(channel, { MessageSid: 'SM1', From: customer, Body: 'Hi' })).toBe('listen.channel_unknown_key');
    expect(heard).toEqual([]);
  });

  test('what we say is posted, signed with the same secret, under our id; the other side names it', async () => {
    const channel = await webhookChannel();
    const id = await say(channel, { type: 'email', value: 'ann@example.com' });
    answer = { status: 202, body: { id: 'theirs-1' } };
    expect(await dispatch()).toEqual([false]);
    expect(arrived).toHaveLength(1);
    const [{ path, headers, body } = { path: '', headers: {}, body: '' }] = arrived;
    expect([path, headers['webhook-id']]).toEqual(['/hook', id]);
    expect(new Webhook(channel.secret).verify(body, headers as Record<string, string>)).toMatchObject({
      type: 'message',
      data: { id, thread: 't-1', to: { value: 'ann@example.com' }, text: 'Good morning', author: 'Bea' },
    });
    expect(await stateOf(id)).toEqual({ state: 'sent', reason: null, provider: 'theirs-1' });
    // A job that runs again finds it sent.
    expect(await dispatch(2)).toEqual([false]);
    expect(arrived).toHaveLength(1);
  });

  test('a refusal is final; trouble over there is tried again under the same id', async () => {
    const channel = await webhookChannel();
    const id = await say(channel, { type: 'email', value: 'ann@example.com' });
    for (const trouble of [{ status: 503 }, undefined, { status: 429 }]) {
      answer = trouble;
      expect(await dispatch()).toEqual([true]);
      expect((await stateOf(id)).state).toBe('queued');
    }
    answer = { status: 422, body: { error: 'no such customer' } };
    expect(await dispatch()).toEqual([false]);
    expect(await stateOf(id)).toMatchObject({
      state: 'failed',
      reason: expect.stringContaining('422: {"error":"no such customer"}'),
    });
    expect(new Set(arrived.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([id]));
  });

  test('what became of it later is told once, and only by the channel it went out on', async () => {
    const [channel, other] = [await webhookChannel(), await webhookChannel()];
    const id = await say(channel, { type: 'email', value: 'ann@example.com' });
    await dispatch();
    news.length = 0;
    const failed = { id, state: 'failed', reason: 'the app was removed' };
    expect(await post(other, failed, { door: 'deliveries' })).toEqual({ status: 200 });
    expect((await stateOf(id)).state).toBe('sent');
    for (let time = 0; time < 2; time += 1) expect(await post(channel, failed, { door: 'deliveries' })).toEqual({ status: 200 });
    expect(news).toEqual([{ id, state: 'failed', reason: 'the app was removed' }]);
  });
});

describe('text messages', () => {
  test('E12: one that came is heard once; unproven ones are not', async () => {
    const channel = await smsChannel();
    const fields = { MessageSid: 'SM1', From: customer, To: '+390600000000', Body: 'STOP' };
    expect(await textTo(channel, fields)).toEqual({ status: 200 });
    expect(await textTo(channel, fields)).toEqual({ status: 200 });
    expect(heard).toHaveLength(1);
    expect(heard[0]).toMatchObject({ sender: { type: 'phone', value: customer }, nature: 'human', details: { keyword: 'stop' } });
    const unproven = 'listen.channel_signature_refused';
    expect(await textTo(channel, { ...fields, MessageSid: 'SM2' }, {}, 'another token')).toBe(unproven);
    expect(await textTo(channel, { ...fields, MessageSid: 'SM2', AccountSid: `AC${'2'.repeat(32)}` })).toBe(unproven);
    expect(heard).toHaveLength(1);
  });

  test('one goes out as Twilio wants it, and its news find it', async () => {
    const channel = await smsChannel();
    const id = await say(channel, { type: 'phone', value: customer }, { text: 'x'.repeat(1_700) });
    answer = { status: 201, body: { sid: 'SM9', status: 'queued' } };
    expect(await dispatch()).toEqual([false]);
    const [sent] = arrived;
    expect(sent?.path).toBe(`/2010-04-01/Accounts/${accountSid}/Messages.json`);
    expect(sent?.headers.authorization).toBe(`Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`);
    expect(Object.fromEntries(new URLSearchParams(sent?.body))).toEqual({
      To: customer,
      From: '+390600000000',
      Body: 'x'.repeat(1_700),
      StatusCallback: `https://verona.example/channels/v1/${channel.key}/twilio?id=${id}`,
    });
    expect(await stateOf(id)).toEqual({ state: 'sent', reason: null, provider: 'SM9' });
    await textTo(channel, { MessageSid: 'SM9', MessageStatus: 'undelivered', ErrorCode: '30003' }, { id });
    expect(await stateOf(id)).toMatchObject({ state: 'failed', reason: 'the provider says "undelivered" (30003)' });
  });

  test('after doubt it is never sent again; what was surely not taken is', async () => {
    const channel = await smsChannel();
    const id = await say(channel, { type: 'phone', value: customer });
    answer = { status: 503 };
    expect(await dispatch()).toEqual([true]);
    answer = undefined;
    expect(await dispatch(2)).toEqual([false]);
    expect(await dispatch(3)).toEqual([false]);
    expect(arrived).toHaveLength(2);
    expect((await stateOf(id)).state).toBe('unknown');
    // The provider knows.
    await textTo(channel, { MessageSid: 'SM7', MessageStatus: 'delivered' }, { id });
    expect(await stateOf(id)).toMatchObject({ state: 'sent', provider: 'SM7' });
  });

  test('F16: at most so many a day however many at once, and only where it may', async () => {
    const channel = await smsChannel({ dailyLimit: 5 });
    const ids: string[] = [];
    for (let n = 0; n < 12; n += 1) ids.push(await say(channel, { type: 'phone', value: customer }));
    answer = { status: 201, body: { sid: 'SM3' } };
    await dispatch();
    expect(arrived).toHaveLength(5);
    const states = await Promise.all(ids.map(stateOf));
    expect(states.filter(({ reason }) => reason === 'this channel sends at most 5 messages a day')).toHaveLength(7);

    const wide = await smsChannel();
    arrived.length = 0;
    queue.length = 0;
    const abroad = await say(wide, { type: 'phone', value: '+14158675309' });
    const nowhere = await say(wide, { type: 'email', value: 'ann@example.com' });
    await dispatch();
    expect(arrived).toEqual([]);
    expect((await stateOf(abroad)).reason).toContain('+39');
    expect((await stateOf(nowhere)).state).toBe('failed');
  });
});
