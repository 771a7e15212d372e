import { expect, test } from 'vitest';
import { differingDays } from './differing-days.ts';

const day = (text: string, events: string, digest: string) => ({ day: text, events, digest });

test('days that are equal on both sides are not named', () => {
  const same = [day('2026-01-01', '3', '12345678901234567890'), day('2026-01-02', '1', '7')];
  expect(differingDays(same, [...same].reverse())).toEqual([]);
});

test('a day with another count, another digest, or on one side only is named, oldest first', () => {
  const kept = [day('2026-01-04', '5', '1'), day('2026-01-02', '3', '10'), day('2026-01-01', '2', '9')];
  const reported = [day('2026-01-03', '1', '4'), day('2026-01-02', '3', '11'), day('2026-01-01', '1', '9')];
  expect(differingDays(kept, reported)).toEqual([
    { day: '2026-01-01', kept: 2, reported: 1 },
    { day: '2026-01-02', kept: 3, reported: 3 },
    { day: '2026-01-03', kept: 0, reported: 1 },
    { day: '2026-01-04', kept: 5, reported: 0 },
  ]);
});
