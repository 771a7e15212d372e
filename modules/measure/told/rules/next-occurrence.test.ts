import { expect, test } from 'vitest';
import { nextOccurrence } from './next-occurrence.ts';

const next = (words: { every: 'day' | 'week'; weekday?: number; hour: number; timeZone?: string }, after: string) =>
  new Date(nextOccurrence({ weekday: 1, timeZone: 'Europe/Rome', ...words }, Date.parse(after))).toISOString();

test('daily: today when the hour is still to come, else tomorrow; never twice the same', () => {
  expect(next({ every: 'day', hour: 8 }, '2026-01-10T06:59:00Z')).toBe('2026-01-10T07:00:00.000Z');
  expect(next({ every: 'day', hour: 8 }, '2026-01-10T07:00:00Z')).toBe('2026-01-11T07:00:00.000Z');
});

test('weekly: on its weekday, a week later when the hour has passed', () => {
  expect(next({ every: 'week', weekday: 1, hour: 9 }, '2026-01-10T12:00:00Z')).toBe('2026-01-12T08:00:00.000Z');
  expect(next({ every: 'week', weekday: 1, hour: 9 }, '2026-01-12T08:00:00Z')).toBe('2026-01-19T08:00:00.000Z');
});

test('at the hour people read, on both sides of a clock change; once on days with a missing or a double hour', () => {
  expect(next({ every: 'day', hour: 8 }, '2026-03-28T12:00:00Z')).toBe('2026-03-29T06:00:00.000Z');
  expect(next({ every: 'day', hour: 8 }, '2026-10-24T12:00:00Z')).toBe('2026-10-25T07:00:00.000Z');
  const nights = ['2026-03-28T12:00:00Z', '2026-10-24T12:00:00Z'].map((from) => {
    const first = next({ every: 'day', hour: 2 }, from);
    return [first.slice(0, 10), next({ every: 'day', hour: 2 }, first).slice(0, 10)];
  });
  expect(nights).toEqual([
    ['2026-03-29', '2026-03-30'],
    ['2026-10-25', '2026-10-26'],
  ]);
});
