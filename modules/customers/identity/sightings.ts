/** What one batch has seen of identifiers, folded together; only what widens the known is written. */
import type { Remembered } from './memory.ts';
import type { Sighting } from './store/identifiers.ts';

/** How far `last_seen` may lag: a column that moved with every event would cost more than the event. */
const coarse = 60 * 60 * 1000;

export interface Sightings {
  see(no: string, at: number, trusted: boolean): void;
  of(no: string): Sighting | undefined;
  all(): Iterable<Sighting>;
}

export function createSightings(): Sightings {
  const seen = new Map<string, Sighting>();
  return {
    see(no, at, trusted) {
      const known = seen.get(no);
      if (known === undefined) {
        seen.set(no, { no, verified: trusted, firstSeen: at, lastSeen: at });
        return;
      }
      known.verified ||= trusted;
      known.firstSeen = Math.min(known.firstSeen, at);
      known.lastSeen = Math.max(known.lastSeen, at);
    },
    of: (no) => seen.get(no),
    all: () => seen.values(),
  };
}

/** True when an event tells something about its sender that is not known yet. */
export function isNews(known: Remembered, at: number, trusted: boolean): boolean {
  return (trusted && !known.verified) || at < known.firstSeen || at >= known.lastSeen + coarse;
}

/** True when it may change who is whom: a name gets vouched for, or turns out to be older than a claim on it. */
export function bearsOnIdentity(known: Remembered, sighting: Sighting): boolean {
  return (sighting.verified && !known.verified) || sighting.firstSeen < known.firstSeen;
}
