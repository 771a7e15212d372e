/** Wall-clock time ↔ instant in one IANA zone, from the runtime's own zone data (no library, no copy of the database). */

const day = 86_400_000;
const limit = 5000;

export interface Zone {
  /**
   * The instant of a wall-clock time (given as if it were UTC). A time that happens twice is the first one; a time that a
   * clock change leaps over is moved on by the leap (RFC 5545 and ECMAScript Temporal's "compatible").
   */
  instantOf(wall: number): number;
  /** The wall-clock time at an instant, as if it were UTC. */
  wallOf(instant: number): number;
}

export function createZone(name: string): Zone {
  if (name === 'UTC') return { instantOf: (wall) => wall, wallOf: (instant) => instant };
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });

  /** Formatting takes microseconds, so offsets at midnights are remembered: a file asks for the same days again and again. */
  const remembered = new Map<number, number>();
  function offsetAt(instant: number): number {
    const parts: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(instant)) parts[type] = value;
    const year = parts.era === 'BC' ? 1 - Number(parts.year) : Number(parts.year);
    const wall = new Date(0);
    wall.setUTCFullYear(year, Number(parts.month) - 1, Number(parts.day));
    wall.setUTCHours(Number(parts.hour), Number(parts.minute), Number(parts.second));
    return wall.getTime() - Math.floor(instant / 1000) * 1000;
  }
  function offsetOfDay(midnight: number): number {
    let offset = remembered.get(midnight);
    if (offset === undefined) {
      if (remembered.size >= limit) remembered.clear();
      offset = offsetAt(midnight);
      remembered.set(midnight, offset);
    }
    return offset;
  }
  /** The two offsets around a moment; equal on all but the days near a clock change. */
  function around(moment: number): [number, number] {
    const midnight = Math.floor(moment / day) * day;
    return [offsetOfDay(midnight - day), offsetOfDay(midnight + 2 * day)];
  }

  return {
    instantOf(wall) {
      // The ends of ECMAScript time have no neighbouring days to ask.
      if (Math.abs(wall) > 8.64e15 - 3 * day) return wall;
      const [before, after] = around(wall);
      if (before === after) return wall - before;
      const first = wall - before;
      if (offsetAt(first) === before) return first;
      const second = wall - after;
      return offsetAt(second) === after ? second : first;
    },
    wallOf(instant) {
      if (Math.abs(instant) > 8.64e15 - 3 * day) return instant;
      const [before, after] = around(instant);
      return instant + (before === after ? before : offsetAt(instant));
    },
  };
}
