/**
 * Does a signature prove these bytes? Over the body as it came, never over parsed JSON; compared in constant time.
 *
 * Sources: Standard Webhooks specification (standardwebhooks.com); GitHub "Validating webhook deliveries"; Shopify "Verify
 * webhook deliveries"; Stripe "Verify webhook signatures manually". HMAC: RFC 2104.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Verification } from '../../../contract/webhooks-in.ts';

/** Seconds that a signed time may differ from ours, both ways: replays older than this need no memory. */
const toleranceSeconds = 5 * 60;

export interface Signed {
  /** Lower-case names. */
  headers: Record<string, string>;
  body: Buffer;
  /** Milliseconds since the epoch. */
  now: number;
}

export type Verdict =
  /** `messageId` is the sender's own id, where the signature covers one. */
  { ok: true; messageId: string | undefined } | { ok: false; reason: string };

export function verify(how: Verification, secrets: readonly string[], signed: Signed): Verdict {
  switch (how.scheme) {
    case 'none':
      return { ok: true, messageId: undefined };
    case 'hmac':
      return verifyHmac(how, secrets, signed);
    case 'timestamped':
      return verifyTimestamped(how.header, secrets, signed);
    case 'standard':
      return verifyStandard(secrets, signed);
  }
}

function verifyHmac(
  { header, prefix, encoding }: Extract<Verification, { scheme: 'hmac' }>,
  secrets: readonly string[],
  { headers, body }: Signed,
): Verdict {
  const given = headers[header];
  if (given === undefined) return no(`the header ${header} is missing`);
  if (!given.startsWith(prefix)) return no(`the header ${header} does not begin with "${prefix}"`);
  const bytes = Buffer.from(given.slice(prefix.length).trim(), encoding);
  const proven = secrets.some((secret) => same(hmac(Buffer.from(secret), body), bytes));
  return proven ? { ok: true, messageId: undefined } : no('it is not of this body and secret');
}

function verifyTimestamped(header: string, secrets: readonly string[], { headers, body, now }: Signed): Verdict {
  const given = headers[header];
  if (given === undefined) return no(`the header ${header} is missing`);
  const parts = given.split(',').map((part) => part.trim().split('='));
  const time = parts.find(([name]) => name === 't')?.[1] ?? '';
  const signatures = parts.filter(([name]) => name === 'v1').map(([, value]) => Buffer.from(value ?? '', 'hex'));
  if (!/^\d{1,12}$/.test(time)) return no(`the header ${header} states no time`);
  const content = Buffer.concat([Buffer.from(`${time}.`), body]);
  const proven = secrets.some((secret) => {
    const expected = hmac(Buffer.from(secret), content);
    return signatures.some((signature) => same(expected, signature));
  });
  return proven ? inTime(Number(time), now, undefined) : no('it is not of this body, time and secret');
}

function verifyStandard(secrets: readonly string[], { headers, body, now }: Signed): Verdict {
  const { 'webhook-id': messageId, 'webhook-timestamp': time, 'webhook-signature': given } = headers;
  if (!messageId || !time || !given) return no('webhook-id, webhook-timestamp or webhook-signature is missing');
  if (!/^\d{1,12}$/.test(time)) return no('webhook-timestamp is not in seconds');
  const content = Buffer.concat([Buffer.from(`${messageId}.${time}.`), body]);
  const signatures = given
    .split(' ')
    .filter((part) => part.startsWith('v1,'))
    .map((part) => Buffer.from(part.slice(3), 'base64'));
  const proven = secrets.some((secret) => {
    const expected = hmac(standardKey(secret), content);
    return signatures.some((signature) => same(expected, signature));
  });
  return proven ? inTime(Number(time), now, messageId) : no('it is not of this id, time, body and secret');
}

/** The bytes behind `whsec_<base64>`. */
const standardKey = (secret: string) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64');

/** Looked at last: only who holds the secret learns that a clock is wrong. */
function inTime(seconds: number, now: number, messageId: string | undefined): Verdict {
  const apart = Math.abs(now / 1000 - seconds);
  return apart <= toleranceSeconds ? { ok: true, messageId } : no('its time is more than five minutes from ours');
}

const hmac = (key: Buffer, content: Buffer) => createHmac('sha256', key).update(content).digest();
const same = (expected: Buffer, given: Buffer) => expected.length === given.length && timingSafeEqual(expected, given);
const no = (reason: string): Verdict => ({ ok: false, reason });
