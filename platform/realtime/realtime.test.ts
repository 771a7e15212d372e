import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type ClientOptions, WebSocket } from 'ws';
import { z } from 'zod';
import type { Policy, Principal } from '#platform/auth';
import { defineTopic, Refusal } from '#platform/contract';
import { createLog } from '#platform/log';
import type { Db } from '#platform/postgres';
import type { ServerFrame } from './contract.ts';
import { refusals } from './contract.ts';
import { createRealtime } from './hub.ts';
import type { Limits, RunningRealtime, Seat } from './realtime.ts';

const log = createLog({ level: 'silent' });
const news = defineTopic({ id: 'test.news', summary: 'Live only', action: 'news.read', message: z.object({ n: z.number() }) });
const story = defineTopic({ id: 'test.story', summary: 'By cursor', action: 'news.read', message: z.object({ n: z.number() }) });
const secret = defineTopic({ id: 'test.secret', summary: 'Not for agents', action: 'secret.read', message: z.string() });

/** One Postgres between hubs, as far as signals go. */
function createWire() {
  const heard = new Map<string, Set<(payload: string) => void>>();
  const wire = { open: true, bytes: 0 };
  const db = {
    listen: async (channel: string, hear: (payload: string) => void) => {
      heard.set(channel, (heard.get(channel) ?? new Set()).add(hear));
      return async () => void heard.get(channel)?.delete(hear);
    },
    notify: (channel: string, payload: string) => {
      wire.bytes = Math.max(wire.bytes, Buffer.byteLength(payload));
      for (const hear of wire.open ? (heard.get(channel) ?? []) : []) {
        setImmediate(hear, payload);
      }
    },
  } as unknown as Db;
  return { wire, db };
}

/** Sessions by token, as the auth floor keeps them. */
const sessions = new Map<string, Principal>();
const policy: Policy = (role, action) => role === 'admin' || (role === 'agent' && action === 'news.read');
function signIn(token: string, workspaceId: string, role = 'agent'): Principal {
  const principal: Principal = { kind: 'employee', id: `e-${token}`, userId: `u-${token}`, label: token, workspaceId, role };
  sessions.set(token, principal);
  return principal;
}

/** What happened, by workspace: the truth behind the topic "story". */
const stories = new Map<string, number[]>();
const storySource = {
  pageSize: 50,
  broken: false,
  async after({ workspaceId }: Principal, cursor: string | undefined) {
    if (storySource.broken) {
      throw new Error('the database is away');
    }
    if (cursor === 'gone') {
      throw new Refusal(refusals.unknown_topic, { detail: 'That cursor is too old.' });
    }
    const all = stories.get(workspaceId) ?? [];
    const from = cursor === undefined ? all.length : Number(cursor);
    const page = all.slice(from, from + storySource.pageSize);
    return { messages: page.map((n) => ({ n })), cursor: String(from + page.length), more: from + page.length < all.length };
  },
};

interface Node {
  realtime: RunningRealtime;
  server: Server;
  port: number;
}
let nodes: Node[] = [];
let clients: WebSocket[] = [];
let { wire, db } = createWire();

async function startNode(limits: Partial<Limits> = {}): Promise<Node> {
  const realtime = createRealtime({
    db,
    log,
    policy,
    recheck: async (seats) => seats.map(({ sessionId }) => sessions.get(sessionId as string)),
    limits,
  });
  realtime.topic(news);
  realtime.topic(story, storySource);
  realtime.topic(secret);
  await realtime.start();
  const server = createServer((_request, response) => response.end('here'));
  realtime.attach(server, async (request, workspaceId): Promise<Seat | undefined> => {
    const token = request.headers.cookie ?? '';
    const principal = sessions.get(token);
    return principal && (workspaceId ?? principal.workspaceId) === principal.workspaceId
      ? { principal, sessionId: token }
      : undefined;
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const node = { realtime, server, port: (server.address() as AddressInfo).port };
  nodes.push(node);
  return node;
}

interface Client {
  socket: WebSocket;
  frames: ServerFrame[];
  closed: Promise<[code: number, reason: string]>;
  say(frame: unknown): void;
  subscribe(id: string, topic: string, more?: object): Promise<void>;
  messages(id: string): unknown[];
}

function open(node: Node, token: string, options: ClientOptions = {}, path = '/api/realtime'): WebSocket {
  const headers = { cookie: token, ...options.headers };
  const socket = new WebSocket(`ws://127.0.0.1:${node.port}${path}`, { ...options, headers });
  clients.push(socket);
  return socket;
}

async function connect(node: Node, token: string, options?: ClientOptions): Promise<Client> {
  const socket = open(node, token, options);
  const frames: ServerFrame[] = [];
  socket.on('message', (data) => frames.push(JSON.parse(data.toString()) as ServerFrame));
  socket.on('error', () => {});
  const closed = once(socket, 'close').then(([code, reason]) => [code, String(reason)] as [number, string]);
  await once(socket, 'open');
  const client: Client = {
    socket,
    frames,
    closed,
    say: (frame) => socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame)),
    async subscribe(id, topic, more = {}) {
      client.say({ type: 'subscribe', id, topic, ...more });
      await vi.waitFor(() => expect(frames).toContainEqual(expect.objectContaining({ type: 'subscribed', id })));
    },
    messages: (id) => frames.flatMap((frame) => (frame.type === 'message' && frame.id === id ? [frame.message] : [])),
  };
  return client;
}

