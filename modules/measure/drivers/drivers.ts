/** Answers what drives satisfaction, and where people get less than they want. */
import { setImmediate as yieldToOthers } from 'node:timers/promises';
import studentQuantile from '@stdlib/stats-base-dists-t-quantile';
import type { Customers } from '#customers';
import type { ClickHouse } from '#platform/clickhouse';
import type { Clock } from '#platform/clock';
import { type BodyOf, Refusal, type ReplyOf } from '#platform/contract';
import type { Db } from '#platform/postgres';
import { composites, correlations, draws, percentileInterval, relativeImportance } from '#platform/stats';
import type {
  answersBehind as answersRoute,
  DriverQuestion,
  DriverTheme,
  driversOf,
  gapsBySegment,
  gapsOf,
  surveyAnswers,
} from '../contract.ts';
import { driverRefusals as refusals } from '../contract.ts';
import { answeredSurveys, answersBehind, mostResponses, responses } from './analytics.ts';
import { gapOf, tableOf } from './rules/answers.ts';

export interface DriverDeps {
  clickhouse: ClickHouse;
  customers: Pick<Customers, 'inSegment' | 'personOf' | 'describePeople'>;
  clock: Clock;
}

const fewestRows = 30;
const fewestRowsEach = 5;
/** Redrawings, fewer where each costs more: intervals of a hundred are rough, and a screen is waiting. */
const [fewestDraws, mostDraws, workAtMost] = [100, 1_000, 4e8];
/** The same question has the same intervals. */
const seed = 20_261_122;

export async function findDrivers(
  { clickhouse, clock }: DriverDeps,
  workspaceId: string,
  question: DriverQuestion,
): Promise<ReplyOf<typeof driversOf>> {
  const themes = [...question.drivers, question.outcome];
  const questions = [...new Set(themes.flatMap((theme) => theme.questions))];
  const asOf = new Date(clock.now()).toISOString();
  const heard = await responses(clickhouse, workspaceId, { ...question, questions });
  const { rows, incomplete, straightLining } = tableOf(heard.slice(0, mostResponses), questions, {
    notApplicable: question.notApplicable,
    leaveOutStraightLiners: question.straightLiners === 'leave_out',
  });
  const least = Math.max(fewestRows, fewestRowsEach * questions.length);
  if (rows.length < least) {
    const detail = `${rows.length} people answered all ${questions.length} questions; ${least} are needed`;
    throw new Refusal(refusals.too_few_answers, { detail });
  }
  const several = themes.some((theme) => theme.questions.length > 1);
  const scores = several ? composed(rows, questions, themes) : pick(rows, questions, themes);
  const whole = correlations(scores);
  if (!whole) throw new Refusal(refusals.cannot_tell_apart, { detail: 'one of them was answered alike by everybody' });
  const { r2, own } = relativeImportance(whole);
  const redrawn = await redraw(scores, question.drivers.length);
  const last = question.drivers.length;
  const drivers = question.drivers.map(({ name, questions: asked }, at) => ({
    name,
    importance: (own[at] ?? 0) / r2,
    ...percentileInterval(redrawn.map((shares) => shares[at] ?? 0)),
    correlation: whole[at]?.[last] ?? 0,
    mean: meanOf(
      rows,
      asked.map((one) => questions.indexOf(one)),
    ),
  }));
  return {
    method: several ? 'pls_lmg' : 'lmg',
    drivers: drivers.sort((a, b) => b.importance - a.importance),
    r2,
    used: rows.length,
    leftOut: { incomplete, straightLining: question.straightLiners === 'leave_out' ? straightLining : 0 },
    straightLining,
    draws: redrawn.length,
    newestOnly: heard.length > mostResponses,
    asOf,
  };
}

/** One question a theme: its answers as they are. */
function pick(rows: readonly number[][], questions: readonly string[], themes: readonly DriverTheme[]): number[][] {
  const columns = themes.map((theme) => questions.indexOf(theme.questions[0] ?? ''));
  return rows.map((row) => columns.map((column) => row[column] ?? 0));
}

function composed(rows: readonly number[][], questions: readonly string[], themes: readonly DriverTheme[]): number[][] {
  const columns = themes.map((theme) => theme.questions.map((one) => questions.indexOf(one)));
  const model = composites(rows, columns.slice(0, -1), columns.at(-1) ?? []);
  if (!model) throw new Refusal(refusals.cannot_tell_apart);
  return model.scores.to2DArray();
}

const meanOf = (rows: readonly number[][], columns: readonly number[]) =>
  rows.reduce((sum, row) => sum + columns.reduce((own, column) => own + (row[column] ?? 0), 0) / columns.length, 0) / rows.length;

