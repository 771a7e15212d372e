import fc from 'fast-check';
import { expect, test } from 'vitest';
import { slugOf } from './slug.ts';

test.each([
  ['Main', 'main'],
  ['Café Verona', 'cafe-verona'],
  ['  A & B  ', 'a-b'],
  ['日本', 'workspace'],
])('%s → %s', (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

test('a taken one is set apart', () => {
  expect(slugOf('Main', '3f2a')).toBe('main-3f2a');
});

test('any name gives a slug the table accepts', () => {
  const accepted = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (name) => accepted.test(slugOf(name))));
});