/** What a refused upgrade answers. */
async function refusal(socket: WebSocket): Promise<number | undefined> {
  socket.on('error', () => {});
  const [, response] = await once(socket, 'unexpected-response');
  response.resume();
  return response.statusCode;
}

const counting = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => ({ n: from + i }));

beforeEach(() => {
  ({ wire, db } = createWire());
  sessions.clear();
  stories.clear();
  storySource.broken = false;
  signIn('ada', 'w1');
  signIn('bob', 'w2');
});
afterEach(async () => {
  for (const client of clients) {
    client.terminate();
  }
  await Promise.all(nodes.map(({ realtime }) => realtime.stop()));
  await Promise.all(nodes.map(({ server }) => new Promise((closed) => server.close(closed))));
  nodes = [];
  clients = [];
});

describe('messages', () => {
  test('reach subscribers of the topic and key, in order, at once and on other nodes', async () => {
    const here = await startNode();
    const there = await startNode();
    const near = await connect(here, 'ada');
    const far = await connect(there, 'ada');
    await near.subscribe('all', 'test.news');
    await far.subscribe('one', 'test.news', { key: 'person:1' });
    await far.subscribe('all', 'test.news');
    here.realtime.publish(news, 'w1', { n: 1, secret: 'not in the schema' } as { n: number });
    here.realtime.publish(news, 'w1', { n: 2 });
    here.realtime.publish(news, 'w1', { n: 2 });
    here.realtime.publish(news, 'w1', { n: 3 }, 'person:1');
    here.realtime.publish(news, 'w1', { n: 'four' } as never);
    await vi.waitFor(() => {
      expect(near.messages('all')).toEqual([{ n: 1 }, { n: 2 }, { n: 2 }]);
      expect(far.messages('all')).toEqual([{ n: 1 }, { n: 2 }, { n: 2 }]);
      expect(far.messages('one')).toEqual([{ n: 3 }]);
    });
    far.say({ type: 'unsubscribe', id: 'all' });
    await vi.waitFor(() => expect(there.realtime.stats().subscriptions).toBe(1));
    here.realtime.publish(news, 'w1', { n: 5 });
    await vi.waitFor(() => expect(near.messages('all')).toHaveLength(4));
    expect(far.messages('all')).toHaveLength(3);
    expect(near.frames.find(({ type }) => type === 'message')).toEqual({
      type: 'message',
      id: 'all',
      cursor: null,
      message: { n: 1 },
    });
  });

  test('are gathered: at most one delivery in 50 ms, and a flood becomes "changed"', async () => {
    const node = await startNode();
    const client = await connect(node, 'ada');
    await client.subscribe('all', 'test.news');
    const arrivals: number[] = [];
    client.socket.on('message', () => arrivals.push(performance.now()));
    for (let n = 0; n < 20; n += 1) {
      node.realtime.publish(news, 'w1', { n });
      await sleep(5);
    }
    await vi.waitFor(() => expect(client.messages('all')).toHaveLength(20));
    const bursts = arrivals.filter((at, i) => i === 0 || at - (arrivals[i - 1] as number) > 25);
    expect(bursts.length).toBeLessThanOrEqual(4);
    await sleep(60);
    for (let n = 0; n < 5_000; n += 1) {
      node.realtime.publish(news, 'w1', { n });
    }
    await vi.waitFor(() => expect(client.frames).toContainEqual({ type: 'changed', id: 'all' }));
    expect(client.messages('all')).toHaveLength(21);
  });

  test('too large for a NOTIFY arrive here whole and elsewhere as "changed"', async () => {
    const big = defineTopic({ id: 'test.big', summary: 'Large', action: 'news.read', message: z.string() });
    const here = await startNode();
    const there = await startNode();
    for (const { realtime } of nodes) {
      realtime.topic(big);
    }
    const near = await connect(here, 'ada');
    const far = await connect(there, 'ada');
    await near.subscribe('big', 'test.big');
    await far.subscribe('big', 'test.big');
    const text = 'ü'.repeat(5_000);
    here.realtime.publish(big, 'w1', text);
    await vi.waitFor(() => {
      expect(near.messages('big')).toEqual([text]);
      expect(far.frames).toContainEqual({ type: 'changed', id: 'big' });
    });
    expect(wire.bytes).toBeLessThan(7_500);
  });
});

