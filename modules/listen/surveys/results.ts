/** Results, counted where the answers lie whenever somebody looks: nothing is added up beforehand, so nothing can be behind. */
import { stringify } from 'csv-stringify/sync';
import { Refusal, type ReplyOf, type z } from '#platform/contract';
import type { Db, Tx } from '#platform/postgres';
import { cronbachAlpha, type Margin, meanOf, proportion, weightedMean, z95 } from '#platform/stats';
import {
  surveyRefusals as refusals,
  type SurveyQuestion,
  type SurveyResponse,
  type surveyResults,
  type weighSurvey,
} from '../contract/surveys.ts';
import { describeDefinition } from './engine.ts';
import { isScored, wordOf } from './rules/questions.ts';
import { type Counts, leading, roundedEstimate, scoreOf, worthOf } from './rules/scores.ts';
import { countInvited } from './store/responses.ts';
import * as store from './store/results.ts';
import { findSurvey } from './store/surveys.ts';

export interface ResultsDeps {
  db: Db;
  /** Names of those who answered, by their numbers as senders. */
  namesOf(workspaceId: string, senderNos: readonly string[]): Promise<Map<string, string>>;
}

const counted = (rows: readonly { number: number | null; count: string }[]): Counts =>
  rows.flatMap(({ number, count }) => (number === null ? [] : [[number, Number(count)] as const]));

async function questionsOf(tx: Tx, workspaceId: string, id: string): Promise<SurveyQuestion[]> {
  const survey = await findSurvey(tx, workspaceId, id);
  if (survey === undefined) throw new Refusal(refusals.no_such_survey);
  return (await describeDefinition(survey.definition)).questions;
}

export function readResults(
  { db }: ResultsDeps,
  workspaceId: string,
  id: string,
  filter: store.Filter,
): Promise<ReplyOf<typeof surveyResults>> {
  return db.inWorkspace(
    workspaceId,
    async (tx) => {
      const questions = await questionsOf(tx, workspaceId, id);
      const states = await store.countStates(tx, workspaceId, id, filter);
      const closed = questions.filter(({ kind }) => kind !== 'text').map(({ name }) => name);
      const rows = await store.countAnswers(tx, workspaceId, id, filter, closed);
      const people = new Map(
        (await store.countPeople(tx, workspaceId, id, filter)).map((row) => [row.question, Number(row.count)]),
      );
      const asked = await countInvited(tx, workspaceId, id);
      const [invited, answered] = [Number(asked.asked), Number(asked.answered)];
      const first = leading(questions);
      const weeks = first ? await store.countWeeks(tx, workspaceId, id, filter, first.name) : [];
      const { low, high } = proportion(answered, invited);
      return {
        answers: { complete: Number(states.complete), partial: Number(states.partial), full: Number(states.full) },
        invited: invited === 0 ? null : { asked: invited, answered, low, high },
        questions: questions.map((question) =>
          resultOf(
            question,
            rows.filter((row) => row.question === question.name),
            people.get(question.name) ?? 0,
          ),
        ),
        weeks: first ? weekly(first, weeks) : [],
        reliability: await reliabilityOf(tx, workspaceId, id, filter, questions),
      };
    },
    { readOnly: true },
  );
}

function resultOf(question: SurveyQuestion, rows: readonly store.CountRow[], n: number) {
  const mean = isScored(question.kind) && rows.length > 0 ? meanOf(counted(rows)) : undefined;
  return {
    ...question,
    n,
    score: scoreOf(question, counted(rows)),
    mean: mean === undefined ? null : roundedEstimate(mean),
    distribution: valuesOf(question, rows).map(({ value, count }) => {
      const { value: share, low, high } = proportion(count, n);
      return { value, count, share, low, high };
    }),
  };
}

const mostValues = 200;

