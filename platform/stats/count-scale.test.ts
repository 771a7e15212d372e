import { expect, test } from 'vitest';
import { countScale } from './count-scale.ts';
import { logGamma } from './log-gamma.ts';

/** Variance of a transformed count, by its whole distribution. */
function varianceOf(to: (count: number) => number, logProbability: (count: number) => number, most: number) {
  let [weight, sum, squares] = [0, 0, 0];
  for (let count = 0; count <= most; count += 1) {
    const p = Math.exp(logProbability(count));
    const y = to(count);
    weight += p;
    sum += p * y;
    squares += p * y * y;
  }
  expect(weight).toBeCloseTo(1, 9);
  return squares - sum ** 2;
}
const poisson = (mean: number) => (count: number) => count * Math.log(mean) - mean - logGamma(count + 1);
const negativeBinomial = (mean: number, k: number) => (count: number) =>
  logGamma(count + k) - logGamma(k) - logGamma(count + 1) + k * Math.log(k / (k + mean)) + count * Math.log(mean / (k + mean));

test('the variance of a negative binomial is ψ′(k)/4, as Anscombe has it', () => {
  // ψ′(10) = 0.105166336 (Abramowitz and Stegun, table 6.1 and 6.4.3).
  for (const mean of [20, 50, 200])
    expect(varianceOf(countScale(10).to, negativeBinomial(mean, 10), 20_000) / (0.105166336 / 4)).toBeCloseTo(1, 1);
});

test('chance is what it is said to be, for few as for many', () => {
  const { to, byChance } = countScale(10);
  for (const mean of [3, 5, 20, 100, 1_000]) {
    const ratio = Math.sqrt(varianceOf(to, poisson(mean), 3_000)) / byChance(mean);
    expect(ratio).toBeGreaterThan(0.93);
    expect(ratio).toBeLessThan(1.06);
  }
});

test('the way back is the way there, and below none is none', () => {
  const { to, from } = countScale(10);
  for (const count of [0, 1, 7, 40, 12_345]) expect(from(to(count))).toBeCloseTo(count, 6);
  expect(from(-3)).toBe(0);
});
