import { describe, expect, test } from 'vitest';
import { type Formula, formula } from '#measure/contract';
import { draftOf, emptyDraft, formulaOf } from './draft.ts';

const of = { event: 'Order Completed', filters: [{ property: 'plan', operator: 'equals', value: 'pro' }] };
const definitions = [
  { kind: 'count', of },
  { kind: 'people', of },
  { kind: 'rate', of, where: [{ property: 'total', operator: 'greater', value: 10 }] },
  { kind: 'people_rate', among: of, did: { event: 'Refunded' }, hours: 48, not: true },
  { kind: 'ratio', top: { what: 'sum', of: { source: 'conversations' }, property: 'contacts' }, bottom: { what: 'people', of } },
  { kind: 'score', of, property: 'value', how: { how: 'top_box', from: 4 } },
  { kind: 'score', of, property: 'value', how: { how: 'nps' } },
  { kind: 'elapsed', from: of, to: { event: 'Refunded' }, hours: 2, percentile: 90 },
  { kind: 'duration', of: { source: 'conversations' }, property: 'answer_seconds', percentile: 50 },
  { kind: 'money', of, property: 'total', currency: 'EUR', in: 'currency' },
].map((given) => formula.parse(given) as Formula);

describe('a definition comes back from its editor as it was', () => {
  for (const given of definitions)
    test(given.kind, () => {
      expect(formulaOf(draftOf(given))).toEqual(given);
    });
});

test('an unfinished definition is none; a condition that is still being typed filters nothing', () => {
  expect(formulaOf({ ...emptyDraft, kind: 'score' })).toBeUndefined();
  expect(formulaOf({ ...emptyDraft, kind: 'rate' })).toBeUndefined();
  expect(formulaOf({ ...emptyDraft, kind: 'money', property: 'total', currency: 'eu' })).toBeUndefined();
  const typing = [{ property: 'total', operator: 'greater' as const, value: 'ten' }];
  expect(formulaOf({ ...emptyDraft, kind: 'count', of: { source: 'events', filters: typing } })).toEqual({
    kind: 'count',
    of: { source: 'events', filters: [] },
  });
});
