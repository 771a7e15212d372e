/** Where the points of a watch's picture lie. Pure. */
import type { JudgedBucket } from '#measure/contract';

export interface Scale {
  x: (place: number) => number;
  y: (value: number) => number;
}

/** Room for the triangles above and below. */
const EDGE = 8;

/** As high as what was seen, nought included unless something lies below it. A bound may be far away: it is cut off. */
export function scaleOf(buckets: readonly JudgedBucket[], width: number, height: number): Scale {
  const seen = buckets.flatMap(({ seen: value }) => (value === null ? [] : [value]));
  const bottom = Math.min(0, ...seen);
  const top = Math.max(bottom + 1, ...seen) * 1.05;
  const step = width / Math.max(1, buckets.length - 1);
  return {
    x: (place) => place * step,
    y: (value) => EDGE + (1 - (Math.min(top, Math.max(bottom, value)) - bottom) / (top - bottom)) * (height - 2 * EDGE),
  };
}

const at = (x: number, y: number) => `${x.toFixed(1)},${y.toFixed(1)}`;

/** Stretches of neighbours that have what is asked for. */
function stretches(buckets: readonly JudgedBucket[], has: (bucket: JudgedBucket) => boolean): number[][] {
  const found: number[][] = [];
  for (const [place, bucket] of buckets.entries()) {
    if (!has(bucket)) continue;
    const last = found.at(-1);
    if (last && last.at(-1) === place - 1) last.push(place);
    else found.push([place]);
  }
  return found;
}

export const lineOf = (buckets: readonly JudgedBucket[], { x, y }: Scale): string[] =>
  stretches(buckets, ({ seen }) => seen !== null).map((places) =>
    places.map((place) => at(x(place), y(buckets[place]?.seen ?? 0))).join(' '),
  );

/** A line that somebody drew on one side only is open to the other. */
export const bandOf = (buckets: readonly JudgedBucket[], { x, y }: Scale): string[] =>
  stretches(buckets, ({ low, high }) => low !== null || high !== null).map((places) => {
    const above = places.map((place) => at(x(place), y(buckets[place]?.high ?? Number.MAX_VALUE)));
    const below = places.map((place) => at(x(place), y(buckets[place]?.low ?? -Number.MAX_VALUE)));
    return [...above, ...below.reverse()].join(' ');
  });
