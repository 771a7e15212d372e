/**
 * Spearman's rank correlation: Pearson's correlation of ranks, ties sharing their mean rank (C. Spearman, "The proof and measurement
 * of association between two things", American Journal of Psychology 15, 1904), with the interval of D. G. Bonett and T. A. Wright,
 * "Sample size requirements for estimating Pearson, Kendall and Spearman correlations", Psychometrika 65 (2000), 23-28: Fisher's z
 * with the variance (1 + r²/2) / (n − 3).
 */
import { correlations } from './correlation.ts';
import { type Estimate, z95 } from './proportion.ts';

/** Null when one of the two is the same for all, or of fewer than four pairs. */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): Estimate | null {
  const n = pairs.length;
  if (n < 4) return null;
  const [xs, ys] = [ranksOf(pairs.map(([x]) => x)), ranksOf(pairs.map(([, y]) => y))];
  const of = correlations(xs.map((x, at) => [x, ys[at] ?? 0]));
  if (!of) return null;
  const value = Math.max(-1, Math.min(1, of[1]?.[0] ?? 0));
  if (Math.abs(value) > 1 - 1e-12) return { value: Math.sign(value), low: Math.sign(value), high: Math.sign(value) };
  const z = Math.atanh(value);
  const half = z95 * Math.sqrt((1 + value ** 2 / 2) / (n - 3));
  return { value, low: Math.tanh(z - half), high: Math.tanh(z + half) };
}

/** From 1; values that are the same share the mean of their places. */
export function ranksOf(values: readonly number[]): number[] {
  const order = values.map((value, at) => ({ value, at })).sort((a, b) => a.value - b.value);
  const ranks = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (order[to + 1]?.value === order[from]?.value) to += 1;
    for (let place = from; place <= to; place += 1) ranks[order[place]?.at ?? 0] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return ranks;
}
