import { expect, test } from 'vitest';
import { stepIn, toggled } from './steps.ts';

test('one step, never past the ends; from nowhere or from what left the list, to the first', () => {
  const ids = ['a', 'b', 'c'];
  expect([stepIn(ids, 'a', 1), stepIn(ids, 'c', 1), stepIn(ids, 'a', -1)]).toEqual(['b', 'c', 'a']);
  expect([stepIn(ids, undefined, 1), stepIn(ids, 'gone', -1), stepIn([], 'a', 1)]).toEqual(['a', 'a', undefined]);
});

test('chosen and not chosen', () => {
  expect([...toggled(new Set(['a']), 'b')]).toEqual(['a', 'b']);
  expect([...toggled(new Set(['a']), 'a')]).toEqual([]);
});
