import { expect, test } from 'vitest';
import { distance, meant } from './typo.ts';

test('steps between words', () => {
  expect(distance('', 'abc')).toBe(3);
  expect(distance('delivri', 'deliveri')).toBe(1);
  expect(distance('retrun', 'return')).toBe(1);
  expect(distance('kitten', 'sitting')).toBe(3);
});

const of = (...lexemes: string[]) => lexemes.map((lexeme, at) => ({ no: String(at), lexeme, docs: 10 - at }));
const words = (word: string, ...lexemes: string[]) => meant(word, of(...lexemes)).map(({ lexeme }) => lexeme);

test('one slip in a word, two in a long one, none in a short one', () => {
  expect(words('retrun', 'return', 'retail')).toEqual(['return']);
  expect(words('pasword', 'password', 'past')).toEqual(['password']);
  expect(words('athentcatoin', 'authentication')).toEqual([]);
  expect(words('authentcation', 'authentication')).toEqual(['authentication']);
  expect(words('cat', 'car', 'hat')).toEqual([]);
});

test('a word still being typed finds its ends, the commonest first', () => {
  expect(words('deliv', 'deliveri', 'deliver')).toEqual(['deliveri', 'deliver']);
});
