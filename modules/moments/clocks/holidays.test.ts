import { expect, test } from 'vitest';
import { knowsPlace, publicHolidays } from './holidays.ts';

test('public holidays of a country, of a region on top, and of a place nobody knows', async () => {
  const italy = await publicHolidays({ country: 'IT', state: null }, { from: 2026, to: 2027 });
  expect(italy).toEqual(expect.arrayContaining(['2026-01-06', '2026-04-06', '2026-08-15', '2026-12-26', '2027-03-29']));
  expect(italy).toEqual(italy.toSorted((a, b) => a.localeCompare(b)));
  const bavaria = await publicHolidays({ country: 'DE', state: 'BY' }, { from: 2026, to: 2026 });
  expect(bavaria).toContain('2026-01-06');
  expect(await publicHolidays({ country: 'DE', state: null }, { from: 2026, to: 2026 })).not.toContain('2026-01-06');
  expect(await publicHolidays({ country: 'XX', state: null }, { from: 2026, to: 2026 })).toEqual([]);
});

test('a holiday of several days closes each of them', async () => {
  const china = await publicHolidays({ country: 'CN', state: null }, { from: 2025, to: 2025 });
  expect(china).toEqual(expect.arrayContaining(['2025-10-01', '2025-10-02', '2025-10-03']));
});

test('places that a calendar may name', async () => {
  expect(await knowsPlace({ country: 'IT', state: null })).toBe(true);
  expect(await knowsPlace({ country: 'DE', state: 'BY' })).toBe(true);
  expect(await knowsPlace({ country: 'DE', state: 'XX' })).toBe(false);
  expect(await knowsPlace({ country: 'XX', state: null })).toBe(false);
});
