import { expect, test } from 'vitest';
import { slotsOf } from './spans.ts';

test.each([
  ['hour', '2026-03-01T11:31:00.000Z', '2026-03-01T12:30:00.000Z'],
  ['day', '2026-02-28T13:00:00.000Z', '2026-03-01T12:00:00.000Z'],
  ['month', '2026-01-31T00:00:00.000Z', '2026-03-01T00:00:00.000Z'],
] as const)('the last %s begins on a full slot and ends in the one of now', (span, first, last) => {
  const { from, slotSeconds, count } = slotsOf(span, Date.parse('2026-03-01T12:30:59.999Z'));
  expect(new Date(from).toISOString()).toBe(first);
  expect(new Date(from + (count - 1) * slotSeconds * 1000).toISOString()).toBe(last);
});
