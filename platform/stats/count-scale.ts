/**
 * A scale on which counts vary alike whether they are few or many: the transform that holds the variance of a negative binomial
 * (Anscombe 1948, The transformation of Poisson, binomial and negative-binomial data, Biometrika 35, 246–254):
 *
 *     y = asinh √((x + 3/8) / (k − 3/4)),   Var y ≈ ψ′(k) / 4 when x is negative binomial with exponent k > 2.
 *
 * Far below k it is the square root, on which chance (Poisson) is the same everywhere; far above k it is a logarithm, on which
 * the same ratio is the same distance. A plain logarithm stretches the smallest counts: on it, 40 lies within 4.5 standard
 * deviations of 4.
 */

const shift = 3 / 8;

export interface CountScale {
  to(count: number): number;
  /** The count that stands there; what lies below none is none. */
  from(level: number): number;
  /** Standard deviation there of a count that varies by chance alone (Poisson), to the first order. */
  byChance(expected: number): number;
}

/** `exponent`: k, above 2. */
export function countScale(exponent: number): CountScale {
  const unit = exponent - 2 * shift;
  return {
    to: (count) => Math.asinh(Math.sqrt((count + shift) / unit)),
    from: (level) => Math.max(0, unit * Math.sinh(Math.max(0, level)) ** 2 - shift),
    byChance: (expected) => 1 / (2 * Math.sqrt(expected + shift + unit)),
  };
}
