import { expect, test } from 'vitest';
import { countryPrefix, fullNumber, whyNotTo } from './numbers.ts';

test.each([
  ['+39 06 1234 5678', '+390612345678'],
  ['tel:+1-415-867-5309', '+14158675309'],
  ['06 1234 5678', undefined],
  ['Verona', undefined],
  ['40404', undefined],
  ['+', undefined],
])('%s in full is %s', (stated, full) => expect(fullNumber(stated)).toBe(full));

test('the country of a number is the beginning of it', () => {
  expect(countryPrefix('+390612345678')).toBe('+39');
  expect(countryPrefix('+14158675309')).toBe('+1');
});

test('F16: only where it is allowed to, and never to numbers that earn', () => {
  expect(whyNotTo('+390612345678', ['+39'])).toBeUndefined();
  expect(whyNotTo('+14158675309', ['+39', '+49'])).toContain('+39, +49');
  expect(whyNotTo('+449098790000', ['+44'])).toContain('earns');
});
