/**
 * Quality of customer experience (QCE): what one passage through a scenario is worth by the metrics customers named, 0 to 100, and
 * the mean of many. Pure. The same rule stands in `quality-sql.ts` for millions of passages; a test holds the two together.
 */
import { type ClusterSums, meanOfClusters } from '#platform/stats';
import { millisOf } from '../../behaviour/rules/steps-sql.ts';
import type { QualityFigure, ScenarioDefinition, SuccessMetric } from '../../contract.ts';

/** One person's passage through a scenario, as it was measured. */
export interface Passage {
  person: string;
  /** Milliseconds since the epoch. */
  startedAt: number;
  /** When the outcome was reached, or the time for it was over. */
  endedAt: number;
  underWay: boolean;
  /** By step: when it was reached, 0 when it was not. */
  reached: readonly number[];
  /** By step: how often it was done. */
  times: readonly number[];
  contacts: number;
  /** By metric: milliseconds or times, 1 or 0 for the outcome; `never` when it did not come; null when it cannot be told. */
  measured: readonly (number | null)[];
}

/** An elapsed time that has a beginning and no end. */
export const never = -1;

export interface Quality {
  /** Null while the passage is under way, or when no metric says anything of it. */
  value: number | null;
  /** By metric, 0 to 1. */
  scores: readonly (number | null)[];
  /** Numbers of the moments of truth that failed, from 1. */
  failed: readonly number[];
}

export const limitsOf = (metric: SuccessMetric): { target: number; limit: number } => {
  if (metric.kind === 'elapsed') return { target: millisOf(metric.target), limit: millisOf(metric.limit) };
  // The outcome is 1 or 0: worth as much as it is.
  return metric.kind === 'reached' ? { target: 1, limit: 0 } : metric;
};

/** 1 up to the target, 0 from the limit on, a straight line between. */
export function scoreOf(metric: SuccessMetric, value: number | null): number | null {
  if (value === null) return null;
  if (metric.kind === 'reached') return value;
  if (value === never) return 0;
  const { target, limit } = limitsOf(metric);
  return Math.min(1, Math.max(0, (limit - value) / (limit - target)));
}

/** The last step that an event shows. */
export function outcomeOf({ steps }: Pick<ScenarioDefinition, 'steps'>): number {
  return steps.findLastIndex(({ shownBy }) => shownBy !== null) + 1;
}

/** Moments of truth that an event shows, by number; what nothing shows cannot be seen to fail. */
export const momentsOfTruth = ({ steps }: Pick<ScenarioDefinition, 'steps'>): number[] =>
  steps.flatMap(({ momentOfTruth, shownBy }, at) => (momentOfTruth && shownBy !== null ? [at + 1] : []));

/** A moment of truth fails when it does not come, or comes so late that a metric that ends with it is worth nothing. */
function failedOf(definition: ScenarioDefinition, { reached, measured }: Pick<Passage, 'reached' | 'measured'>): number[] {
  return momentsOfTruth(definition).filter(
    (step) =>
      !reached[step - 1] ||
      definition.metrics.some(
        (metric, at) => metric.kind === 'elapsed' && metric.to === step && scoreOf(metric, measured[at] ?? null) === 0,
      ),
  );
}

/** The weighted mean of what the metrics say; those that say nothing are left out with their weight. */
export function qualityOf(definition: ScenarioDefinition, passage: Passage): Quality {
  const scores = definition.metrics.map((metric, at) => scoreOf(metric, passage.measured[at] ?? null));
  const failed = failedOf(definition, passage);
  let [sum, weights] = [0, 0];
  scores.forEach((score, at) => {
    if (score === null) return;
    const { weight } = definition.metrics[at] as SuccessMetric;
    sum += weight * score;
    weights += weight;
  });
  if (passage.underWay || weights === 0) return { value: null, scores, failed };
  const value = (100 * sum) / weights;
  return { value: failed.length > 0 ? Math.min(value, definition.showstopperCap) : value, scores, failed };
}

/** Sums over people: what `meanOfClusters` takes, passages being what is measured. */
export type PeopleSums = Omit<ClusterSums, 'measurements'> & { passages: number };

export const nothing: QualityFigure = { value: null, low: null, high: null, passages: 0, people: 0 };

/** The mean of all passages with its interval, in which people are counted and not passages. */
export function figureOf({ passages, ...sums }: PeopleSums): QualityFigure {
  const mean = meanOfClusters({ ...sums, measurements: passages });
  if (!mean) return nothing;
  const { value, low, high } = mean;
  return {
    ...{ value, passages, people: sums.people },
    low: low === null ? null : Math.max(0, low),
    high: high === null ? null : Math.min(100, high),
  };
}

/** The same from passages one by one, as they stand in an export. */
export function figureOfPassages(passages: Iterable<{ person: string; quality: number | null }>): QualityFigure {
  const people = new Map<string, { S: number; n: number }>();
  for (const { person, quality } of passages) {
    if (quality === null) continue;
    const { S, n } = people.get(person) ?? { S: 0, n: 0 };
    people.set(person, { S: S + quality, n: n + 1 });
  }
  const sums: PeopleSums = { people: people.size, passages: 0, sum: 0, squares: 0, crossed: 0, counts: 0 };
  for (const { S, n } of people.values()) {
    sums.passages += n;
    sums.sum += S;
    sums.squares += S * S;
    sums.crossed += S * n;
    sums.counts += n * n;
  }
  return figureOf(sums);
}
