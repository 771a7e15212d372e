/**
 * A mean over people who were each measured several times, with its 95 per cent interval: what one person brings resembles itself, so
 * people are counted and not measurements. The variance is that of a ratio of cluster totals (S. L. Lohr, "Sampling: Design and
 * Analysis", 2nd ed. 2010, section 5.2); Student's t with people − 1 degrees of freedom. With one measurement each it is the usual
 * interval of a mean.
 */
import tQuantile from '@stdlib/stats-base-dists-t-quantile';

/** Sums over people; S: the sum of a person's measurements, n: their number. */
export interface ClusterSums {
  people: number;
  /** Of n. */
  measurements: number;
  /** Of S. */
  sum: number;
  /** Of S·S, S·n and n·n. */
  squares: number;
  crossed: number;
  counts: number;
}

/** Null where nothing was measured. Of one person nothing is said about others: no interval. */
export function meanOfClusters(sums: ClusterSums): { value: number; low: number | null; high: number | null } | null {
  const { people, measurements, sum, squares, crossed, counts } = sums;
  if (measurements === 0) return null;
  const value = sum / measurements;
  if (people < 2) return { value, low: null, high: null };
  const apart = Math.max(0, squares - 2 * value * crossed + value * value * counts);
  const half = (tQuantile(0.975, people - 1) * Math.sqrt((people / (people - 1)) * apart)) / measurements;
  return { value, low: value - half, high: value + half };
}
