/** When somebody is back, as far as calendars and shifts can say. Instants in milliseconds. */
import { type OpenHours, openStretches, type Stretch } from '../../clocks/rules/open-time.ts';

/** Further ahead nobody waits. */
const horizonMs = 60 * 86_400_000;

/**
 * The next instant at which the office is open and one of these shifts is on; no shifts: nobody's are known, and the office
 * alone counts. Null when nothing is set, when it lies too far ahead, and when somebody should be here already: then they may
 * come any minute or not at all, and nobody can say.
 */
export function backAt(office: OpenHours | undefined, shifts: readonly OpenHours[], now: number): number | null {
  const until = now + horizonMs;
  const open = office === undefined || office.always ? undefined : [...openStretches(office, now, until)];
  if (open === undefined && shifts.length === 0) return null;
  const there = shifts.length === 0 ? (open ?? []) : shifts.flatMap((shift) => both(open, openStretches(shift, now, until)));
  const first = there.reduce((least, { from }) => Math.min(least, from), Number.POSITIVE_INFINITY);
  return first > now && Number.isFinite(first) ? first : null;
}

/** The beginnings of what two lists of stretches share; undefined: always. */
function both(open: readonly Stretch[] | undefined, shift: Iterable<Stretch>): Stretch[] {
  if (open === undefined) return [...shift];
  return [...shift].flatMap((one) =>
    open
      .map(({ from, until }) => ({ from: Math.max(from, one.from), until: Math.min(until, one.until) }))
      .filter(({ from, until }) => from < until),
  );
}
