/** A mean with its 95 per cent interval by Student's t (W. S. Gosset, Biometrika 6, 1908). */
import quantile from '@stdlib/stats-base-dists-t-quantile';
import type { Estimate } from './proportion.ts';

/** `counts`: how often each value was seen. One value, or none, says nothing of its neighbours: the interval is then the value alone. */
export function meanOf(counts: readonly (readonly [value: number, count: number])[]): Estimate & { n: number } {
  const n = counts.reduce((sum, [, count]) => sum + count, 0);
  if (n === 0) return { value: 0, low: 0, high: 0, n };
  const value = counts.reduce((sum, [each, count]) => sum + each * count, 0) / n;
  if (n === 1) return { value, low: value, high: value, n };
  const variance = counts.reduce((sum, [each, count]) => sum + count * (each - value) ** 2, 0) / (n - 1);
  const half = quantile(0.975, n - 1) * Math.sqrt(variance / n);
  return { value, low: value - half, high: value + half, n };
}