/** Every answer that could be given, in its order, with none where nobody gave it; then whatever older versions offered. */
function valuesOf({ kind, min, max, choices }: SurveyQuestion, rows: readonly store.CountRow[]) {
  const counts = new Map(rows.map((row) => [wordOf(row), Number(row.count)]));
  const isShort = min !== null && max !== null && Number.isInteger(min) && max - min <= 20;
  const scale = isScored(kind) && isShort ? Array.from({ length: max - min + 1 }, (_one, at) => String(min + at)) : [];
  const offered = kind === 'boolean' ? ['true', 'false'] : (choices?.map(({ value }) => value) ?? scale);
  const others = [...counts.keys()].filter((value) => !offered.includes(value));
  if (isScored(kind)) others.sort((a, b) => Number(a) - Number(b));
  return [...offered, ...others].slice(0, mostValues).map((value) => ({ value, count: counts.get(value) ?? 0 }));
}

function weekly(question: SurveyQuestion, rows: readonly store.WeekRow[]) {
  return [...new Set(rows.map(({ week }) => week))].flatMap((week) => {
    const score = scoreOf(question, counted(rows.filter((row) => row.week === week)));
    return score === null ? [] : [{ week, ...score }];
  });
}

/** Questions that share a scale (rows of one matrix, ratings from 1 to 5) may measure one thing; whether they do is asked here. */
async function reliabilityOf(tx: Tx, workspaceId: string, id: string, filter: store.Filter, questions: SurveyQuestion[]) {
  const ratings = questions.filter(({ kind, min, max }) => kind === 'rating' && min !== null && max !== null);
  const scales = [...new Set(ratings.map(({ min, max }) => `${min}..${max}`))].map((scale) =>
    ratings.filter(({ min, max }) => `${min}..${max}` === scale).map(({ name }) => name),
  );
  const found = [];
  for (const names of scales.filter(({ length }) => length >= 3)) {
    const rows = await marksByPerson(tx, workspaceId, id, filter, names);
    const alpha = cronbachAlpha(rows.map((row) => names.map((name) => row.get(name)?.number ?? undefined)));
    if (alpha !== undefined) found.push({ questions: names, alpha: Math.round(alpha * 1_000) / 1_000, n: rows.length });
  }
  return found;
}

async function marksByPerson(tx: Tx, workspaceId: string, id: string, filter: store.Filter, names: readonly string[]) {
  const people = new Map<string, Map<string, { number: number | null; text: string | null }>>();
  for (const { response, question, number, text } of await store.marksOf(tx, workspaceId, id, filter, names)) {
    const row = people.get(response) ?? new Map();
    people.set(response, row.set(question, { number, text }));
  }
  return [...people.values()];
}

type Weighing = z.output<NonNullable<typeof weighSurvey.body>>;

/** As if those who answered were as mixed as the customers are. */
export function weigh({ db }: ResultsDeps, workspaceId: string, id: string, { question: name, margins }: Weighing) {
  return db.inWorkspace(
    workspaceId,
    async (tx): Promise<ReplyOf<typeof weighSurvey>> => {
      const question = (await questionsOf(tx, workspaceId, id)).find((one) => one.name === name);
      if (question === undefined || !isScored(question.kind))
        throw refused('question', 'must be one that is answered by a mark or a number');
      const names = [name, ...margins.map((margin) => margin.question)];
      const rows = await marksByPerson(tx, workspaceId, id, { state: 'complete' }, names);
      const groupsOf = (row: (typeof rows)[number]) =>
        margins.map((margin) => {
          const answer = row.get(margin.question);
          const group = answer && wordOf(answer);
          return group !== undefined && Object.hasOwn(margin.targets, group) ? group : undefined;
        });
      const usable = rows.flatMap((row) => {
        const mark = row.get(name)?.number;
        const groups = groupsOf(row);
        return mark === undefined || mark === null || groups.includes(undefined)
          ? []
          : [{ worth: worthOf(question, mark), groups }];
      });
      if (usable.length < 2) throw refused('margins', 'fewer than two people answered both the question and every margin');
      const worth = usable.map((row) => row.worth);
      const columns = margins.map(({ targets }, at): Margin => {
        const all = Object.values(targets).reduce((sum, target) => sum + target, 0);
        const scaled = Object.entries(targets).map(([group, target]) => [group, (target / all) * usable.length] as const);
        return { groups: usable.map(({ groups }) => groups[at] ?? ''), targets: Object.fromEntries(scaled) };
      });
      const plain = weightedMean(worth, []);
      try {
        const { value, se, weights } = weightedMean(worth, columns);
        const squares = weights.reduce((sum, weight) => sum + weight ** 2, 0);
        return {
          n: usable.length,
          plain: { value: plain.value, se: plain.se },
          weighted: { value, se, low: value - z95 * se, high: value + z95 * se },
          designEffect: (usable.length * squares) / weights.reduce((sum, weight) => sum + weight, 0) ** 2,
          spread: Math.max(...weights) / Math.min(...weights),
          leftOut: rows.length - usable.length,
        };
      } catch (error) {
        if (error instanceof RangeError) throw refused('margins', error.message);
        throw error;
      }
    },
    { readOnly: true },
  );
}

