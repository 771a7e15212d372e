import { expect, test } from 'vitest';
import { calls, type Known, titled } from './called.ts';

const news = (epoch: number, owner: string, offeredTo: string | null = null) => ({ id: 'm', epoch, owner, offeredTo });

test('an offer calls once, a change of owner calls once, my own words do not', () => {
  const known: Known = new Map([['m', { epoch: 1, offeredTo: null }]]);
  expect(calls(known, news(1, 'bob'), 'me')).toBeUndefined();
  expect(calls(known, news(1, 'bob', 'me'), 'me')).toBe('offered');
  expect(calls(known, news(1, 'bob', 'me'), 'me')).toBeUndefined();
  expect(calls(known, news(2, 'me'), 'me')).toBe('given');
  expect(calls(known, news(2, 'me'), 'me')).toBeUndefined();
});

test('the number stands before whatever the screen is called', () => {
  expect(titled('(2) Moments', 3)).toBe('(3) Moments');
  expect(titled('(2) Moments', 0)).toBe('Moments');
});
