/** Purchases and spending: the published figures of CDNOW, known values of the functions, and parameters found again in simulated data. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, test } from 'vitest';
import { datasetPath } from '#platform/testing';
import { expectedPurchases, fitBgNbd, type Purchases, probabilityAlive } from './bgnbd.ts';
import { expectedValue, fitGammaGamma } from './gamma-gamma.ts';
import { hyp2f1 } from './hypergeometric.ts';
import { logGamma } from './log-gamma.ts';
import { minimize } from './nelder-mead.ts';

/** Numbers of one seed, the same on every machine. */
function dice(seed: number) {
  const generator = xoroshiro128plus(seed);
  const uniform = () => 1 - uniformFloat64(generator);
  const exponential = (rate: number) => -Math.log(uniform()) / rate;
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  /** Marsaglia & Tsang 2000. */
  const gamma = (shape: number): number => {
    if (shape < 1) return gamma(shape + 1) * uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const x = normal();
      const v = (1 + x / Math.sqrt(9 * d)) ** 3;
      if (v > 0 && Math.log(uniform()) < x * x * 0.5 + d - d * v + d * Math.log(v)) return d * v;
    }
  };
  const beta = (a: number, b: number) => {
    const x = gamma(a);
    return x / (x + gamma(b));
  };
  return { uniform, exponential, gamma, beta };
}

describe('functions', () => {
  test('the logarithm of gamma at whole and half numbers', () => {
    expect(logGamma(1)).toBeCloseTo(0, 12);
    expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 10);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 12);
    expect(logGamma(0.1)).toBeCloseTo(2.252_712_651_734_206, 12);
    expect(logGamma(250.5) - logGamma(249.5)).toBeCloseTo(Math.log(249.5), 10);
  });

  test('the hypergeometric function where it is something simpler', () => {
    // DLMF 15.4: -ln(1-z)/z, (1-z)^-a, arcsin(√z)/√(z), arctanh(√z)/√z.
    for (const z of [0.05, 0.3, 0.75, 0.95]) {
      const root = Math.sqrt(z);
      expect(hyp2f1(1, 1, 2, z)).toBeCloseTo(-Math.log(1 - z) / z, 10);
      expect(hyp2f1(2.3, 4.1, 4.1, z) / (1 - z) ** -2.3).toBeCloseTo(1, 10);
      expect(hyp2f1(0.5, 0.5, 1.5, z)).toBeCloseTo(Math.asin(root) / root, 10);
      expect(hyp2f1(0.5, 1, 1.5, z)).toBeCloseTo(Math.atanh(root) / root, 10);
    }
    expect(hyp2f1(3, 2, 7, 0)).toBe(1);
    expect(() => hyp2f1(1, 1, 2, 1)).toThrow(RangeError);
  });

  test('the minimum of a bent valley (Rosenbrock 1960)', () => {
    const valley = ([x = 0, y = 0]: readonly number[]) => (1 - x) ** 2 + 100 * (y - x * x) ** 2;
    const found = minimize(valley, [-1.2, 1]);
    expect(found.settled).toBe(true);
    expect(found.at[0]).toBeCloseTo(1, 4);
    expect(found.at[1]).toBeCloseTo(1, 4);
  });
});

