import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { datasetPath } from '../testing/datasets.ts';
import { composites } from './composites.ts';
import { correlations } from './correlation.ts';
import { relativeImportance } from './importance.ts';
import { draws, percentileInterval } from './resample.ts';

const read = (file: string) => {
  const [header = '', ...lines] = gunzipSync(readFileSync(file)).toString().trim().split('\n');
  return { columns: header.split(','), rows: lines.map((line) => line.split(',').map(Number)) };
};
const rounded = (values: readonly number[], digits = 3) => values.map((value) => Number(value.toFixed(digits)));

test('predictors that do not overlap have the square of their own correlation', () => {
  const of = [
    [1, 0, 0.6],
    [0, 1, 0.3],
    [0.6, 0.3, 1],
  ].map((row) => Float64Array.from(row));
  const { r2, own } = relativeImportance(of);
  expect(rounded([r2, ...own])).toEqual([0.45, 0.36, 0.09]);
});

test('two predictors that overlap share by hand: the mean of first and last', () => {
  // r1 = 0.6, r2 = 0.5, r12 = 0.4: R² = (0.36 + 0.25 - 2·0.6·0.5·0.4) / (1 - 0.16)
  const of = [
    [1, 0.4, 0.6],
    [0.4, 1, 0.5],
    [0.6, 0.5, 1],
  ].map((row) => Float64Array.from(row));
  const whole = (0.36 + 0.25 - 0.24) / 0.84;
  const { r2, own } = relativeImportance(of);
  expect(r2).toBeCloseTo(whole, 12);
  expect(own[0]).toBeCloseTo((0.36 + whole - 0.25) / 2, 12);
  expect(own[1]).toBeCloseTo((0.25 + whole - 0.36) / 2, 12);
});

test('shares add up to R², whatever the rows; a predictor twice in the list shares alike', () => {
  const row = fc.tuple(...Array.from({ length: 4 }, () => fc.integer({ min: 1, max: 10 })));
  fc.assert(
    fc.property(fc.array(row, { minLength: 12, maxLength: 40 }), (rows) => {
      const of = correlations(rows.map(([a = 0, b = 0, c = 0, outcome = 0]) => [a, b, c, a, outcome]));
      if (!of) return;
      const { r2, own } = relativeImportance(of);
      expect(own.reduce((sum, one) => sum + one, 0)).toBeCloseTo(r2, 9);
      expect(own[3]).toBeCloseTo(own[0] ?? 0, 9);
      expect(r2).toBeLessThanOrEqual(1 + 1e-9);
    }),
  );
});

test('a draw has as many rows as there are, the same ones for the same seed; its correlations are those of the rows drawn', () => {
  const [first] = [...draws(50, 1, 7)];
  expect(first?.reduce((sum, times) => sum + times, 0)).toBe(50);
  expect([...draws(50, 1, 7)][0]).toEqual(first);
  const rows = Array.from({ length: 50 }, (_none, at) => [at % 7, (at * at) % 11, at % 3]);
  const written = rows.flatMap((row, at) => Array.from({ length: first?.[at] ?? 0 }, () => row));
  expect(rounded([...(correlations(rows, first)?.[2] ?? [])], 9)).toEqual(rounded([...(correlations(written)?.[2] ?? [])], 9));
  expect(
    correlations([
      [1, 2, 3],
      [1, 5, 6],
    ]),
  ).toBeNull();
  expect(percentileInterval([5, 1, 2, 3, 4], 0.5)).toEqual({ low: 2, high: 4 });
});

const yellow = datasetPath('surveys/yellow_pages_satisfaction.csv.gz');
test.skipIf(!yellow)('LMG shares of Rossi, Gilula & Allenby’s yellow pages', () => {
  const { columns, rows } = read(yellow ?? '');
  // q1 is the outcome: last.
  const of = correlations(rows.map(([q1 = 0, ...others]) => [...others, q1]));
  const { r2, own } = relativeImportance(of ?? []);
  expect(r2.toFixed(4)).toBe('0.7167');
  const shares = Object.fromEntries(columns.slice(1).map((name, at) => [name, ((own[at] ?? 0) / r2).toFixed(3)]));
  expect(shares).toEqual({
    ...{ q4: '0.225', q6: '0.212', q2: '0.122', q5: '0.110', q3: '0.098' },
    ...{ q7: '0.088', q8: '0.070', q10: '0.039', q9: '0.036' },
  });
});

const mobile = datasetPath('surveys/ecsi_mobile.csv.gz');
test.skipIf(!mobile)('PLS of the European satisfaction index: image, expectation and value lead to satisfaction', () => {
  const { columns, rows } = read(mobile ?? '');
  const named = (prefix: string) => columns.flatMap((name, at) => (name.startsWith(prefix) ? [at] : []));
  const model = composites(rows, [named('imag'), named('cuex'), named('perv')], named('cusa'));
  // The fixture of SEMinR: .4470, .1718, .3164.
  expect(rounded(model?.paths ?? [])).toEqual([0.447, 0.172, 0.316]);
});

test('composites of one question each are that question; what never changes cannot be weighed', () => {
  const rows = Array.from({ length: 30 }, (_none, at) => [at % 5, (at * 3) % 7, (at % 5) + ((at * 3) % 7) / 10]);
  const model = composites(rows, [[0], [1]], [2]);
  const of = correlations(rows);
  expect(model?.paths.length).toBe(2);
  expect((model?.paths[0] ?? 0) > (model?.paths[1] ?? 0)).toBe(true);
  expect(of).not.toBeNull();
  expect(
    composites(
      rows.map(([a = 0, , c = 0]) => [a, 4, c]),
      [[0], [1]],
      [2],
    ),
  ).toBeUndefined();
});
