/** Which funnels can be asked, and the answer as it is told. Pure. */
import type { FunnelQuestion, Reached } from '../../contract.ts';

export interface Fault {
  path: string;
  message: string;
}

const longestSpanMs = 10 * 366 * 86_400_000;

/** Undefined: the span can be asked. */
export function faultOfSpan({ from, to }: { from: string; to: string }): Fault | undefined {
  const length = Date.parse(to) - Date.parse(from);
  // Not `<=`: the length of a span whose ends are no instants is no number.
  if (!(length > 0)) return { path: 'to', message: 'must lie after from' };
  return length > longestSpanMs ? { path: 'from', message: 'at most ten years before to' } : undefined;
}

/** Exclusions that stand between no two steps. */
export function faultsOfExclusions({ exclusions, steps }: FunnelQuestion): Fault[] {
  return exclusions.flatMap(({ after = 1, before = steps.length }, at) => {
    if (before > steps.length) return [{ path: `exclusions.${at}.before`, message: `the funnel has ${steps.length} steps` }];
    return after < before ? [] : [{ path: `exclusions.${at}.after`, message: 'must be a step before `before`' }];
  });
}

/** Times as the engine tells them: [median, ninetieth percentile] a step, no numbers where nobody came. */
type Pair = readonly (number | null)[];

export function reachedOf(people: readonly number[], sincePrevious: readonly Pair[], sinceFirst: readonly Pair[]): Reached[] {
  return people.map((came, at) => ({
    people: came,
    dropped: at === people.length - 1 ? 0 : came - (people[at + 1] ?? 0),
    sincePrevious: at === 0 ? null : timesOf(sincePrevious[at]),
    sinceFirst: at === 0 ? null : timesOf(sinceFirst[at]),
  }));
}

function timesOf([median, p90]: Pair = []): { median: number; p90: number } | null {
  return typeof median === 'number' && typeof p90 === 'number' ? { median: Math.round(median), p90: Math.round(p90) } : null;
}