/** Shares of each redrawing. Somebody else's turn after each: the process also takes in events. */
async function redraw(scores: readonly number[][], count: number): Promise<number[][]> {
  const work = scores.length * (count + 1) ** 2 + 2 ** count * (count + 1) ** 2;
  const times = Math.round(Math.min(mostDraws, Math.max(fewestDraws, workAtMost / work)));
  const shares: number[][] = [];
  for (const weights of draws(scores.length, times, seed)) {
    const of = correlations(scores, weights);
    await yieldToOthers();
    if (!of) continue;
    const { r2, own } = relativeImportance(of);
    shares.push(own.map((one) => one / r2));
  }
  return shares;
}

export async function findGaps(
  { clickhouse, customers, clock }: DriverDeps,
  workspaceId: string,
  { pairs, notApplicable, segment, ...asked }: BodyOf<typeof gapsOf>,
): Promise<ReplyOf<typeof gapsOf>> {
  const asOf = new Date(clock.now()).toISOString();
  const questions = [...new Set(pairs.flatMap(({ want, deliver }) => [want, deliver]))];
  const who = segment === undefined ? undefined : customers.inSegment('sender', workspaceId, segment);
  const heard = await responses(clickhouse, workspaceId, { ...asked, questions, who });
  const read = heard.slice(0, mostResponses);
  const found = pairs.map(({ attribute, ...pair }) => ({
    attribute,
    gap: gapOf(read, pair, notApplicable, (degrees) => studentQuantile(0.975, degrees)),
  }));
  return {
    gaps: found.flatMap(({ attribute, gap }) => (gap ? [{ attribute, ...gap }] : [])).sort((a, b) => b.gap - a.gap),
    unanswered: found.flatMap(({ attribute, gap }) => (gap ? [] : [attribute])),
    newestOnly: heard.length > mostResponses,
    asOf,
  };
}

/** Everybody's gaps, and those of each segment. One after the other: each reads all answers anew. */
export async function findGapsBySegment(
  deps: DriverDeps,
  workspaceId: string,
  { segments, ...asked }: BodyOf<typeof gapsBySegment>,
): Promise<ReplyOf<typeof gapsBySegment>> {
  const columns = [];
  for (const segment of [undefined, ...new Set(segments)])
    columns.push({ segment: segment ?? null, ...(await findGaps(deps, workspaceId, { ...asked, segment })) });
  return { columns };
}

export type NamingDeps = { db: Db; customers: Pick<Customers, 'segmentName'> };

/** What these segments are called; one that is gone is left out. */
export function segmentNames(
  { db, customers }: NamingDeps,
  workspaceId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  return db.inWorkspace(
    workspaceId,
    async (tx) => {
      const names = new Map<string, string>();
      for (const id of ids) {
        const name = await customers.segmentName(tx, workspaceId, id);
        if (name !== undefined) names.set(id, name);
      }
      return names;
    },
    { readOnly: true },
  );
}

/** By the numbers ClickHouse knows them by. */
export function behindAnswers(
  { clickhouse, customers }: Pick<DriverDeps, 'clickhouse' | 'customers'>,
  workspaceId: string,
  { segment, straightLiners, ...asked }: BodyOf<typeof answersRoute>,
) {
  return answersBehind(clickhouse, workspaceId, {
    ...asked,
    leaveOutStraightLiners: straightLiners === 'leave_out',
    person: customers.personOf('sender'),
    who: segment === undefined ? undefined : customers.inSegment('sender', workspaceId, segment),
  });
}

export async function findAnswers(
  deps: DriverDeps,
  workspaceId: string,
  asked: BodyOf<typeof answersRoute>,
): Promise<ReplyOf<typeof answersRoute>> {
  const rows = await behindAnswers(deps, workspaceId, asked);
  const faces = await deps.customers.describePeople(
    workspaceId,
    rows.map(({ who }) => who),
  );
  return {
    total: rows[0]?.total ?? 0,
    people: rows.flatMap(({ who, values, responses: count, last }) => {
      const face = faces.get(who);
      return face ? [{ ...face, answers: values, responses: count, lastAt: new Date(Number(last)).toISOString() }] : [];
    }),
  };
}

export async function listSurveyAnswers({ clickhouse }: DriverDeps, workspaceId: string): Promise<ReplyOf<typeof surveyAnswers>> {
  const surveys = await answeredSurveys(clickhouse, workspaceId);
  return {
    items: surveys.map(({ survey, title, responses: count, last, questions }) => ({
      survey,
      name: title,
      responses: count,
      lastAt: new Date(Number(last)).toISOString(),
      questions: questions.map(([question, kind, answers, mean]) => ({ question, kind, answers, mean })),
    })),
  };
}
