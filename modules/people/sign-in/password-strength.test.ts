import { expect, test } from 'vitest';
import { weaknessOf } from './password-strength.ts';

test.each([
  ['short', 'q8#Zk2!p'],
  ['leaked', 'password1234'],
  ['keyboard', 'qwertyuiop12'],
  ['repeated', 'aaaaaaaaaaaaaa'],
  ['dressed up', 'P@ssw0rd123!'],
  ['a date', '21.11.1984'],
])('%s is weak, and says why', (_kind, password) => {
  expect(weaknessOf(password)).toMatch(/\w{3}/);
});

test('own name, address and the product are guessed first', () => {
  expect(weaknessOf('juliet.capulet', ['juliet.capulet@verona.example', 'Juliet Capulet'])).toBeDefined();
  expect(weaknessOf('Juliet-Capulet-1', ['juliet.capulet@verona.example'])).toBeDefined();
  expect(weaknessOf('veronaverona')).toBeDefined();
});

test.each(['four-unrelated-plum-harbour', 'tK9$wq2Lm!xv4', 'Der Hund frisst gern Rhabarberkuchen'])(
  '%s is strong',
  (password) => {
    expect(weaknessOf(password)).toBeUndefined();
  },
);

test('a very long one costs no time', () => {
  expect(weaknessOf('x'.repeat(100_000))).toMatch(/at most/);
});
