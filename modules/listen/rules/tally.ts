/** Counts what a batch of events looks like: which events, on which days, with which properties of which type. */
import type { Flat } from '../ingest/rules/flatten.ts';

export interface EventTally {
  sourceId: string;
  kind: string;
  name: string;
  day: string;
  seen: number;
  first: number;
  last: number;
  received: number;
}

export interface PropertyTally {
  name: string;
  property: string;
  type: 'text' | 'number';
  seen: number;
  example: string;
  first: number;
  last: number;
}

interface Seen {
  sourceId: string;
  kind: string;
  name: string;
  occurredAt: Date;
  receivedAt: Date;
}

export interface Tally {
  add(event: Seen, flat: Flat): void;
  events(): EventTally[];
  properties(): PropertyTally[];
}

const dayMs = 86_400_000;

export function createTally(): Tally {
  // Nested maps instead of joined keys: this runs once per property of every event.
  const events = new Map<string, Map<string, EventTally>>();
  const properties = new Map<string, Map<string, PropertyTally>>();

  const addProperty = (
    of: Map<string, PropertyTally>,
    name: string,
    key: string,
    type: 'text' | 'number',
    value: string | number,
    at: number,
  ) => {
    const slot = type === 'number' ? `${key}\u0000n` : key;
    const known = of.get(slot);
    if (!known) {
      of.set(slot, { name, property: key, type, seen: 1, example: String(value).slice(0, 200), first: at, last: at });
      return;
    }
    known.seen += 1;
    if (at < known.first) known.first = at;
    if (at > known.last) known.last = at;
  };

  return {
    add({ sourceId, kind, name, occurredAt, receivedAt }, flat) {
      const at = occurredAt.getTime();
      const received = receivedAt.getTime();
      const label = `${kind}\u0000${name}`;
      const days = events.get(label) ?? new Map<string, EventTally>();
      events.set(label, days);
      const slot = `${sourceId}${Math.floor(at / dayMs)}`;
      const known = days.get(slot);
      if (known) {
        known.seen += 1;
        if (at < known.first) known.first = at;
        if (at > known.last) known.last = at;
        if (received > known.received) known.received = received;
      } else {
        days.set(slot, {
          sourceId,
          kind,
          name,
          day: new Date(at).toISOString().slice(0, 10),
          seen: 1,
          first: at,
          last: at,
          received,
        });
      }
      const of = properties.get(name) ?? new Map<string, PropertyTally>();
      properties.set(name, of);
      for (const key in flat.text) addProperty(of, name, key, 'text', flat.text[key] ?? '', at);
      for (const key in flat.num) addProperty(of, name, key, 'number', flat.num[key] ?? 0, at);
    },
    events: () => [...events.values()].flatMap((days) => [...days.values()]),
    properties: () => [...properties.values()].flatMap((of) => [...of.values()]),
  };
}
