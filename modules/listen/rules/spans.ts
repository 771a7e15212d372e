/** Stretches of time up to now, in equal slots that begin on full minutes, hours and days (UTC). */
import type { Span } from '../contract.ts';

interface Slots {
  /** Milliseconds since the epoch. */
  from: number;
  slotSeconds: number;
  count: number;
}

const shapes: Record<Span, { slotSeconds: number; count: number }> = {
  hour: { slotSeconds: 60, count: 60 },
  day: { slotSeconds: 3_600, count: 24 },
  month: { slotSeconds: 86_400, count: 30 },
};

/** The last slot is the one `now` falls into: it is still filling. */
export function slotsOf(span: Span, now: number): Slots {
  const { slotSeconds, count } = shapes[span];
  const last = Math.floor(now / 1000 / slotSeconds) * slotSeconds;
  return { from: (last - (count - 1) * slotSeconds) * 1000, slotSeconds, count };
}
