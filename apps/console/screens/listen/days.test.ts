import { expect, test } from 'vitest';
import { everyDay } from './days.ts';

test('quiet days are drawn as nothing, also across the end of a month', () => {
  expect(
    everyDay([
      { day: '2026-02-27', seen: 3 },
      { day: '2026-03-02', seen: 5 },
    ]),
  ).toEqual([3, 0, 0, 5]);
});

test('days years apart stand side by side; no days are no picture', () => {
  expect(
    everyDay([
      { day: '2010-12-01', seen: 3 },
      { day: '2026-03-02', seen: 5 },
    ]),
  ).toEqual([3, 5]);
  expect(everyDay([])).toEqual([]);
});
