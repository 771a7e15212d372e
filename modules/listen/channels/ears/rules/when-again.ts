/** When to look again after something went wrong. Pure. */

const second = 1_000;
const longestMs = 6 * 3_600 * second;
const firstMs = 60 * second;

/**
 * The instant before which the other side does not want to be asked, in milliseconds: `Retry-After` in seconds or as a date
 * (RFC 9110 §10.2.3), else the reset of its limit: seconds since the epoch (`ratelimit-reset`, Bluesky) or an instant
 * (`x-ratelimit-reset`, Mastodon). A day ahead at most: a clock that is wrong over there must not silence us for a year.
 */
export function notBefore(headers: Record<string, string>, now: number): number | undefined {
  const asked = headers['retry-after'];
  const reset = headers['ratelimit-reset'] ?? headers['x-ratelimit-reset'];
  const at =
    asked !== undefined && /^\d+$/.test(asked.trim())
      ? now + Number(asked) * second
      : Math.max(instantOf(asked) ?? 0, instantOf(reset) ?? 0);
  return at > now ? Math.min(at, now + 24 * 3_600 * second) : undefined;
}

function instantOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = /^\d{9,11}$/.test(text.trim()) ? Number(text) * second : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}

/** Twice as long after each failure, six hours at most, a quarter more or less: many that failed together do not come back together. */
export function backOff(failures: number, chance: number): number {
  const wait = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 20));
  return Math.round(wait * (0.75 + chance / 2));
}

/** Looks that went well are spread a little, too. */
export const nextLook = (everyMinutes: number, chance: number): number =>
  Math.round(everyMinutes * 60 * second * (0.95 + chance / 10));
