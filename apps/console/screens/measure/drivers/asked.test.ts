import { expect, test } from 'vitest';
import { type AnsweredSurvey, adviceOf, behindDriver, bodyOf, readAsked, writeAsked } from './asked.ts';

const question = (name: string, kind = 'rating') => ({ question: name, kind, answers: 40, mean: 7 });
const survey: AnsweredSurvey = {
  survey: 's1',
  name: 'Spring',
  responses: 40,
  lastAt: '2026-05-01T00:00:00Z',
  questions: [question('price'), question('all', 'csat'), question('speed')],
};
const at = Date.parse('2026-06-01T00:00:00Z');

test('the address holds the whole question', () => {
  const asked = readAsked(
    {
      survey: 's1',
      outcome: 'speed',
      by: ['price, with tax', 'all'],
      range: '30d',
      zone: 'Europe/Rome',
      zero: 'none',
      alike: 'out',
      want: 'a',
      get: 'b',
      seg: 'members',
    },
    'UTC',
  );
  expect(asked).toMatchObject({ drivers: ['price, with tax', 'all'], pairs: [{ want: 'a', deliver: 'b' }] });
  expect(readAsked(writeAsked(asked), 'UTC')).toEqual(asked);
  expect(asked).toMatchObject({ range: '30d', timeZone: 'Europe/Rome' });
  expect(readAsked({}, 'UTC')).toMatchObject({ range: '12m', drivers: undefined, zeroIsNone: false });
});

test('left to itself it asks what all other questions have to do with what measures the whole', () => {
  expect(bodyOf(readAsked({}, 'UTC'), survey, at)).toMatchObject({
    survey: 's1',
    outcome: { name: 'all', questions: ['all'] },
    drivers: [{ name: 'price' }, { name: 'speed' }],
    from: '2025-07-01T00:00:00.000Z',
    to: '2026-06-02T00:00:00.000Z',
  });
  expect(bodyOf(readAsked({ outcome: 'speed', by: 'all' }, 'UTC'), survey, at)).toMatchObject({ drivers: [{ name: 'all' }] });
  expect(bodyOf(readAsked({}, 'UTC'), { ...survey, questions: [question('alone')] }, at)).toBeUndefined();
  expect(bodyOf(readAsked({}, 'UTC'), undefined, at)).toBeUndefined();
});

test('behind a driver stand those who answered all of it, named first what they are listed by', () => {
  const body = bodyOf(readAsked({ zero: 'none' }, 'UTC'), survey, at);
  expect(body && behindDriver(body, 'speed')).toMatchObject({
    survey: 's1',
    questions: ['speed', 'all', 'price'],
    notApplicable: [0],
  });
});

test('what matters and is done worse than the rest comes first', () => {
  const all = [{ mean: 4 }, { mean: 8 }];
  expect(adviceOf({ importance: 0.7, mean: 4 }, all)).toBe('fix');
  expect(adviceOf({ importance: 0.7, mean: 8 }, all)).toBe('keep');
  expect(adviceOf({ importance: 0.3, mean: 8 }, all)).toBe('fine');
  expect(adviceOf({ importance: 0.3, mean: 4 }, all)).toBe('low');
});
