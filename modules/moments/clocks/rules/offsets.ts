import { Temporal } from 'temporal-polyfill';

/** A stretch of time in which a zone's clocks are the same distance from UTC. Milliseconds; `until` is excluded. */
export interface OffsetStretch {
  from: number;
  until: number;
  offset: number;
}

/** Changes of clocks by zone and year, kept: they are asked for at every fact, and finding one costs half a millisecond. */
const known = new Map<string, OffsetStretch[]>();

/** The stretches of one calendar year of UTC, in order and without gaps. */
function ofYear(timeZone: string, year: number): OffsetStretch[] {
  const key = `${timeZone} ${year}`;
  const kept = known.get(key);
  if (kept) return kept;
  const end = Date.UTC(year + 1, 0);
  const stretches: OffsetStretch[] = [];
  let at = Temporal.Instant.fromEpochMilliseconds(Date.UTC(year, 0)).toZonedDateTimeISO(timeZone);
  while (at.epochMilliseconds < end) {
    const next = at.getTimeZoneTransition('next');
    const until = Math.min(next?.epochMilliseconds ?? end, end);
    stretches.push({ from: at.epochMilliseconds, until, offset: at.offsetNanoseconds / 1e6 });
    if (!next) break;
    at = next;
  }
  known.set(key, stretches);
  return stretches;
}

/** The stretches of constant offset between two instants, clipped to them. */
export function* offsetStretches(timeZone: string, from: number, until: number): Generator<OffsetStretch> {
  for (let year = new Date(from).getUTCFullYear(); Date.UTC(year, 0) < until; year += 1) {
    for (const stretch of ofYear(timeZone, year)) {
      const clipped = { ...stretch, from: Math.max(stretch.from, from), until: Math.min(stretch.until, until) };
      if (clipped.from < clipped.until) yield clipped;
    }
  }
}
