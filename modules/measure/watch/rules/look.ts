/** What a watch makes of a series: which buckets are over, what each was, and which belong together. Pure. */
import { judge, seasons, thresholds } from '../../behaviour/rules/unusual.ts';
import type { Grain } from '../../contract.ts';

/** Milliseconds since the epoch; null: nothing to take an average of. */
export interface Point {
  at: number;
  value: number | null;
}

export interface Looked {
  at: number;
  seen: number | null;
  /** Null, with its bounds: too little is known from before. */
  expected: number | null;
  low: number | null;
  high: number | null;
  side: 'high' | 'low' | null;
}

export type How =
  | { by: 'season'; sensitivity: keyof typeof thresholds; counts: boolean }
  | { by: 'lines'; above: number | null; below: number | null };

interface Pace {
  bucketMs: number;
  /** After the end of a bucket, for what is on its way. */
  graceMs: number;
  /** What follows within so many buckets of the last unusual one is the same finding. */
  quiet: number;
}

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];

export const paces: Record<Grain, Pace> = {
  hour: { bucketMs: hourMs, graceMs: 5 * minuteMs, quiet: 12 },
  day: { bucketMs: dayMs, graceMs: 15 * minuteMs, quiet: 2 },
};

/** Judged late in one look; what lies further back is passed over, and said to be. */
export const mostLate = 400;
/** What the screen shows, and what is kept of it. */
export const mostShown = 60;

/**
 * How far back a bucket's judgement reaches: a bucket is held against earlier seasons, and its miss against their misses,
 * which look back as far again. With all of that at hand the judgement is the same whenever it is made.
 */
export const pastOf = (grain: Grain): number => {
  const { length, back, near } = seasons[grain];
  return (2 * back * length + near + 2) * paces[grain].bucketMs;
};

/** Points whose bucket was over by `until`. The first is left out: the span may begin in the middle of it. */
export function closedPoints(points: readonly Point[], until: number): { closed: Point[]; to: number | undefined } {
  const closed: Point[] = [];
  let to: number | undefined;
  for (const [place, point] of points.entries()) {
    const end = points[place + 1]?.at;
    if (end === undefined || end > until) break;
    if (place > 0) closed.push(point);
    to = end;
  }
  return { closed, to };
}

export function look(points: readonly Point[], grain: Grain, how: How): Looked[] {
  if (how.by === 'lines') return points.map((point) => againstLines(point, how));
  const verdicts = judge(
    points.map(({ value }) => value ?? 0),
    seasons[grain],
    { threshold: thresholds[how.sensitivity], counts: how.counts },
  );
  return points.map(({ at, value }, place) => {
    const verdict = value === null ? null : verdicts[place];
    if (!verdict) return { at, seen: value, expected: null, low: null, high: null, side: null };
    const { expected, low, high, unusual } = verdict;
    return { at, seen: value, expected, low, high, side: unusual };
  });
}

function againstLines({ at, value }: Point, { above, below }: { above: number | null; below: number | null }): Looked {
  let side: Looked['side'] = null;
  if (value !== null && above !== null && value > above) side = 'high';
  else if (value !== null && below !== null && value < below) side = 'low';
  return { at, seen: value, expected: null, low: below, high: above, side };
}

/** A finding as it is known so far. */
export interface Going {
  id: string | null;
  side: 'high' | 'low';
  last: number;
}

export interface Episode {
  /** Of a finding that goes on; null: a new one. */
  id: string | null;
  side: 'high' | 'low';
  buckets: Looked[];
}

/** Unusual buckets put together: one finding as long as it goes on. `before`: the last one there was. */
export function episodesOf(looked: readonly Looked[], grain: Grain, before: Going | null): Episode[] {
  const { quiet, bucketMs } = paces[grain];
  // A day may have 25 hours.
  const reach = quiet * bucketMs + hourMs;
  const episodes: Episode[] = [];
  let going = before;
  for (const bucket of looked) {
    if (bucket.side === null) continue;
    const same = going !== null && going.side === bucket.side && bucket.at - going.last <= reach;
    const current = episodes.at(-1);
    if (same && current) current.buckets.push(bucket);
    else episodes.push({ id: same ? (going?.id ?? null) : null, side: bucket.side, buckets: [bucket] });
    going = { id: episodes.at(-1)?.id ?? null, side: bucket.side, last: bucket.at };
  }
  return episodes;
}

/** When to look next: once the bucket that is open now is over and what is on its way has come. */
export function nextLook(to: number, grain: Grain, now: number): number {
  const { bucketMs, graceMs } = paces[grain];
  return Math.max(now + minuteMs, to + bucketMs + graceMs);
}
