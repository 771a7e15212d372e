/** Time, handed in. Rules never see a clock; use cases ask this one, tests set it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** A clock that stands still until it is told to move. */
export function fixedClock(start: number | string): Clock & { set(at: number | string): void; advance(ms: number): void } {
  let at = typeof start === 'string' ? Date.parse(start) : start;
  return {
    now: () => at,
    set: (to) => {
      at = typeof to === 'string' ? Date.parse(to) : to;
    },
    advance: (ms) => {
      at += ms;
    },
  };
}
