/** Triangles and lifecycles from counted rows: what has not begun yet is left out, not zero. Pure. */
import { type LifecycleState, lifecycleStates } from '../../contract.ts';

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

/** How many of the intervals have begun. `starts` in seconds, `now` in milliseconds. */
const begunOf = (starts: readonly number[], now: number) => starts.filter((at) => at * 1000 <= now).length;

/** Rows with `after` -1 count the whole cohort. */
export function triangleOf(
  rows: readonly { cohort: number; after: number; people: number }[],
  starts: readonly number[],
  now: number,
): { at: string; people: number; returned: number[] }[] {
  const counted = new Map(rows.map(({ cohort, after, people }) => [`${cohort}:${after}`, people]));
  const begun = begunOf(starts, now);
  return starts.slice(0, begun).map((at, cohort) => ({
    at: iso(at),
    people: counted.get(`${cohort}:-1`) ?? 0,
    returned: Array.from({ length: begun - cohort }, (_cell, after) => counted.get(`${cohort}:${after}`) ?? 0),
  }));
}

export function lifecycleOf(
  rows: readonly { interval: number; state: number; people: number }[],
  starts: readonly number[],
  now: number,
): ({ at: string } & Record<LifecycleState, number>)[] {
  const counted = new Map(rows.map(({ interval, state, people }) => [`${interval}:${state}`, people]));
  return starts.slice(0, begunOf(starts, now)).map((at, interval) => {
    const [fresh = 0, returning = 0, resurrected = 0, dormant = 0] = lifecycleStates.map(
      (_state, index) => counted.get(`${interval}:${index}`) ?? 0,
    );
    return { at: iso(at), fresh, returning, resurrected, dormant };
  });
}

/** Start of the interval that is running now; null when the span ends before. */
export function unfinishedAt(starts: readonly number[], to: string, now: number): string | null {
  const current = starts[begunOf(starts, now) - 1];
  return current === undefined || Date.parse(to) <= now ? null : iso(current);
}
