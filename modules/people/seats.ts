/** Live connections: who takes a seat, and whether those who sit may still sit there. */
import type { IncomingMessage } from 'node:http';
import type { Principal } from '#platform/auth';
import type { Db } from '#platform/postgres';
import type { Authenticated, Headers } from './authenticate.ts';
import type { SignsOfLife } from './signs-of-life.ts';
import { seatsNow } from './store/seats.ts';

/** A live connection's holder; `sessionId` when a person signed in. */
export interface Seat {
  principal: Principal;
  sessionId?: string;
}

export interface Seats {
  /** A browser cannot set headers on a socket: the workspace comes beside the request. Undefined: no seat. */
  seatOf(request: IncomingMessage, workspaceId: string | undefined): Promise<Seat | undefined>;
  /** Who each seat's holder is now, in the order given; undefined for whoever may no longer sit. One query for all. */
  recheck(seats: Seat[]): Promise<(Principal | undefined)[]>;
}

export function createSeats(
  db: Db,
  authenticate: (headers: Headers, ip: string) => Promise<Authenticated>,
  life: SignsOfLife,
): Seats {
  return {
    async seatOf(request, workspaceId) {
      const headers = { ...request.headers, ...(workspaceId !== undefined && { 'verona-workspace': workspaceId }) };
      const { account, principal } = await authenticate(headers, request.socket.remoteAddress ?? '');
      return principal && { principal, ...(account && { sessionId: account.sessionId }) };
    },
    async recheck(seats) {
      if (seats.length === 0) return [];
      const rows = await db.inSystem((tx) => seatsNow(tx, seats), { readOnly: true });
      const now = new Map(rows.map((row) => [Number(row.seat) - 1, row]));
      return seats.map(({ principal }, at) => {
        const row = now.get(at);
        if (row) life.seen(principal);
        return row && { ...principal, workspaceId: row.workspaceId, label: row.name, role: row.role };
      });
    },
  };
}
