import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical } from './canonical.ts';

test('RFC 8785 §3.2.3: keys in UTF-16 order, numbers and strings as ECMAScript has them', () => {
  const text = '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}';
  expect(canonical(JSON.parse(text))).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
  expect(canonical({ '\u20ac': 1, '\r': 2, '1': 3, '\u0080': 4, ö: 5, '\ud83d\ude00': 6, '\ufb33': 7 })).toBe(
    '{"\\r":2,"1":3,"\u0080":4,"ö":5,"\u20ac":1,"\ud83d\ude00":6,"\ufb33":7}',
  );
});

test('the order of keys does not matter, and a trip through JSON changes nothing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonical(JSON.parse(JSON.stringify(value)))).toBe(canonical(value));
      expect(JSON.parse(canonical(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('what is not JSON is refused, what JSON leaves out is left out', () => {
  expect(canonical({ a: undefined, b: [undefined] })).toBe('{"b":[null]}');
  expect(() => canonical({ a: Number.NaN })).toThrow(TypeError);
  expect(() => canonical(1n)).toThrow(TypeError);
});
