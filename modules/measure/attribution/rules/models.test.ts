import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { datasetPath } from '#platform/testing';
import { attributionModels } from '../../contract.ts';
import { type Credits, creditBy, type Path } from './models.ts';

const path = (text: string, conversions: number, lost = 0): Path => ({
  ...{ touches: text.split(' '), conversions, value: conversions * 10, lost },
});
const rounded = (credits: Credits) =>
  Object.fromEntries([...credits].map(([channel, { conversions }]) => [channel, Number(conversions.toFixed(6))]));

test('one way of four touches, by hand', () => {
  const paths = [path('A B B C', 10)];
  expect(rounded(creditBy.first(paths))).toEqual({ A: 10, B: 0, C: 0 });
  expect(rounded(creditBy.last(paths))).toEqual({ A: 0, B: 0, C: 10 });
  expect(rounded(creditBy.linear(paths))).toEqual({ A: 2.5, B: 5, C: 2.5 });
  expect(rounded(creditBy.position(paths))).toEqual({ A: 4, B: 2, C: 4 });
  expect(rounded(creditBy.position([path('A C', 10)]))).toEqual({ A: 5, C: 5 });
  expect(rounded(creditBy.position([path('A', 10)]))).toEqual({ A: 10 });
});

test('Markov by hand: without A a third converts, without B nobody', () => {
  // Start: A 2, B 1. A: B 1, lost 1. B: converted 2. P = 2/3 · 1/2 + 1/3 = 2/3; without A 1/3, without B 0: effects 1/2 and 1.
  const paths = [path('A B', 1), path('A', 0, 1), path('B', 1)];
  expect(rounded(creditBy.markov(paths))).toEqual({ A: 0.666667, B: 1.333333 });
});

test('Markov by hand: a channel one stays at is not worth more for it', () => {
  expect(rounded(creditBy.markov([path('A A A B', 1), path('A', 0, 1), path('B', 1)]))).toEqual({ A: 0.666667, B: 1.333333 });
});

test('every model shares out exactly what there is, whatever the ways', () => {
  const paths = fc.array(
    fc.record({
      touches: fc.array(fc.constantFrom('A', 'B', 'C', 'D'), { minLength: 1, maxLength: 6 }),
      conversions: fc.nat(50),
      value: fc.nat(1000),
      lost: fc.nat(50),
    }),
    { minLength: 1, maxLength: 12 },
  );
  fc.assert(
    fc.property(paths, (ways) => {
      const conversions = ways.reduce((sum, one) => sum + one.conversions, 0);
      const value = conversions > 0 ? ways.reduce((sum, one) => sum + one.value, 0) : 0;
      for (const model of attributionModels) {
        const credits = [...creditBy[model](ways).values()];
        const given = credits.reduce((sum, one) => sum + one.conversions, 0);
        expect(given).toBeCloseTo(conversions, 6);
        if (conversions > 0) expect(credits.reduce((sum, one) => sum + one.value, 0)).toBeCloseTo(value, 6);
        expect(credits.every((one) => one.conversions >= -1e-9)).toBe(true);
      }
    }),
  );
});

const file = datasetPath('journeys/channel_attribution_paths.csv.gz');
test.skipIf(!file)('10,000 published ways: the shares their README states', () => {
  const lines = gunzipSync(readFileSync(file ?? ''))
    .toString('utf8')
    .trim()
    .split('\n')
    .slice(1);
  const paths = lines.map((line): Path => {
    const [touches = '', conversions, value, lost] = line.split(',');
    return { touches: touches.split(' > '), conversions: Number(conversions), value: Number(value), lost: Number(lost) };
  });
  const shares = (credits: Credits) =>
    Object.fromEntries([...credits].map(([name, one]) => [name, Number(one.conversions.toFixed(3))]));
  expect(shares(creditBy.first(paths))).toMatchObject({
    ...{ alpha: 6308, iota: 4606, eta: 3164, beta: 2831, theta: 1606, lambda: 902 },
  });
  expect(shares(creditBy.last(paths))).toMatchObject({
    ...{ alpha: 8447, eta: 4167, iota: 3355, lambda: 1207, beta: 989, theta: 653 },
  });
  expect(shares(creditBy.linear(paths))).toMatchObject({ alpha: 7574.719, iota: 3857.096, eta: 3539.951 });
  for (const model of attributionModels) {
    const credits = [...creditBy[model](paths).values()];
    expect(credits).toHaveLength(12);
    expect(credits.reduce((sum, one) => sum + one.conversions, 0)).toBeCloseTo(19_785, 4);
    expect(credits.reduce((sum, one) => sum + one.value, 0)).toBeCloseTo(74_802.972, 3);
  }
});
