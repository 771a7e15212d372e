import { expect, test } from 'vitest';
import { flatTraits } from './profile.ts';

test('words and numbers apart, objects as paths, lists and booleans as words, null as nothing', () => {
  expect(
    flatTraits({
      plan: 'gold',
      age: 41,
      vip: true,
      tags: ['a', 'b'],
      address: { city: 'Verona', geo: { lat: 45.4 } },
      gone: null,
    }),
  ).toEqual({
    text: { plan: 'gold', vip: 'true', tags: '["a","b"]', 'address.city': 'Verona' },
    num: { age: 41, 'address.geo.lat': 45.4 },
  });
});

test('one strange profile does not bloat the store', () => {
  const many = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`trait${at}`, 'x'.repeat(5_000)]));
  const { text } = flatTraits(many);
  expect(Object.keys(text)).toHaveLength(200);
  expect(text.trait0).toHaveLength(1_000);
});
