/**
 * When a message is tried again, when an endpoint is left alone, and when it is given up. Pure: chance comes out of ids.
 *
 * Source: Standard Webhooks specification, "Retries": 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h, with jitter; and
 * "disable endpoints that fail for several days".
 */
const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

const pauses = [5 * second, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour];

/** Up to a fifth longer, so that a crowd spreads: by the last digits of an id, which are random in a UUIDv7. */
const spread = (ms: number, id: string): number => Math.round(ms * (1 + Number.parseInt(id.slice(-4), 16) / 0xffff / 5));

/** Milliseconds until the next try of a message after so many; undefined when that was the last. */
export function pauseAfter(attempts: number, id: string): number | undefined {
  const pause = pauses[attempts - 1];
  return pause === undefined ? undefined : spread(pause, id);
}

/** Failures in a row that open the circuit. */
const opensAfter = 5;
const longestRest = 15 * minute;

/** How long an endpoint that failed so often in a row is left alone, all its messages with it; 0 while the circuit is closed. */
export function restAfter(failures: number, id: string): number {
  if (failures < opensAfter) return 0;
  const rest = Math.min(longestRest, 15 * second * 2 ** (failures - opensAfter));
  return spread(rest, id);
}

const daysOfFailure = 5;

/** True when nothing reached the endpoint for so long that it is switched off. */
export const isGivenUp = (failingForMs: number): boolean => failingForMs >= daysOfFailure * 24 * hour;

export const givenUpReason = `Nothing reached it for ${daysOfFailure} days.`;
