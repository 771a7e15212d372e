import { expect, test } from 'vitest';
import type { JudgedBucket } from '#measure/contract';
import { bandOf, lineOf, scaleOf } from './draw.ts';

const bucket = (seen: number | null, low: number | null = null, high: number | null = null): JudgedBucket => ({
  ...{ at: '2026-01-01T00:00:00Z', seen, expected: seen, low, high, side: null },
});

test('a line breaks where nothing was seen, and everything lies inside the picture', () => {
  const buckets = [bucket(1), bucket(5), bucket(null), bucket(2)];
  const scale = scaleOf(buckets, 300, 72);
  expect(lineOf(buckets, scale).map((line) => line.split(' ').length)).toEqual([2, 1]);
  for (const value of [-100, 0, 5, 1e9]) {
    expect(scale.y(value)).toBeGreaterThanOrEqual(8);
    expect(scale.y(value)).toBeLessThanOrEqual(64);
  }
  expect(scale.y(5)).toBeLessThan(scale.y(1));
});

test('a band goes there and back; a line on one side is open to the other', () => {
  const buckets = [bucket(1, 0, 2), bucket(2, 1, 3), bucket(3)];
  expect(bandOf(buckets, scaleOf(buckets, 300, 72)).map((band) => band.split(' ').length)).toEqual([4]);
  const lines = [bucket(1, null, 2), bucket(2, null, 2)];
  const scale = scaleOf(lines, 300, 72);
  expect(bandOf(lines, scale)[0]).toContain(`${scale.y(0).toFixed(1)}`);
  expect(bandOf([bucket(1)], scale)).toEqual([]);
});
