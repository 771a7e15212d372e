/** How often everybody is looked at. */

const minute = 60_000;
const hour = 3_600_000;

/**
 * A rule with a window that moves is swept every minute, or so seldom that it takes a hundredth of one processor. Other rules
 * change by what people do, which is noticed at once: their sweep only makes sure of it.
 */
export function pauseAfter(tookMs: number, timed: boolean): number {
  return timed ? Math.min(Math.max(minute, tookMs * 100), hour) : hour;
}
