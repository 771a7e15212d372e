/**
 * The one figure an answer comes down to: the same on a tile, in a letter and on a page behind a link. Pure.
 *
 * What is still running is left out: it would read as a fall.
 */
import type { ReplyOf } from '#platform/contract';
import type { funnel } from './funnel.ts';
import type { breadth, lifecycle, retention } from './retention.ts';

/** Share of those who began that came to the last step; null when nobody began. */
export function converted({ steps }: Pick<ReplyOf<typeof funnel>, 'steps'>): number | null {
  const began = steps[0]?.people ?? 0;
  return began === 0 ? null : (steps.at(-1)?.people ?? 0) / began;
}

/** Share of all cohorts that came back in the interval after; null while none is a whole interval old. */
export function cameBack({ cohorts, unfinished }: Pick<ReplyOf<typeof retention>, 'cohorts' | 'unfinished'>): number | null {
  let people = 0;
  let came = 0;
  cohorts.forEach((cohort, at) => {
    const next = cohort.returned[1];
    if (next === undefined || cohorts[at + 1]?.at === unfinished) return;
    people += cohort.people;
    came += next;
  });
  return people === 0 ? null : came / people;
}

/** People who were active in the last whole interval; null when none is over. */
export function activeLast({
  intervals,
  unfinished,
}: Pick<ReplyOf<typeof lifecycle>, 'intervals' | 'unfinished'>): number | null {
  const last = intervals.findLast(({ at }) => at !== unfinished);
  return last ? last.fresh + last.returning + last.resurrected : null;
}

/** Different things a person used, on average of those who used any. */
export function meanUsed({ used }: Pick<ReplyOf<typeof breadth>, 'used'>): number | null {
  const people = used.reduce((sum, one) => sum + one.people, 0);
  return people === 0 ? null : used.reduce((sum, one) => sum + one.events * one.people, 0) / people;
}
