/**
 * A share of people with its 95 per cent interval: Wilson's score interval, which keeps its promise for small samples and for
 * shares near none and all, where the textbook one does not.
 *
 * E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927), 209-212; recommended
 * by Brown, Cai and DasGupta, Statistical Science 16 (2001), 101-133.
 */
export interface Estimate {
  value: number;
  low: number;
  high: number;
}

/** 97.5th percentile of the standard normal distribution. */
export const z95 = 1.959963984540054;

/** `successes` of `n`, between 0 and 1. Of nobody anything may be true. */
export function proportion(successes: number, n: number): Estimate {
  if (n === 0) return { value: 0, low: 0, high: 1 };
  const share = successes / n;
  const square = z95 * z95;
  const middle = (share + square / (2 * n)) / (1 + square / n);
  const half = (z95 / (1 + square / n)) * Math.sqrt((share * (1 - share)) / n + square / (4 * n * n));
  return { value: share, low: successes === 0 ? 0 : middle - half, high: successes === n ? 1 : middle + half };
}
