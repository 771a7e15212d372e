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

type Nested<Inner> = Map<string, Inner>;

function mapAt<K, V>(of: Map<string, Map<K, V>>, key: string): Map<K, V> {
  let inner = of.get(key);
  if (inner === undefined) {
    inner = new Map();
    of.set(key, inner);
  }
  return inner;
}

function* below<T>(maps: Iterable<Map<unknown, T>>): Iterable<T> {
  for (const map of maps) yield* map.values();
}

export function createTally(): Tally {
  // Nested maps instead of joined keys: this runs once per property of every event.
  const events: Nested<Nested<Nested<Map<number, EventTally>>>> = new Map();
  const properties = {
    text: new Map<string, Map<string, PropertyTally>>(),
    number: new Map<string, Map<string, PropertyTally>>(),
  };

  const addProperty = (
    of: Map<string, PropertyTally>,
    name: string,
    key: string,
    type: 'text' | 'number',
    value: string | number,
    at: number,
  ) => {
    const known = of.get(key);
    if (!known) {
      of.set(key, { name, property: key, type, seen: 1, example: String(value).slice(0, 200), first: at, last: at });
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
      const days = mapAt(mapAt(mapAt(events, kind), name), sourceId);
      const slot = Math.floor(at / dayMs);
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
      const texts = mapAt(properties.text, name);
      for (const key in flat.text) addProperty(texts, name, key, 'text', flat.text[key] ?? '', at);
      const numbers = mapAt(properties.number, name);
      for (const key in flat.num) addProperty(numbers, name, key, 'number', flat.num[key] ?? 0, at);
    },
    events: () => [...below(below(below(events.values())))],
    properties: () => [...below(properties.text.values()), ...below(properties.number.values())],
  };
}
