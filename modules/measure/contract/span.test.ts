import { expect, test } from 'vitest';
import { intervals } from './events.ts';
import { dayOf, type Range, ranges, spanBefore, spanOfRange, startOfDay } from './span.ts';

const rome = 'Europe/Rome';
const days = (from: string, to: string) => ({ from: startOfDay(from, rome), to: startOfDay(to, rome) });
const told = ({ from, to }: { from: number; to: number }) => [dayOf(from, rome), dayOf(to - 1, rome)];

test.each<[string, 'day' | 'week' | 'month', [string, string], [string, string]]>([
  ['as many days', 'day', ['2026-03-10', '2026-03-17'], ['2026-03-03', '2026-03-09']],
  // A clock change lies between: its days have 23 hours.
  ['days over a clock change', 'day', ['2026-03-29', '2026-04-01'], ['2026-03-26', '2026-03-28']],
  ['whole weeks, so that Mondays meet', 'week', ['2026-03-02', '2026-03-12'], ['2026-02-16', '2026-02-25']],
  ['whole months, the last as far as it has come', 'month', ['2025-12-01', '2026-11-23'], ['2024-12-01', '2025-11-22']],
  ['a month that is shorter', 'month', ['2026-03-01', '2026-04-01'], ['2026-02-01', '2026-02-28']],
])('the time before is %s', (_what, interval, [from, to], expected) => {
  expect(told(spanBefore(days(from, to), interval, rome))).toEqual(expected);
});

test('of every ready-made range it ends no later than the range begins, and begins as an interval does', () => {
  const now = Date.parse('2026-11-22T20:00:00Z');
  for (const range of ranges as readonly Range[]) {
    for (const interval of intervals) {
      const span = spanOfRange(range, interval, rome, now);
      const before = spanBefore(span, interval, rome);
      expect(before.to).toBeLessThanOrEqual(span.from);
      if (interval === 'week') expect(new Date(`${dayOf(before.from, rome)}T00:00Z`).getUTCDay()).toBe(1);
      if (interval === 'month') expect(dayOf(before.from, rome).slice(8)).toBe('01');
    }
  }
});
