/**
 * Identity tokens: how a site proves to Verona who its visitor is, without trusting the browser.
 *
 * A JWT (RFC 7519) signed HS256 with the source's identity secret: `sub` is the userId, `exp` is required. Only this one
 * algorithm is ever accepted, so `alg: none` and key confusion have nothing to hold on to (reliability case B01).
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

const maxLifeSeconds = 24 * 60 * 60;

/** The proven userId, or undefined for anything that is not a valid, unexpired token of this secret. */
export function userOfToken(token: string, secret: string, nowMs: number): string | undefined {
  const [header, payload, signature, extra] = token.split('.');
  if (!header || !payload || !signature || extra !== undefined) return undefined;
  const expected = createHmac('sha256', secret).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const head = parse(header);
  const claims = parse(payload);
  if (head?.alg !== 'HS256' || typeof claims?.sub !== 'string' || typeof claims.exp !== 'number') return undefined;
  const left = claims.exp - nowMs / 1000;
  return left > 0 && left <= maxLifeSeconds ? claims.sub : undefined;
}

function parse(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
