/**
 * How much somebody spends when they buy, when each purchase varies around a mean of their own: the Gamma-Gamma model of Fader &
 * Hardie, "The Gamma-Gamma Model of Monetary Value" (note, 2013). Holds where how much and how often have little to do with each
 * other.
 */
import { logGamma } from './log-gamma.ts';
import { minimize } from './nelder-mead.ts';

export interface Spending {
  /** Purchases the mean is of; at least one. */
  purchases: number;
  /** Mean value of them; above nought. */
  mean: number;
}

export interface GammaGamma {
  p: number;
  q: number;
  gamma: number;
}

export interface GammaGammaFit extends GammaGamma {
  logLikelihood: number;
  customers: number;
  settled: boolean;
}

/** By maximum likelihood, over customers who came back; undefined when there are fewer than two. */
export function fitGammaGamma(given: readonly Spending[]): GammaGammaFit | undefined {
  const people = given.filter(({ purchases, mean }) => purchases > 0 && mean > 0);
  if (people.length < 2) return undefined;
  // Money in units of its own mean: cents or yen begin at the same place.
  const scale = people.reduce((sum, { mean }) => sum + mean, 0) / people.length;
  const scaled = people.map(({ purchases, mean }) => ({ purchases, mean: mean / scale }));
  const at = ([p = 0, q = 0, gamma = 0]: readonly number[]) => ({ p: Math.exp(p), q: Math.exp(q), gamma: Math.exp(gamma) });
  const minimum = minimize(
    (logs) => -scaled.reduce((sum, person) => sum + logLikelihood(at(logs), person), 0) / people.length,
    [0, 1, 0],
  );
  const found = at(minimum.at);
  const model = { ...found, gamma: found.gamma * scale };
  return {
    ...model,
    logLikelihood: people.reduce((sum, person) => sum + logLikelihood(model, person), 0),
    customers: people.length,
    settled: minimum.settled,
  };
}

/** Equation 1a of the note, in logarithms. */
function logLikelihood({ p, q, gamma }: GammaGamma, { purchases: x, mean }: Spending): number {
  const px = p * x;
  return (
    logGamma(px + q) -
    logGamma(px) -
    logGamma(q) +
    q * Math.log(gamma) +
    (px - 1) * Math.log(mean) +
    px * Math.log(x) -
    (px + q) * Math.log(gamma + mean * x)
  );
}

/**
 * The value to be expected of each purchase (equation 5): between their own mean and everybody's, the nearer to their own the more
 * is known. `purchases: 0` answers everybody's. Undefined where the model has no mean (q ≤ 1, and nothing known of them).
 */
export function expectedValue({ p, q, gamma }: GammaGamma, { purchases, mean }: Spending): number | undefined {
  const weight = p * purchases + q - 1;
  return weight > 0 ? ((gamma + mean * purchases) * p) / weight : undefined;
}
