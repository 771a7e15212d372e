import { expect, test } from 'vitest';
import { rankCorrelation, ranksOf } from './rank-correlation.ts';

test('as published: intelligence and hours of television, rho = -29/165', () => {
  const [iq, hours] = [
    [106, 100, 86, 101, 99, 103, 97, 113, 112, 110],
    [7, 27, 2, 50, 28, 29, 20, 12, 6, 17],
  ];
  const found = rankCorrelation(iq.map((each, at) => [each, hours[at] ?? 0]));
  expect(found?.value).toBeCloseTo(-29 / 165, 12);
  // Fisher z of it is -0.17762; the half width 1.95996 * sqrt((1 + 0.0154455) / 7) = 0.74650.
  expect(found?.low).toBeCloseTo(Math.tanh(-0.1776169 - 0.7464955), 4);
  expect(found?.high).toBeCloseTo(Math.tanh(-0.1776169 + 0.7464955), 4);
});

test('ties share the mean of their places', () => {
  expect(ranksOf([10, 20, 20, 5, 20])).toEqual([2, 4, 4, 1, 4]);
});

test('what never changes goes with nothing; what goes along in every case is certain', () => {
  expect(rankCorrelation([1, 2, 3, 4, 5].map((x) => [x, 7]))).toBeNull();
  expect(
    rankCorrelation([
      [1, 1],
      [2, 2],
      [3, 3],
    ]),
  ).toBeNull();
  expect(rankCorrelation([1, 2, 3, 4, 5].map((x) => [x, x ** 3]))).toEqual({ value: 1, low: 1, high: 1 });
});
