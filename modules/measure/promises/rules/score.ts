/** Presented beside experienced, as figures. Pure. */
import { proportion } from '#platform/stats';
import type { Experienced, Told } from '../../contract.ts';

/** People, once each; once broken is broken. */
export function toldOf(people: number, broken: number): Told {
  const kept = people - broken;
  const { value, low, high } = proportion(kept, people);
  return { people, broken, kept, score: people === 0 ? null : 100 * value, low: 100 * low, high: 100 * high };
}

export const nobody = toldOf(0, 0);

/** How much of a target was reached, 0 to 100. What cannot be divided (a target of nought, a negative score) is reached or not. */
export function reachedShare(value: number | null, target: number, better: 'higher' | 'lower'): number | null {
  if (value === null) return null;
  if (better === 'higher' ? value >= target : value <= target) return 100;
  const share = better === 'higher' ? value / target : target / value;
  return Number.isFinite(share) && value > 0 && target > 0 ? 100 * share : 0;
}

type Reached = Experienced['reached'][number];

/** The mean of what is known: what people told, and what metrics reached together. Two voices of equal weight, whatever their number. */
export function experiencedOf(presented: number, told: Told, parts: (Told | null)[], reached: Reached[]): Experienced {
  const scores = reached.flatMap(({ score }) => score ?? []);
  const metrics = scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const withMetrics = (people: number) => (metrics === null ? people : (people + metrics) / 2);
  const score = told.score === null ? metrics : withMetrics(told.score);
  return {
    score,
    low: told.score === null ? null : withMetrics(told.low),
    high: told.score === null ? null : withMetrics(told.high),
    gap: score === null ? null : score - presented,
    index: score === null ? null : (100 * score) / presented,
    told,
    parts,
    reached,
  };
}
