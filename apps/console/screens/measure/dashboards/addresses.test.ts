import { expect, test } from 'vitest';
import { type Asked, asked, asMeantAt } from '#measure/contract';
import { addressOf } from './address-of.ts';

const now = Date.parse('2026-03-10T09:30:00Z');
const zone = 'Europe/Rome';
/** Whole days in Rome, over a clock change. */
const days = { from: '2026-03-01T23:00:00.000Z', to: '2026-03-31T22:00:00.000Z', timeZone: zone };
const filters = [{ property: 'plan: now', operator: 'equals', value: 'pro' }];
const id = '01980000-0000-7000-8000-000000000001';
const themes = { outcome: { name: 'csat', questions: ['csat'] }, drivers: [{ name: 'price', questions: ['price'] }] };

const questions: [Asked['kind'], object][] = [
  ['trend', { event: 'Buy', measure: { kind: 'sum', property: 'total' }, filters, interval: 'week', breakdown: 'plan', ...days }],
  ['metric', { metricId: id, interval: 'week', breakdown: '$source', filters, ...days }],
  ['funnel', { steps: [{ event: 'A', filters }, { event: 'B' }], order: 'any', exclusions: [{ event: 'C' }], ...days }],
  ['funnel', { steps: [{ event: 'A' }, { event: 'A' }], breakdown: 'plan', window: { amount: 1, unit: 'hour' }, ...days }],
  ['paths', { anchor: { event: 'A', filters }, direction: 'before', length: 4, ignore: ['B'], shown: 6, ...days }],
  ['paths', { pause: { amount: 1, unit: 'day' }, shown: 6, ...days }],
  ['retention', { first: { event: 'A', filters }, return: { event: 'B' }, cohort: 'recurring', interval: 'month', ...days }],
  ['retention', { first: { event: 'A', filters }, return: { event: 'A', filters }, interval: 'day', ...days }],
  ['lifecycle', { interval: 'week', ...days }],
  ['lifecycle', { active: { event: 'A' }, interval: 'day', ...days }],
  ['breadth', { events: ['A', 'B, or C'], ...days }],
  ['journeys', { case: { of: 'property', property: 'order' }, ...days }],
  ['attribution', { conversion: { event: 'Buy' }, channel: 'channel', value: 'total', windowDays: 7, ...days }],
  ['conversations', { channel: 'chat', ...days }],
  ['drivers', { survey: id, ...themes, notApplicable: [0], straightLiners: 'leave_out', ...days }],
  ['gaps', { survey: id, pairs: [{ attribute: 'price', want: 'price_matters', deliver: 'price' }], ...days }],
  ['segment_gaps', { survey: id, pairs: [{ attribute: 'price', want: 'w', deliver: 'price' }], segments: [id], ...days }],
  ['sessions', { breakdown: '$source', pause: { amount: 1, unit: 'hour' }, interval: 'week', ...days }],
  ['voice', { kind: ['question', 'curse'], mood: 'negative', theme: 'none', channel: ['chat'], language: 'en', ...days }],
  ['voice', { kind: 'want', ...days }],
];

// `addressOf` gives none unless the screen reads the very question back from it.
test.each(questions)('a kept %s opens its screen with exactly this question', (kind, question) => {
  const kept = asked.parse({ kind, question });
  expect(addressOf(kept, null)).toContain('range=custom&from=2026-03-02&until=2026-03-31&zone=Europe%2FRome');
  expect(addressOf(asMeantAt(now, kept, '30d'), '30d')).toContain('range=30d&zone=Europe%2FRome');
});

const step = (event: string, more: object = {}) => ({ event, ...more });
test.each<[string, Asked['kind'], object]>([
  [
    'which steps an event must not lie between',
    'funnel',
    { steps: [step('A'), step('B')], exclusions: [step('C', { after: 1 })], ...days },
  ],
  ['a window of its own', 'funnel', { steps: [step('A'), step('B')], window: { amount: 11, unit: 'minute' }, ...days }],
  ['hours of a day', 'breadth', { events: ['A'], ...days, to: '2026-03-31T12:00:00.000Z' }],
  ['conditions on coming back', 'retention', { first: step('A'), return: step('B', { filters }), interval: 'day', ...days }],
  ['events that are left out of sessions', 'sessions', { ignore: ['A'], interval: 'day', ...days }],
  ['two channels at once', 'voice', { channel: ['chat', 'mail'], ...days }],
  ['a product', 'voice', { product: 'shoes', ...days }],
  ['a segment', 'gaps', { survey: id, pairs: [{ attribute: 'a', want: 'w', deliver: 'a' }], segment: id, ...days }],
  [
    'a theme of two questions',
    'drivers',
    { survey: id, outcome: { name: 'all', questions: ['a', 'b'] }, drivers: themes.drivers, ...days },
  ],
  ['conditions on a conversion', 'attribution', { conversion: step('Buy', { filters }), ...days }],
])('a question that no sentence can ask has no screen: %s', (_what, kind, question) => {
  expect(addressOf(asked.parse({ kind, question }), null)).toBeUndefined();
});
