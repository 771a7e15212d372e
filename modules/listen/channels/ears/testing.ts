/** Ears on a test's database, with a small server of the test's own in place of feeds and networks, and a clock it sets. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LRUCache } from 'lru-cache';
import { createAudit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { createHtml } from '#platform/html';
import { createIds } from '#platform/ids';
import type { Jobs } from '#platform/jobs';
import { createLog } from '#platform/log';
import { createOutbound } from '#platform/outbound';
import { createSecrets } from '#platform/secrets';
import type { FreshDatabase } from '#platform/testing';
import { createIntake } from '../../ingest/intake.ts';
import { registerSenders } from '../../store/log.ts';
import { type Channels, createChannels } from '../channels.ts';
import type { HeardMessage } from '../inbound.ts';
import type { Dispatched, OutboundMessage } from '../outbound.ts';
import { createEars, type Ears } from './ears.ts';

export interface Asked {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  body: string;
}
export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string | Buffer | object;
}
/** Undefined: it hangs up without a word, after it was asked. */
export type Answers = (asked: Asked) => Answer | undefined | Promise<Answer | undefined>;

export interface EarHouse {
  /** Of the server. */
  url: string;
  ears: Ears;
  channels: Channels;
  heard: HeardMessage[];
  news: Dispatched[];
  asked: Asked[];
  /** What the server answers from now on. */
  serve(answers: Answers): void;
  /** Moves the clock. */
  later(ms: number): void;
  now(): number;
  /** Makes the room behind fail for some messages. */
  refuse: ((message: HeardMessage) => boolean) | undefined;
  open(kind: 'feed' | 'mastodon' | 'bluesky', settings: Record<string, unknown>, secret?: string): Promise<string>;
  /** Says something, as the desk would, and answers its id. */
  say(channelId: string, to: HeardMessage, text: string, more?: Partial<OutboundMessage>): Promise<string>;
  /** Runs what waits to be sent, once each; what throws waits again. Answers what was thrown. */
  dispatch(attempt?: number): Promise<string[]>;
  /** Another process on the same database. */
  restart(): void;
  /** What the timer does. */
  tick(): Promise<void>;
  close(): Promise<void>;
}

export async function openEarHouse({ db, workspaceId }: FreshDatabase): Promise<EarHouse> {
  let answers: Answers = () => ({ status: 404 });
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', headers } = request;
    const one = { method, url: new URL(request.url ?? '/', url), headers, body: Buffer.concat(chunks).toString() };
    asked.push(one);
    const answer = await answers(one);
    if (answer === undefined) return void request.socket.destroy();
    const { status = 200, headers: own = {}, body = '' } = answer;
    const isJson = typeof body === 'object' && !Buffer.isBuffer(body);
    response.writeHead(status, { ...(isJson && { 'content-type': 'application/json' }), ...own });
    response.end(isJson ? JSON.stringify(body) : body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const url = `http://${endpoint}`;

  let clockMs = Date.now();
  const now = () => clockMs;
  const log = createLog({ level: 'silent' });
  const secrets = createSecrets('a secret for tests');
  const html = createHtml();
  const outbound = createOutbound({ allow: [endpoint] });
  const newId = createIds(now);
  const principal: Principal = { kind: 'system', id: 'test', label: 'Test', workspaceId, role: 'owner' };
  let queue: { payload: unknown }[] = [];

  /** All that one process holds in memory. */
  function begin() {
    const works = new Map<string, (job: never) => Promise<void>>();
    const timers = new Map<string, () => Promise<void>>();
    const jobs: Jobs = {
      handle: (kind, work) => void works.set(kind.name, work as never),
      every: (name, _ms, work) => void timers.set(name, work),
      add: async (_tx, _kind, payload) => void queue.push({ payload }),
      cancel: async () => {},
    };
    const intake = createIntake({ db, queueLimit: 1_000, now });
    const known = new LRUCache<string, string>({ max: 1_000 });
    const channels = createChannels({
      ...{ db, jobs, log, secrets, intake, now, newId },
      audit: createAudit({ log }),
      registerSenders: (tx, workspace, wanted) => registerSenders(tx, workspace, known, wanted),
    });
    channels.onMessage(async (_tx, _workspaceId, message) => {
      if (house.refuse?.(message)) throw new Error('the desk is on fire');
      house.heard.push(message);
    });
    channels.onDispatch(async (_tx, _workspaceId, told) => void house.news.push(told));
    const ears = createEars({ db, jobs, html, outbound, secrets, channels, log, now, chance: () => 0.5 });
    return { channels, ears, works, timers };
  }
  let process: ReturnType<typeof begin>;

  const house: EarHouse = {
    url,
    get ears() {
      return process.ears;
    },
    get channels() {
      return process.channels;
    },
    heard: [],
    news: [],
    asked,
    refuse: undefined,
    serve: (next) => {
      answers = next;
    },
    later: (ms) => {
      clockMs += ms;
    },
    now,
    open: (kind, settings, secret) =>
      db.inWorkspace(workspaceId, async (tx) => {
        const wanted = { kind, name: `A ${kind}`, settings, ...(secret && { secret }) };
        const { channel } = await process.channels.create(tx, principal, wanted);
        await process.ears.add(tx, workspaceId, channel.id);
        return channel.id;
      }),
    async say(channelId, { sender, thread }, text, more = {}) {
      const id = newId();
      const message = {
        id,
        channelId,
        thread: thread[0] ?? '',
        to: sender,
        authorName: 'Bo',
        automatic: false,
        text,
        attachments: [],
      };
      await db.inWorkspace(workspaceId, (tx) => process.channels.send(tx, workspaceId, { ...message, ...more }));
      return id;
    },
    async dispatch(attempt = 1) {
      const thrown: string[] = [];
      const waiting = queue;
      queue = [];
      for (const { payload } of waiting) {
        const work = process.works.get('listen.dispatch');
        await work?.({ payload, attempt, signal: new AbortController().signal } as never).catch((error: Error) => {
          thrown.push(error.message);
          queue.push({ payload });
        });
      }
      return thrown;
    },
    restart: () => {
      process = begin();
    },
    tick: async () => process.timers.get('listen.look')?.(),
    async close() {
      await process.ears.stop();
      await html.close();
      await outbound.close();
      server.closeAllConnections();
      server.close();
    },
  };
  process = begin();
  return house;
}
