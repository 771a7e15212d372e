// Web chat on a real Postgres: its door, its sockets, and the room behind played by the test.
// Case numbers: reliability programme of the design (2.1 "Access", 2.4 "Order").
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LRUCache } from 'lru-cache';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { createAudit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { systemClock } from '#platform/clock';
import { Refusal } from '#platform/contract';
import { createFiles } from '#platform/files';
import type { RawRequest, RawRoute } from '#platform/http';
import { createIds } from '#platform/ids';
import type { Jobs } from '#platform/jobs';
import { createLog } from '#platform/log';
import type { Letter } from '#platform/mail';
import { sql } from '#platform/postgres';
import { createSecrets } from '#platform/secrets';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { eventually } from '../../../../platform/testing/server.ts';
import { channelRefusals, chatSettings } from '../../contract/channels.ts';
import type { ChatFrameIn, ChatFrameOut, ChatLine, ChatSession } from '../../contract/chat.ts';
import { createIntake } from '../../ingest/intake.ts';
import { createPace } from '../../pace.ts';
import { registerSenders } from '../../store/log.ts';
import { type Channels, createChannels } from '../channels.ts';
import { holdThread, insertSent, noteBounced } from '../email/store.ts';
import type { HeardMessage } from '../inbound.ts';
import type { CarriedOn } from './carry-on.ts';
import { type Chat, createChat } from './chat.ts';
import { bindChat } from './door.ts';
import { type ChatSockets, createChatSockets } from './socket.ts';
import { createTranscripts } from './transcript.ts';

let house: FreshDatabase;
let dataDir: string;
let channels: Channels;
let chat: Chat;
let sockets: ChatSockets;
let server: Server;
let key: string;
let channelId: string;
let identitySecret: string;
let clockMs = Date.now();
const heard: HeardMessage[] = [];
const letters: Letter[] = [];
const doors = new Map<string, (request: RawRequest) => unknown>();
/** Jobs that wait, by their keys. */
const waiting = new Map<string, () => Promise<void>>();

beforeAll(async () => {
  house = await freshDatabase();
  dataDir = await mkdtemp(join(tmpdir(), 'verona-chat-'));
  const { db } = house;
  const log = createLog({ level: 'silent' });
  const secrets = createSecrets('a secret for tests');
  const works = new Map<string, (job: never) => Promise<void>>();
  const jobs: Jobs = {
    handle: (kind, work) => void works.set(kind.name, work as never),
    every: () => {},
    add: async (_tx, kind, payload, options) => {
      const work = async () => works.get(kind.name)?.({ payload, attempt: 1 } as never);
      waiting.set(`${kind.name} ${options?.key ?? randomUUID()}`, work);
    },
    cancel: async (_tx, key) => {
      for (const name of waiting.keys()) if (name.endsWith(` ${key}`)) waiting.delete(name);
    },
  };
  const now = () => clockMs;
  const newId = createIds(now);
  const known = new LRUCache<string, string>({ max: 1_000 });
  const common = { db, jobs, log, secrets, newId, now, audit: createAudit({ log }) };
  const intake = createIntake({ db, queueLimit: 1_000, now });
  const register: Parameters<typeof createChannels>[0]['registerSenders'] = (tx, workspaceId, asked) =>
    registerSenders(tx, workspaceId, known, asked);
  channels = createChannels({ ...common, intake, registerSenders: register });
  channels.onMessage(async (_tx, _workspaceId, message) => {
    heard.push(message);
  });
  const bindRaw = (route: RawRoute, answer: (request: RawRequest) => unknown) =>
    void doors.set(`${route.method} ${route.path}`, answer);
  const files = createFiles({
    ...common,
    bind: () => {},
    bindRaw: () => {},
    clock: systemClock,
    key: Buffer.alloc(32, 1),
    dataDir,
  });
  const pace = createPace(now, channelRefusals.chat_too_fast);
  sockets = createChatSockets({ db, log, pace, chat: () => chat });
  chat = createChat({ ...common, channels, intake, registerSenders: register, files, ...sockets.signals });
  const mail = {
    send: async (letter: Letter) => {
      letters.push(letter);
      return 'sent' as const;
    },
    close: () => {},
  };
  bindChat({ bindRaw: bindRaw as never, chat, pace, transcripts: createTranscripts({ db, jobs, mail, pace }) });
  server = createServer();
  sockets.attach(server, () => '127.0.0.1');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  await sockets.start();
});
afterAll(async () => {
  await sockets?.stop();
  server?.close();
  await house?.close();
  await rm(dataDir, { recursive: true, force: true });
});

beforeEach(async () => {
  heard.length = 0;
  letters.length = 0;
  waiting.clear();
  // Every test has its own minute: what is counted by the minute begins anew.
  clockMs += 3_600_000;
  ({ key, channelId, identitySecret } = await openChannel());
});

/** Runs what waits now, of one kind. */
async function runJobs(kind: string): Promise<void> {
  for (const [name, work] of [...waiting].filter(([each]) => each.startsWith(kind))) {
    waiting.delete(name);
    await work();
  }
}

async function openChannel(settings: object = {}) {
  const { workspaceId } = house;
  const principal: Principal = { kind: 'system', id: 'test', label: 'Test', workspaceId, role: 'owner' };
  const { channel, secret } = await house.db.inWorkspace(workspaceId, (tx) =>
    channels.create(tx, principal, { kind: 'web_chat', name: 'Shop', settings: chatSettings.parse(settings) }),
  );
  return { key: channel.publicKey, channelId: channel.id, identitySecret: secret };
}

interface Asked {
  body?: unknown;
  token?: string;
  query?: Record<string, string>;
  params?: Record<string, string>;
}

/** Knocks at the door; a refusal is an answer. */
async function knock(door: string, { body, token, query = {}, params = { key } }: Asked = {}) {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body ?? {}));
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  try {
    const answer = (await doors.get(door)?.({ params, query, headers, body: bytes, ip: '::1' })) as {
      status: number;
      body: string;
    };
    return { status: answer.status, body: JSON.parse(answer.body) };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.kind.status, body: { code: error.kind.code } };
  }
}
const begin = (body: object = {}) => knock('POST /chat/v1/:key/sessions', { body });
const begun = async (body: object = {}) => (await begin(body)).body as ChatSession;
const say = (token: string, text: string, clientId: string = randomUUID()) =>
  knock('POST /chat/v1/messages', { token, body: { clientId, text } });