const refused = (path: string, message: string) =>
  new Refusal(refusals.survey_answers_refused, { detail: `${path}: ${message}`, fields: [{ path, message }] });

type Listing = store.Filter & {
  question?: string | undefined;
  value?: string | undefined;
  after?: string | undefined;
  limit: number;
};

export async function listResponses(
  { db, namesOf }: ResultsDeps,
  workspaceId: string,
  id: string,
  { after, limit, ...filter }: Listing,
): Promise<{ items: SurveyResponse[]; next: string | null }> {
  const rows = await db.inWorkspace(
    workspaceId,
    async (tx) => {
      await questionsOf(tx, workspaceId, id);
      return store.listResponses(tx, workspaceId, id, filter, { after: placeOf(after), limit: limit + 1 });
    },
    { readOnly: true },
  );
  const shown = rows.slice(0, limit);
  const names = await namesOf(workspaceId, [...new Set(shown.map(({ senderNo }) => senderNo))]);
  const last = shown.at(-1);
  return {
    items: shown.map((row) => responseOf(row, names.get(row.senderNo))),
    next: rows.length > limit && last ? `${last.place} ${last.id}` : null,
  };
}

function placeOf(after: string | undefined): { at: string; id: string } | undefined {
  const [, at, id] = /^(\d{4}-\d\d-\d\dT[\d:.]{8,15}Z) ([0-9a-f-]{36})$/.exec(after ?? '') ?? [];
  return at === undefined || id === undefined ? undefined : { at, id };
}

function responseOf(row: store.ListedRow, person: string | undefined): SurveyResponse {
  const { id, state, version, senderType, senderValue, proven, via, momentId, locale, at, answers } = row;
  return {
    ...{ id, state, version: Number(version), sender: { type: senderType, value: senderValue }, person: person ?? null },
    ...{ proven, via, momentId, locale, at: at.toISOString() },
    answers: (answers ?? []).map((answer) => ({ question: answer.question, value: wordOf(answer) })),
  };
}

const mostRows = 100_000;

/** A row a person. Cells that a spreadsheet would run as a formula are defused (reliability case D11). */
export async function responsesAsCsv(
  { db }: ResultsDeps,
  workspaceId: string,
  id: string,
  filter: store.Filter,
): Promise<string> {
  return db.inWorkspace(
    workspaceId,
    async (tx) => {
      const names = (await questionsOf(tx, workspaceId, id)).map(({ name }) => name);
      const rows = await store.listResponses(tx, workspaceId, id, filter, { after: undefined, limit: mostRows });
      const head = ['at', 'state', 'version', 'via', 'sender_type', 'sender', 'moment', 'locale', ...names];
      const lines = rows.map((row) => {
        const said = (name: string) => (row.answers ?? []).filter(({ question }) => question === name).map(wordOf);
        const about = [
          row.at.toISOString(),
          row.state,
          row.version,
          row.via,
          row.senderType,
          row.senderValue,
          row.momentId ?? '',
        ];
        return [...about, row.locale ?? '', ...names.map((name) => said(name).join(', '))];
      });
      return stringify([head, ...lines], { escape_formulas: true });
    },
    { readOnly: true },
  );
}