describe('simulated customers', () => {
  const truth = { r: 0.6, alpha: 5, a: 0.9, b: 3 };

  /** Exactly the story of the model: buys at a rate of their own, and leaves after a purchase with a chance of their own. */
  function live(seed: number, count: number, weeks: number, later: number): { known: Purchases; next: number }[] {
    const { uniform, exponential, gamma, beta } = dice(seed);
    return Array.from({ length: count }, () => {
      const age = weeks * (0.5 + 0.5 * uniform());
      const [rate, leaving] = [gamma(truth.r) / truth.alpha, beta(truth.a, truth.b)];
      const known = { repeats: 0, recency: 0, age };
      let next = 0;
      for (let at = exponential(rate); at < age + later; at += exponential(rate)) {
        if (at > age) next += 1;
        else {
          known.repeats += 1;
          known.recency = at;
        }
        if (uniform() < leaving) break;
      }
      return { known, next };
    });
  }

  test('the parameters are found again, and what is expected is what comes', () => {
    const lives = live(20_051, 12_000, 60, 30);
    const fit = fitBgNbd(lives.map(({ known }) => known));
    expect(fit?.settled).toBe(true);
    if (!fit) return;
    expect(fit.r).toBeCloseTo(truth.r, 1);
    expect(Math.abs(fit.alpha / truth.alpha - 1)).toBeLessThan(0.15);
    // Only their ratio is held firmly by such data: the mean chance of leaving.
    expect(fit.a / (fit.a + fit.b)).toBeCloseTo(truth.a / (truth.a + truth.b), 1);
    const came = lives.reduce((sum, { next }) => sum + next, 0);
    const expected = lives.reduce((sum, { known }) => sum + expectedPurchases(fit, known, 30), 0);
    expect(Math.abs(expected / came - 1)).toBeLessThan(0.05);
  });

  test('spending: parameters found again; one known well is near their own mean, one unknown at everybody’s', () => {
    const { gamma } = dice(2_013);
    const truth = { p: 4, q: 5, gamma: 40 };
    const people = Array.from({ length: 4_000 }, (_, index) => {
      const purchases = 1 + (index % 7);
      const rate = gamma(truth.q) / truth.gamma;
      return { purchases, mean: gamma(truth.p * purchases) / (rate * purchases) };
    });
    const fit = fitGammaGamma(people);
    expect(fit?.settled).toBe(true);
    if (!fit) return;
    expect(Math.abs(fit.p / truth.p - 1)).toBeLessThan(0.1);
    expect(Math.abs(fit.q / truth.q - 1)).toBeLessThan(0.1);
    expect(Math.abs(fit.gamma / truth.gamma - 1)).toBeLessThan(0.15);
    const everybody = expectedValue(fit, { purchases: 0, mean: 0 }) ?? Number.NaN;
    expect(everybody).toBeCloseTo((fit.p * fit.gamma) / (fit.q - 1), 9);
    const known = expectedValue(fit, { purchases: 500, mean: 100 }) ?? Number.NaN;
    expect(Math.abs(known - 100)).toBeLessThan(1);
  });

  test('nobody who came back teaches nothing; one who never came back is alive for all that is known', () => {
    expect(fitBgNbd([{ repeats: 0, recency: 0, age: 10 }])).toBeUndefined();
    expect(fitGammaGamma([{ purchases: 1, mean: 10 }])).toBeUndefined();
    expect(probabilityAlive(truth, { repeats: 0, recency: 0, age: 50 })).toBe(1);
    const [silent, fresh] = [
      { repeats: 5, recency: 10, age: 50 },
      { repeats: 5, recency: 49, age: 50 },
    ];
    expect(probabilityAlive(truth, silent)).toBeLessThan(probabilityAlive(truth, fresh));
    expect(expectedPurchases(truth, fresh, 0)).toBe(0);
  });
});

const cdnow = datasetPath('purchases/cdnow_sample_transactions.csv.gz');

describe.skipIf(!cdnow)('CDNOW, as published', () => {
  /** Weeks to 30 September 1997; orders of one day are one. */
  function calibration(): { purchases: Purchases; spent: { purchases: number; mean: number } }[] {
    const dayMs = 86_400_000;
    const end = Date.parse('1997-09-30');
    const days = new Map<string, Map<number, number>>();
    const [, ...lines] = gunzipSync(readFileSync(cdnow ?? ''))
      .toString()
      .trimEnd()
      .split('\n');
    for (const line of lines) {
      const [, customer = '', date = '', , dollars] = line.split(',');
      const at = Date.parse(date);
      if (at > end) continue;
      const of = days.get(customer) ?? new Map<number, number>();
      days.set(customer, of.set(at, (of.get(at) ?? 0) + Number(dollars)));
    }
    return [...days.values()].map((of) => {
      const at = [...of.keys()].sort((a, b) => a - b);
      const [first = 0, last = 0] = [at[0], at.at(-1)];
      const repeats = at.length - 1;
      const money = at.slice(1).reduce((sum, day) => sum + (of.get(day) ?? 0), 0);
      return {
        purchases: { repeats, recency: (last - first) / dayMs / 7, age: (end - first) / dayMs / 7 },
        spent: { purchases: repeats, mean: repeats === 0 ? 0 : money / repeats },
      };
    });
  }

  test('BG/NBD: 0.243, 4.414, 0.793, 2.426 with a log-likelihood of -9582.43 (Fader, Hardie & Lee 2005, table 2)', () => {
    const people = calibration();
    expect(people).toHaveLength(2_357);
    const fit = fitBgNbd(people.map(({ purchases }) => purchases));
    expect([fit?.r, fit?.alpha, fit?.a, fit?.b].map((value) => value?.toFixed(3))).toEqual(['0.243', '4.414', '0.793', '2.426']);
    expect(fit?.logLikelihood.toFixed(2)).toBe('-9582.43');
    // Customer 1 of the paper's spreadsheet: 2 repeats, last at 30.43 of 38.86 weeks; 1.226 expected in the next 39.
    const first = { repeats: 2, recency: 30.43, age: 38.86 };
    if (fit) expect(expectedPurchases(fit, first, 39)).toBeCloseTo(1.226, 3);
  });

  test('Gamma-Gamma over the 946 who came back: 6.25, 3.744, 15.444', () => {
    const spent = calibration().flatMap(({ spent: of }) => (of.purchases > 0 ? [of] : []));
    expect(spent).toHaveLength(946);
    const fit = fitGammaGamma(spent);
    expect([fit?.p, fit?.q, fit?.gamma].map((value) => value?.toFixed(2))).toEqual(['6.25', '3.74', '15.44']);
  });
});
