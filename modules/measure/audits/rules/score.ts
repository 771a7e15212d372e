/** What a sheet scores: declared weights, nothing else. */
import type { AuditAnswer, Criterion } from '../../contract.ts';

/** By criterion; null: it did not apply. */
export type Answers = Readonly<Record<string, number | null>>;

const rangeOf = ({ scale }: Criterion) => (scale.kind === 'yes_no' ? { min: 0, max: 1 } : scale);

export const pointsOf = (criterion: Criterion, answer: number): number => {
  const { min, max } = rangeOf(criterion);
  return (answer - min) / (max - min);
};

export interface Score {
  /** 0 to 100; null when nothing applied. */
  score: number | null;
  /** Before a critical failure capped it. */
  uncapped: number | null;
  /** Critical criteria answered by their lowest. */
  critical: string[];
  answered: number;
}

/**
 * `100 · Σ weight · points / Σ weight` over what applied: the weight of what did not is shared by the others in proportion.
 * A critical criterion at its lowest caps the score.
 */
export function scoreOf(criteria: readonly Criterion[], answers: Answers, cap: number): Score {
  const applied = criteria.flatMap((criterion) => {
    const answer = answers[criterion.key];
    return answer === null || answer === undefined ? [] : [{ criterion, points: pointsOf(criterion, answer) }];
  });
  const weight = applied.reduce((sum, { criterion }) => sum + criterion.weight, 0);
  const critical = applied
    .filter(({ criterion, points }) => criterion.critical && points === 0)
    .map(({ criterion }) => criterion.key);
  if (weight === 0) return { score: null, uncapped: null, critical, answered: 0 };
  const uncapped = (100 * applied.reduce((sum, { criterion, points }) => sum + criterion.weight * points, 0)) / weight;
  return { score: critical.length > 0 ? Math.min(uncapped, cap) : uncapped, uncapped, critical, answered: applied.length };
}

/** The same for the criteria of each touchpoint; those of which nothing applied are left out. */
export function scoresAt(criteria: readonly Criterion[], answers: Answers, cap: number) {
  const ids = [...new Set(criteria.flatMap(({ touchpointId }) => touchpointId ?? []))];
  return ids.flatMap((touchpointId) => {
    const own = criteria.filter((criterion) => criterion.touchpointId === touchpointId);
    const { score, critical, answered } = scoreOf(own, answers, cap);
    return score === null ? [] : [{ touchpointId, score, answered, critical: critical.length > 0 }];
  });
}

/** Of the score, by criterion: 0 for what did not apply. */
export function sharesOf(criteria: readonly Criterion[], answers: Answers): Map<string, number> {
  const applies = ({ key }: Criterion) => answers[key] !== null && answers[key] !== undefined;
  const weight = criteria.filter(applies).reduce((sum, each) => sum + each.weight, 0);
  return new Map(criteria.map((each) => [each.key, applies(each) && weight > 0 ? each.weight / weight : 0]));
}

/** An answer as a number; a sentence that says what would do when it does not. */
export function readAnswer(criterion: Criterion, answer: AuditAnswer | undefined): { value: number | null } | { wrong: string } {
  const { min, max } = rangeOf(criterion);
  const yesNo = criterion.scale.kind === 'yes_no';
  const wanted = yesNo ? 'answer yes, no or na' : `answer a whole number from ${min} to ${max}, or na`;
  if (answer === undefined) return { wrong: `is not answered: ${wanted}` };
  if (answer === 'na') return { value: null };
  if (yesNo && (answer === 'yes' || answer === 'no')) return { value: answer === 'yes' ? 1 : 0 };
  if (!yesNo && typeof answer === 'number' && Number.isInteger(answer) && answer >= min && answer <= max)
    return { value: answer };
  return { wrong: `"${answer}" does not fit: ${wanted}` };
}

export const answerOf = (criterion: Criterion, value: number | null | undefined): AuditAnswer => {
  if (value === null || value === undefined) return 'na';
  if (criterion.scale.kind === 'range') return value;
  return value === 1 ? 'yes' : 'no';
};

/** What keeps criteria from being a sheet. */
export function wrongIn(criteria: readonly Criterion[]): { path: string; message: string }[] {
  const seen = new Set<string>();
  return criteria.flatMap(({ key, scale }, at) => {
    const wrong: { path: string; message: string }[] = [];
    if (seen.has(key)) wrong.push({ path: `criteria.${at}.key`, message: `"${key}" is there twice` });
    if (reserved.has(key))
      wrong.push({ path: `criteria.${at}.key`, message: `"${key}" is a column of every file; choose another` });
    if (scale.kind === 'range' && scale.min >= scale.max)
      wrong.push({ path: `criteria.${at}.scale.max`, message: 'must lie above the lowest' });
    seen.add(key);
    return wrong;
  });
}

export const fixedColumns = ['subject', 'visited_on', 'auditor', 'note'] as const;
const reserved: ReadonlySet<string> = new Set(fixedColumns);

export interface Ranked {
  subject: string;
  score: number;
}
/** Best first; the same score shares a rank and the next one is skipped, as in sports. */
export function ranked<Row extends Ranked>(rows: readonly Row[]): (Row & { rank: number })[] {
  const sorted = [...rows].sort((a, b) => b.score - a.score || (a.subject < b.subject ? -1 : 1));
  return sorted.map((row) => ({ ...row, rank: 1 + sorted.filter(({ score }) => score > row.score + 1e-9).length }));
}