const lines = async (token: string) =>
  (await knock('GET /chat/v1/messages', { token, query: { after: '0' } })).body.items as ChatLine[];

function tokenOf(sub: unknown, secret = identitySecret, more: object = {}): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${part({ alg: 'HS256' })}.${part({ sub, exp: clockMs / 1000 + 600, ...more })}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

/** A widget's socket: what it heard, and how it said it. */
function connect(token: string, after = 0) {
  const { port } = server.address() as AddressInfo;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/chat/v1/socket`);
  const frames: ChatFrameOut[] = [];
  const send = (frame: ChatFrameIn) => socket.send(JSON.stringify(frame));
  const closed = once(socket, 'close').then(([code]) => code as number);
  socket.on('error', () => {});
  socket.on('message', (data) => frames.push(JSON.parse(String(data))));
  socket.once('open', () => send({ type: 'hello', token, after }));
  return {
    frames,
    send,
    closed,
    welcome: eventually(async () => frames.some(({ type }) => type === 'welcome')),
    lines: () => frames.flatMap((frame) => (frame.type === 'lines' ? frame.items : [])),
    cut: () => socket.terminate(),
  };
}

test('A21: whoever knows the public key and the ids of a chat, but not its token, reads nothing and writes nothing', async () => {
  const mine = await begun();
  await say(mine.token, 'Private');
  const foreign = await begun();
  for (const token of [
    undefined,
    '',
    mine.chatId,
    mine.anonymousId,
    `vct_${'a'.repeat(40)}`,
    `${mine.token}x`,
    mine.token.slice(0, -1),
    key,
  ]) {
    const asked = token === undefined ? {} : { token };
    expect((await knock('GET /chat/v1/messages', asked)).status).toBe(401);
    expect((await knock('POST /chat/v1/messages', { ...asked, body: { clientId: randomUUID(), text: 'x' } })).status).toBe(401);
    expect((await knock('POST /chat/v1/read', { ...asked, body: { seq: 1 } })).status).toBe(401);
    expect((await knock('POST /chat/v1/rating', { ...asked, body: { score: 1 } })).status).toBe(401);
    expect((await knock('POST /chat/v1/transcript', { ...asked, body: {} })).status).toBe(401);
    expect((await knock('POST /chat/v1/files', { ...asked, query: { name: 'a' }, body: Buffer.from('a') })).status).toBe(401);
  }
  // Another visitor's token opens another chat; the chat's id or the browser's id claimed anew open neither.
  expect(await lines(foreign.token)).toEqual([]);
  const claimed = await begun({ anonymousId: mine.anonymousId });
  expect(claimed.chatId).not.toBe(mine.chatId);
  expect(await lines(claimed.token)).toEqual([]);
  const socket = connect(`vct_${'b'.repeat(40)}`);
  expect(await socket.closed).toBe(4401);
  expect(socket.lines()).toEqual([]);
  // A file of one chat cannot be sent in another, where it could be read.
  const { body: file } = await knock('POST /chat/v1/files', {
    token: mine.token,
    query: { name: 'a.txt' },
    body: Buffer.from('mine'),
  });
  const stolen = { clientId: randomUUID(), text: '', files: [file.id] };
  expect((await knock('POST /chat/v1/messages', { token: foreign.token, body: stolen })).body.code).toBe(
    'listen.no_such_chat_file',
  );
  expect((await lines(mine.token)).map(({ text }) => text)).toEqual(['Private']);
});

test('A22: an identity token that is empty, an array, truncated, of another channel, unsigned or too old is refused, on create and on update', async () => {
  const other = await openChannel();
  const right = tokenOf('juliet');
  const wrong: unknown[] = [
    '',
    null,
    [],
    [right],
    { token: right },
    true,
    right.slice(0, -4),
    right.split('.').slice(0, 2).join('.'),
    tokenOf('juliet', other.identitySecret),
    tokenOf('juliet', ''),
    tokenOf(undefined),
    tokenOf(['juliet']),
    tokenOf('juliet', identitySecret, { exp: clockMs / 1000 - 1 }),
    tokenOf('juliet', identitySecret, { exp: undefined }),
    `${Buffer.from('{"alg":"none"}').toString('base64url')}.${right.split('.')[1]}.`,
  ];
  const verified = await begun({ identityToken: right });
  const anonymous = await begun();
  expect([verified.verified, anonymous.verified]).toEqual([true, false]);
  for (const identityToken of wrong) {
    const attempts = await Promise.all([
      begin({ identityToken }),
      begin({ identityToken, token: verified.token, email: 'eve@example.com' }),
      begin({ identityToken, token: anonymous.token }),
    ]);
    expect([identityToken, attempts.map(({ status }) => status)]).toEqual([identityToken, [401, 401, 401]]);
    clockMs += 60_000;
  }
  // Right when it began, none when it is changed: nothing is taken from it.
  expect((await begin({ token: verified.token, email: 'eve@example.com' })).status).toBe(401);
  expect((await begin({ token: verified.token, name: 'Eve' })).status).toBe(401);
  const again = await begun({ token: verified.token });
  expect([again.chatId, again.email, again.verified]).toEqual([verified.chatId, null, true]);
  expect((await begun({ token: anonymous.token })).verified).toBe(false);
  // A field in other letters is no proof either; it is no field at all.
  expect((await begin({ identitytoken: right })).status).toBe(400);
});

test('A22: somebody else who signs in at the same browser begins a chat of their own', async () => {
  const juliet = await begun({ identityToken: tokenOf('juliet') });
  await say(juliet.token, 'Secret');
  const rosaline = await begun({ token: juliet.token, identityToken: tokenOf('rosaline') });
  expect(rosaline.chatId).not.toBe(juliet.chatId);
  expect(rosaline.token).not.toBe(juliet.token);
  expect(await lines(rosaline.token)).toEqual([]);
  expect(heard.at(-1)?.sender).toEqual({ type: 'user_id', value: 'juliet' });
});

test('a channel for signed-in visitors opens for nobody else; an origin that is not named is refused; a look keeps nothing', async () => {
  ({ key, identitySecret } = await openChannel({ identityNeeded: true, origins: ['https://shop.example'] }));
  expect((await begin()).body.code).toBe('listen.chat_origin_refused');
  expect((await knock('GET /chat/v1/:key')).body.code).toBe('listen.chat_origin_refused');
  ({ key } = await openChannel({ identityNeeded: true }));
  expect((await begin()).status).toBe(401);
  const look = await knock('GET /chat/v1/:key');
  expect(look).toMatchObject({ status: 200, body: { name: 'Shop', staffing: { staffed: false } } });
  expect((await knock('GET /chat/v1/:key', { params: { key: 'vck_nobody' } })).status).toBe(404);
});

test('F01: twenty first messages of a new sender at once, over sockets and requests: one chat, each line once, no gap', async () => {
  const { token, chatId } = await begun({ anonymousId: `new-${randomUUID()}` });
  const words = Array.from({ length: 20 }, (_, at) => ({ clientId: `first-line-${at}`, text: `Line ${at}` }));
  // All of them twice, as a widget does that lost its connection in between.
  const tries = [...words, ...words].map(async ({ clientId, text }) => {
    let answer = await say(token, text, clientId);
    // Too fast, or a database with no connection free: said again, as a widget does.
    for (; answer.status === 429 || answer.status === 503; answer = await say(token, text, clientId)) clockMs += 1_000;
    return answer;
  });
  const answers = await Promise.all(tries);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(answers.slice(0, 20).map(({ body }) => body.seq)).toEqual(answers.slice(20).map(({ body }) => body.seq));
  const kept = await lines(token);
  expect(kept.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
  expect(new Set(kept.map(({ text }) => text)).size).toBe(20);
  expect(heard.map(({ thread }) => thread[0])).toEqual(Array.from({ length: 20 }, () => chatId));
  // What the room behind heard, it heard in the order of the transcript.
  expect(heard.map(({ text }) => text)).toEqual(kept.map(({ text }) => text));
});

test('F01: what one socket says in one breath stands in that order', async () => {
  const { token } = await begun();
  const socket = connect(token);
  await socket.welcome;
  for (let at = 0; at < 20; at += 1) socket.send({ type: 'say', clientId: `breath-${at}`, text: String(at), files: [] });
  await eventually(async () => socket.lines().length === 20);
  expect(socket.lines().map(({ text }) => text)).toEqual(Array.from({ length: 20 }, (_, at) => String(at)));
  expect(socket.frames.filter(({ type }) => type === 'said')).toHaveLength(20);
  socket.cut();
});

test('F05: sockets that are cut at any moment and resume after their last number end with the transcript of the server', async () => {
  const { token, chatId } = await begun();
  const total = 60;
  const talking = (async () => {
    for (let at = 0; at < total; at += 1) {
      const message = { id: randomUUID(), channelId, thread: chatId, authorName: 'Ada', automatic: false, text: `Answer ${at}` };
      await house.db.inWorkspace(house.workspaceId, (tx) =>
        channels.send(tx, house.workspaceId, {
          ...message,
          to: { type: 'anonymous_id', value: 'somebody-new' },
          attachments: [],
        }),
      );
    }
  })();
  /** One tab: connects, hears a few lines, is cut, comes back. */
  const tab = async (patience: number) => {
    const seen: ChatLine[] = [];
    for (let cuts = 0; seen.length < total; cuts += 1) {
      const socket = connect(token, seen.at(-1)?.seq ?? 0);
      await eventually(async () => socket.lines().length > patience || seen.length + socket.lines().length === total);
      socket.cut();
      await socket.closed;
      seen.push(...socket.lines());
      expect(cuts).toBeLessThan(total);
    }
    return seen;
  };
  const tabs = await Promise.all([tab(0), tab(3), tab(10)]);
  await talking;
  const all = await lines(token);
  expect(all).toHaveLength(total);
  for (const seen of tabs) expect(seen.map(({ seq, text }) => [seq, text])).toEqual(all.map(({ seq, text }) => [seq, text]));
});

test('everybody is told when somebody comes; nobody of another workspace is', async () => {
  const here = connect((await begun()).token);
  await here.welcome;
  chat.ours.onStaffed(async () => ({ staffed: true, expectedSeconds: 120, backAt: null }));
  chat.ours.staffingChanged(randomUUID());
  chat.ours.staffingChanged(house.workspaceId);
  await eventually(async () => here.frames.some(({ type }) => type === 'staffing'));
  expect(here.frames.filter(({ type }) => type === 'staffing')).toEqual([
    { type: 'staffing', staffing: { staffed: true, expectedSeconds: 120, backAt: null } },
  ]);
  here.cut();
});

test('a socket that floods is closed; others go on', async () => {
  const { token } = await begun();
  const [loud, calm] = [connect(token), connect(token)];
  await Promise.all([loud.welcome, calm.welcome]);
  for (let at = 0; at < 300; at += 1) loud.send({ type: 'ping' });
  expect(await loud.closed).toBe(4429);
  calm.send({ type: 'ping' });
  await eventually(async () => calm.frames.some(({ type }) => type === 'pong'));
  calm.cut();
});

test('a transcript is mailed to the address of the chat once it was answered, and only so often', async () => {
  const { token, chatId } = await begun({ email: 'ann@example.com', name: 'Ann' });
  const ask = () => knock('POST /chat/v1/transcript', { token });
  await say(token, 'Where are my boots?');
  expect((await ask()).body.code).toBe('listen.chat_no_transcript');
  await house.db.inWorkspace(house.workspaceId, (tx) =>
    channels.send(tx, house.workspaceId, {
      ...{ id: randomUUID(), channelId, thread: chatId, authorName: 'Ada', automatic: false, text: 'On their way.\nTomorrow.' },
      ...{ to: { type: 'anonymous_id', value: 'ann-the-visitor' }, attachments: [] },
    }),
  );
  expect((await ask()).body).toEqual({ to: 'ann@example.com' });
  expect((await ask()).status).toBe(429);
  await runJobs('');
  expect(letters).toEqual([
    { to: 'ann@example.com', subject: 'Shop', text: expect.stringContaining('  On their way.\n  Tomorrow.') },
  ]);
  expect(letters[0]?.text).toMatch(/^– Ann \(.* UTC\)\n {2}Where are my boots\?\n\n\+ Ada /);
});

// ── from chat to mail ─────────────────────────────────────────────────────────────────────────────────────────────────────

const carryOn = 'listen.carry_chat_on';
const news: CarriedOn[] = [];
let mailChannelId: string | undefined;

/** An e-mail channel that can carry answers, and whoever hears of them. */
async function openMail(): Promise<void> {
  news.length = 0;
  if (mailChannelId !== undefined) return;
  const { workspaceId } = house;
  const principal: Principal = { kind: 'system', id: 'test', label: 'Test', workspaceId, role: 'owner' };
  mailChannelId = await house.db.inWorkspace(workspaceId, async (tx) => {
    const { channel } = await channels.create(tx, principal, { kind: 'email', name: 'Help', settings: {} });
    await tx.run(sql`insert into listen.mailbox (workspace_id, channel_id, address, name)
                     values (${workspaceId}, ${channel.id}, 'help@casa.example', 'Casa')`);
    return channel.id;
  });
  chat.ours.onCarried(async (_tx, _workspaceId, carried) => void news.push(carried));
}
const answerIn = (chatId: string, text: string) =>
  house.db.inWorkspace(house.workspaceId, (tx) =>
    channels.send(tx, house.workspaceId, {
      ...{ id: randomUUID(), channelId, thread: chatId, authorName: 'Ada', automatic: false, text },
      ...{ to: { type: 'anonymous_id', value: 'somebody' }, attachments: [] },
    }),
  );
/** Looks whether they are there, waits for who says so, and carries what is due. */
async function timePasses(): Promise<void> {
  await runJobs(carryOn);
  await new Promise((resolve) => setTimeout(resolve, 150));
  await runJobs(carryOn);
}
const mailed = () =>
  house.db.inWorkspace(house.workspaceId, (tx) =>
    tx.many<{ to: string; text: string; thread: string; subject: string }>(sql`
      select body->'to'->>'value' as to, body->>'text' as text, body->>'subject' as subject, thread from listen.dispatch
       where workspace_id = ${house.workspaceId} and channel_id = ${mailChannelId ?? ''} order by queued_at`),
  );
const mailedTo = async (address: string) => (await mailed()).filter(({ to }) => to === address);
const windowPasses = () =>
  house.db.inWorkspace(house.workspaceId, (tx) =>
    tx.run(sql`update listen.chat set mailed_at = mailed_at - interval '5 minutes' where workspace_id = ${house.workspaceId}`),
  );

test('C06: who left gets what they have not seen by mail: once, our words only, said after the address was given', async () => {
  await openMail();
  const { token, chatId } = await begun({ locale: 'it' });
  await say(token, 'Buy cheap pills at https://evil.example');
  await answerIn(chatId, 'Before we knew where to write.');
  await begin({ token, email: 'Ann@Shop.example', name: 'https://evil.example' });
  await answerIn(chatId, 'It left this morning.');
  await answerIn(chatId, 'And comes tomorrow.');
  await timePasses();
  const [mail, ...more] = await mailedTo('ann@shop.example');
  expect(more).toEqual([]);
  expect(mail).toMatchObject({ subject: 'Shop', thread: `chat:${chatId}:ann@shop.example` });
  expect(mail?.text).toMatch(/^It left this morning\.\n\nAnd comes tomorrow\.\n\n—\nQuesto indirizzo/);
  expect(mail?.text).not.toMatch(/evil|pills|Before/);
  expect(news).toMatchObject([{ chatId, to: 'ann@shop.example', mail: { channelId: mailChannelId, thread: mail?.thread } }]);
  expect(news[0]?.lines).toHaveLength(2);
  await timePasses();
  expect(await mailedTo('ann@shop.example')).toHaveLength(1);

  // Soon after the last mail the next one waits, and says everything since.
  await answerIn(chatId, 'One thing more.');
  await answerIn(chatId, 'And another.');
  await timePasses();
  expect(await mailedTo('ann@shop.example')).toHaveLength(1);
  await windowPasses();
  await timePasses();
  expect((await mailedTo('ann@shop.example'))[1]?.text).toMatch(/^One thing more\.\n\nAnd another\.\n\n—/);
});

test('what is read meanwhile does not go by mail, nor does anything while they are there', async () => {
  await openMail();
  const { token, chatId } = await begun({ email: 'bea@shop.example' });
  await say(token, 'Hello?');
  await answerIn(chatId, 'Here I am.');
  expect([...waiting.keys()].filter((name) => name.startsWith(carryOn))).toHaveLength(1);
  await knock('POST /chat/v1/read', { token, body: { seq: 2 } });
  expect([...waiting.keys()].filter((name) => name.startsWith(carryOn))).toEqual([]);

  const tab = connect(token);
  await tab.welcome;
  await answerIn(chatId, 'Are you still there?');
  await eventually(async () => tab.lines().some(({ text }) => text === 'Are you still there?'));
  await timePasses();
  expect(await mailedTo('bea@shop.example')).toEqual([]);
  tab.cut();
  await tab.closed;
  // Whoever asked for lines a moment ago counts as there: their widget may be asking over HTTP.
  await timePasses();
  expect(await mailedTo('bea@shop.example')).toEqual([]);
});

test('C06: an address gets one mail in a window however many chats name it, none of ours and none that came back gets any', async () => {
  await openMail();
  for (let at = 0; at < 5; at += 1) {
    const { token, chatId } = await begun({ email: 'victim@shop.example' });
    await say(token, 'x');
    await answerIn(chatId, `answer ${at}`);
  }
  await timePasses();
  expect(await mailedTo('victim@shop.example')).toHaveLength(1);

  waiting.clear();
  news.length = 0;
  await house.db.inWorkspace(house.workspaceId, async (tx) => {
    const { workspaceId } = house;
    const thread = await holdThread(tx, workspaceId, mailChannelId ?? '', 'some mail');
    const id = randomUUID();
    const about = { id, channelId: mailChannelId ?? '', threadId: thread.id, messageId: `<${id}@x>`, automatic: false };
    await insertSent(tx, workspaceId, { ...about, recipient: 'gone@shop.example' });
    await noteBounced(tx, workspaceId, id, 'no such user');
  });
  for (const email of ['gone@shop.example', 'help@casa.example']) {
    const { token, chatId } = await begun({ email });
    await say(token, 'x');
    await answerIn(chatId, 'y');
    await timePasses();
    await timePasses();
    expect(await mailedTo(email)).toEqual([]);
  }
  expect(news.map(({ to, mail }) => [to, mail])).toEqual([
    ['gone@shop.example', { refused: 'mail to this address came back before' }],
    ['help@casa.example', { refused: 'it is an address of ours' }],
  ]);
});