describe('resuming', () => {
  const tell = (node: Node, workspaceId: string, n: number) => {
    stories.set(workspaceId, [...(stories.get(workspaceId) ?? []), n]);
    node.realtime.publish(story, workspaceId, { n });
  };
  const lastCursor = (client: Client) =>
    client.frames.findLast((frame) => frame.type === 'message' || frame.type === 'subscribed') as { cursor: string };

  test('by cursor loses nothing, whenever and however often the socket breaks', async () => {
    const here = await startNode();
    const there = await startNode();
    const got = new Set<number>();
    let told = 0;
    const telling = (async () => {
      for (; told < 300; told += 1) {
        tell(told % 2 ? here : there, 'w1', told);
        await sleep(2);
      }
    })();
    let cursor: string | undefined = '0';
    while (got.size < 300) {
      const client = await connect(there, 'ada');
      await client.subscribe('s', 'test.story', { cursor });
      await sleep(30 + Math.random() * 60);
      client.socket.terminate();
      for (const message of client.messages('s') as { n: number }[]) {
        got.add(message.n);
      }
      ({ cursor } = lastCursor(client));
    }
    await telling;
    expect([...got].toSorted((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, i) => i));
  });

  test('starts now without a cursor, pages through the past with one, and repeats rather than skips within a page', async () => {
    const node = await startNode();
    stories.set(
      'w1',
      Array.from({ length: 120 }, (_, i) => i),
    );
    const client = await connect(node, 'ada');
    await client.subscribe('now', 'test.story');
    await client.subscribe('past', 'test.story', { cursor: '5' });
    await vi.waitFor(() => expect(client.messages('past')).toEqual(counting(5, 119)));
    const cursors = client.frames.flatMap((frame) => (frame.type === 'message' ? [frame.cursor] : []));
    expect(cursors.slice(0, 51)).toEqual([...Array.from({ length: 49 }, () => '5'), '55', '55']);
    tell(node, 'w1', 120);
    await vi.waitFor(() => expect(client.messages('now')).toEqual([{ n: 120 }]));
    expect(client.frames[0]).toEqual({ type: 'subscribed', id: 'now', cursor: '120' });
  });

  test('a lost signal is made up for by the sweep, a failing source is asked again, a refusing one ends the subscription', async () => {
    const here = await startNode();
    const there = await startNode({ sweepMs: 100 });
    const client = await connect(there, 'ada');
    await client.subscribe('s', 'test.story');
    wire.open = false;
    tell(here, 'w1', 1);
    await vi.waitFor(() => expect(client.messages('s')).toEqual([{ n: 1 }]));
    storySource.broken = true;
    tell(there, 'w1', 2);
    await sleep(200);
    storySource.broken = false;
    await vi.waitFor(() => expect(client.messages('s')).toEqual(counting(1, 2)), 3_000);
    client.say({ type: 'subscribe', id: 'old', topic: 'test.story', cursor: 'gone' });
    await vi.waitFor(() =>
      expect(client.frames).toContainEqual({
        type: 'error',
        id: 'old',
        code: 'realtime.unknown_topic',
        detail: expect.stringContaining('too old'),
      }),
    );
    expect(there.realtime.stats().subscriptions).toBe(1);
  });
});

