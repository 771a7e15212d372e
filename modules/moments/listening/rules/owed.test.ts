import { expect, test } from 'vitest';
import { owedTo } from './owed.ts';

test.each([
  ['always', { ok: true, owed: 'nothing', ask: false }],
  ['told', { ok: true, owed: 'told', ask: false }],
  ['asked', { ok: true, owed: 'asked', ask: true }],
  ['never', { ok: false, why: 'nobody_listens' }],
] as const)('in a chat under “%s”', (rule, verdict) => {
  expect(owedTo(rule, true, undefined)).toEqual(verdict);
});

test.each(['always', 'told', 'asked', 'never'] as const)('mail needs nothing under “%s”', (rule) => {
  expect(owedTo(rule, false, 'refused')).toEqual({ ok: true, owed: 'nothing', ask: false });
});

test('a yes holds for the moment: the next colleague is not asked for again', () => {
  expect(owedTo('asked', true, 'allowed')).toEqual({ ok: true, owed: 'asked', ask: false });
});

test.each(['always', 'told', 'asked'] as const)('a no holds under “%s”, too', (rule) => {
  expect(owedTo(rule, true, 'refused')).toEqual({ ok: false, why: 'customer_refused' });
});
