/** Figures that can be trusted on a noisy machine: both sides in one run, interleaved, medians and the ratio pair by pair. */

export interface Spread {
  median: number;
  min: number;
  max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: percentile(sorted, 50), min: sorted[0] ?? Number.NaN, max: sorted.at(-1) ?? Number.NaN };
}

/** Nearest-rank percentile of sorted values. */
export function percentile(sorted: readonly number[], p: number): number {
  return sorted[Math.max(0, Math.ceil((p / 100) * sorted.length) - 1)] ?? Number.NaN;
}

export interface Pair {
  ours: number;
  theirs: number;
}

/** Runs the two sides in turn, after one warm-up of each that does not count. */
export async function paired(pairs: number, ours: () => Promise<number>, theirs: () => Promise<number>): Promise<Pair[]> {
  await theirs();
  await ours();
  const found: Pair[] = [];
  for (let at = 0; at < pairs; at += 1) found.push({ theirs: await theirs(), ours: await ours() });
  return found;
}

/** One line of a result: a goal of the performance page, what was measured, and whether it holds. */
export interface Figure {
  goal: string;
  what: string;
  value: number;
  unit: string;
  wanted: string;
  met: boolean;
  /** Beside the value: both sides' medians, spreads. */
  beside: string;
  /** Every pair that counted, for `--json`. */
  pairs?: Pair[];
}

export const round = (value: number, digits = 2) => Number(value.toFixed(digits));

export function show(figures: readonly Figure[]): string {
  const rows = figures.map(({ goal, what, value, unit, wanted, met, beside }) => [
    goal,
    what,
    `${value} ${unit}`.trim(),
    wanted,
    met ? 'met' : 'MISSED',
    beside,
  ]);
  const table = [['goal', 'what', 'measured', 'wanted', '', 'beside'], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
