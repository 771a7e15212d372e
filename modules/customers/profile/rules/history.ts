/**
 * The history of one fact: what was said, when, as gapless ranges from the first statement on.
 *
 * The result depends on what was said and when, never on the order in which it arrived. Saying the same again adds no row
 * (`confirmedAt` moves); a *different* statement that arrives late and falls before a confirmation needs the log once more,
 * because what was confirmed after it is not known any longer. `state` says so instead of guessing.
 */
export interface Range<V> {
  /** Milliseconds. */
  from: number;
  /** Undefined: it still holds. */
  until: number | undefined;
  value: V;
  /** The latest time the same was said while it held; `from` when only once. */
  confirmedAt: number;
}

export interface Statement<V> {
  at: number;
  value: V;
}

export type Stated<R> =
  | { ok: true; ranges: R[] }
  /** Everything said in this range is needed to know; `between` has its ends. */
  | { ok: false; between: { from: number; to: number } };

/** A total order of values that does not depend on arrival: the tie-break when two things are said of one instant. */
export function textOf(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, part]) => [name, sorted(part)]),
  );
}

/**
 * Adds one statement to ranges that are sorted, gapless and open at the end. `R` may carry more than a range; what a new row
 * carries is taken from `said`, and a row keeps what it carried when it is cut or confirmed.
 */
export function state<V, R extends Range<V>>(
  ranges: readonly R[],
  said: Omit<R, 'until' | 'confirmedAt' | 'from'> & { at: number },
): Stated<R> {
  const { at, ...carried } = said;
  // The rest of a row is exactly what `said` carries; TypeScript cannot see through the generic Omit.
  const row = (until: number | undefined) => ({ ...carried, from: at, until, confirmedAt: at }) as unknown as R;
  const same = (range: R) => textOf(range.value) === textOf(said.value);
  const index = ranges.findLastIndex((range) => range.from <= at);
  const covering = ranges[index];

  if (covering === undefined) return { ok: true, ranges: joined([row(ranges[0]?.from), ...ranges], 0) };
  if (same(covering)) {
    if (covering.confirmedAt >= at) return { ok: true, ranges: [...ranges] };
    const confirmed = { ...covering, confirmedAt: at };
    return { ok: true, ranges: ranges.with(index, confirmed) };
  }
  if (covering.from === at) {
    if (textOf(covering.value) > textOf(said.value)) return { ok: true, ranges: [...ranges] };
    if (covering.confirmedAt > at) return { ok: false, between: { from: covering.from, to: covering.confirmedAt } };
    const before = ranges.slice(0, index);
    return { ok: true, ranges: joined([...before, row(covering.until), ...ranges.slice(index + 1)], index) };
  }
  if (covering.confirmedAt === at && textOf(covering.value) > textOf(said.value)) return { ok: true, ranges: [...ranges] };
  // Confirmed at this very instant, and outdone: an earlier confirmation may stand unseen behind it, so the mark stays.
  if (covering.confirmedAt > at) return { ok: false, between: { from: covering.from, to: covering.confirmedAt } };
  const cut = { ...covering, until: at };
  return {
    ok: true,
    ranges: joined([...ranges.slice(0, index), cut, row(covering.until), ...ranges.slice(index + 1)], index + 1),
  };
}

/** The ranges with the one at `index` joined to neighbours that say the same. */
function joined<R extends Range<unknown>>(ranges: readonly R[], index: number): R[] {
  const result = [...ranges];
  for (const at of [index + 1, index]) {
    const [left, right] = [result[at - 1], result[at]];
    if (left === undefined || right === undefined || textOf(left.value) !== textOf(right.value)) continue;
    result.splice(at - 1, 2, { ...left, until: right.until, confirmedAt: Math.max(right.from, right.confirmedAt) });
  }
  return result;
}

/** The ranges anew from everything that was ever said: what `state` must always agree with. */
export function rebuild<V, R extends Range<V>>(
  statements: readonly (Omit<R, 'until' | 'confirmedAt' | 'from'> & { at: number })[],
): R[] {
  const inOrder = [...statements].sort((a, b) => a.at - b.at || (textOf(a.value) < textOf(b.value) ? -1 : 1));
  let ranges: R[] = [];
  for (const said of inOrder) {
    const next = state<V, R>(ranges, said);
    // In order of time nothing is ever late; at one instant the greater value comes last and replaces the smaller.
    if (next.ok) ranges = next.ranges;
  }
  return ranges;
}
