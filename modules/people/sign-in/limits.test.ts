import { expect, test } from 'vitest';
import { fixedClock } from '#platform/clock';
import { createLimiter } from './limits.ts';

const limit = { max: 3, windowMs: 1000 };

test('B09 tries beyond the limit wait for the end of the window, other keys do not', () => {
  const clock = fixedClock(0);
  const limiter = createLimiter(clock);
  expect([1, 2, 3].map(() => limiter.take('ann', limit))).toEqual([0, 0, 0]);
  clock.advance(400);
  expect(limiter.take('ann', limit)).toBe(600);
  expect(limiter.take('bob', limit)).toBe(0);
});

test('B09 nobody is locked out for ever: trying on does not prolong the wait', () => {
  const clock = fixedClock(0);
  const limiter = createLimiter(clock);
  for (let i = 0; i < 10_000; i++) limiter.take('ann', limit);
  clock.advance(1000);
  expect(limiter.take('ann', limit)).toBe(0);
});

test('asking does not count', () => {
  const limiter = createLimiter(fixedClock(0));
  for (let i = 0; i < 10; i++) expect(limiter.wait('ann', limit)).toBe(0);
  for (let i = 0; i < 3; i++) limiter.take('ann', limit);
  expect(limiter.wait('ann', limit)).toBe(1000);
});
