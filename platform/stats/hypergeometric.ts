/**
 * Gauss' hypergeometric function ₂F₁(a, b; c; z) for 0 ≤ z < 1 and c > 0, by its series (DLMF 15.2.1). Where a + b > c the
 * series climbs before it falls; Euler's transformation (DLMF 15.8.1) then gives one that does not.
 *
 * Throws a RangeError outside of that, and when ten thousand terms do not settle it.
 */
export function hyp2f1(a: number, b: number, c: number, z: number): number {
  if (!(z >= 0 && z < 1 && c > 0)) throw new RangeError(`2F1 is not told for c = ${c}, z = ${z}`);
  if (c - a - b < 0) return (1 - z) ** (c - a - b) * series(c - a, c - b, c, z);
  return series(a, b, c, z);
}

const mostTerms = 10_000;

function series(a: number, b: number, c: number, z: number): number {
  let [term, sum] = [1, 1];
  for (let n = 0; n < mostTerms; n += 1) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z;
    sum += term;
    if (Math.abs(term) <= 1e-15 * Math.abs(sum)) return sum;
  }
  throw new RangeError(`2F1(${a}, ${b}; ${c}; ${z}) does not settle`);
}
