import { expect, test } from 'vitest';
import { experiencedOf, nobody, reachedShare, toldOf } from './score.ts';

const metric = (score: number | null) => ({
  ...{ metricId: 'm', name: 'Late', value: 1, target: 1, better: 'lower' as const, unit: 'percent', base: 10 },
  score,
});

test('a target is reached, or by its share; what cannot be divided is reached or not', () => {
  expect(reachedShare(95, 90, 'higher')).toBe(100);
  expect(reachedShare(45, 90, 'higher')).toBe(50);
  expect(reachedShare(4, 2, 'lower')).toBe(50);
  expect(reachedShare(2, 2, 'lower')).toBe(100);
  expect(reachedShare(-10, 20, 'higher')).toBe(0);
  expect(reachedShare(-10, -5, 'higher')).toBe(0);
  expect(reachedShare(3, 0, 'lower')).toBe(0);
  expect(reachedShare(null, 2, 'lower')).toBeNull();
});

test('people and metrics weigh the same, whatever their number; the interval is that of the people', () => {
  const told = toldOf(100, 10);
  const alone = experiencedOf(100, told, [], []);
  expect(alone).toMatchObject({ score: 90, gap: -10, index: 90, low: told.low, high: told.high });
  const both = experiencedOf(80, told, [], [metric(50), metric(30), metric(null)]);
  expect(both).toMatchObject({ score: 65, gap: -15, index: 81.25 });
  expect((both.high ?? 0) - (both.low ?? 0)).toBeCloseTo((told.high - told.low) / 2, 9);
  expect(experiencedOf(100, nobody, [], [metric(40)])).toMatchObject({ score: 40, low: null, high: null });
  expect(experiencedOf(100, nobody, [], [metric(null)])).toMatchObject({ score: null, gap: null, index: null });
});
