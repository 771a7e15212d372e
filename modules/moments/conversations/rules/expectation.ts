/** What a visitor may be told of how soon a human answers: what was true lately, or nothing. */

const fewest = 5;

/** The 80th percentile of how long first replies took lately, in whole seconds; null while too few are known. */
export function typicalSeconds(lately: readonly number[]): number | null {
  if (lately.length < fewest) return null;
  const sorted = [...lately].sort((a, b) => a - b);
  return Math.max(1, Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.8))] ?? 0));
}
