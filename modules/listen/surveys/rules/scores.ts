/**
 * Standard scores of one question. NPS as Reichheld counts (9 and 10 promote, 0 to 6 detract); CSAT the share of the two best
 * marks; CES the mean. Each with its 95 per cent interval.
 */
import { type Estimate, meanOf, netPromoter, proportion } from '#platform/stats';
import type { SurveyQuestion, SurveyScore } from '../../contract/surveys.ts';

export type Counts = readonly (readonly [value: number, count: number])[];

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
export const roundedEstimate = ({ value, low, high }: Estimate): Estimate => ({
  value: rounded(value),
  low: rounded(low),
  high: rounded(high),
});

export function scoreOf({ kind, max }: Pick<SurveyQuestion, 'kind' | 'max'>, counts: Counts): SurveyScore | null {
  const n = counts.reduce((sum, [, count]) => sum + count, 0);
  if (n === 0) return null;
  const from = (low: number, high = Number.POSITIVE_INFINITY) =>
    counts.reduce((sum, [value, count]) => (value >= low && value <= high ? sum + count : sum), 0);
  switch (kind) {
    case 'nps':
      return { kind, n, ...roundedEstimate(netPromoter(from(9), from(7, 8), from(Number.NEGATIVE_INFINITY, 6))) };
    case 'csat': {
      const { value, low, high } = proportion(from((max ?? 5) - 1), n);
      return { kind, n, ...roundedEstimate({ value: 100 * value, low: 100 * low, high: 100 * high }) };
    }
    case 'ces':
      return { kind, n, ...roundedEstimate(meanOf(counts)) };
    default:
      return null;
  }
}

/** What one mark counts for when marks are weighted: the mean of these is the score. */
export function worthOf({ kind, max }: Pick<SurveyQuestion, 'kind' | 'max'>, mark: number): number {
  if (kind === 'nps' && mark <= 6) return -100;
  if (kind === 'nps') return mark >= 9 ? 100 : 0;
  if (kind === 'csat') return mark >= (max ?? 5) - 1 ? 100 : 0;
  return mark;
}

/** The question whose score stands for the survey. */
export const leading = (questions: readonly SurveyQuestion[]): SurveyQuestion | undefined =>
  questions.find(({ kind }) => kind === 'nps' || kind === 'csat' || kind === 'ces');
