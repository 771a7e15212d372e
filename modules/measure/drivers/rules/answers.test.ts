import studentQuantile from '@stdlib/stats-base-dists-t-quantile';
import { expect, test } from 'vitest';
import { gapOf, tableOf } from './answers.ts';

const said = (answers: Record<string, number>) => new Map(Object.entries(answers));
const asked = ['a', 'b', 'c', 'd'];

test('only whole answers make a row; what does not apply is no answer', () => {
  const responses = [said({ a: 1, b: 2, c: 3, d: 4 }), said({ a: 1, b: 2, c: 3 }), said({ a: 0, b: 2, c: 3, d: 4 })];
  const every = { notApplicable: [0], leaveOutStraightLiners: false };
  expect(tableOf(responses, asked, every)).toEqual({ rows: [[1, 2, 3, 4]], incomplete: 2, straightLining: 0 });
  expect(tableOf(responses, asked, { ...every, notApplicable: [] }).rows).toHaveLength(2);
});

test('whoever answers everything alike is counted, and left out when asked; of three questions it is chance', () => {
  const responses = [said({ a: 7, b: 7, c: 7, d: 7 }), said({ a: 7, b: 7, c: 7, d: 8 })];
  const leave = (leaveOutStraightLiners: boolean) => ({ notApplicable: [], leaveOutStraightLiners });
  expect(tableOf(responses, asked, leave(true))).toEqual({ rows: [[7, 7, 7, 8]], incomplete: 0, straightLining: 1 });
  expect(tableOf(responses, asked, leave(false)).rows).toHaveLength(2);
  expect(tableOf(responses, ['a', 'b', 'c'], leave(true))).toMatchObject({ straightLining: 0 });
});

test('the gap is the mean of differences, with Student’s interval', () => {
  const responses = [said({ want: 9, got: 5 }), said({ want: 8, got: 6 }), said({ want: 10, got: 7 }), said({ want: 10 })];
  const gap = gapOf(responses, { want: 'want', deliver: 'got' }, [], (degrees) => studentQuantile(0.975, degrees));
  // Differences 4, 2, 3: mean 3, standard deviation 1, t(0.975; 2) = 4.302653.
  expect(gap).toMatchObject({ want: 9, deliver: 6, gap: 3, n: 3 });
  expect(gap?.high).toBeCloseTo(3 + 4.302653 / Math.sqrt(3), 5);
  expect(gapOf(responses.slice(0, 1), { want: 'want', deliver: 'got' }, [], () => 0)).toBeUndefined();
});
