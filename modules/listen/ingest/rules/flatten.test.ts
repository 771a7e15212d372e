import { expect, test } from 'vitest';
import { flattenEvent } from './flatten.ts';

test('numbers and words part; objects become paths; arrays stay whole; context gives what reports ask for', () => {
  const event = {
    type: 'track',
    properties: {
      total: 12.5,
      coupon: 'SPRING',
      gift: true,
      cart: { items: 3, currency: 'EUR' },
      products: [{ sku: 'a' }],
      none: null,
    },
    context: { page: { path: '/cart' }, userAgent: 'not asked' },
  };
  expect(flattenEvent(event)).toEqual({
    num: { total: 12.5, 'cart.items': 3 },
    text: { coupon: 'SPRING', gift: 'true', 'cart.currency': 'EUR', products: '[{"sku":"a"}]', 'context.page.path': '/cart' },
  });
});

test('identify and group speak in traits', () => {
  expect(flattenEvent({ type: 'identify', traits: { plan: 'pro' }, properties: { ignored: 1 } }).text).toEqual({ plan: 'pro' });
  expect(flattenEvent({ type: 'group', groupId: 'acme', traits: { seats: 5 } })).toEqual({
    text: { groupId: 'acme' },
    num: { seats: 5 },
  });
});

test('one strange event cannot bloat the store', () => {
  const wide = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`k${at}`, at]));
  const deep = JSON.parse(`${'{"a":'.repeat(50)}1${'}'.repeat(50)}`);
  expect(Object.keys(flattenEvent({ properties: wide }).num)).toHaveLength(200);
  expect(Object.keys(flattenEvent({ properties: deep }).text)).toEqual(['a.a.a.a']);
  expect(flattenEvent({ properties: { long: 'x'.repeat(9_999) } }).text.long).toHaveLength(1_000);
});

test('F06: half a surrogate pair, sent so or made by cutting, never reaches the reports: they would refuse all beside it', () => {
  const long = `${'x'.repeat(999)}\u{1F600}`;
  const key = `${'k'.repeat(199)}\u{1F600}`;
  const { text } = flattenEvent({ type: 'track', properties: { sent: 'a\ud800b', long, list: [long], [key]: 'v' } });
  expect(text.sent).toBe('a\ufffdb');
  for (const [name, value] of Object.entries(text)) expect([name.isWellFormed(), value.isWellFormed()]).toEqual([true, true]);
});

test('D13: a property named __proto__ is a property', () => {
  const { text } = flattenEvent(JSON.parse('{"type":"track","properties":{"__proto__":"word"}}'));
  expect(JSON.parse(JSON.stringify(text))).toEqual(JSON.parse('{"__proto__":"word"}'));
});
