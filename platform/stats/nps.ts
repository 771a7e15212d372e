/**
 * The net promoter score (promoters 9 and 10 minus detractors 0 to 6, in per cent) with its 95 per cent interval.
 *
 * Promoters, passives and detractors are one multinomial draw, so the variance of the difference p - d is
 * (p + d - (p - d)^2) / n. Taken as it is, everybody agreeing would leave no doubt at all; so the interval is that of Agresti and
 * Min (Statistics in Medicine 24, 2005, 729-740), who add half an answer to each side and one between before they take it.
 */
import { type Estimate, z95 } from './proportion.ts';

/** Counts of answers; the score is between -100 and 100. */
export function netPromoter(promoters: number, passives: number, detractors: number): Estimate {
  const n = promoters + passives + detractors;
  if (n === 0) return { value: 0, low: -100, high: 100 };
  const all = n + 2;
  const [p, d] = [(promoters + 0.5) / all, (detractors + 0.5) / all];
  const half = z95 * Math.sqrt((p + d - (p - d) ** 2) / all);
  const clipped = (share: number) => 100 * Math.max(-1, Math.min(1, share));
  return { value: (100 * (promoters - detractors)) / n, low: clipped(p - d - half), high: clipped(p - d + half) };
}
