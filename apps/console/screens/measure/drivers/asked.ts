/** What is asked about which survey, as the address holds it. Pure. */

import { type answersBehind, type driversOf, type gapsOf, mostGapSegments, type surveyAnswers } from '#measure/contract';
import type { BodyOf, ReplyOf } from '#platform/contract';

export type AnsweredSurvey = ReplyOf<typeof surveyAnswers>['items'][number];

/** Two questions about one thing: how much it matters, and how well it is done. The latter names it. */
export interface Pair {
  want: string;
  deliver: string;
}

export interface Asked {
  survey: string | undefined;
  outcome: string | undefined;
  /** Undefined: all the others. */
  drivers: string[] | undefined;
  days: number;
  zeroIsNone: boolean;
  leaveOut: boolean;
  pairs: Pair[];
  /** Set beside everybody. */
  segments: string[];
}

export const spans = [30, 90, 365, 1_825] as const;
/** As many as the server weighs at once. */
export const mostDrivers = 12;
/** Which question is the outcome, when nobody says: what measures the whole. */
const wholes = ['csat', 'nps', 'ces'];

export type Search = Record<string, string | string[] | undefined>;

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);
const all = (value: string | string[] | undefined) => (value === undefined ? undefined : [value].flat());

export function readAsked(search: Search): Asked {
  const days = Number(search.days);
  return {
    survey: one(search.survey),
    outcome: one(search.outcome),
    drivers: all(search.by),
    days: spans.find((span) => span === days) ?? 365,
    zeroIsNone: search.zero === 'none',
    leaveOut: search.alike === 'out',
    pairs: readPairs(all(search.want) ?? [], all(search.get) ?? []),
    segments: (all(search.seg) ?? []).slice(0, mostGapSegments),
  };
}

/** Side by side in the address, as the questions are: their names may hold any sign. */
const readPairs = (wants: string[], gets: string[]): Pair[] =>
  wants.flatMap((want, at) => (gets[at] === undefined ? [] : [{ want, deliver: gets[at] }]));

export function writeAsked({ survey, outcome, drivers, days, zeroIsNone, leaveOut, pairs, segments }: Asked): Search {
  return {
    survey,
    outcome,
    by: drivers,
    days: days === 365 ? undefined : String(days),
    zero: zeroIsNone ? 'none' : undefined,
    alike: leaveOut ? 'out' : undefined,
    want: pairs.length === 0 ? undefined : pairs.map(({ want }) => want),
    get: pairs.length === 0 ? undefined : pairs.map(({ deliver }) => deliver),
    seg: segments.length === 0 ? undefined : segments,
  };
}

/** The question to send, once there is a survey with at least two questions; `at`: now, in milliseconds. */
export function bodyOf(asked: Asked, survey: AnsweredSurvey | undefined, at: number): BodyOf<typeof driversOf> | undefined {
  const outcome = outcomeOf(asked, survey);
  if (!survey || !outcome) return undefined;
  const drivers = driversOfSurvey(asked, survey);
  if (drivers.length === 0) return undefined;
  const theme = (name: string) => ({ name, questions: [name] });
  return {
    survey: survey.survey,
    outcome: theme(outcome),
    drivers: drivers.map(theme),
    from: new Date(at - asked.days * 86_400_000).toISOString(),
    to: new Date(at).toISOString(),
    notApplicable: asked.zeroIsNone ? [0] : [],
    straightLiners: asked.leaveOut ? 'leave_out' : 'keep',
  };
}

export function gapBodyOf(asked: Asked, { survey }: AnsweredSurvey, at: number): BodyOf<typeof gapsOf> {
  return {
    survey,
    pairs: asked.pairs.map(({ want, deliver }) => ({ attribute: deliver, want, deliver })),
    from: new Date(at - asked.days * 86_400_000).toISOString(),
    to: new Date(at).toISOString(),
    notApplicable: asked.zeroIsNone ? [0] : [],
  };
}

/** Whose answers are meant: everything about them but the page. */
export type AnswersAsked = Omit<BodyOf<typeof answersBehind>, 'limit' | 'offset'>;

/** Who stands behind a driver: they answered all that was asked of them, and are listed by what they said of this one. */
export function behindDriver({ drivers, outcome, ...body }: BodyOf<typeof driversOf>, name: string): AnswersAsked {
  const own = drivers.find((driver) => driver.name === name)?.questions ?? [];
  const all = [...own, ...outcome.questions, ...drivers.flatMap(({ questions }) => questions)];
  return { ...body, questions: [...new Set(all)] };
}

/** Who stands behind a gap: they answered both, and who says that it is done worst comes first. */
export function behindGap(
  { pairs, segment: _everybody, ...body }: BodyOf<typeof gapsOf>,
  attribute: string,
): AnswersAsked | undefined {
  const pair = pairs.find((one) => one.attribute === attribute);
  return pair && { ...body, straightLiners: 'keep', questions: [pair.deliver, pair.want] };
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
