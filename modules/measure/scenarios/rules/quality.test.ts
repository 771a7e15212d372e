import { expect, test } from 'vitest';
import { meanOf } from '#platform/stats';
import { figureOfPassages, never, scoreOf } from './quality.ts';

const elapsed = {
  ...{ kind: 'elapsed' as const, name: 'time', weight: 1, namedBy: 'us' as const, from: 1, to: 2 },
  ...{ target: { amount: 1, unit: 'hour' as const }, limit: { amount: 3, unit: 'hour' as const } },
};

test('a score falls in a straight line from target to limit', () => {
  const hours = (count: number) => count * 3_600_000;
  expect([0, 1, 1.5, 2, 3, 4].map((count) => scoreOf(elapsed, hours(count)))).toEqual([1, 1, 0.75, 0.5, 0, 0]);
  expect([scoreOf(elapsed, never), scoreOf(elapsed, null)]).toEqual([0, null]);
});

test('with one passage each it is the usual interval of a mean', () => {
  const values = [40, 45, 55, 60];
  const figure = figureOfPassages(values.map((quality, at) => ({ person: `${at}`, quality })));
  const usual = meanOf(values.map((value) => [value, 1]));
  expect(figure.value).toBeCloseTo(usual.value, 9);
  expect(figure.high).toBeCloseTo(usual.high, 9);
});

test('one person who passes often is one witness', () => {
  const once = ['a', 'b', 'c'].map((person, at) => ({ person, quality: 30 * at }));
  const often = Array.from({ length: 40 }, () => once).flat();
  const width = ({ low, high }: { low: number | null; high: number | null }) => (high ?? 0) - (low ?? 0);
  expect(width(figureOfPassages(often))).toBeCloseTo(width(figureOfPassages(once)), 9);
  expect(figureOfPassages([{ person: 'a', quality: 50 }])).toMatchObject({ value: 50, low: null, high: null });
});
