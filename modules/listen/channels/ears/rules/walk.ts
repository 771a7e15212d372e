/**
 * How far a place was read. It is read from its newest end back to what was read before, and a little further: networks list
 * some things late, under an earlier time. Only a walk that came to its end moves the mark, so a walk that was cut (a
 * restart, a limit) loses nothing; what is met twice is known by its name. Pure.
 */

export interface PlaceState {
  /** The newest that whole walks have seen, in milliseconds. */
  upTo?: number;
  /** A walk that is not over: where it goes on, and the newest it has seen. */
  walk?: { cursor: string; newest: number };
  /** When it was last read back the whole way. */
  wideAt?: number;
  /** What a place wants to be told next time (validators of a cache). */
  memo?: Record<string, string>;
}

export interface Step {
  state: PlaceState;
  over: boolean;
}

const minute = 60_000;
/**
 * What is listed late is usually late by seconds; once in a while we look back far enough for an hour: by then narrow looks may
 * have moved the mark as long as wide ones are apart.
 */
const short = 2 * minute;
const wideEvery = 15 * minute;
const wide = 60 * minute + wideEvery;

/** Things listed before this instant need not be looked for. */
export function readBackTo(state: PlaceState, since: number, now: number): number {
  if (state.upTo === undefined) return since;
  const overlap = now - (state.wideAt ?? 0) >= wideEvery ? wide : short;
  return Math.max(since, state.upTo - overlap);
}

/** After a page was heard. `listed`: when each thing on it was listed. */
export function afterPage(
  state: PlaceState,
  page: { listed: readonly (number | undefined)[]; next: string | undefined; memo?: Record<string, string> | undefined },
  { back, now }: { back: number; now: number },
): Step {
  const times = page.listed.filter((at) => at !== undefined);
  // A clock that is ahead over there must not make us skip what comes before it is that late.
  const newest = Math.min(now, Math.max(state.walk?.newest ?? state.upTo ?? 0, ...times));
  const reachedBack = times.length > 0 && times.every((at) => at < back);
  if (page.next !== undefined && !reachedBack) {
    return { state: { ...state, walk: { cursor: page.next, newest } }, over: false };
  }
  const { walk: _over, ...rest } = state;
  const wasWide = state.upTo === undefined || back <= state.upTo - wide;
  return {
    state: {
      ...rest,
      ...(newest > 0 && { upTo: newest }),
      ...(wasWide && { wideAt: now }),
      ...(page.memo && { memo: page.memo }),
    },
    over: true,
  };
}
