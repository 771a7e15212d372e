import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { add, compileNumber, multiply, plainNumber, round } from './numbers.ts';

describe('reading numbers', () => {
  test.each([
    ['.', ',', '1,234.5', 1234.5],
    ['.', ',', '1,5', undefined],
    ['.', ',', '12,34', undefined],
    [',', '.', '-1.234.567,89', -1234567.89],
    [',', '.', '1,5', 1.5],
    [',', '', '12,50', 12.5],
    [',', ' ', '1\u202f234,5', 1234.5],
    ['.', "'", "12'345.60", 12345.6],
    ['.', '', '1e3', 1000],
    ['.', '', ' .5 ', 0.5],
    ['.', '', '0x10', undefined],
    ['.', '', 'Infinity', undefined],
    ['.', '', '1e999', undefined],
    ['.', '', '', undefined],
  ] as const)('decimal %s thousands %s: %s', (decimal, thousands, text, number) => {
    expect(compileNumber({ decimal, thousands })(text)).toBe(number);
  });
});

describe('exact decimals', () => {
  test('sums and products agree with paper', () => {
    expect(multiply(6, 2.55)).toBe(15.3);
    expect(multiply(-0.1, 3)).toBe(-0.3);
    expect(add(0.1, 0.2)).toBe(0.3);
    expect(add(1e12, 0.005)).toBe(1000000000000.005);
    expect(multiply(123456789.123, 987654.321)).toBe(Number(`${123456789123n * 987654321n}e-6`));
  });

  test('halves go away from zero, judged as written', () => {
    expect([round(2.345, 2), round(-2.345, 2), round(1.005, 2), round(0.5, 0), round(-0.4, 0), round(1 / 3, 4)]).toEqual([
      2.35, -2.35, 1.01, 1, 0, 0.3333,
    ]);
  });

  test('equal the nearest double of the exact result, for any decimals', () => {
    const decimal = fc.tuple(fc.bigInt({ min: -(10n ** 9n), max: 10n ** 9n }), fc.integer({ min: 0, max: 6 }));
    const written = ([units, scale]: [bigint, number]) => Number(`${units}e-${scale}`);
    fc.assert(
      fc.property(decimal, decimal, (a, b) => {
        const scale = Math.max(a[1], b[1]);
        const sum = a[0] * 10n ** BigInt(scale - a[1]) + b[0] * 10n ** BigInt(scale - b[1]);
        expect(multiply(written(a), written(b)) + 0).toBe(Number(`${a[0] * b[0]}e-${a[1] + b[1]}`) + 0);
        expect(add(written(a), written(b)) + 0).toBe(Number(`${sum}e-${scale}`) + 0);
      }),
      { numRuns: 1000 },
    );
  });

  test('a number survives being written and read', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => plainNumber(String(number)) === number),
    );
  });
});
