/**
 * The widget's live connection. Everything on it can be had over HTTP too; what it adds is that nobody has to ask.
 *
 * One socket belongs to one chat. Lines are pulled from the transcript after the last number the socket was given, so that a
 * lost signal, a restart or a slow reader never leaves a hole.
 */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { Refusal } from '#platform/contract';
import type { Log } from '#platform/log';
import type { Db } from '#platform/postgres';
import { channelRefusals as refusals } from '../../contract/channels.ts';
import { type ChatFrameIn, type ChatFrameOut, type ChatLine, chatFrameIn } from '../../contract/chat.ts';
import type { Pace } from '../../pace.ts';
import type { Chat, ChatSignal, Reach, Visiting } from './chat.ts';
import { createTurns } from './turns.ts';

export const chatSocketPath = '/chat/v1/socket';
const channel = 'listen.chat';
const limits = { sockets: 20_000, frameBytes: 64 * 1024, bufferBytes: 512 * 1024, helloMs: 10_000, heartbeatMs: 30_000 };
/** Frames of one socket: a burst, and as many again in every beat. */
const frames = { burst: 200, perBeat: 300 };
const readsAtOnce = 6;
/** Other work has its turn after so many milliseconds; the clock is looked at every so many sockets. */
const slice = { ms: 4, sockets: 16 };

interface Open {
  socket: WebSocket;
  /** What the socket stands on: for frames that are the same for thousands, and framed once. */
  stream: Duplex;
  who: Visiting;
  channelId: string;
  /** The last line the socket was given. */
  seq: number;
  pulling: boolean;
  again: boolean;
  alive: boolean;
}

/** What NOTIFY carries to the other processes. */
type Heard = { from: number } & ({ who: Visiting; signal: ChatSignal } | { staffing: string });

export interface ChatSockets {
  /** `peerOf`: who is at the other end, behind proxies that are believed. */
  attach(server: Server, peerOf: (request: IncomingMessage) => string): void;
  signals: { signal(who: Visiting, signal: ChatSignal): void; signalStaffing(workspaceId: string): void };
  start(): Promise<void>;
  stop(): Promise<void>;
  stats(): { sockets: number };
}

