import fc from 'fast-check';
import { expect, test } from 'vitest';
import { holdsUntil, stateOf } from './state.ts';

const day = 86_400_000;
const article = { archived: false, proposed: false, dueAt: null, expiresAt: null };

test('an article is what its last verification and the clock say', () => {
  const verified = { ...article, ...holdsUntil(0, 180, 30) };
  expect(stateOf(article, 0)).toBe('draft');
  expect(stateOf({ ...article, proposed: true }, 0)).toBe('proposed');
  expect(stateOf(verified, 180 * day - 1)).toBe('verified');
  expect(stateOf(verified, 180 * day)).toBe('due');
  expect(stateOf(verified, 210 * day - 1)).toBe('due');
  expect(stateOf(verified, 210 * day)).toBe('expired');
  expect(stateOf({ ...verified, archived: true }, 0)).toBe('archived');
});

test('without grace it goes from verified to expired', () => {
  const verified = { ...article, ...holdsUntil(0, 1, 0) };
  expect(stateOf(verified, day - 1)).toBe('verified');
  expect(stateOf(verified, day)).toBe('expired');
});

test('time only ever moves an article one way', () => {
  const order = ['verified', 'due', 'expired'];
  const span = fc.integer({ min: 0, max: 4000 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3650 }), span, span, span, (review, grace, a, b) => {
      const verified = { ...article, ...holdsUntil(0, review, grace) };
      const [early, late] = [Math.min(a, b), Math.max(a, b)].map((at) => order.indexOf(stateOf(verified, at * day)));
      return (early ?? 0) <= (late ?? 0);
    }),
  );
});
