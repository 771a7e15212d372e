/**
 * Who a visitor is, without a cookie: a keyed hash of address and browser that changes every day, so that nobody can be followed
 * from one day to the next or found out from what is stored. A chat on the same site knows the same visitor by the same hash.
 */
import { createHmac } from 'node:crypto';
import type { Secrets } from '#platform/secrets';

export interface Visitors {
  /** The key of this day. */
  keyOf(workspaceId: string, who: { ip: string; userAgent: string }, at: number): string;
  /** The keys under which this visitor may have read within so many hours before `at`. */
  keysOf(workspaceId: string, who: { ip: string; userAgent: string }, at: number, hours: number): string[];
}

const dayMs = 86_400_000;

export function createVisitors(secrets: Pick<Secrets, 'derive'>): Visitors {
  const secret = secrets.derive('help centre visitors');
  const keyOn = (workspaceId: string, { ip, userAgent }: { ip: string; userAgent: string }, day: number) =>
    `site:${createHmac('sha256', secret)
      .update(JSON.stringify([workspaceId, day, ip, userAgent.slice(0, 300)]))
      .digest('base64url')
      .slice(0, 22)}`;
  return {
    keyOf: (workspaceId, who, at) => keyOn(workspaceId, who, Math.floor(at / dayMs)),
    keysOf(workspaceId, who, at, hours) {
      const last = Math.floor(at / dayMs);
      const first = Math.floor((at - hours * 3_600_000) / dayMs);
      return Array.from({ length: Math.min(32, last - first + 1) }, (_, back) => keyOn(workspaceId, who, last - back));
    },
  };
}
