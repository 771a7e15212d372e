/** Addresses of pictures from elsewhere: signed (HMAC-SHA256), short-lived, for one picture in one workspace. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export interface PictureLink {
  workspaceId: string;
  url: string;
  /** Milliseconds since the epoch. */
  until: number;
}

const sign = (key: Buffer, payload: Buffer) => createHmac('sha256', key).update('picture link 1').update(payload).digest();
/** Longer addresses are nobody's picture. */
export const longestUrl = 4_000;

export function writePictureLink(key: Buffer, { workspaceId, url, until }: PictureLink): string {
  const payload = Buffer.from(JSON.stringify([workspaceId, Math.floor(until / 1000), url]));
  return Buffer.concat([sign(key, payload), payload]).toString('base64url');
}

/** Undefined for anything that this server did not write, or whose time is over. */
export function readPictureLink(key: Buffer, token: string, now: number): PictureLink | undefined {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length < 40 || bytes.toString('base64url') !== token) return undefined;
  const payload = bytes.subarray(32);
  if (!timingSafeEqual(bytes.subarray(0, 32), sign(key, payload))) return undefined;
  const [workspaceId, seconds, url] = JSON.parse(payload.toString('utf8')) as [string, number, string];
  const until = seconds * 1000;
  return until > now ? { workspaceId, url, until } : undefined;
}
