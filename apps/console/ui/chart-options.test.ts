import { expect, test } from 'vitest';
import { axisOf, chartOptions } from './chart-options.ts';

const look = {
  formatX: (x: string) => x,
  formatY: String,
  ink: '#000',
  quiet: '#666',
  line: '#eee',
  surface: '#fff',
  palette: ['#111', '#222'],
  motion: false,
  font: 'Inter',
};
const point = (x: string, y: number | null) => ({ x, y });
const two = [
  { key: 'a', name: 'A', points: [point('2026-01-03', 3), point('2026-01-01', 1)] },
  { key: 'b', name: 'B', points: [point('2026-01-02', 0)] },
];

test('series share one axis; a day without an answer is a gap, and zero is zero', () => {
  const { series } = chartOptions({ ...look, kind: 'line', series: two });
  expect(axisOf('line', two)).toEqual(['2026-01-01', '2026-01-02', '2026-01-03']);
  expect(series.map(({ data }) => data)).toEqual([
    [1, null, 3],
    [null, 0, null],
  ]);
});

test('a breakdown keeps the order it was given', () => {
  const series = [{ key: 'a', name: 'A', points: [point('United', 5), point('Delta', 2)] }];
  expect(axisOf('breakdown', series)).toEqual(['United', 'Delta']);
});

test('series differ without colour: dashes for lines, patterns for bars', () => {
  const dashes = chartOptions({ ...look, kind: 'line', series: two }).series.map(
    (one) => 'lineStyle' in one && one.lineStyle.type,
  );
  expect(new Set(dashes).size).toBe(2);
  expect(chartOptions({ ...look, kind: 'bar', series: two }).aria.decal.show).toBe(true);
});
