import { expect, test } from 'vitest';
import { anywhere, plain, wantedOf } from './search.ts';

test.each([
  ['Jørgen  MÜLLER', 'jorgen muller'],
  ['Łukasz Straße', 'lukasz strasse'],
  ['ＡＮＮ', 'ann'],
])('plain %s', (text, expected) => {
  expect(plain(text)).toBe(expected);
});

test.each([
  ['+49 (0)30 123-456', '4930123456'],
  ['0049 30 123456', '4930123456'],
  ['030/123456', '30123456'],
  ['030 123456', '30123456'],
  ['Ann 12', undefined],
  ['1234', undefined],
])('phone %s', (text, digits) => {
  expect(wantedOf(text).digits).toBe(digits);
});

test('signs of LIKE are taken as written', () => {
  expect(anywhere('50%_\\')).toBe('%50\\%\\_\\\\%');
});
