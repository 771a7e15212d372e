/** Drawing rows with replacement (Efron 1979), deterministic by a seed. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** One draw after another: how often each of `rows` is in it. */
export function* draws(rows: number, times: number, seed: number): Generator<Uint32Array> {
  const random = xoroshiro128plus(seed);
  for (let time = 0; time < times; time += 1) {
    const weights = new Uint32Array(rows);
    for (let row = 0; row < rows; row += 1) {
      const drawn = uniformInt(random, 0, rows - 1);
      weights[drawn] = (weights[drawn] ?? 0) + 1;
    }
    yield weights;
  }
}

/** The interval that holds `confidence` of the draws, by their percentiles. */
export function percentileInterval(values: readonly number[], confidence = 0.95): { low: number; high: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const below = sorted[Math.floor(place)] ?? Number.NaN;
    const above = sorted[Math.ceil(place)] ?? Number.NaN;
    return below + (above - below) * (place - Math.floor(place));
  };
  return { low: at((1 - confidence) / 2), high: at((1 + confidence) / 2) };
}
