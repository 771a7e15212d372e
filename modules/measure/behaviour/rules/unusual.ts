/**
 * What is unusual in a series: each value against what the same hours (or days of the week) brought before.
 *
 * Robust throughout: the value expected is a median of earlier seasons, its spread the median absolute deviation of what those
 * expectations missed by (Hampel 1974, The influence curve and its role in robust estimation, J. Am. Stat. Assoc. 69, 383–393;
 * 1.4826 makes it a standard deviation where residuals are normal), so yesterday's outlier does not hide today's. Values are
 * compared on the inverse hyperbolic sine: a logarithm that knows zero and debts. Counts are compared on the scale that holds the
 * variance of a negative binomial (Anscombe 1948), so that a few are judged by chance and many by ratio, and are never held to
 * be surer than chance lets them be: a count of n varies by √n by itself (Poisson).
 * Only the past is used: what is said of a point does not change when later ones arrive.
 */
import { type CountScale, countScale } from '#platform/stats';
import type { Interval } from '../../contract.ts';

export interface Season {
  /** Points in one season: 24 for hours of a day, 7 for days of a week, 1 where nothing repeats. */
  length: number;
  /** How many earlier seasons are looked at. */
  back: number;
  /** Neighbours to either side that are looked at with each, so that something an hour early is no surprise. */
  near: number;
}

export interface Judged {
  expected: number;
  /** Between these nothing is unusual. */
  low: number;
  high: number;
  unusual: 'high' | 'low' | null;
}

const dayMs = 86_400_000;
/** Hours are compared with the same hours of a fortnight, days with the same weekdays of eight weeks. */
export const seasons: Record<Interval, Season & { pastMs: number }> = {
  hour: { length: 24, back: 14, near: 1, pastMs: 21 * dayMs },
  day: { length: 7, back: 8, near: 0, pastMs: 12 * 7 * dayMs },
  week: { length: 1, back: 26, near: 0, pastMs: 39 * 7 * dayMs },
  month: { length: 1, back: 24, near: 0, pastMs: 36 * 31 * dayMs },
};

/** Multiples of the spread. What each finds of the labelled windows of real volumes stands in `unusual.test.ts`. */
export const thresholds = { few: 6, normal: 4.5, many: 3.5 } as const;

const toDeviation = 1.4826;
/** With fewer misses behind it a spread is a guess. */
const fewestMisses = 10;

/** Below about ten an hour or a day chance rules; what happens by the hundred is compared by ratio. */
const ofCounts = countScale(10);
/** What is no count may be a debt, and knows no chance of its own. */
const ofAmounts: CountScale = { to: Math.asinh, from: Math.sinh, byChance: () => 0 };

/** One judgement a value, null where too little lies before it. `counts`: the values count things or people. */
export function judge(
  values: readonly number[],
  season: Season,
  { threshold, counts }: { threshold: number; counts: boolean },
): (Judged | null)[] {
  const { to, from, byChance } = counts ? ofCounts : ofAmounts;
  const levels = values.map(to);
  const misses: (number | undefined)[] = [];
  return levels.map((level, at) => {
    const before = sameInEarlierSeasons(levels, at, season);
    const fewest = Math.min(2, season.back) * Math.min(season.length, 2 * season.near + 1);
    if (before.length < Math.max(3, fewest)) return null;
    const usual = median(before);
    const known = misses.slice(Math.max(0, at - season.length * season.back)).filter((miss) => miss !== undefined);
    misses[at] = level - usual;
    if (known.length < fewestMisses) return null;
    const drift = median(known);
    const centre = usual + drift;
    const expected = from(centre);
    const spread = Math.max(toDeviation * median(known.map((miss) => Math.abs(miss - drift))), byChance(expected));
    const far = level - centre;
    return {
      expected,
      low: from(centre - threshold * spread),
      high: from(centre + threshold * spread),
      unusual: Math.abs(far) <= threshold * spread ? null : sideOf(far),
    };
  });
}

const sideOf = (far: number) => (far > 0 ? 'high' : 'low');

function sameInEarlierSeasons(levels: readonly number[], at: number, { length, back, near }: Season): number[] {
  const found: number[] = [];
  for (let season = 1; season <= back; season += 1) {
    for (let aside = -near; aside <= near; aside += 1) {
      const place = at - season * length + aside;
      const level = levels[place];
      if (place < at && level !== undefined) found.push(level);
    }
  }
  return found;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? high : ((sorted[middle - 1] ?? 0) + high) / 2;
}

/** What a part of the whole had to do with a surprise. */
export interface Part {
  label: string | null;
  rest: boolean;
  value: number;
  expected: number;
  /** Of what the whole missed its expectation by, as a share; negative where the part pulled the other way. */
  share: number;
}

/** The parts that moved with a surprise, the one with the largest share first. `parts` are judged at the same point as the whole. */
export function explained(parts: readonly Omit<Part, 'share'>[]): Part[] {
  const missed = parts.reduce((sum, { value, expected }) => sum + value - expected, 0);
  if (missed === 0) return [];
  return parts
    .map((part) => ({ ...part, share: (part.value - part.expected) / missed }))
    .filter(({ share }) => share > 0)
    .toSorted((a, b) => b.share - a.share);
}
