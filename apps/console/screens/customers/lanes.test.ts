import { expect, test } from 'vitest';
import { lanesOf } from './lanes.ts';

const origin = { sourceId: null, eventId: null, editor: null, trusted: true };
const change = (name: string, from: string | null, to: string | null, at: string) => ({ ...origin, name, from, to, at });

test('each trait has what it was, every step and what it is; the latest change comes first', () => {
  const lanes = lanesOf({
    start: { at: '2024-01-01T00:00:00Z', traits: { city: 'Bologna', size: 38, plan: 'free' } },
    now: [
      { ...origin, name: 'city', value: 'Verona', since: '2025-01-01T00:00:00Z' },
      { ...origin, name: 'size', value: 38, since: '2024-01-01T00:00:00Z' },
    ],
    changes: [
      change('plan', 'free', null, '2026-01-01T00:00:00Z'),
      change('city', 'Milano', 'Verona', '2025-01-01T00:00:00Z'),
      change('city', 'Bologna', 'Milano', '2024-06-01T00:00:00Z'),
    ],
    claimed: [],
  });
  expect(lanes.map(({ name, first, between, now }) => [name, first, between.map(({ to }) => to), now])).toEqual([
    ['plan', 'free', [], null],
    ['city', 'Bologna', ['Milano'], 'Verona'],
    ['size', 38, [], 38],
  ]);
  expect(lanes[2]?.last).toBeUndefined();
});

test('who was never described has no lanes', () => {
  expect(lanesOf({ start: null, now: [], changes: [], claimed: [] })).toEqual([]);
});
