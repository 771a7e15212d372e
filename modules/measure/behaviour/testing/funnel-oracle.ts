/**
 * What a funnel means, said once more and as plainly as can be: every possible way through a person's rows is tried. Slow, and
 * built like nothing in the question's SQL.
 */
import type { Filter, FunnelQuestion, Step } from '../../contract.ts';
import { millisOf } from '../rules/steps-sql.ts';
import type { Deed } from './logs.ts';

export interface Way {
  level: number;
  /** By step: rows' instants. */
  far: { first: number; here: number; previous: number }[];
  /** Value of the breakdown at the first row of the furthest way; undefined: without. */
  label: string | undefined;
}

const holds = (deed: Deed, { property, operator, value }: Filter) => {
  if (property !== 'plan') throw new Error('the logs know plans only');
  if (operator === 'equals') return deed.plan === value;
  if (operator === 'exists') return deed.plan !== undefined;
  throw new Error(`not told here: ${operator}`);
};
export const isStep = (deed: Deed, step: Step) => deed.name === step.event && step.filters.every((filter) => holds(deed, filter));

interface Row {
  at: number;
  deed: Deed;
  steps: boolean[];
  ends: boolean[];
}

/** Undefined: never began. `shown`: values of the breakdown that are shown, which decide between rows of one instant. */
export function wayOf(deeds: readonly Deed[], question: FunnelQuestion, shown: readonly string[]): Way | undefined {
  const { steps, exclusions, order, from, to, window } = question;
  const windowMs = millisOf(window);
  const bits = (flags: boolean[]) => flags.reduce((sum, flag, at) => sum + (flag ? 2 ** at : 0), 0);
  const place = (deed: Deed) => {
    if (question.breakdown === undefined) return 0;
    return deed.plan === undefined ? 99 : shown.indexOf(deed.plan);
  };
  const rows = deeds
    .filter(({ at }) => at >= Date.parse(from) && at < Date.parse(to) + windowMs)
    .map(
      (deed): Row => ({
        at: deed.at,
        deed,
        steps: steps.map((step) => isStep(deed, step)),
        ends: exclusions.map((exclusion) => isStep(deed, exclusion)),
      }),
    )
    .filter(({ deed, steps: are, ends }) => (order === 'strict' ? deed.kind === 'track' : [...are, ...ends].includes(true)))
    // Of one instant: what ends a way last, then by the highest step.
    .toSorted(
      (a, b) => a.at - b.at || bits(a.ends) - bits(b.ends) || bits(a.steps) - bits(b.steps) || place(a.deed) - place(b.deed),
    );
  const inSpan = (row: Row) => row.at < Date.parse(to);

  /** Every way to `length` steps, as places in `rows`. */
  const ways = (length: number): number[][] => {
    if (length === 1) return rows.flatMap((row, at) => (row.steps[0] && inSpan(row) ? [[at]] : []));
    return ways(length - 1).flatMap((way) => {
      const [first = 0, last = 0] = [way[0], way.at(-1)];
      return rows.flatMap((row, at) => {
        const fits = at > last && row.steps[length - 1] && row.at - (rows[first]?.at ?? 0) <= windowMs;
        const near = order !== 'strict' || at === last + 1;
        const ended = rows
          .slice(last + 1, at + 1)
          .some(({ ends }) =>
            exclusions.some(({ after = 1, before = steps.length }, index) => ends[index] && after < length && length <= before),
          );
        return fits && near && !ended ? [[...way, at]] : [];
      });
    });
  };
  /** Sets of `length` steps, in whatever order: the rows that were each step last, as seen from each row. */
  const sets = (length: number): number[][] =>
    rows.flatMap((row, here) => {
      const since = rows.findLastIndex(({ ends }, at) => at <= here && ends.includes(true));
      const within = rows
        .map((_row, at) => at)
        .filter((at) => at > since && at <= here && row.at - (rows[at]?.at ?? 0) <= windowMs);
      if (!rows.some((one, at) => within.includes(at) && one.steps.includes(true) && inSpan(one))) return [];
      const lasts = steps
        .flatMap((_step, step) => within.findLast((at) => rows[at]?.steps[step]) ?? [])
        .toSorted((a, b) => a - b);
      // Ends here, so that the earliest of all is the first time.
      return lasts.length >= length ? [[...lasts.slice(0, length), here]] : [];
    });

  const far: Way['far'] = [];
  let label: string | undefined;
  for (let length = 1; length <= steps.length; length += 1) {
    const found = order === 'any' ? sets(length) : ways(length).map((way) => [...way, way.at(-1) ?? 0]);
    const [best] = found.toSorted(
      (a, b) => (a.at(-1) ?? 0) - (b.at(-1) ?? 0) || (b[0] ?? 0) - (a[0] ?? 0) || (b[length - 2] ?? 0) - (a[length - 2] ?? 0),
    );
    if (best === undefined) break;
    const at = (index: number) => rows[best[index] ?? 0]?.at ?? 0;
    far.push({ first: at(0), here: at(length - 1), previous: at(Math.max(0, length - 2)) });
    label = rows[best[0] ?? 0]?.deed.plan;
  }
  return far.length === 0 ? undefined : { level: far.length, far, label };
}
