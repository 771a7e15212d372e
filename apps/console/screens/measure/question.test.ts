import { expect, test } from 'vitest';
import { startOfDay } from '#measure/contract';
import { type Condition, type Question, questionFor, readQuestion, writeCondition } from './question.ts';

const now = Date.parse('2026-03-29T10:20:00Z');
const asked = (search: Record<string, unknown>, zone = 'Europe/Rome') => questionFor(readQuestion(search, zone), now);

test('an empty address asks a sensible question', () => {
  expect(asked({})).toEqual({
    measure: { kind: 'people' },
    filters: [],
    interval: 'day',
    from: '2026-02-27T23:00:00.000Z',
    to: '2026-03-29T22:00:00.000Z',
    timeZone: 'Europe/Rome',
  });
});

test('days begin where the reader lives, on both sides of a clock change', () => {
  const hours = (day: string, zone: string) => new Date(startOfDay(day, zone)).toISOString();
  expect(hours('2026-03-29', 'Europe/Rome')).toBe('2026-03-28T23:00:00.000Z');
  expect(hours('2026-03-30', 'Europe/Rome')).toBe('2026-03-29T22:00:00.000Z');
  expect(hours('2026-10-26', 'Europe/Rome')).toBe('2026-10-25T23:00:00.000Z');
  expect(hours('2026-03-29', 'Asia/Kathmandu')).toBe('2026-03-28T18:15:00.000Z');
  expect(hours('2026-11-02', 'America/Los_Angeles')).toBe('2026-11-02T08:00:00.000Z');
});

test('ready-made ranges cover whole weeks and months', () => {
  expect(asked({ range: '90d', by: 'week' }, 'UTC')).toMatchObject({ interval: 'week', from: '2025-12-29T00:00:00.000Z' });
  expect(asked({ range: '12m' }, 'UTC')).toMatchObject({ interval: 'month', from: '2025-04-01T00:00:00.000Z' });
  expect(asked({ range: '24h' }, 'UTC')).toMatchObject({
    interval: 'hour',
    from: '2026-03-28T11:00:00.000Z',
    to: '2026-03-29T11:00:00.000Z',
  });
});

test('a custom range includes its last day, and waits until both are chosen', () => {
  expect(asked({ range: 'custom', from: '2026-01-01', until: '2026-01-31' }, 'UTC')).toMatchObject({
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-02-01T00:00:00.000Z',
  });
  expect(asked({ range: 'custom', from: '2026-01-01' })).toBeUndefined();
  expect(asked({ range: 'custom', from: 'yesterday', until: '2026-01-31' })).toBeUndefined();
});

test('a sum waits for its property', () => {
  expect(asked({ show: 'sum' })).toBeUndefined();
  expect(asked({ show: 'sum', of: 'total' })?.measure).toEqual({ kind: 'sum', property: 'total' });
  expect(asked({ show: 'percentile', of: 'total', percentile: '95' })?.measure).toEqual({
    kind: 'percentile',
    property: 'total',
    percentile: 95,
  });
});

test('conditions survive the address, whatever their names and values hold', () => {
  const conditions: Condition[] = [
    { property: 'plan', operator: 'equals', value: 'pro' },
    { property: 'a:b%c', operator: 'contains', value: 'x:y\nz' },
    { property: 'total', operator: 'greater', value: '12.5' },
    { property: 'coupon', operator: 'absent', value: '' },
  ];
  const read = readQuestion({ where: conditions.map(writeCondition) }, 'UTC');
  expect(read.where).toEqual(conditions);
  expect(questionFor(read, now)?.filters).toEqual([
    { property: 'plan', operator: 'equals', value: 'pro' },
    { property: 'a:b%c', operator: 'contains', value: 'x:y\nz' },
    { property: 'total', operator: 'greater', value: 12.5 },
    { property: 'coupon', operator: 'absent' },
  ]);
});

test('a condition that is still being typed filters nothing', () => {
  expect(asked({ where: ['equals:plan:', 'greater:total:many'] })?.filters).toEqual([]);
});

test('nonsense in the address is as if it were not there', () => {
  const read: Question = readQuestion({ show: 'magic', by: 'century', range: '1y', where: 'hm', percentile: '200' }, 'UTC');
  expect(read).toMatchObject({ measure: 'people', interval: 'day', range: '30d', where: [], percentile: 50 });
});
