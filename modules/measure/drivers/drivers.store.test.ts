// Drivers and gaps on a real ClickHouse: from answers in the log to the published figures.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BodyOf, Refusal } from '#platform/contract';
import { datasetPath, type FreshClickHouse, freshClickHouse } from '#platform/testing';
import { answersBehind as answersRoute, driverQuestion, gapQuestion } from '../contract.ts';
import { type DriverDeps, findAnswers, findDrivers, findGaps, findGapsBySegment, listSurveyAnswers } from './drivers.ts';

let fresh: FreshClickHouse;
let deps: DriverDeps;
beforeAll(async () => {
  fresh = await freshClickHouse();
  deps = {
    clickhouse: fresh.clickhouse,
    clock: { now: () => 0 },
    customers: {
      personOf: (sender) => sender,
      describePeople: async (_workspace, nos) =>
        new Map(nos.map((no) => [no, { id: no, name: `No. ${no}`, kind: 'customer' } as never])),
      inSegment: (sender) => ({ sql: `${sender} in {members: Array(UInt64)}`, params: { members: [1, 2] } }),
    },
  };
});
afterAll(() => fresh?.close());

interface Given {
  sender: number;
  response: string;
  question: string;
  value: number;
  at?: string;
  survey?: string;
}

let made = 0;
/** A workspace of its own in which these answers were given. */
async function answered(given: Given[]): Promise<string> {
  made += 1;
  const workspace = `00000000-0000-7000-8000-${String(made).padStart(12, '0')}`;
  const columns = ['workspace', 'name', 'kind', 'source', 'occurred_at', 'received_at', 'sender', 'event', 'text', 'num'];
  const lines = given.map(({ sender, response, question, value, at = '2026-03-01T10:00:00Z', survey = 's' }, event) => {
    const text = { survey, survey_name: `Survey ${survey}`, response, question, question_type: 'rating' };
    return JSON.stringify([workspace, 'Survey Answered', 'track', 'test', at, at, sender, event, text, { value }]);
  });
  await fresh.clickhouse.insert('listen_events', columns, `${lines.join('\n')}\n`, { token: workspace });
  return workspace;
}

const span = { from: '2026-01-01T00:00:00Z', to: '2027-01-01T00:00:00Z' };
const theme = (name: string) => ({ name, questions: [name] });
const asking = (drivers: string[], more: object = {}) =>
  driverQuestion.parse({ survey: 's', outcome: theme('all'), drivers: drivers.map(theme), ...span, ...more });

/** Forty people; `all` follows `price` and not `colour`. The forty-first did not finish, the others' company says nonsense. */
const forty = Array.from({ length: 40 }, (_none, no) => {
  const [price, colour] = [no % 7, (no * 5) % 11];
  const say = (question: string, value: number) => ({ sender: no + 1, response: `r${no}`, question, value });
  return [say('price', price), say('colour', colour), say('all', price + (no % 3))];
}).flat();

test('the answer that counts is explained by the one it follows; who left something out is not counted', async () => {
  const workspace = await answered([...forty, { sender: 41, response: 'r41', question: 'price', value: 3 }]);
  const { drivers, used, leftOut, r2, method, draws } = await findDrivers(deps, workspace, asking(['colour', 'price']));
  expect({ used, leftOut, method }).toEqual({ used: 40, leftOut: { incomplete: 1, straightLining: 0 }, method: 'lmg' });
  expect(drivers.map(({ name }) => name)).toEqual(['price', 'colour']);
  expect(drivers[0]?.importance).toBeGreaterThan(0.9);
  expect(drivers[0]?.low).toBeLessThanOrEqual(drivers[0]?.importance ?? 0);
  expect(r2).toBeGreaterThan(0.7);
  expect(draws).toBe(1_000);
});

test('a second answer to the same question replaces the first; answers of another survey, span or company do not count', async () => {
  const again = { sender: 1, response: 'r0', question: 'price', value: 0, at: '2026-03-01T09:00:00Z' };
  const other = { sender: 1, response: 'x', question: 'price', value: 9, survey: 'other' };
  const old = { sender: 1, response: 'y', question: 'price', value: 9, at: '2025-03-01T09:00:00Z' };
  const workspace = await answered([...forty, again, other, old]);
  await answered([{ sender: 1, response: 'z', question: 'price', value: 9 }]);
  const { drivers, used } = await findDrivers(deps, workspace, asking(['price']));
  expect(used).toBe(40);
  expect(drivers[0]?.mean).toBeCloseTo(
    forty.filter(({ question }) => question === 'price').reduce((sum, { value }) => sum + value, 0) / 40,
    9,
  );
  const { items } = await listSurveyAnswers(deps, workspace);
  expect(items.map(({ survey, responses }) => [survey, responses]).sort()).toEqual([
    ['other', 1],
    ['s', 41],
  ]);
});

