/** Coming back, lifecycle and breadth as tables. */
import type { ReplyOf } from '#platform/contract';
import { activeLast, type breadth, cameBack, type lifecycle, meanUsed, type retention, type Sheet } from '../../contract.ts';

/** One row a cohort and interval since. */
export function retentionSheet(reply: ReplyOf<typeof retention>): Sheet {
  return {
    figure: { value: cameBack(reply), unit: 'came_back', as: 'share' },
    columns: [
      { name: 'cohort', type: 'instant' },
      { name: 'people', type: 'number' },
      { name: 'intervals_later', type: 'number' },
      { name: 'came_back', type: 'number' },
      { name: 'share', type: 'number', as: 'share' },
    ],
    rows: reply.cohorts.flatMap(({ at, people, returned }) =>
      returned.map((came, after) => [at, people, after, came, people > 0 ? came / people : null]),
    ),
  };
}

/** One row an interval. */
export function lifecycleSheet(reply: ReplyOf<typeof lifecycle>): Sheet {
  return {
    figure: { value: activeLast(reply), unit: 'active' },
    columns: [
      { name: 'at', type: 'instant' },
      { name: 'new_people', type: 'number' },
      { name: 'returning', type: 'number' },
      { name: 'resurrected', type: 'number' },
      { name: 'dormant', type: 'number' },
    ],
    rows: reply.intervals.map(({ at, fresh, returning, resurrected, dormant }) => [at, fresh, returning, resurrected, dormant]),
  };
}

/** One row a number of different events. */
export function breadthSheet(reply: ReplyOf<typeof breadth>): Sheet {
  const all = reply.used.reduce((sum, { people }) => sum + people, 0);
  return {
    figure: { value: meanUsed(reply), unit: 'used' },
    columns: [
      { name: 'different_events', type: 'number' },
      { name: 'people', type: 'number' },
      { name: 'share', type: 'number', as: 'share' },
    ],
    rows: reply.used.map(({ events, people }) => [events, people, all > 0 ? people / all : null]),
  };
}
