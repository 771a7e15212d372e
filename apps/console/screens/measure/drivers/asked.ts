/** What is asked about which survey, as the address holds it. Pure. */

import {
  type answersBehind,
  type DriverQuestion,
  type GapQuestion,
  mostGapSegments,
  type SegmentGapQuestion,
  type surveyAnswers,
} from '#measure/contract';
import type { BodyOf, ReplyOf } from '#platform/contract';
import { type Days, one, readDays, type Search, spanOf } from '../question.ts';

export type AnsweredSurvey = ReplyOf<typeof surveyAnswers>['items'][number];

/** Two questions about one thing: how much it matters, and how well it is done. The latter names it. */
export interface Pair {
  want: string;
  deliver: string;
}

export interface Asked extends Days {
  survey: string | undefined;
  outcome: string | undefined;
  /** Undefined: all the others. */
  drivers: string[] | undefined;
  zeroIsNone: boolean;
  leaveOut: boolean;
  pairs: Pair[];
  /** Set beside everybody. */
  segments: string[];
}

/** As many as the server weighs at once. */
export const mostDrivers = 12;
/** Which question is the outcome, when nobody says: what measures the whole. */
const wholes = ['csat', 'nps', 'ces'];

const all = (value: unknown) => (value === undefined ? undefined : [value].flat().flatMap((each) => one(each) ?? []));

export function readAsked(search: Search, homeZone: string): Asked {
  const days = readDays(search, homeZone);
  return {
    ...days,
    // Surveys are answered slowly: a year, unless somebody says otherwise.
    range: search.range === undefined ? '12m' : days.range,
    survey: one(search.survey),
    outcome: one(search.outcome),
    drivers: all(search.by),
    zeroIsNone: search.zero === 'none',
    leaveOut: search.alike === 'out',
    pairs: readPairs(all(search.want) ?? [], all(search.get) ?? []),
    segments: (all(search.seg) ?? []).slice(0, mostGapSegments),
  };
}

/** Side by side in the address, as the questions are: their names may hold any sign. */
const readPairs = (wants: string[], gets: string[]): Pair[] =>
  wants.flatMap((want, at) => (gets[at] === undefined ? [] : [{ want, deliver: gets[at] }]));

/** Undefined takes a part back to what is usual. */
export function writeAsked({ survey, outcome, drivers, zeroIsNone, leaveOut, pairs, segments, ...days }: Asked) {
  return {
    range: days.range,
    from: days.from,
    until: days.until,
    zone: days.timeZone,
    survey,
    outcome,
    by: drivers,
    zero: zeroIsNone ? 'none' : undefined,
    alike: leaveOut ? 'out' : undefined,
    want: pairs.length === 0 ? undefined : pairs.map(({ want }) => want),
    get: pairs.length === 0 ? undefined : pairs.map(({ deliver }) => deliver),
    seg: segments.length === 0 ? undefined : segments,
  };
}

const daysOf = (asked: Asked, now: number) => {
  const span = spanOf({ ...asked, interval: 'day' }, now);
  return span && { from: new Date(span.from).toISOString(), to: new Date(span.to).toISOString(), timeZone: asked.timeZone };
};

/** The question to send, once there is a survey with at least two questions; `now` in milliseconds. */
export function bodyOf(asked: Asked, survey: AnsweredSurvey | undefined, now: number): DriverQuestion | undefined {
  const span = daysOf(asked, now);
  const outcome = outcomeOf(asked, survey);
  if (!span || !survey || !outcome) return undefined;
  const drivers = driversOfSurvey(asked, survey);
  if (drivers.length === 0) return undefined;
  const theme = (name: string) => ({ name, questions: [name] });
  return {
    survey: survey.survey,
    outcome: theme(outcome),
    drivers: drivers.map(theme),
    ...span,
    notApplicable: asked.zeroIsNone ? [0] : [],
    straightLiners: asked.leaveOut ? 'leave_out' : 'keep',
  };
}

export function gapBodyOf(asked: Asked, { survey }: AnsweredSurvey, now: number): GapQuestion | undefined {
  const span = daysOf(asked, now);
  if (!span || asked.pairs.length === 0) return undefined;
  return {
    survey,
    pairs: asked.pairs.map(({ want, deliver }) => ({ attribute: deliver, want, deliver })),
    ...span,
    notApplicable: asked.zeroIsNone ? [0] : [],
  };
}

/** The same of everybody and of each of these segments. */
export const segmentGapsOf = ({ segment: _everybody, ...gaps }: GapQuestion, segments: string[]): SegmentGapQuestion => ({
  ...gaps,
  segments,
});

/** Whose answers are meant: everything about them but the page. */
export type AnswersAsked = Omit<BodyOf<typeof answersBehind>, 'limit' | 'offset'>;

/** Who stands behind a driver: they answered all that was asked of them, and are listed by what they said of this one. */
export function behindDriver({ drivers, outcome, ...body }: DriverQuestion, name: string): AnswersAsked {
  const own = drivers.find((driver) => driver.name === name)?.questions ?? [];
  const all = [...own, ...outcome.questions, ...drivers.flatMap(({ questions }) => questions)];
  return { ...body, questions: [...new Set(all)] };
}

/** Who stands behind a gap: they answered both, and who says that it is done worst comes first. */
export function behindGap(
  { survey, pairs, from, to, timeZone, notApplicable }: GapQuestion | SegmentGapQuestion,
  attribute: string,
): AnswersAsked | undefined {
  const pair = pairs.find((one) => one.attribute === attribute);
  const questions = pair && [pair.deliver, pair.want];
  return questions && { survey, from, to, timeZone, notApplicable, straightLiners: 'keep', questions };
}

export function outcomeOf({ outcome }: Asked, survey: AnsweredSurvey | undefined): string | undefined {
  const questions = survey?.questions ?? [];
  const named = questions.find(({ question }) => question === outcome);
  const whole = questions.find(({ kind }) => wholes.includes(kind));
  return (named ?? whole ?? questions[0])?.question;
}

export function driversOfSurvey(asked: Asked, survey: AnsweredSurvey): string[] {
  const outcome = outcomeOf(asked, survey);
  const others = survey.questions.map(({ question }) => question).filter((question) => question !== outcome);
  const wanted = asked.drivers ? others.filter((question) => asked.drivers?.includes(question)) : others;
  return wanted.slice(0, mostDrivers);
}

export type Advice = 'fix' | 'keep' | 'fine' | 'low';

/** Important and done worse than the others: that first. Importance is set against an equal share, how well it is done against the mean. */
export function adviceOf(driver: { importance: number; mean: number }, all: readonly { mean: number }[]): Advice {
  const important = driver.importance >= 1 / all.length;
  const well = driver.mean >= all.reduce((sum, { mean }) => sum + mean, 0) / all.length;
  if (important) return well ? 'keep' : 'fix';
  return well ? 'fine' : 'low';
}