test('too few answers, and answers that never change, are refused by name', async () => {
  const workspace = await answered(forty.map((given) => (given.question === 'colour' ? { ...given, value: 5 } : given)));
  const refusal = (question: Promise<unknown>) =>
    question.then(
      () => undefined,
      (error) => (error instanceof Refusal ? error.kind.code : error),
    );
  expect(await refusal(findDrivers(deps, workspace, asking(['colour', 'price'])))).toBe('measure.cannot_tell_apart');
  expect(await refusal(findDrivers(deps, workspace, asking(['price'], { notApplicable: [0, 1, 2, 3] })))).toBe(
    'measure.too_few_answers',
  );
});

test('what people want less what they get, by those who answered both, also of one segment', async () => {
  const said = (sender: number, want: number, got: number) => [
    { sender, response: `g${sender}`, question: 'wants', value: want },
    { sender, response: `g${sender}`, question: 'gets', value: got },
  ];
  const workspace = await answered([
    ...said(1, 9, 5),
    ...said(2, 8, 6),
    ...said(3, 10, 7),
    { sender: 4, response: 'g4', question: 'wants', value: 1 },
  ]);
  const pairs = [
    { attribute: 'Speed', want: 'wants', deliver: 'gets' },
    { attribute: 'Nobody asked', want: 'wants', deliver: 'never' },
  ];
  const whole = await findGaps(deps, workspace, gapQuestion.parse({ survey: 's', pairs, ...span }));
  expect(whole.gaps).toMatchObject([{ attribute: 'Speed', want: 9, deliver: 6, gap: 3, n: 3 }]);
  expect(whole.unanswered).toEqual(['Nobody asked']);
  const segment = '01980000-0000-7000-8000-000000000001';
  const { gaps } = await findGaps(deps, workspace, gapQuestion.parse({ survey: 's', pairs, ...span, segment }));
  expect(gaps).toMatchObject([{ gap: 3, n: 2 }]);
  const beside = await findGapsBySegment(deps, workspace, {
    survey: 's',
    pairs,
    ...span,
    timeZone: 'UTC',
    notApplicable: [],
    segments: [segment],
  });
  expect(beside.columns).toMatchObject([
    { segment: null, gaps: [{ gap: 3, n: 3 }] },
    { segment, gaps: [{ gap: 3, n: 2 }] },
  ]);
});

test('who answered what: people by their last whole answer, the lowest first, as they were counted', async () => {
  const all = (sender: number, response: string, answers: number[], at?: string) =>
    answers.map((value, no) => ({ sender, response, question: `q${no}`, value, ...(at && { at }) }));
  const workspace = await answered([
    ...all(1, 'a', [9, 9, 8, 9]),
    ...all(2, 'b', [2, 7, 3, 4], '2026-02-01T10:00:00Z'),
    ...all(2, 'c', [3, 6, 3, 4]),
    ...all(3, 'd', [5, 5, 5, 5]),
    ...all(4, 'e', [1, 1]),
    ...all(5, 'f', [1, 2, 0, 4]),
  ]);
  const asking = (more: object) =>
    answersRoute.body?.parse({ survey: 's', questions: ['q1', 'q0', 'q2', 'q3'], ...span, ...more }) as BodyOf<
      typeof answersRoute
    >;
  const { total, people } = await findAnswers(deps, workspace, asking({ notApplicable: [0], straightLiners: 'leave_out' }));
  expect(total).toBe(2);
  expect(people).toMatchObject([
    { name: 'No. 2', answers: [6, 3, 3, 4], responses: 2, lastAt: '2026-03-01T10:00:00.000Z' },
    { name: 'No. 1', answers: [9, 9, 8, 9], responses: 1 },
  ]);
  const page = await findAnswers(deps, workspace, asking({ limit: 1, offset: 1 }));
  expect(page).toMatchObject({ total: 4, people: [{ name: 'No. 3' }] });
  const segment = '01980000-0000-7000-8000-000000000001';
  expect((await findAnswers(deps, workspace, asking({ segment }))).total).toBe(2);
});

const yellow = datasetPath('surveys/yellow_pages_satisfaction.csv.gz');
test.skipIf(!yellow)('the yellow pages, from the log to the published shares', async () => {
  const [header = '', ...lines] = gunzipSync(readFileSync(yellow ?? ''))
    .toString()
    .trim()
    .split('\n');
  const names = header.split(',');
  const workspace = await answered(
    lines.flatMap((line, no) =>
      line
        .split(',')
        .map((value, at) => ({ sender: no + 1, response: `r${no}`, question: names[at] ?? '', value: Number(value) })),
    ),
  );
  const question = { survey: 's', outcome: theme('q1'), drivers: names.slice(1).map(theme), ...span };
  const { drivers, r2, straightLining } = await findDrivers(deps, workspace, driverQuestion.parse(question));
  expect(r2.toFixed(4)).toBe('0.7167');
  expect(drivers.slice(0, 3).map(({ name, importance }) => [name, importance.toFixed(3)])).toEqual([
    ['q4', '0.225'],
    ['q6', '0.212'],
    ['q2', '0.122'],
  ]);
  expect(straightLining).toBe(102);
});
