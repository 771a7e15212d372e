/**
 * Whether questions that should measure one thing do: Cronbach's alpha (Psychometrika 16, 1951, 297-334), by the covariance
 * matrix of pairwise complete answers, as R's `psych::alpha` takes it.
 */

/** A row a person, a column a question; undefined where somebody did not answer. Undefined when too few answered to say. */
export function cronbachAlpha(rows: readonly (readonly (number | undefined)[])[]): number | undefined {
  const items = rows[0]?.length ?? 0;
  if (items < 2) return undefined;
  let trace = 0;
  let whole = 0;
  for (let one = 0; one < items; one += 1) {
    for (let other = one; other < items; other += 1) {
      const covered = covariance(rows, one, other);
      if (covered === undefined) return undefined;
      whole += one === other ? covered : 2 * covered;
      if (one === other) trace += covered;
    }
  }
  return whole > 0 ? (items / (items - 1)) * (1 - trace / whole) : undefined;
}

function covariance(rows: readonly (readonly (number | undefined)[])[], one: number, other: number): number | undefined {
  let [n, sumX, sumY, sumXY] = [0, 0, 0, 0];
  for (const row of rows) {
    const [x, y] = [row[one], row[other]];
    if (x === undefined || y === undefined) continue;
    n += 1;
    sumX += x;
    sumY += y;
    sumXY += x * y;
  }
  return n < 2 ? undefined : (sumXY - (sumX * sumY) / n) / (n - 1);
}
