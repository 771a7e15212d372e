/**
 * Addresses for people without a sign-in: signed (HMAC-SHA256), short-lived, for one file and one viewer. Knowing one tells
 * nothing about another (reliability cases A19, D08).
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

export interface Link {
  workspaceId: string;
  fileId: string;
  /** Who may open it: `{ kind: 'visitor', id: … }`. */
  viewer: { kind: string; id: string };
  /** Milliseconds since the epoch. */
  until: number;
}

const uuidBytes = (uuid: string) => Buffer.from(uuid.replaceAll('-', ''), 'hex');
const uuidText = (bytes: Buffer) => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
const signed = (key: Buffer, payload: Buffer) => createHmac('sha256', key).update('file link 1').update(payload).digest();

export function writeLink(key: Buffer, { workspaceId, fileId, viewer, until }: Link): string {
  const seconds = Buffer.alloc(4);
  seconds.writeUInt32BE(Math.floor(until / 1000));
  const who = Buffer.from(`${viewer.kind}:${viewer.id}`);
  const payload = Buffer.concat([uuidBytes(workspaceId), uuidBytes(fileId), seconds, who]);
  return Buffer.concat([signed(key, payload), payload]).toString('base64url');
}

/** Undefined for anything that this server did not write, or whose time is over. */
export function readLink(key: Buffer, token: string, now: number): Link | undefined {
  const bytes = Buffer.from(token, 'base64url');
  // Only one spelling of a token is ours.
  if (bytes.length < 70 || bytes.length > 400 || bytes.toString('base64url') !== token) return undefined;
  const payload = bytes.subarray(32);
  if (!timingSafeEqual(bytes.subarray(0, 32), signed(key, payload))) return undefined;
  const until = payload.readUInt32BE(32) * 1000;
  const [kind = '', ...id] = payload.subarray(36).toString('utf8').split(':');
  if (until <= now) return undefined;
  const [workspaceId, fileId] = [uuidText(payload.subarray(0, 16)), uuidText(payload.subarray(16, 32))];
  return { workspaceId, fileId, viewer: { kind, id: id.join(':') }, until };
}
