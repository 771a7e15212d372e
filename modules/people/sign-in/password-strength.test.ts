import { expect, test } from 'vitest';
import { weaknessOf } from './password-strength.ts';

test.each([
  ['short', 'q8#Zk2!p'],
  ['leaked', 'password1234'],
  ['keyboard', 'qwertyuiop12'],
  ['repeated', 'aaaaaaaaaaaaaa'],
  ['dressed up', 'P@ssw0rd123!'],
  ['a date', '21.11.1984'],
])('%s is weak, and says why', async (_kind, password) => {
  expect(await weaknessOf(password)).toMatch(/\w{3}/);
});

test('own name, address and the product are guessed first', async () => {
  expect(await weaknessOf('juliet.capulet', ['juliet.capulet@verona.example', 'Juliet Capulet'])).toBeDefined();
  expect(await weaknessOf('Juliet-Capulet-1', ['juliet.capulet@verona.example'])).toBeDefined();
  expect(await weaknessOf('veronaverona')).toBeDefined();
});

test.each(['four-unrelated-plum-harbour', 'tK9$wq2Lm!xv4', 'Der Hund frisst gern Rhabarberkuchen'])(
  '%s is strong',
  async (password) => {
    expect(await weaknessOf(password)).toBeUndefined();
  },
);

test('a very long one costs no time', async () => {
  expect(await weaknessOf('x'.repeat(100_000))).toMatch(/at most/);
});