describe('who may listen', () => {
  const errorsOf = (client: Client) =>
    client.frames.flatMap((frame) => (frame.type === 'error' ? [`${frame.id ?? '-'} ${frame.code}`] : []));

  test('A23: wildcards, unknown topics and topics of other roles are refused with an error and no payload', async () => {
    const node = await startNode();
    const client = await connect(node, 'ada');
    const tries = ['*', 'test.*', '%', 'test', 'test.news ', '__proto__', 'test.secret'];
    for (const [i, topic] of tries.entries()) {
      client.say({ type: 'subscribe', id: `t${i}`, topic });
    }
    client.say({ type: 'subscribe', id: 'k', topic: 'test.news', key: '*' });
    client.say({ type: 'subscribe', id: 'w', topic: 'test.news', workspaceId: 'w2' });
    client.say('{"type":');
    client.say(Buffer.from('binary'));
    await vi.waitFor(() => expect(errorsOf(client)).toHaveLength(11));
    expect(errorsOf(client)).toEqual([
      ...tries.slice(0, -1).map((_, i) => `t${i} realtime.unknown_topic`),
      't6 auth.not_allowed',
      ...Array.from({ length: 4 }, () => '- realtime.bad_frame'),
    ]);
    node.realtime.publish(secret, 'w1', 'canary');
    node.realtime.publish(news, 'w1', { n: 1 });
    await sleep(100);
    expect(client.frames.filter(({ type }) => type !== 'error')).toEqual([]);
    expect(node.realtime.topics().map(({ id }) => id)).toEqual(['test.news', 'test.story', 'test.secret']);
  });

  test('A23: nothing of another workspace is ever received, live or resumed, here or on another node', async () => {
    const here = await startNode();
    const there = await startNode();
    const [ada, bob] = [await connect(here, 'ada'), await connect(there, 'bob')];
    for (const client of [ada, bob]) {
      await client.subscribe('news', 'test.news');
      await client.subscribe('key', 'test.news', { key: 'person:1' });
      await client.subscribe('story', 'test.story', { cursor: '0' });
    }
    for (let n = 0; n < 20; n += 1) {
      stories.set('w1', [...(stories.get('w1') ?? []), n]);
      for (const { realtime } of nodes) {
        realtime.publish(news, 'w1', { n });
        realtime.publish(news, 'w1', { n }, 'person:1');
        realtime.publish(story, 'w1', { n });
      }
    }
    await vi.waitFor(() => expect(ada.messages('story')).toHaveLength(20));
    await vi.waitFor(() => expect(ada.messages('news')).toHaveLength(40));
    expect(bob.frames.map(({ type }) => type)).toEqual(['subscribed', 'subscribed', 'subscribed']);
    expect(await refusal(open(here, 'ada', {}, '/api/realtime?workspace=w2'))).toBe(401);
  });

  test('A24: a revoked session is closed within a second, here and on another node, and hears nothing after', async () => {
    const here = await startNode();
    const there = await startNode();
    const client = await connect(here, 'ada');
    const other = await connect(there, 'ada');
    await client.subscribe('news', 'test.news');
    await other.subscribe('news', 'test.news');
    sessions.delete('ada');
    const revoked = performance.now();
    there.realtime.revalidate('u-ada');
    expect(await client.closed).toEqual([4401, 'Access was revoked']);
    expect((await other.closed)[0]).toBe(4401);
    expect(performance.now() - revoked).toBeLessThan(400);
    expect(await refusal(open(here, 'ada'))).toBe(401);
  });

  test('A24: also when nobody says so, and a smaller role ends only what it does not hold', async () => {
    const node = await startNode();
    signIn('eve', 'w1', 'admin');
    const eve = await connect(node, 'eve');
    await eve.subscribe('secret', 'test.secret');
    await eve.subscribe('news', 'test.news');
    signIn('eve', 'w1', 'agent');
    await vi.waitFor(() => expect(errorsOf(eve)).toEqual(['secret auth.not_allowed']), 1_000);
    node.realtime.publish(secret, 'w1', 'canary');
    node.realtime.publish(news, 'w1', { n: 1 });
    await vi.waitFor(() => expect(eve.messages('news')).toHaveLength(1));
    expect(JSON.stringify(eve.frames)).not.toContain('canary');
    signIn('eve', 'w2', 'admin');
    const moved = performance.now();
    expect((await eve.closed)[0]).toBe(4401);
    expect(performance.now() - moved).toBeLessThan(1_000);
  });

  test('a page of another origin, nobody, and too many are refused before there is a socket', async () => {
    const node = await startNode({ socketsPerPrincipal: 2, sockets: 3 });
    const origin = (value: string) => open(node, 'ada', { headers: { origin: value } });
    expect(await refusal(origin('https://evil.example'))).toBe(403);
    expect(await refusal(origin('null'))).toBe(403);
    expect(await refusal(origin(`http://127.0.0.1.evil.example:${node.port}`))).toBe(403);
    expect(await refusal(open(node, 'nobody'))).toBe(401);
    expect(await refusal(open(node, 'ada', {}, '/elsewhere'))).toBe(404);
    await connect(node, 'ada', { headers: { origin: `http://127.0.0.1:${node.port}` } });
    await connect(node, 'ada');
    expect(await refusal(open(node, 'ada'))).toBe(429);
    await connect(node, 'bob');
    signIn('cat', 'w1');
    expect(await refusal(open(node, 'cat'))).toBe(503);
    expect(node.realtime.stats().sockets).toBe(3);
  });
});

