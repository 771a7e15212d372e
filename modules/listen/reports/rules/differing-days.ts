/** One day of a log or of its copy. Numbers as text: sums of hashes do not fit into a JSON number. */
export interface DayDigest {
  /** `2026-10-31`, UTC. */
  day: string;
  events: string;
  digest: string;
}

export interface DifferingDay {
  day: string;
  /** Events in the log. */
  kept: number;
  /** Events in the copy. The same number with another digest is a difference too. */
  reported: number;
}

/** Days on which the two do not hold the same, oldest first. */
export function differingDays(kept: readonly DayDigest[], reported: readonly DayDigest[]): DifferingDay[] {
  const copies = new Map(reported.map((each) => [each.day, each]));
  const differing: DifferingDay[] = [];
  for (const { day, events, digest } of kept) {
    const copy = copies.get(day);
    copies.delete(day);
    if (copy?.events === events && copy.digest === digest) continue;
    differing.push({ day, kept: Number(events), reported: Number(copy?.events ?? 0) });
  }
  for (const { day, events } of copies.values()) differing.push({ day, kept: 0, reported: Number(events) });
  return differing.sort((a, b) => (a.day < b.day ? -1 : 1));
}
