/** The door of the socket: origin, identity and number are checked before there is a socket at all. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { type WebSocket, WebSocketServer } from 'ws';
import { refusals as auth } from '#platform/auth';
import { Refusal, type RefusalKind } from '#platform/contract';
import type { Log } from '#platform/log';
import { path, refusals } from './contract.ts';
import type { Authenticate, Limits, Seat } from './realtime.ts';

const patienceMs = 10_000;

export interface Door {
  log: Log;
  limits: Limits;
  /** How many sit here in all, and how many of them are this principal. */
  count(principalId: string): { all: number; own: number };
  enter(socket: WebSocket, seat: Seat): void;
  /** Paths of sockets that others serve. */
  elsewhere: readonly string[];
}

/** Opens the door on a server; the answer closes it. */
export function openDoor(server: Server, authenticate: Authenticate, door: Door): () => void {
  const { limits, log } = door;
  // No compression: its memory per socket is larger than everything else we hold for one, and it leaks secrets by length.
  const upgrader = new WebSocketServer({ noServer: true, maxPayload: limits.frameBytes, perMessageDeflate: false });

  const knock = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const url = new URL(request.url ?? '/', 'http://here');
    if (url.pathname !== path) {
      // Node leaves the socket open when there is a listener: somebody has to say no.
      if (!door.elsewhere.includes(url.pathname)) {
        refuse(socket, '404 Not Found', { code: 'not_found', title: 'There is no socket here' });
      }
      return;
    }
    // Without a listener a reset during the handshake would be an uncaught exception.
    const hangUp = () => socket.destroy();
    socket.on('error', hangUp);
    admit(request, url)
      .then((seat) => {
        if (socket.destroyed) {
          return;
        }
        socket.off('error', hangUp);
        upgrader.handleUpgrade(request, socket, head, (webSocket) => door.enter(webSocket, seat));
      })
      .catch((error: unknown) => {
        if (error instanceof Refusal) {
          refuse(socket, `${error.kind.status} ${error.kind.title}`, { ...error.kind, detail: error.message });
        } else {
          log.error({ err: error }, 'A socket could not be admitted');
          refuse(socket, '500 Internal Server Error', { code: 'internal', title: 'Something went wrong on our side' });
        }
      });
  };

  async function admit(request: IncomingMessage, url: URL): Promise<Seat> {
    if (!sameOrigin(request)) {
      throw new Refusal(refusals.foreign_origin);
    }
    const seat = await Promise.race([
      authenticate(request, url.searchParams.get('workspace') ?? undefined),
      sleep(patienceMs, undefined, { ref: false }),
    ]);
    if (!seat) {
      throw new Refusal(auth.sign_in_needed);
    }
    // Counted after the last await, so that many who knock at once are counted too.
    const { all, own } = door.count(seat.principal.id);
    if (all >= limits.sockets) {
      throw new Refusal(refusals.full);
    }
    if (own >= limits.socketsPerPrincipal) {
      throw new Refusal(refusals.too_many_sockets);
    }
    return seat;
  }

  server.on('upgrade', knock);
  return () => server.off('upgrade', knock);
}

/**
 * Browsers send cookies along from any page, and no CORS rule guards a socket (cross-site WebSocket hijacking). They also always
 * send `Origin`; what has none is not a browser and has no cookies to abuse. Hosts are compared without the scheme: behind a
 * proxy that ends TLS ours is not known.
 */
function sameOrigin({ headers }: IncomingMessage): boolean {
  if (headers.origin === undefined) {
    return true;
  }
  return URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host;
}

function refuse(socket: Duplex, status: string, problem: Partial<RefusalKind> & { detail?: string }): void {
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${status}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n` +
      `Connection: close\r\n\r\n${body}`,
  );
}