describe('F19: bounds', () => {
  test('a reader that does not read is dropped with 4008; the others hear everything', async () => {
    const wide = defineTopic({ id: 'test.wide', summary: 'Large', action: 'news.read', message: z.string() });
    const node = await startNode({ coalesceMs: 1 });
    node.realtime.topic(wide);
    const slow = await connect(node, 'ada');
    const good = await connect(node, 'ada');
    await slow.subscribe('w', 'test.wide');
    await good.subscribe('w', 'test.wide');
    slow.socket.pause();
    const text = 'x'.repeat(100_000);
    for (let n = 0; n < 150; n += 1) {
      node.realtime.publish(wide, 'w1', text);
      await sleep(2);
    }
    await vi.waitFor(() => expect(good.messages('w')).toHaveLength(150));
    slow.socket.resume();
    expect(await slow.closed).toEqual([4008, 'Too slow: messages piled up. Resume from the last cursor.']);
    expect(slow.messages('w').length).toBeLessThan(150);
    await vi.waitFor(() => expect(node.realtime.stats()).toEqual({ sockets: 1, subscriptions: 1, droppedAsTooSlow: 1 }));
  });

  test('a slow reader of a long past is waited for, not dropped', async () => {
    const long = defineTopic({ id: 'test.long', summary: 'Long past', action: 'news.read', message: z.string() });
    const node = await startNode();
    node.realtime.topic(long, {
      after: async (_principal, cursor = '0') => ({
        messages: ['y'.repeat(200_000)],
        cursor: String(Number(cursor) + 1),
        more: Number(cursor) < 99,
      }),
    });
    const client = await connect(node, 'ada');
    client.say({ type: 'subscribe', id: 'l', topic: 'test.long', cursor: '0' });
    for (let n = 0; n < 5; n += 1) {
      client.socket.pause();
      await sleep(100);
      client.socket.resume();
      await sleep(10);
    }
    await vi.waitFor(() => expect(client.messages('l')).toHaveLength(100), 5_000);
  });

  test('large frames, floods of frames and pings, and too many subscriptions end in a code', async () => {
    const node = await startNode({ burst: 50, subscriptionsPerSocket: 3 });
    const large = await connect(node, 'ada');
    large.say({ type: 'ping', padding: 'x'.repeat(70_000) });
    expect((await large.closed)[0]).toBe(1009);
    const flood = await connect(node, 'ada');
    for (let n = 0; n < 200; n += 1) {
      flood.say({ type: 'ping' });
    }
    expect((await flood.closed)[0]).toBe(1008);
    const pings = await connect(node, 'ada');
    for (let n = 0; n < 200; n += 1) {
      pings.socket.ping();
    }
    expect((await pings.closed)[0]).toBe(1008);
    const many = await connect(node, 'ada');
    for (const id of ['a', 'b', 'b', 'c', 'd']) {
      many.say({ type: 'subscribe', id, topic: 'test.news' });
    }
    many.say({ type: 'ping' });
    await vi.waitFor(() => expect(many.frames.at(-1)).toEqual({ type: 'pong' }));
    expect(many.frames.flatMap((frame) => (frame.type === 'error' ? [[frame.id, frame.code]] : []))).toEqual([
      [undefined, 'realtime.id_taken'],
      ['d', 'realtime.too_many_subscriptions'],
    ]);
  });

  test('a client that is gone without a word is noticed', async () => {
    const node = await startNode({ heartbeatMs: 50 });
    const dead = await connect(node, 'ada', { autoPong: false });
    const alive = await connect(node, 'ada');
    expect((await dead.closed)[0]).toBe(1006);
    await sleep(150);
    expect(alive.socket.readyState).toBe(WebSocket.OPEN);
    expect(node.realtime.stats().sockets).toBe(1);
  });

  test('stop says good-bye', async () => {
    const node = await startNode();
    const client = await connect(node, 'ada');
    await node.realtime.stop();
    expect(await client.closed).toEqual([1001, 'The server is going away']);
  });
});
