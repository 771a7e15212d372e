/** Who should own a moment: everybody who can is scored on their own, and every point of a score has a reason. */
import { countObstacles, obstacleOf } from './obstacle.ts';
import type { Candidate, Factor, Obstacle, Ranked, RoutingChoice, Waiting, Weights } from './types.ts';

const day = 86_400_000;

/** A promise outweighs all the rest together; knowing the customer outweighs being free. */
export const defaultWeights: Weights = {
  promised: 200,
  relationship: 60,
  relationshipHalfLifeMs: 30 * day,
  language: 40,
  value: 30,
  free: 20,
  idle: 10,
  idleHalfMs: 15 * 60_000,
};

/** To a hundredth of a point: nobody is chosen by the last digit of a fraction. */
const rounded = (points: number) => Math.round(points * 100) / 100;

function factorsOf(moment: Waiting, candidate: Candidate, now: number, weights: Weights): Factor[] {
  const { id, load, capacity, idleSince } = candidate;
  const factors: Factor[] = [];
  if (moment.promisedBy === id) factors.push({ factor: 'promised', points: weights.promised });
  if (moment.lastOwner?.id === id) {
    const { until } = moment.lastOwner;
    const faded = 0.5 ** (Math.max(0, now - until) / weights.relationshipHalfLifeMs);
    factors.push({ factor: 'relationship', until, points: weights.relationship * faded });
  }
  if (moment.language !== null && candidate.languages.includes(moment.language)) {
    factors.push({ factor: 'language', language: moment.language, points: weights.language });
  }
  if (moment.value !== null && candidate.senior) {
    factors.push({ factor: 'value', value: moment.value, points: weights.value * moment.value });
  }
  factors.push({ factor: 'free', load, capacity, points: weights.free * (1 - load / Math.max(capacity, 1)) });
  const idle = Math.max(0, now - idleSince);
  factors.push({ factor: 'idle', since: idleSince, points: (weights.idle * idle) / (idle + weights.idleHalfMs) });
  return factors
    .map((factor) => ({ ...factor, points: rounded(factor.points) }))
    .filter(({ points }) => points > 0)
    .sort((a, b) => b.points - a.points);
}

const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : Number(a.id > b.id));

/**
 * The best owner for a moment among those who can have it. The choice is a function of the set: the order in which candidates
 * come does not matter, and equal scores go to whoever has waited longest for work, then to the smaller id.
 */
export function choose(
  moment: Waiting,
  candidates: readonly Candidate[],
  now: number,
  weights: Weights = defaultWeights,
): RoutingChoice {
  const excluded: { id: string; obstacle: Obstacle }[] = [];
  const able: (Ranked & { idleSince: number })[] = [];
  for (const candidate of candidates) {
    const { id, idleSince } = candidate;
    const obstacle = obstacleOf(moment, candidate);
    if (obstacle) {
      excluded.push({ id, obstacle });
      continue;
    }
    const because = factorsOf(moment, candidate, now, weights);
    able.push({ id, idleSince, because, score: rounded(because.reduce((sum, { points }) => sum + points, 0)) });
  }
  able.sort((a, b) => b.score - a.score || a.idleSince - b.idleSince || byId(a, b));
  excluded.sort(byId);
  const ranking = able.map(({ id, score, because }): Ranked => ({ id, score, because }));
  const [best, second] = ranking;
  if (!best) {
    const obstacles = countObstacles(excluded.map(({ obstacle }) => obstacle));
    return { chosen: null, why: { code: 'nobody', obstacles }, ranking, excluded };
  }
  const ahead = second ? { of: second.id, byPoints: rounded(best.score - second.score) } : null;
  return { chosen: best.id, why: { code: 'chosen', id: best.id, because: best.because, ahead }, ranking, excluded };
}
