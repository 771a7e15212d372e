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
import { type ChatFrameIn, type ChatFrameOut, chatFrameIn } from '../../contract/chat.ts';
import type { Chat, ChatSignal, Visiting } from './chat.ts';
import type { Pace } from './pace.ts';

export const chatSocketPath = '/chat/v1/socket';
const channel = 'listen.chat';
const limits = { sockets: 20_000, frameBytes: 64 * 1024, bufferBytes: 512 * 1024, helloMs: 10_000, heartbeatMs: 30_000 };

interface Open {
  socket: WebSocket;
  who: Visiting;
  /** The last line the socket was given. */
  seq: number;
  pulling: boolean;
  again: boolean;
  alive: boolean;
}

export interface ChatSockets {
  attach(server: Server): void;
  signal(who: Visiting, signal: ChatSignal): void;
  start(): Promise<void>;
  stop(): Promise<void>;
  stats(): { sockets: number };
}

export function createChatSockets(deps: { db: Db; log: Log; chat: () => Chat; pace: Pace }): ChatSockets {
  const { db, pace } = deps;
  const log = deps.log.child({ module: 'chat' });
  const server = new WebSocketServer({ noServer: true, maxPayload: limits.frameBytes, perMessageDeflate: false });
  const rooms = new Map<string, Set<Open>>();
  let sockets = 0;
  let unlisten: (() => Promise<void>) | undefined;
  const heartbeat = setInterval(beat, limits.heartbeatMs);
  heartbeat.unref();

  function beat(): void {
    for (const room of rooms.values()) {
      for (const open of room) {
        if (!open.alive) open.socket.terminate();
        open.alive = false;
        open.socket.ping();
      }
    }
  }

  function send(socket: WebSocket, frame: ChatFrameOut): void {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > limits.bufferBytes) {
      socket.close(4008, 'Too slow: come back and go on from the last number.');
      return;
    }
    socket.send(JSON.stringify(frame));
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
        const { items } = await deps.chat().lines(open.who, open.seq);
        const last = items.at(-1);
        if (last === undefined) continue;
        open.seq = last.seq;
        send(open.socket, { type: 'lines', items });
        open.again = true;
      } while (open.again);
    } finally {
      open.pulling = false;
    }
  }

  async function deliver(who: Visiting, signal: ChatSignal): Promise<void> {
    const room = rooms.get(who.chatId);
    if (room === undefined) return;
    const state = signal.kind === 'state' ? (await deps.chat().lines(who, Number.MAX_SAFE_INTEGER)).state : undefined;
    for (const open of room) {
      if (signal.kind === 'lines') pull(open).catch(failed);
      else if (signal.kind === 'typing') send(open.socket, { type: 'typing', name: signal.name });
      else if (signal.kind === 'read') send(open.socket, { type: 'read', seq: signal.seq });
      else if (state) send(open.socket, { type: 'state', state });
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

  function welcome(socket: WebSocket): void {
    sockets += 1;
    let open: Open | undefined;
    const late = setTimeout(() => socket.close(4401, 'Say hello first.'), limits.helloMs);

    async function hello(frame: Extract<ChatFrameIn, { type: 'hello' }>): Promise<void> {
      const who = await deps.chat().visiting(frame.token);
      clearTimeout(late);
      open = { socket, who, seq: frame.after, pulling: false, again: false, alive: true };
      const room = rooms.get(who.chatId) ?? new Set();
      room.add(open);
      rooms.set(who.chatId, room);
      const { lastSeq, state } = await deps.chat().lines(who, Number.MAX_SAFE_INTEGER);
      send(socket, { type: 'welcome', lastSeq, state, teamRead: 0 });
      await pull(open);
    }

    async function hear(frame: ChatFrameIn): Promise<void> {
      if (frame.type === 'ping') return send(socket, { type: 'pong' });
      if (frame.type === 'hello') {
        if (open === undefined) await hello(frame);
        return;
      }
      if (open === undefined) return socket.close(4401, 'Say hello first.');
      const { who } = open;
      if (frame.type === 'typing') deps.chat().typing(who);
      else if (frame.type === 'read') await deps.chat().read(who, frame.seq);
      else {
        pace.take(`say:${who.chatId}`, { burst: 20, perMinute: 60 });
        const { type: _type, ...line } = frame;
        send(socket, { type: 'said', clientId: frame.clientId, ...(await deps.chat().say(who, line)) });
      }
    }

    socket.on('message', (data, isBinary) => {
      if (open) open.alive = true;
      let frame: ChatFrameIn | undefined;
      try {
        frame = isBinary ? undefined : chatFrameIn.safeParse(JSON.parse(data.toString())).data;
        pace.take(`frames:${open?.who.chatId ?? 'new'}`, { burst: 200, perMinute: 600 });
      } catch (error) {
        if (error instanceof Refusal) return refuse(socket, error);
      }
      if (frame === undefined) return socket.close(4400, 'Not a frame of this protocol.');
      const clientId = frame.type === 'say' ? frame.clientId : undefined;
      hear(frame).catch((error: unknown) => {
        refuse(socket, error, clientId);
        if (open === undefined) socket.close(4401, 'This token opens no chat.');
      });
    });
    socket.on('pong', () => {
      if (open) open.alive = true;
    });
    socket.on('error', (error) => log.debug({ err: error }, 'a chat socket broke'));
    socket.on('close', () => {
      sockets -= 1;
      clearTimeout(late);
      if (open === undefined) return;
      const room = rooms.get(open.who.chatId);
      room?.delete(open);
      if (room?.size === 0) rooms.delete(open.who.chatId);
    });
  }

  return {
    attach(http) {
      http.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
        if (new URL(request.url ?? '/', 'http://house').pathname !== chatSocketPath) return;
        if (sockets >= limits.sockets) {
          stream.end('HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\n\r\n');
          return;
        }
        server.handleUpgrade(request, stream, head, welcome);
      });
    },
    signal(who, signal) {
      deliver(who, signal).catch(failed);
      db.notify(channel, JSON.stringify({ ...who, signal, from: process.pid, at: performance.now() }));
    },
    async start() {
      unlisten = await db.listen(channel, (payload) => {
        const {
          from,
          at: _at,
          signal,
          ...who
        } = JSON.parse(payload) as Visiting & { from: number; at: number; signal: ChatSignal };
        if (from !== process.pid) deliver(who, signal).catch(failed);
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
