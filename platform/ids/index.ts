/** Identifiers. UUIDv7 (RFC 9562 §5.7): sorted by time of making, so B-tree inserts stay at the right edge. */
import { randomBytes } from 'node:crypto';

export type NewId = () => string;

/** Makes UUIDv7s from a clock; within one millisecond a 12-bit counter keeps the order of making. */
export function createIds(now: () => number, random: (bytes: number) => Buffer = randomBytes): NewId {
  let last = 0;
  let counter = 0;
  return () => {
    const at = Math.max(now(), last);
    if (at === last) {
      counter += 1;
      if (counter > 0xfff) {
        last += 1;
        counter = 0;
      }
    } else {
      last = at;
      counter = random(2).readUInt16BE() & 0x7ff;
    }
    const bytes = Buffer.alloc(16);
    bytes.writeUIntBE(last, 0, 6);
    random(10).copy(bytes, 6);
    bytes[6] = 0x70 | (counter >> 8);
    bytes[7] = counter & 0xff;
    bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
    const hex = bytes.toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  };
}

/** An unguessable secret, `prefix_` + 32 URL-safe characters (192 bits). */
export function newSecret(prefix: string, random: (bytes: number) => Buffer = randomBytes): string {
  return `${prefix}_${random(24).toString('base64url')}`;
}
