import { describe, expect, test } from 'vitest';
import { atWork, shiftJustEnded } from './shifts.ts';

const rome = { timeZone: 'Europe/Rome', shifts: [{ day: 1, from: '09:00', to: '13:00' }] };
const night = { timeZone: 'Europe/Rome', shifts: [{ day: 7, from: '22:00', to: '06:00' }] };

describe('at work', () => {
  test('inside a shift, in its own time zone, end excluded', () => {
    // 2026-11-23 is a Monday; Rome is one hour ahead of UTC.
    expect(atWork(rome, new Date('2026-11-23T08:00:00Z'))).toBe(true);
    expect(atWork(rome, new Date('2026-11-23T07:59:00Z'))).toBe(false);
    expect(atWork(rome, new Date('2026-11-23T12:00:00Z'))).toBe(false);
    expect(atWork(rome, new Date('2026-11-24T08:00:00Z'))).toBe(false);
  });

  test('a shift past midnight belongs to the day it began, also from Sunday to Monday', () => {
    expect(atWork(night, new Date('2026-11-22T21:30:00Z'))).toBe(true);
    expect(atWork(night, new Date('2026-11-23T04:59:00Z'))).toBe(true);
    expect(atWork(night, new Date('2026-11-23T05:00:00Z'))).toBe(false);
    expect(atWork(night, new Date('2026-11-22T04:00:00Z'))).toBe(false);
  });
});

describe('a shift just ended', () => {
  const since = new Date('2026-11-23T08:05:00Z');

  test('minutes after its end, for who was there before', () => {
    expect(shiftJustEnded(rome, since, new Date('2026-11-23T11:59:30Z'))).toBe(false);
    expect(shiftJustEnded(rome, since, new Date('2026-11-23T12:00:10Z'))).toBe(true);
    expect(shiftJustEnded(rome, since, new Date('2026-11-23T12:20:00Z'))).toBe(false);
  });

  test('not for who came back after it', () => {
    expect(shiftJustEnded(rome, new Date('2026-11-23T12:01:00Z'), new Date('2026-11-23T12:02:00Z'))).toBe(false);
  });
});
