import { expect, test } from 'vitest';
import { metricSentence } from './metric-sentence.ts';
import { type Formula, formula } from './metrics.ts';

const say = (given: unknown, language?: 'en' | 'it') => metricSentence(formula.parse(given) as Formula, language);

test('a definition reads as one sentence, in each language', () => {
  const abandoned = {
    kind: 'people_rate',
    among: { event: 'Checkout Started' },
    did: { event: 'Order Completed' },
    hours: 24,
    not: true,
  };
  expect(say(abandoned)).toBe(
    'Of the people with “Checkout Started”, the share without “Order Completed” within 24 hours after the last one.',
  );
  expect(say(abandoned, 'it')).toBe(
    'Tra le persone con “Checkout Started”, la quota senza “Order Completed” entro 24 ore dall’ultima volta.',
  );
});

test('what conversations carry is called by its name in the reader’s language; what events carry, as it was sent', () => {
  const filters = [{ property: 'first_contact', operator: 'exists' }];
  const where = [{ property: 'first_contact', operator: 'equals', value: 'yes' }];
  expect(say({ kind: 'rate', of: { source: 'conversations', filters }, where })).toBe(
    'Of conversations on any channel where solved at first contact is known, the share where solved at first contact is yes.',
  );
  expect(say({ kind: 'rate', of: { event: 'Seen' }, where })).toBe('Of “Seen”, the share where first_contact is yes.');
});

test('conditions, percentiles, two sources and short times are all in it', () => {
  const paid = { event: 'Order Completed', filters: [{ property: 'plan', operator: 'equals', value: 'pro' }] };
  expect(say({ kind: 'money', of: paid, property: 'total', currency: 'EUR' })).toBe(
    'Total of “Order Completed” where plan is pro, added up in EUR.',
  );
  expect(say({ kind: 'duration', of: { source: 'conversations' }, property: 'answer_seconds', percentile: 90 })).toBe(
    'Percentile 90 of seconds to a human answer in conversations on any channel.',
  );
  const ratio = { kind: 'ratio', top: { what: 'rows', of: { source: 'conversations' } }, bottom: { what: 'rows', of: paid } };
  expect(say(ratio)).toBe('Number of conversations on any channel, divided by number of “Order Completed” where plan is pro.');
  expect(say({ kind: 'elapsed', from: { event: 'A' }, to: { event: 'B' }, hours: 0.5 })).toBe(
    'Median of the time a person takes from “A” to “B”, within 30 minutes.',
  );
});
