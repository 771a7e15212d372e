/** What somebody who has room takes next. Work-conserving: whoever can take one of the moments that wait takes one. */
import { countObstacles, obstacleOf } from './obstacle.ts';
import type { Candidate, Obstacle, Precedence, Pull, Waiting } from './types.ts';

const never = Number.POSITIVE_INFINITY;

/** What decides between two moments for this person: below zero when `a` goes first. */
function compare(a: Waiting, b: Waiting, candidate: Candidate): { order: number; precedence: Precedence } {
  const promised = Number(b.promisedBy === candidate.id) - Number(a.promisedBy === candidate.id);
  if (promised !== 0) return { order: promised, precedence: { by: 'promised' } };
  if (a.priority !== b.priority) {
    return { order: b.priority - a.priority, precedence: { by: 'priority', priority: a.priority, next: b.priority } };
  }
  if (a.dueAt !== b.dueAt) {
    const precedence: Precedence = { by: 'due', dueAt: a.dueAt ?? never, next: b.dueAt };
    return { order: (a.dueAt ?? never) < (b.dueAt ?? never) ? -1 : 1, precedence };
  }
  if (a.waitingSince !== b.waitingSince) {
    const precedence: Precedence = { by: 'waiting', since: a.waitingSince, next: b.waitingSince };
    return { order: a.waitingSince - b.waitingSince, precedence };
  }
  return { order: a.id < b.id ? -1 : Number(a.id > b.id), precedence: { by: 'order' } };
}

/**
 * The moment this person takes: one they promised a call first, then by priority, by the nearest breach, by how long the
 * customer has waited. A function of the set, as `choose` is.
 */
export function nextFor(candidate: Candidate, moments: readonly Waiting[]): Pull {
  const obstacles: Obstacle[] = [];
  const possible: Waiting[] = [];
  for (const moment of moments) {
    const obstacle = obstacleOf(moment, candidate);
    if (obstacle) obstacles.push(obstacle);
    else possible.push(moment);
  }
  possible.sort((a, b) => compare(a, b, candidate).order);
  const order = possible.map(({ id }) => id);
  const [first, second] = possible;
  if (!first) return { chosen: null, why: { code: 'nothing', obstacles: countObstacles(obstacles) }, order };
  const before = second ? { id: second.id, precedence: compare(first, second, candidate).precedence } : null;
  return { chosen: first.id, why: { code: 'pulled', id: first.id, before }, order };
}