export function createChatSockets(deps: { db: Db; log: Log; chat: () => Chat; pace: Pace }): ChatSockets {
  const { db, pace } = deps;
  const log = deps.log.child({ module: 'chat' });
  const server = new WebSocketServer({ noServer: true, maxPayload: limits.frameBytes, perMessageDeflate: false });
  const rooms = new Map<string, Set<Open>>();
  // After a restart all widgets come at once; the database has other work too.
  const inTurn = createTurns(readsAtOnce);
  let sockets = 0;
  let beats = 0;
  let unlisten: (() => Promise<void>) | undefined;
  const heartbeat = setInterval(beat, limits.heartbeatMs);
  heartbeat.unref();

  /** In slices: thousands of sockets at once would hold up everybody else's work. */
  async function everyone(tell: (open: Open) => void): Promise<void> {
    let told = 0;
    let since = performance.now();
    for (const room of rooms.values()) {
      for (const open of room) {
        tell(open);
        told += 1;
        if (told % slice.sockets !== 0 || performance.now() - since < slice.ms) continue;
        await new Promise(setImmediate);
        since = performance.now();
      }
    }
  }

  function beat(): void {
    beats += 1;
    everyone((open) => {
      if (!open.alive) return open.socket.terminate();
      open.alive = false;
      open.socket.ping();
    }).catch(failed);
  }

  function send(socket: WebSocket, frame: ChatFrameOut): void {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > limits.bufferBytes) {
      socket.close(4008, 'Too slow: come back and go on from the last number.');
      return;
    }
    socket.send(JSON.stringify(frame));
  }

  /** Answers whether there was anything. */
  function give(open: Open, items: ChatLine[]): boolean {
    const last = items.at(-1);
    if (last === undefined) return false;
    open.seq = last.seq;
    send(open.socket, { type: 'lines', items });
    return true;
  }

  /** Everything after what the socket has; one pull at a time, so that numbers arrive in order. */
  async function pull(open: Open): Promise<void> {
    if (open.pulling) {
      open.again = true;
      return;
    }
    open.pulling = true;
    try {
      do {
        open.again = false;
        const { items } = await inTurn(() => deps.chat().lines(open.who, open.seq));
        if (give(open, items)) open.again = true;
      } while (open.again);
    } finally {
      open.pulling = false;
    }
  }

  async function deliver(who: Visiting, signal: ChatSignal): Promise<void> {
    const room = rooms.get(who.chatId);
    if (signal.kind === 'roll_call') return deps.chat().answerRollCall(who, room !== undefined);
    if (room === undefined) return;
    const state =
      signal.kind === 'state' ? (await inTurn(() => deps.chat().lines(who, Number.MAX_SAFE_INTEGER))).state : undefined;
    for (const open of room) {
      if (signal.kind === 'lines') pull(open).catch(failed);
      else if (signal.kind === 'typing') send(open.socket, { type: 'typing', name: signal.name });
      else if (signal.kind === 'read') send(open.socket, { type: 'read', seq: signal.seq });
      else if (state) send(open.socket, { type: 'state', state });
    }
  }

  const staffings = new Map<string, 'telling' | 'again'>();

  /** One round at a time and workspace; what changes during a round is told by the next. */
  async function tellStaffing(workspaceId: string): Promise<void> {
    if (staffings.has(workspaceId)) {
      staffings.set(workspaceId, 'again');
      return;
    }
    try {
      do {
        staffings.set(workspaceId, 'telling');
        const channels = new Set<string>();
        await everyone(({ who, channelId }) => who.workspaceId === workspaceId && channels.add(channelId));
        // Framed once for all sockets of a channel.
        const bytes = new Map<string, Buffer>();
        for (const id of channels) {
          const frame: ChatFrameOut = { type: 'staffing', staffing: await deps.chat().staffing(workspaceId, id) };
          bytes.set(id, textFrame(JSON.stringify(frame)));
        }
        await everyone(({ who, channelId, socket, stream }) => {
          const news = who.workspaceId === workspaceId ? bytes.get(channelId) : undefined;
          if (news && socket.readyState === socket.OPEN) stream.write(news);
        });
      } while (staffings.get(workspaceId) === 'again');
    } finally {
      staffings.delete(workspaceId);
    }
  }

  const failed = (error: Error) => log.warn({ error: error.message }, 'a chat could not be brought up to date');

  function refuse(socket: WebSocket, error: unknown, clientId?: string): void {
    const known = error instanceof Refusal;
    if (!known) log.error({ err: error }, 'a chat frame failed');
    const retryAfter = known ? error.extra.retryAfter : 1;
    send(socket, {
      type: 'refused',
      ...(clientId !== undefined && { clientId }),
      code: known ? error.kind.code : 'http.internal',
      detail: known ? `${error.message}. ${error.kind.cure}` : 'Something went wrong here. Send it again.',
      ...(typeof retryAfter === 'number' && { retryAfter }),
    });
  }

  function welcome(socket: WebSocket, stream: Duplex, reach: Reach): void {
    sockets += 1;
    let open: Open | undefined;
    let greeted = false;
    let budget = { left: frames.burst, beat: beats };
    /** What is said on one socket is said in that order. */
    let saying: Promise<unknown> = Promise.resolve();
    const late = setTimeout(() => socket.close(4400, 'Say hello first.'), limits.helloMs);

    async function hello({ token, after }: Extract<ChatFrameIn, { type: 'hello' }>): Promise<void> {
      clearTimeout(late);
      if (greeted) return;
      greeted = true;
      const now = await inTurn(async () => {
        // It may have given up while it waited.
        if (socket.readyState !== socket.OPEN) return undefined;
        const { who, channelId } = await deps.chat().visiting(token);
        // Held as if pulling until the welcome is out: lines said meanwhile follow it.
        open = { socket, stream, who, channelId, seq: after, pulling: true, again: false, alive: true };
        const room = rooms.get(who.chatId) ?? new Set();
        room.add(open);
        rooms.set(who.chatId, room);
        return { open, ...(await deps.chat().lines(who, after)) };
      });
      if (now === undefined) return;
      if (socket.readyState !== socket.OPEN) return leave();
      const { items, lastSeq, state, teamRead } = now;
      send(socket, { type: 'welcome', lastSeq, state, teamRead });
      now.open.pulling = false;
      if (give(now.open, items) || now.open.again) await pull(now.open);
    }

    function leave(): void {
      if (open === undefined) return;
      const room = rooms.get(open.who.chatId);
      room?.delete(open);
      if (room?.size === 0) rooms.delete(open.who.chatId);
    }

    async function hear(frame: ChatFrameIn): Promise<void> {
      if (frame.type === 'ping') return send(socket, { type: 'pong' });
      if (frame.type === 'hello') {
        await hello(frame);
        return;
      }
      if (open === undefined) return socket.close(4400, 'Say hello first.');
      const { who } = open;
      if (frame.type === 'typing') deps.chat().typing(who);
      else if (frame.type === 'read') await deps.chat().read(who, frame.seq);
      else {
        pace.take(`say:${who.chatId}`, { burst: 20, perMinute: 60 });
        const { type: _type, ...line } = frame;
        const said = saying.then(() => deps.chat().say(who, line, reach));
        saying = said.catch(() => undefined);
        send(socket, { type: 'said', clientId: frame.clientId, ...(await said) });
      }
    }

    function mayGoOn(): boolean {
      if (budget.beat !== beats) budget = { left: Math.min(frames.burst, budget.left + frames.perBeat), beat: beats };
      budget.left -= 1;
      return budget.left >= 0;
    }

    socket.on('message', (data, isBinary) => {
      if (open) open.alive = true;
      if (!mayGoOn()) return socket.close(4429, 'Too many frames at once: come back in a while.');
      const frame = isBinary ? undefined : frameOf(data.toString());
      if (frame === undefined) return socket.close(4400, 'Not a frame of this protocol.');
      const clientId = frame.type === 'say' ? frame.clientId : undefined;
      hear(frame).catch((error: unknown) => {
        refuse(socket, error, clientId);
        if (frame.type !== 'hello') return;
        // Only this one answer means that the token is worth nothing; a server in trouble says so and is asked again.
        if (error instanceof Refusal && error.kind === refusals.chat_token_refused)
          socket.close(4401, 'This token opens no chat.');
        else socket.close(1013, 'Come back in a while.');
      });
    });
    socket.on('pong', () => {
      if (open) open.alive = true;
    });
    socket.on('error', (error) => log.debug({ err: error }, 'a chat socket broke'));
    socket.on('close', () => {
      sockets -= 1;
      clearTimeout(late);
      leave();
    });
  }

  return {
    attach(http, peerOf) {
      http.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
        if (request.url?.split('?')[0] !== chatSocketPath) return;
        if (sockets >= limits.sockets) {
          stream.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n\r\n');
          return;
        }
        const reach = { ip: peerOf(request), userAgent: request.headers['user-agent'] ?? '' };
        server.handleUpgrade(request, stream, head, (socket) => welcome(socket, stream, reach));
      });
    },
    signals: {
      signal(who, signal) {
        deliver(who, signal).catch(failed);
        db.notify(channel, JSON.stringify({ from: process.pid, who, signal, at: performance.now() }));
      },
      signalStaffing(workspaceId) {
        tellStaffing(workspaceId).catch(failed);
        db.notify(channel, JSON.stringify({ from: process.pid, staffing: workspaceId, at: performance.now() }));
      },
    },
    async start() {
      unlisten = await db.listen(channel, (payload) => {
        const heard = JSON.parse(payload) as Heard;
        if (heard.from === process.pid) return;
        ('staffing' in heard ? tellStaffing(heard.staffing) : deliver(heard.who, heard.signal)).catch(failed);
      });
    },
    async stop() {
      clearInterval(heartbeat);
      await unlisten?.();
      for (const room of rooms.values()) for (const { socket } of room) socket.close(1001, 'The server goes away; come back.');
      server.close();
    },
    stats: () => ({ sockets }),
  };
}

/** An unmasked, unfragmented text frame (RFC 6455 section 5.2) of less than 64 kB. */
function textFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const long = payload.length > 125;
  const head = Buffer.alloc(long ? 4 : 2);
  head[0] = 0x81;
  head[1] = long ? 126 : payload.length;
  if (long) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}

function frameOf(text: string): ChatFrameIn | undefined {
  try {
    return chatFrameIn.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
