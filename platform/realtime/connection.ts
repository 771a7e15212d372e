/** One open socket: what comes in is bounded, what goes out never piles up. */

import { WebSocket } from 'ws';
import type { Principal } from '#platform/auth';
import { Refusal, type RefusalKind } from '#platform/contract';
import type { Log } from '#platform/log';
import { type ClientFrame, clientFrame, closeCodes, refusals, type ServerFrame } from './contract.ts';
import type { Limits, Seat } from './realtime.ts';

export interface Connection {
  seat: Seat;
  open(): boolean;
  /** Bytes that the reader has not taken yet. */
  waiting(): number;
  send(frame: ServerFrame): void;
  /** Tells the client what was refused; says nothing of errors that are ours. */
  refuse(error: unknown, id?: string): void;
  close(code: number, reason: string): void;
  /** Asks whether the client still lives; ends the socket when it did not answer the last time. */
  beat(): void;
}

/** How long a closing handshake may take before the socket is cut. A slow reader gets the chance to read why. */
const farewellMs = 5_000;

export function createConnection(deps: {
  socket: WebSocket;
  seat: Seat;
  limits: Limits;
  log: Log;
  heard(frame: ClientFrame): void;
  gone(code: number): void;
}): Connection {
  const { socket, limits, log } = deps;
  const allowance = createAllowance(limits);
  let alive = true;

  const connection: Connection = {
    seat: deps.seat,
    open: () => socket.readyState === WebSocket.OPEN,
    waiting: () => socket.bufferedAmount,
    send(frame) {
      if (!connection.open()) {
        return;
      }
      socket.send(JSON.stringify(frame));
      if (socket.bufferedAmount > limits.bufferBytes) {
        connection.close(closeCodes.tooSlow, 'Too slow: messages piled up. Resume from the last cursor.');
      }
    },
    refuse(error, id) {
      const known = error instanceof Refusal;
      if (!known) {
        log.error({ err: error }, 'A subscription failed');
      }
      const kind: RefusalKind = known ? error.kind : refusals.interrupted;
      const detail = known ? `${error.message}${error.message.endsWith('.') ? '' : '.'} ${kind.cure}` : kind.cure;
      connection.send({ type: 'error', ...(id !== undefined && { id }), code: kind.code, detail });
    },
    close(code, reason) {
      if (socket.readyState === WebSocket.CLOSED) {
        return;
      }
      socket.close(code, reason);
      setTimeout(() => socket.terminate(), farewellMs).unref();
    },
    beat() {
      if (!alive) {
        socket.terminate();
        return;
      }
      alive = false;
      socket.ping();
    },
  };

  /** False when the client has used up its allowance, and the socket is closing. */
  const allowed = () => {
    const ok = allowance();
    if (!ok) {
      connection.close(closeCodes.tooManyFrames, 'Too many frames');
    }
    return ok;
  };

  socket.on('message', (data, isBinary) => {
    alive = true;
    if (!connection.open() || !allowed()) {
      return;
    }
    const frame = isBinary ? undefined : frameOf(data.toString());
    if (!frame) {
      connection.refuse(new Refusal(refusals.bad_frame));
    } else if (frame.type === 'ping') {
      connection.send({ type: 'pong' });
    } else {
      deps.heard(frame);
    }
  });
  socket.on('pong', () => {
    alive = true;
  });
  // `ws` answers pings by itself; a flood of them must not be free.
  socket.on('ping', allowed);
  // Errors of the peer's making (bad UTF-8, a frame too large) close the socket; the code is in 'close'.
  socket.on('error', (error) => log.debug({ err: error }, 'A socket broke'));
  socket.on('close', (code) => deps.gone(code));
  return connection;
}

function frameOf(text: string): ClientFrame | undefined {
  try {
    return clientFrame.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** A token bucket: `burst` frames at once, then `framesPerSecond`. */
function createAllowance({ burst, framesPerSecond }: Limits): () => boolean {
  let tokens = burst;
  let last = performance.now();
  return () => {
    const now = performance.now();
    tokens = Math.min(burst, tokens + ((now - last) / 1_000) * framesPerSecond);
    last = now;
    if (tokens < 1) {
      return false;
    }
    tokens -= 1;
    return true;
  };
}

/** True when a seat belongs to this account, employee, API key or session. */
export function sits({ principal, sessionId }: Seat, id: string): boolean {
  return principal.id === id || principal.userId === id || sessionId === id;
}

/** Same person in the same workspace; anything else is not a change of role but another seat. */
export function samePerson(a: Principal, b: Principal): boolean {
  return a.id === b.id && a.workspaceId === b.workspaceId;
}
