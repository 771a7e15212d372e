import { expect, test } from 'vitest';
import { isFor } from './pages.ts';

test.each([
  ['/pricing', 'https://casa.example/pricing', true],
  ['/pricing', 'https://casa.example/pricing/?plan=a#b', true],
  ['/pricing', '/pricing', true],
  ['/pricing', 'https://casa.example/pricing/teams', false],
  ['/pricing*', 'https://casa.example/Pricing/teams', true],
  ['*/checkout', 'https://casa.example/it/checkout', true],
  ['/*/checkout', 'https://casa.example/it/checkout', true],
  ['https://casa.example/pricing', 'http://casa.example/pricing', true],
  ['https://casa.example/*', 'https://other.example/pricing', false],
  ['/a*a', '/a', false],
])('%s and %s: %s', (pattern, page, is) => {
  expect(isFor(pattern, page)).toBe(is);
});
