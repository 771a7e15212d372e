import type { Candidate, Obstacle, Waiting } from './types.ts';

/** Why this person cannot have this moment now; null when they can. Nothing below outweighs any of these. */
export function obstacleOf(moment: Waiting, candidate: Candidate): Obstacle | null {
  const { load, capacity } = candidate;
  if (!candidate.able) return { code: 'unable' };
  if (!candidate.online) return { code: 'offline' };
  if (moment.declinedBy.includes(candidate.id)) return { code: 'declined' };
  if (load + moment.weight > capacity) return { code: 'full', load, capacity };
  const missing = moment.skills.filter((skill) => !candidate.skills.includes(skill));
  if (missing.length > 0) return { code: 'skills_missing', missing };
  const { language } = moment;
  if (moment.languageRequired && language !== null && !candidate.languages.includes(language)) {
    return { code: 'language_missing', language };
  }
  return null;
}

/** How many met which obstacle. */
export function countObstacles(obstacles: Iterable<Obstacle>): Partial<Record<Obstacle['code'], number>> {
  const counts: Partial<Record<Obstacle['code'], number>> = {};
  for (const { code } of obstacles) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}
