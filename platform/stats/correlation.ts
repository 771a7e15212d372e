/** Pearson's correlations of complete rows, each row with a weight: a bootstrap draws rows by weighing them. */

/** Square, by column; null when a column does not vary: nothing can be said of what never changes. */
export type Correlations = readonly Float64Array[];

/** `weights`: how often each row counts; once when left out. */
export function correlations(rows: readonly (readonly number[])[], weights?: ArrayLike<number>): Correlations | null {
  const width = rows[0]?.length ?? 0;
  const sums = new Float64Array(width);
  let count = 0;
  rows.forEach((row, at) => {
    const weight = weights?.[at] ?? 1;
    if (weight === 0) return;
    count += weight;
    for (let one = 0; one < width; one += 1) sums[one] = (sums[one] ?? 0) + weight * (row[one] ?? 0);
  });
  const means = sums.map((sum) => sum / count);
  const products = Array.from({ length: width }, () => new Float64Array(width));
  rows.forEach((row, at) => {
    const weight = weights?.[at] ?? 1;
    if (weight === 0) return;
    for (let one = 0; one < width; one += 1) {
      const line = products[one] as Float64Array;
      const apart = weight * ((row[one] ?? 0) - (means[one] ?? 0));
      for (let other = 0; other <= one; other += 1)
        line[other] = (line[other] ?? 0) + apart * ((row[other] ?? 0) - (means[other] ?? 0));
    }
  });
  const spreads = products.map((line, at) => Math.sqrt(line[at] ?? 0));
  if (spreads.some((spread) => !(spread > 1e-12))) return null;
  return products.map((_line, one) =>
    Float64Array.from(
      { length: width },
      (_none, other) =>
        (products[Math.max(one, other)]?.[Math.min(one, other)] ?? 0) / ((spreads[one] ?? 1) * (spreads[other] ?? 1)),
    ),
  );
}
