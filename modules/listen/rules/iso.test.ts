import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createIso } from './iso.ts';

test('any instants in any order: the words of toISOString, its errors too', () => {
  const iso = createIso();
  const near = fc.integer({ min: -3_000, max: 3_000 });
  const far = fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 });
  fc.assert(
    fc.property(fc.array(fc.oneof(near, far)), (times) => {
      for (const ms of times) {
        const text = new Date(ms).toISOString();
        expect([iso.instant(ms), iso.day(ms)]).toEqual([text, text.slice(0, text.indexOf('T'))]);
      }
    }),
  );
  expect(() => iso.instant(Number.NaN)).toThrow(RangeError);
  expect(() => iso.day(Number.NaN)).toThrow(RangeError);
});
