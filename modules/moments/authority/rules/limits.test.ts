import { expect, test } from 'vitest';
import { leftOf, limitOf } from './limits.ts';

const limits = [
  { who: 'agent', currency: 'EUR', perMoment: 2_000 },
  { who: 'ada', currency: 'EUR', perMoment: 9_000 },
];

test('a person’s own limit goes before their role’s; another currency is another limit', () => {
  expect(limitOf(limits, { id: 'ada', role: 'agent' }, 'EUR')?.perMoment).toBe(9_000);
  expect(limitOf(limits, { id: 'bob', role: 'agent' }, 'EUR')?.perMoment).toBe(2_000);
  expect(limitOf(limits, { id: 'bob', role: 'viewer' }, 'EUR')).toBeUndefined();
  expect(limitOf(limits, { id: 'ada', role: 'agent' }, 'USD')).toBeUndefined();
});

test('what is left is the smaller of both, and never below nothing', () => {
  const limit = { perMoment: 2_000, perPeriod: 5_000 };
  expect(leftOf(limit, { inMoment: 0, inPeriod: 0 })).toBe(2_000);
  expect(leftOf(limit, { inMoment: 500, inPeriod: 4_500 })).toBe(500);
  expect(leftOf(limit, { inMoment: 0, inPeriod: 6_000 })).toBe(0);
  expect(leftOf(undefined, { inMoment: 0, inPeriod: 0 })).toBe(0);
});
