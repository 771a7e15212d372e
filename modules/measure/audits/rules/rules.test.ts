import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Criterion } from '../../contract.ts';
import { readSheets } from './file.ts';
import { ranked, readAnswer, scoreOf, scoresAt, sharesOf, wrongIn } from './score.ts';

const range = (key: string, change: Partial<Criterion> = {}): Criterion => ({
  ...{ key, question: `${key}?`, scale: { kind: 'range', min: 1, max: 5 }, weight: 1, touchpointId: null, critical: false },
  ...change,
});
const yesNo = (key: string, change: Partial<Criterion> = {}) => range(key, { scale: { kind: 'yes_no' }, ...change });
const [shop, till] = ['10000000-0000-4000-8000-000000000001', '10000000-0000-4000-8000-000000000002'];

describe('a score', () => {
  test('is the mean of what was reached, by weight', () => {
    const sheet = [range('friendly', { weight: 3 }), yesNo('greeted', { weight: 1 })];
    expect(scoreOf(sheet, { friendly: 3, greeted: 1 }, 50)).toMatchObject({ score: (100 * (3 * 0.5 + 1)) / 4, answered: 2 });
  });

  test('shares the weight of what did not apply among the others', () => {
    const sheet = [range('a', { weight: 2 }), range('b', { weight: 1 }), range('c', { weight: 1 })];
    expect(scoreOf(sheet, { a: null, b: 5, c: 1 }, 50)).toMatchObject({ score: 50, answered: 2 });
    expect([...sharesOf(sheet, { a: null, b: 5, c: 1 })]).toEqual([
      ['a', 0],
      ['b', 0.5],
      ['c', 0.5],
    ]);
    expect(scoreOf(sheet, { a: null, b: null, c: null }, 50).score).toBeNull();
  });

  test('is capped and marked when something critical failed, and never lifted by the cap', () => {
    const sheet = [yesNo('safe', { critical: true }), range('a', { weight: 9 })];
    expect(scoreOf(sheet, { safe: 0, a: 5 }, 40)).toMatchObject({ score: 40, uncapped: 90, critical: ['safe'] });
    expect(scoreOf(sheet, { safe: 0, a: 1 }, 40)).toMatchObject({ score: 0, critical: ['safe'] });
    expect(scoreOf(sheet, { safe: null, a: 5 }, 40)).toMatchObject({ score: 100, critical: [] });
  });

  test('of a touchpoint is made of its own criteria alone', () => {
    const sheet = [range('a', { touchpointId: shop }), yesNo('b', { touchpointId: till, critical: true }), range('c')];
    expect(scoresAt(sheet, { a: 5, b: 0, c: 1 }, 50)).toEqual([
      { touchpointId: shop, score: 100, answered: 1, critical: false },
      { touchpointId: till, score: 0, answered: 1, critical: true },
    ]);
    expect(scoresAt(sheet, { a: null, b: 1, c: 1 }, 50).map(({ touchpointId }) => touchpointId)).toEqual([till]);
  });

  test('lies between 0 and 100, shares add up to 1, and a better answer never lowers it', () => {
    const sheet = [range('a', { weight: 2.5 }), range('b', { critical: true }), range('c', { weight: 0.1 })];
    const answer = fc.option(fc.integer({ min: 1, max: 5 }));
    fc.assert(
      fc.property(fc.record({ a: answer, b: answer, c: answer }), fc.integer({ min: 0, max: 100 }), (answers, cap) => {
        const { score, answered } = scoreOf(sheet, answers, cap);
        if (score === null) {
          expect(answered).toBe(0);
          return;
        }
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        expect([...sharesOf(sheet, answers).values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
        if (answers.a !== null && answers.a < 5)
          expect(scoreOf(sheet, { ...answers, a: answers.a + 1 }, cap).score).toBeGreaterThanOrEqual(score - 1e-9);
      }),
    );
  });
});

test('an answer fits its scale, or is told what would', () => {
  expect(readAnswer(range('a'), 5)).toEqual({ value: 5 });
  expect(readAnswer(yesNo('a'), 'no')).toEqual({ value: 0 });
  expect(readAnswer(yesNo('a'), 'na')).toEqual({ value: null });
  for (const wrong of [6, 0, 2.5, 'yes', undefined] as const) expect(readAnswer(range('a'), wrong)).toHaveProperty('wrong');
  expect(readAnswer(yesNo('a'), 1)).toEqual({ wrong: '"1" does not fit: answer yes, no or na' });
});

test('criteria have keys and scales of their own', () => {
  expect(wrongIn([range('a'), range('a')])).toMatchObject([{ path: 'criteria.1.key' }]);
  expect(wrongIn([range('note')])).toMatchObject([{ path: 'criteria.0.key' }]);
  expect(wrongIn([range('a', { scale: { kind: 'range', min: 5, max: 5 } })])).toMatchObject([{ path: 'criteria.0.scale.max' }]);
});

test('the same score shares a rank', () => {
  const rows = ['b', 'a', 'c', 'd'].map((subject, at) => ({ subject, score: [80, 80, 90, 10][at] as number }));
  expect(ranked(rows).map(({ subject, rank }) => `${rank}${subject}`)).toEqual(['1c', '2a', '2b', '4d']);
});

describe('a file', () => {
  const sheet = [range('friendly'), yesNo('greeted')];
  const read = (columns: string[], ...rows: string[][]) =>
    readSheets(
      sheet,
      columns,
      rows.map((cells) => Object.fromEntries(columns.map((name, at) => [name, cells[at] ?? '']))),
      { latest: '2026-03-31', auditor: 'Ada' },
    );
  const columns = ['subject', 'visited_on', 'friendly', 'greeted'];

  test('becomes sheets', () => {
    const { sheets, problems } = read(columns, ['', '2026-03-01', '4', 'Yes'], ['Peer', '2024-02-29', 'n/a', 'no']);
    expect(problems).toEqual([]);
    expect(sheets).toEqual([
      { row: 2, subject: '', on: '2026-03-01', auditor: 'Ada', note: '', answers: { friendly: 4, greeted: 1 } },
      { row: 3, subject: 'Peer', on: '2024-02-29', auditor: 'Ada', note: '', answers: { friendly: null, greeted: 0 } },
    ]);
  });

  test('tells each row that is wrong, and what would do', () => {
    const { problems } = read(
      columns,
      ['', '2026-03-01', '4', 'yes'],
      ['', '2026-02-30', '9', 'maybe'],
      ['', '2026-04-02', '', 'no'],
      ['', '2026-03-01', 'na', 'n/a'],
    );
    expect(problems.map(({ path }) => path)).toEqual([
      ...['row 3, visited_on', 'row 3, friendly', 'row 3, greeted', 'row 4, visited_on', 'row 4, friendly', 'row 5'],
    ]);
    expect(problems[1]?.message).toBe('"9" does not fit: answer a whole number from 1 to 5, or na');
    expect(problems[4]?.message).toContain('is not answered');
  });

  test('has the columns of its sheet, and no others', () => {
    expect(read(['visited_on', 'friendly', 'smile']).problems.map(({ message }) => message)).toEqual([
      'the column "greeted" is missing: add it',
      'nobody knows the column "smile": take it away or name it right',
    ]);
  });
});
