import { readFileSync } from 'node:fs';
import { createInstance } from 'i18next';
import { expect, test } from 'vitest';
import type { SegmentRule } from '#customers/contract';
import { sizesByDay } from './days.ts';
import { sentenceOf } from './sentence.ts';

const english = JSON.parse(readFileSync(new URL('../../../i18n/en/segments.json', import.meta.url), 'utf8'));
const i18n = createInstance({
  lng: 'en',
  resources: { en: { translation: { segments: english } } },
  interpolation: { escapeValue: false },
});
await i18n.init();

const say = (rule: SegmentRule) =>
  sentenceOf(rule, {
    t: (key, values) => i18n.t(key, values ?? {}),
    number: String,
    date: (instant) => instant.slice(0, 10),
    segmentName: (id) => (id === 'known' ? 'Gold' : undefined),
    listOrigin: (id) => (id === 'known' ? 'Stopped after Cart' : undefined),
  });
const week = { in: 'last', amount: 7, unit: 'day' } as const;
const bought = {
  kind: 'event',
  event: 'Bought',
  where: [],
  window: week,
  measure: { of: 'count' },
  operator: 'at_least',
} as const;

test.each<[SegmentRule, string]>([
  [{ kind: 'trait', trait: 'plan', test: { operator: 'equals', value: 'gold' } }, 'plan is “gold”'],
  [{ kind: 'trait', trait: 'age', test: { operator: 'between', from: 20, to: 30 } }, 'age is between 20 and 30'],
  [{ kind: 'trait_changed', trait: 'plan', within: { ...week, amount: 1 } }, 'plan changed in the last day'],
  [{ ...bought, where: [], amount: 1 }, 'did “Bought” in the last 7 days'],
  [{ ...bought, where: [], amount: 3 }, 'did “Bought” at least 3 times in the last 7 days'],
  [
    { ...bought, where: [{ property: 'total', test: { operator: 'greater', value: 50 } }], amount: 1, window: { in: 'ever' } },
    'did “Bought” where total is more than 50 ever',
  ],
  [
    { ...bought, where: [], measure: { of: 'sum', property: 'total' }, operator: 'at_most', amount: 100 },
    'did “Bought” with total adding up to at most 100 in the last 7 days',
  ],
  [
    { kind: 'event_time', which: 'last', event: 'Bought', where: [], when: { in: 'before_last', amount: 30, unit: 'day' } },
    'did “Bought” for the last time more than 30 days ago',
  ],
  [{ kind: 'segment', segment: 'known', member: false }, 'is not in “Gold”'],
  [{ kind: 'list', list: 'known', on: true }, 'is on the list “Stopped after Cart”'],
  [{ kind: 'list', list: 'x', on: false }, 'is not on the list “a deleted list”'],
  [{ kind: 'customer', is: ['person', 'organisation'] }, 'is a person or an organisation'],
  [{ kind: 'consent', purpose: 'mail', is: 'not_granted' }, 'has not agreed to mail'],
  [{ kind: 'identifier', type: 'email', has: false }, 'has no identifier of type email'],
])('%j reads "%s"', (rule, sentence) => expect(say(rule)).toBe(sentence));

test('groups are bracketed only where they would be misread', () => {
  const a: SegmentRule = { kind: 'identifier', type: 'a', has: true };
  const word = 'has an identifier of type a';
  expect(say({ kind: 'group', match: 'all', rules: [a, { kind: 'group', match: 'any', rules: [a, a] }] })).toBe(
    `${word} and (${word} or ${word})`,
  );
  expect(say({ kind: 'group', match: 'all', rules: [{ kind: 'group', match: 'any', rules: [a, a] }] })).toBe(
    `${word} or ${word}`,
  );
  expect(say({ kind: 'group', match: 'none', rules: [a, a] })).toBe(`none of: ${word}, ${word}`);
});

test('a day without a change has the size of the day before', () => {
  const days = [
    { day: '2026-03-02', size: 10, entered: 2, left: 0 },
    { day: '2026-03-04', size: 7, entered: 0, left: 3 },
  ];
  const sizes = sizesByDay({ days, size: 7 }, Date.parse('2026-03-05T10:00:00Z'), 5);
  expect(sizes.map(({ size }) => size)).toEqual([8, 10, 10, 7, 7]);
  expect(sizes[0]?.day).toBe('2026-03-01');
});
