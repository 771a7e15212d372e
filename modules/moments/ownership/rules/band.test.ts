import { expect, test } from 'vitest';
import { bandFacts } from './band.ts';

const at = (second: number) => new Date(second * 1000);
const now = 100_000;

test('stretches that meet leave no gap, and their times add up to the time it was open', () => {
  const facts = bandFacts(
    [
      { from: at(10), until: at(20), employeeId: null },
      { from: at(20), until: at(50), employeeId: 'ada' },
      { from: at(60), until: null, employeeId: 'bob' },
    ],
    [
      { from: at(10), until: at(50) },
      { from: at(60), until: null },
    ],
    now,
  );
  expect(facts).toEqual({ gaps: [], inQueueMs: 10_000, withPeopleMs: 70_000, openMs: 80_000 });
});

test('a hole, a late start and an early end are told', () => {
  const { gaps } = bandFacts(
    [
      { from: at(12), until: at(20), employeeId: 'ada' },
      { from: at(25), until: at(40), employeeId: 'bob' },
    ],
    [{ from: at(10), until: at(50) }],
    now,
  );
  const iso = (from: number, until: number) => ({ from: at(from).toISOString(), until: at(until).toISOString() });
  expect(gaps).toEqual([iso(10, 12), iso(20, 25), iso(40, 50)]);
});
