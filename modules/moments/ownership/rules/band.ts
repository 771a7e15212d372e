/** What the ownership band of a moment adds up to. */

interface Stretch {
  from: Date;
  until: Date | null;
  employeeId: string | null;
}

interface Open {
  from: Date;
  until: Date | null;
}

export interface BandFacts {
  /** Instants of an open stretch that nobody owned. The tables allow none; this looks anyway. */
  gaps: { from: string; until: string }[];
  inQueueMs: number;
  withPeopleMs: number;
  openMs: number;
}

/** `now` closes what is open still. Milliseconds. */
export function bandFacts(stretches: readonly Stretch[], open: readonly Open[], now: number): BandFacts {
  const end = (until: Date | null) => until?.getTime() ?? now;
  const gaps: { from: string; until: string }[] = [];
  const sums = { inQueueMs: 0, withPeopleMs: 0, openMs: 0 };
  for (const window of open) {
    let owned = window.from.getTime();
    const closes = end(window.until);
    sums.openMs += closes - owned;
    for (const { from, until, employeeId } of stretches) {
      const begins = Math.max(from.getTime(), window.from.getTime());
      const ends = Math.min(end(until), closes);
      if (ends < begins || end(until) <= window.from.getTime()) continue;
      if (begins > owned) gaps.push({ from: new Date(owned).toISOString(), until: new Date(begins).toISOString() });
      sums[employeeId === null ? 'inQueueMs' : 'withPeopleMs'] += ends - begins;
      owned = Math.max(owned, ends);
    }
    if (owned < closes) gaps.push({ from: new Date(owned).toISOString(), until: new Date(closes).toISOString() });
  }
  return { gaps, ...sums };
}
