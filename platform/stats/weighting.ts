/**
 * Answers as if those who gave them were as mixed as those they stand for: post-stratification on one margin, raking
 * (iterative proportional fitting; Deming and Stephan, 1940) on several, and standard errors that know of it.
 *
 * Standard errors are by Taylor linearisation with the residuals of the calibration (Deville and Särndal, JASA 87, 1992;
 * Lumley, "Complex Surveys", 2010), the way R's `survey` package takes them, checked against its published figures.
 */

export interface Design {
  /** How many people each answer stands for, before calibration; one each when left out. */
  weights?: readonly number[];
  /** Answers drawn together (a school, a household); each alone when left out. */
  clusters?: readonly string[];
  /** Groups that were drawn from apart. */
  strata?: readonly string[];
  /** Units (clusters, where there are) in the population, by stratum; `''` without strata. For samples that are a large part of it. */
  population?: Readonly<Record<string, number>>;
}

export interface Margin {
  /** Group of each answer. */
  groups: readonly string[];
  /** People in each group, as they are in the population. */
  targets: Readonly<Record<string, number>>;
}

export interface Weighted {
  value: number;
  se: number;
  weights: number[];
}

const mostRounds = 200;
const closeEnough = 1e-9;
/** Of the projection on several margins; ten are what `survey` takes. */
const projections = 10;

/**
 * The weighted mean. Every group of a margin needs a target, and every target somebody who answered; throws otherwise: a group
 * that nobody stands for cannot be made up for.
 */
export function weightedMean(values: readonly number[], margins: readonly Margin[], design: Design = {}): Weighted {
  const drawn = design.weights ?? values.map(() => 1);
  const weights = rake(drawn, margins);
  const total = sum(weights);
  const value = sum(values.map((each, at) => each * (weights[at] ?? 0))) / total;
  let scores = values.map((each, at) => ((each - value) * (weights[at] ?? 0)) / total);
  if (margins.length === 1 && margins[0]) scores = withoutGroups(scores, margins[0].groups, weights, drawn);
  else
    for (let round = 0; round < projections; round += 1)
      for (const { groups } of margins)
        scores = withoutGroups(
          scores,
          groups,
          weights,
          weights.map(() => 1),
        );
  return { value, se: Math.sqrt(variance(scores, design)), weights };
}

/** Weights whose totals agree with every margin. */
function rake(drawn: readonly number[], margins: readonly Margin[]): number[] {
  let weights = [...drawn];
  for (const { groups, targets } of margins) {
    const seen = new Set(groups);
    const lacking = Object.keys(targets).find((group) => !seen.has(group)) ?? [...seen].find((group) => !(group in targets));
    if (lacking !== undefined) throw new RangeError(`"${lacking}" has a target or answers, but not both`);
  }
  for (let round = 0; round < mostRounds; round += 1) {
    let farthest = 0;
    for (const { groups, targets } of margins) {
      const totals = totalsOf(weights, groups);
      for (const [group, total] of totals) farthest = Math.max(farthest, Math.abs((targets[group] ?? 0) / total - 1));
      weights = weights.map((weight, at) => (weight * (targets[groups[at] ?? ''] ?? 0)) / (totals.get(groups[at] ?? '') ?? 1));
    }
    if (farthest < closeEnough) return weights;
  }
  throw new RangeError('the margins contradict each other: no weights agree with all of them');
}

/** What is left of the scores once the calibration knows each group's total. */
function withoutGroups(
  scores: readonly number[],
  groups: readonly string[],
  weights: readonly number[],
  drawn: readonly number[],
): number[] {
  const parts = totalsOf(
    scores.map((score, at) => (score * (drawn[at] ?? 0)) / (weights[at] || 1)),
    groups,
  );
  const sizes = totalsOf(drawn, groups);
  return scores.map((score, at) => {
    const group = groups[at] ?? '';
    return score - ((parts.get(group) ?? 0) / (sizes.get(group) ?? 1)) * (weights[at] ?? 0);
  });
}

/** Of a total, with clusters drawn within strata: between clusters, with the finite population correction where it is known. */
function variance(scores: readonly number[], { clusters, strata, population }: Design): number {
  const byStratum = new Map<string, Map<string, number>>();
  for (const [at, score] of scores.entries()) {
    const stratum = strata?.[at] ?? '';
    const cluster = clusters?.[at] ?? String(at);
    const totals = byStratum.get(stratum) ?? new Map<string, number>();
    totals.set(cluster, (totals.get(cluster) ?? 0) + score);
    byStratum.set(stratum, totals);
  }
  return sum(
    [...byStratum].map(([stratum, totals]) => {
      const n = totals.size;
      if (n < 2) return 0;
      const mean = sum([...totals.values()]) / n;
      const drawnPart = population?.[stratum] === undefined ? 0 : n / population[stratum];
      return (1 - drawnPart) * (n / (n - 1)) * sum([...totals.values()].map((total) => (total - mean) ** 2));
    }),
  );
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function totalsOf(values: readonly number[], groups: readonly string[]): Map<string, number> {
  const totals = new Map<string, number>();
  for (const [at, value] of values.entries()) totals.set(groups[at] ?? '', (totals.get(groups[at] ?? '') ?? 0) + value);
  return totals;
}
