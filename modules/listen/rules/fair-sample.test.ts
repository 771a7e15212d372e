import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFairSample } from './fair-sample.ts';

const sampled = (kinds: string[], places: number) => {
  const sample = createFairSample<string>(places);
  for (const [index, kind] of kinds.entries()) sample.add(`${kind}${index}`, kind);
  return sample.take();
};

test('what fits is kept whole, in its order', () => {
  expect(sampled(['a', 'b', 'a'], 4)).toEqual({ items: ['a0', 'b1', 'a2'], skipped: 0, left: 1 });
});

test('the one order among a flood of page views is seen', () => {
  const flood = [...Array.from({ length: 500 }, () => 'page'), 'order', ...Array.from({ length: 500 }, () => 'page')];
  const { items, skipped } = sampled(flood, 20);
  expect(items).toContain('order500');
  expect([items.length, skipped]).toEqual([20, 981]);
});

test('any traffic: never more than its places, nothing uncounted, no kind twice while another has none', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e')), fc.integer({ min: 1, max: 8 }), (kinds, places) => {
      const { items, skipped, left } = sampled(kinds, places);
      expect(items.length).toBe(Math.min(places, kinds.length));
      expect(items.length + skipped).toBe(kinds.length);
      expect(items.length + left).toBe(places);
      const shown = new Set(items.map((item) => item[0]));
      expect(shown.size).toBe(Math.min(places, new Set(kinds).size));
    }),
  );
});
