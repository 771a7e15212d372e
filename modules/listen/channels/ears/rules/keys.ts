/** What stands in the id of a message: when it was made, and a key for a record of ours. Pure. */

const hexOf = (id: string) => id.replaceAll('-', '');

/** Milliseconds since the epoch, from a UUIDv7 (RFC 9562 §5.7). */
export const madeAt = (id: string): number => Number.parseInt(hexOf(id).slice(0, 12), 16);

const letters = '234567abcdefghijklmnopqrstuvwxyz';

/**
 * The TID (atproto record key) of a message: 53 bits of microseconds, 10 of a clock's id, in 13 sortable letters. The same
 * message has always the same one; what of the id is left after its milliseconds stands for microseconds and clock.
 */
export function tidOf(id: string): string {
  const hex = hexOf(id);
  const micros = BigInt(madeAt(id)) * 1000n + (BigInt(`0x${hex.slice(13, 16)}`) % 1000n);
  const clock = BigInt(`0x${hex.slice(17, 20)}`) & 0x3ffn;
  let rest = (micros << 10n) | clock;
  let key = '';
  for (let at = 0; at < 13; at += 1) {
    key = `${letters[Number(rest & 31n)]}${key}`;
    rest >>= 5n;
  }
  return key;
}
