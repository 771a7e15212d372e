import { expect, test } from 'vitest';
import { formatIn } from '../../../ui/format.ts';
import { changeOf, figure } from './figures.ts';
import { marksOf } from './marks.ts';

const format = formatIn('en');

test('figures in their unit; no answer is not nought', () => {
  expect(figure(66.666, { unit: 'percent', currency: null }, format)).toBe('66.7%');
  expect(figure(150, { unit: 'money', currency: 'EUR' }, format)).toBe('€150.00');
  expect(figure(3_720, { unit: 'seconds', currency: null }, format)).toBe('1 hr 2 min');
  expect(figure(null, { unit: 'number', currency: null }, format)).toBe('–');
});

test('what became of it: shares and scores in points, others in percent, good by the way that is better', () => {
  expect(changeOf(45, 50, { unit: 'percent', better: 'lower' }, format)).toEqual({ way: 'down', good: true, text: '5' });
  expect(changeOf(150, 100, { unit: 'money', better: 'higher' }, format)).toEqual({ way: 'up', good: true, text: '50%' });
  expect(changeOf(-20, 10, { unit: 'points', better: 'higher' }, format)).toEqual({ way: 'down', good: false, text: '30' });
  expect(changeOf(5, 0, { unit: 'number', better: 'higher' }, format)).toBeUndefined();
  expect(changeOf(5, 5, { unit: 'number', better: 'higher' }, format)?.way).toBe('same');
});

test('a note stands at the start of the interval its day falls in, and not at all before the first', () => {
  const xs = ['2026-01-05T00:00:00.000Z', '2026-01-12T00:00:00.000Z'];
  const notes = ['2026-01-01', '2026-01-07', '2026-01-11', '2026-01-20'].map((day, index) => ({
    ...{ id: String(index), day, text: day, by: 'Ada', metricId: null },
  }));
  expect(marksOf(notes, xs, 'UTC')).toEqual([
    { x: xs[0], text: '2026-01-07 · 2026-01-11' },
    { x: xs[1], text: '2026-01-20' },
  ]);
});
