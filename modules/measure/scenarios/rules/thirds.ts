/** What the worst and the best third of people by quality have in common, as means. Pure. */

/** `pairs`: quality and outcome. Ties of quality keep the order they came in. */
export function thirdsOf(pairs: readonly (readonly [number, number])[]): { worst: number; best: number } {
  const sorted = pairs.toSorted((a, b) => a[0] - b[0]).map(([, outcome]) => outcome);
  const third = Math.max(1, Math.floor(sorted.length / 3));
  const mean = (part: readonly number[]) => part.reduce((sum, each) => sum + each, 0) / part.length;
  return { worst: mean(sorted.slice(0, third)), best: mean(sorted.slice(-third)) };
}
