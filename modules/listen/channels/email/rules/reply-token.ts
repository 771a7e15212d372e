/**
 * The name of a conversation as it travels through other people's mail systems: in the reply address
 * (`help+k3…@casa.example`) and in our Message-IDs. Signed, so that nobody makes one up (cases C01, C02); in base 32 without
 * regard to case, since some systems change it; short enough for the 64 characters of a local part (RFC 5321 §4.5.3.1.1).
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const idBytes = 16;
/** 80 bits: each guess is a mail. */
const macBytes = 10;
const length = Math.ceil(((idBytes + macBytes) * 8) / 5);

const mac = (key: Buffer, workspaceId: string, id: Buffer) =>
  createHmac('sha256', key).update(`mail thread 1 ${workspaceId} `).update(id).digest().subarray(0, macBytes);

/** `threadId` is a UUID. */
export function writeToken(key: Buffer, workspaceId: string, threadId: string): string {
  const id = Buffer.from(threadId.replaceAll('-', ''), 'hex');
  return base32(Buffer.concat([id, mac(key, workspaceId, id)]));
}

/** The thread's id; undefined for anything that we did not write for this workspace. */
export function readToken(key: Buffer, workspaceId: string, token: string): string | undefined {
  const bytes = token.length === length ? fromBase32(token.toLowerCase()) : undefined;
  if (bytes === undefined) return undefined;
  const id = bytes.subarray(0, idBytes);
  if (!timingSafeEqual(bytes.subarray(idBytes), mac(key, workspaceId, id))) return undefined;
  return id.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Threads that a mail names: its recipients' tags first, then the ids of ours that it answers. */
export function threadsNamed(
  key: Buffer,
  workspaceId: string,
  mail: { recipients: readonly string[]; ids: readonly string[] },
): string[] {
  const candidates = [
    ...mail.recipients.flatMap((address) => /\+([a-z2-7]+)@/i.exec(address)?.[1] ?? []),
    // Newest last, as References has them.
    ...mail.ids.toReversed().flatMap((id) => /^<?([a-z2-7]+)\.[\w-]+@/i.exec(id)?.[1] ?? []),
  ];
  const found = candidates.flatMap((token) => readToken(key, workspaceId, token) ?? []);
  return [...new Set(found)].slice(0, 20);
}

function base32(bytes: Buffer): string {
  let [text, bits, held] = ['', 0, 0];
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(held >> bits) & 31];
      held &= (1 << bits) - 1;
    }
  }
  return bits > 0 ? text + alphabet[(held << (5 - bits)) & 31] : text;
}

function fromBase32(text: string): Buffer | undefined {
  const bytes: number[] = [];
  let [bits, held] = [0, 0];
  for (const char of text) {
    const value = alphabet.indexOf(char);
    if (value < 0) return undefined;
    held = (held << 5) | value;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((held >> bits) & 255);
      held &= (1 << bits) - 1;
    }
  }
  // One spelling only: what is left over is nothing.
  return held === 0 && bytes.length === idBytes + macBytes ? Buffer.from(bytes) : undefined;
}
