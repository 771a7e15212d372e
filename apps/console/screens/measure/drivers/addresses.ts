/** Kept drivers and gaps as addresses of the screen that asks them. Pure. */
import type { DriverQuestion, GapQuestion, Range, SegmentGapQuestion } from '#measure/contract';
import { exactly, spanSearch } from '../dashboards/addresses.ts';
import { type AnsweredSurvey, bodyOf, gapBodyOf, readAsked, segmentGapsOf } from './asked.ts';

const zero = (notApplicable: readonly number[]) => (notApplicable.length > 0 ? 'none' : undefined);

/** A survey with these questions: what the screen would read of it. */
const surveyOf = (survey: string, names: readonly string[]): AnsweredSurvey => ({
  ...{ survey, name: '', responses: 0, lastAt: '' },
  questions: names.map((question) => ({ question, kind: '', answers: 0, mean: 0 })),
});

export function driversAddress(question: DriverQuestion, range: Range | null): string | undefined {
  const { survey, outcome, drivers, notApplicable, straightLiners } = question;
  const search = {
    survey,
    outcome: outcome.name,
    by: drivers.map(({ name }) => name),
    zero: zero(notApplicable),
    alike: straightLiners === 'leave_out' ? 'out' : undefined,
    ...spanSearch(question, range),
  };
  const asked = surveyOf(
    survey,
    [outcome, ...drivers].map(({ name }) => name),
  );
  return exactly('/drivers', search, { question, range }, (read, now) => bodyOf(readAsked(read, 'UTC'), asked, now));
}

function gapsSearch({ survey, pairs, notApplicable, ...days }: GapQuestion | SegmentGapQuestion, range: Range | null) {
  return {
    survey,
    zero: zero(notApplicable),
    want: pairs.map(({ want }) => want),
    get: pairs.map(({ deliver }) => deliver),
    ...spanSearch(days, range),
  };
}

export function gapsAddress(question: GapQuestion, range: Range | null): string | undefined {
  return exactly('/drivers', gapsSearch(question, range), { question, range }, (read, now) =>
    gapBodyOf(readAsked(read, 'UTC'), surveyOf(question.survey, []), now),
  );
}

export function segmentGapsAddress(question: SegmentGapQuestion, range: Range | null): string | undefined {
  const search = { ...gapsSearch(question, range), seg: question.segments };
  return exactly('/drivers', search, { question, range }, (read, now) => {
    const asked = readAsked(read, 'UTC');
    const gaps = gapBodyOf(asked, surveyOf(question.survey, []), now);
    return gaps && segmentGapsOf(gaps, asked.segments);
  });
}
