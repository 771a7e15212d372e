/** Below the routes: requests that cannot be read, and senders who take for ever (reliability case F20). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { Refusal, type RefusalKind } from '#platform/contract';
import { problemOf, refusals } from './problems.ts';

/** How long headers may take, and then a body. Node's own defaults are minutes. */
export const headersMs = 10_000;
const bodyMs = 13_000;
/** A clock for all of them: a timer for every request would cost as much as routing it. */
const lookEveryMs = 1_000;
/** An upload may take as long as it takes, as long as it moves. */
const uploadIdleMs = 60_000;

const kinds: Record<string, RefusalKind> = {
  HPE_HEADER_OVERFLOW: refusals.headers_too_large,
  ERR_HTTP_REQUEST_TIMEOUT: refusals.too_slow,
};

/** For requests the parser gave up on: there is no reply object yet, and the connection cannot be used again. */
export function refuseUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET') socket.destroy();
  else refuseOn(socket, kinds[error.code ?? ''] ?? refusals.unreadable);
}

function refuseOn(socket: Socket, kind: RefusalKind): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = JSON.stringify(problemOf(new Refusal(kind), ''));
  const head = [
    `HTTP/1.1 ${kind.status} ${kind.title}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

/** What the hook needs of the framework's request and reply. */
interface Arriving {
  raw: IncomingMessage;
  routeOptions: { config: unknown };
}

export interface Bodies {
  /** Hook, when the headers are there. */
  begins(request: Arriving, reply: { raw: ServerResponse }, done: () => void): void;
  /** Hook, when the body has been read. */
  ended(request: Arriving, reply: unknown, done: () => void): void;
  stop(): void;
}

/**
 * Cuts bodies that drip. Node's `requestTimeout` would do it for all alike; an import of a large file is a body, too, so uploads
 * are held to moving instead of to ending.
 */
export function watchBodies(): Bodies {
  const coming = new Map<IncomingMessage, { answer: ServerResponse; since: number }>();
  const look = setInterval(() => {
    for (const [raw, { answer, since }] of coming) {
      const over = raw.complete || raw.destroyed;
      const late = performance.now() - since > bodyMs;
      if (over || late) coming.delete(raw);
      if (!over && late) cut(answer, raw.socket);
    }
  }, lookEveryMs).unref();
  return {
    begins({ raw, routeOptions }, { raw: answer }, done) {
      if ((routeOptions.config as { upload?: true }).upload) raw.setTimeout(uploadIdleMs);
      else if (raw.headers['transfer-encoding'] || Number(raw.headers['content-length'] ?? 0) > 0) {
        coming.set(raw, { answer, since: performance.now() });
      }
      done();
    },
    ended({ raw }, _reply, done) {
      coming.delete(raw);
      done();
    },
    stop: () => clearInterval(look),
  };
}

function cut(answer: ServerResponse, socket: Socket): void {
  if (answer.headersSent) socket.destroy();
  else refuseOn(socket, refusals.too_slow);
}
