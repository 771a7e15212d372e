/**
 * How much each of several predictors has to do with an outcome, when they overlap: the share of R² that is its own, averaged
 * over every order in which predictors could be added (Lindeman, Merenda & Gold 1980, "LMG"; the Shapley value of R², Grömping
 * 2007, The American Statistician 61, 139–147). Shares are never negative in a sample where predictors help, and add up to R².
 */
import type { Correlations } from './correlation.ts';

/** Every subset of predictors is looked at: 2¹² of them at most. */
export const mostPredictors = 12;
/** A predictor that the others explain up to this adds nothing of its own. */
const leastOwn = 1e-9;

export interface Importance {
  /** Share of the outcome's variance that all predictors explain together. */
  r2: number;
  /** By predictor, adding up to `r2`. */
  own: number[];
}

/** The outcome is the last column; the others are the predictors, at most `mostPredictors`. */
export function relativeImportance(of: Correlations): Importance {
  const count = of.length - 1;
  if (count < 1 || count > mostPredictors) throw new RangeError(`1 to ${mostPredictors} predictors, not ${count}`);
  const explained = explainedBySubset(of);
  // Of the orders of n predictors, those in which exactly these s come before this one: s! (n − s − 1)! / n!
  const orders = Float64Array.from({ length: count }, (_none, before) => factorial(before) * factorial(count - before - 1));
  const all = factorial(count);
  const own = Array.from({ length: count }, (_none, predictor) => {
    let sum = 0;
    for (let subset = 0; subset < 1 << count; subset += 1) {
      if (subset & (1 << predictor)) continue;
      const gained = (explained[subset | (1 << predictor)] ?? 0) - (explained[subset] ?? 0);
      sum += (orders[bits(subset)] ?? 0) * gained;
    }
    return sum / all;
  });
  return { r2: explained[(1 << count) - 1] ?? 0, own };
}

/** R² of every subset, by its bits: each is one sweep (Goodnight 1979, The American Statistician 33, 149–158) from a smaller one. */
function explainedBySubset(of: Correlations): Float64Array {
  const count = of.length - 1;
  const found = new Float64Array(1 << count);
  const go = (matrix: Correlations, from: number, subset: number) => {
    found[subset] = 1 - (matrix[count]?.[count] ?? 1);
    for (let next = from; next < count; next += 1) go(swept(matrix, next), next + 1, subset | (1 << next));
  };
  go(of, 0, 0);
  return found;
}

function swept(matrix: Correlations, pivot: number): Correlations {
  const line = matrix[pivot] as Float64Array;
  const own = line[pivot] ?? 0;
  if (own < leastOwn) return matrix;
  return matrix.map((row, at) => {
    if (at === pivot) return line;
    const share = (row[pivot] ?? 0) / own;
    return row.map((value, column) => (column === pivot ? 0 : value - share * (line[column] ?? 0)));
  });
}

const factorial = (of: number): number => (of < 2 ? 1 : of * factorial(of - 1));

function bits(of: number): number {
  let count = 0;
  for (let rest = of; rest > 0; rest &= rest - 1) count += 1;
  return count;
}
