import { expect, test } from 'vitest';
import type { TrendQuestion } from '#measure/contract';
import { behind } from './behind.ts';

const question: TrendQuestion = {
  event: 'Order Completed',
  measure: { kind: 'people' },
  filters: [{ property: 'plan', operator: 'equals', value: 'pro' }],
  breakdown: 'country',
  interval: 'day',
  from: '2026-01-01T00:00:00.000Z',
  to: '2026-02-01T00:00:00.000Z',
  timeZone: 'UTC',
};
const at = '2026-01-05T00:00:00.000Z';

test('a point of one value, of events without the value, and of a question without a split', () => {
  expect(behind(question, { at, series: { label: 'IT', rest: false } }, ['IT'])).toEqual({ question, at, label: 'IT' });
  expect(behind(question, { at, series: { label: null, rest: false } }, ['IT'])).toEqual({ question, at, label: null });
  expect(behind(question, {}, [])).toEqual({ question });
});

test('all others have the property, with none of the values shown', () => {
  const { question: asked, label } = behind(question, { at, series: { label: null, rest: true } }, ['IT', 'DE']);
  expect(label).toBeUndefined();
  expect(asked.filters).toEqual([
    { property: 'plan', operator: 'equals', value: 'pro' },
    { property: 'country', operator: 'exists' },
    { property: 'country', operator: 'not_equals', value: 'IT' },
    { property: 'country', operator: 'not_equals', value: 'DE' },
  ]);
});
