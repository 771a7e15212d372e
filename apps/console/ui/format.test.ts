import { expect, test } from 'vitest';
import { formatIn } from './format.ts';

const plain = (text: string) => text.replace(/\s/g, ' ');

test('money is exact to the last cent, whatever its size and currency', () => {
  const { money } = formatIn('en');
  expect(money(974_774_793n, 'GBP')).toBe('£9,747,747.93');
  expect(money(9_007_199_254_740_993_01n, 'USD')).toBe('$9,007,199,254,740,993.01');
  expect(money(-5, 'EUR')).toBe('-€0.05');
  expect(money(1200, 'JPY')).toBe('¥1,200');
  expect(money(1234, 'KWD').endsWith('1.234')).toBe(true);
  expect(plain(formatIn('it').money(123_456, 'EUR'))).toBe('1234,56 €');
});

test('relative time speaks of the past and of what is to come', () => {
  const now = Date.parse('2026-01-10T12:00:00Z');
  const { relative } = formatIn('en');
  expect(relative('2026-01-10T11:57:00Z', now)).toBe('3 minutes ago');
  expect(relative('2026-01-12T12:00:00Z', now)).toBe('in 2 days');
  expect(relative('2026-01-10T12:00:00Z', now)).toBe('now');
  expect(formatIn('it').relative('2026-01-09T12:00:00Z', now)).toBe('ieri');
});

test('durations have at most two units', () => {
  const { duration } = formatIn('en');
  expect(duration(0)).toBe('0 sec');
  expect(duration(40)).toBe('40 sec');
  expect(duration(3_900)).toBe('1 hr 5 min');
  expect(duration(90_061)).toBe('1 day 1 hr');
});

test('sizes step by thousands', () => {
  const { bytes } = formatIn('en');
  expect([512, 999_000, 45_000_000].map(bytes)).toEqual(['512 bytes', '999 kB', '45 MB']);
});
