import { expect, test } from 'vitest';
import { askedOf } from './asked.ts';
import { choose, configOf, readAcceptLanguage } from './locale.ts';
import { slugOf } from './slug.ts';

test('languages: exactly, else by the language alone, in the order wanted', () => {
  expect(choose(['pt-BR', 'it'], ['en', 'it', 'pt'])).toBe('pt');
  expect(choose(['fr'], ['en', 'it'])).toBeUndefined();
  expect(readAcceptLanguage('it;q=0.8, en-GB, *;q=0.1, fr;q=0')).toEqual(['en-GB', 'it']);
  expect(readAcceptLanguage(undefined)).toEqual([]);
  expect([configOf('it'), configOf('en-GB'), configOf('ja')]).toEqual(['italian', 'english', 'simple']);
});

test('addresses from titles', () => {
  expect(slugOf('  Dov’è il mio pacco?  ')).toBe('dov-e-il-mio-pacco');
  expect(slugOf('日本語')).toBe('article');
});

test('the same question in other order and clothes is asked once', () => {
  expect(askedOf('Where is  my Parcél?')).toBe(askedOf('my parcel where is'));
});
