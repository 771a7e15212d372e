import { expect, test } from 'vitest';
import type { OpenHours } from '../../clocks/rules/open-time.ts';
import { backAt } from './back-at.ts';

const weekdays = (from: string, to: string) => [1, 2, 3, 4, 5].map((day) => ({ day, from, to }));
const office = (more: Partial<OpenHours> = {}): OpenHours => ({
  ...{ timeZone: 'Europe/Rome', always: false, week: weekdays('09:00', '18:00'), days: [], closed: [] },
  ...more,
});
/** A Friday in Rome, an hour ahead of UTC. */
const friday = (time: string) => Date.parse(`2026-11-20T${time}:00+01:00`);
const back = (hours: OpenHours | undefined, shifts: OpenHours[], now: number) => {
  const at = backAt(hours, shifts, now);
  return at === null ? null : new Date(at).toISOString();
};

test('the next opening, over a weekend, a holiday and a day with hours of its own', () => {
  expect(back(office(), [], friday('07:30'))).toBe('2026-11-20T08:00:00.000Z');
  expect(back(office(), [], friday('18:00'))).toBe('2026-11-23T08:00:00.000Z');
  expect(back(office({ closed: ['2026-11-23'] }), [], friday('19:00'))).toBe('2026-11-24T08:00:00.000Z');
  const saturday = [{ date: '2026-11-21', shifts: [{ from: '10:00', to: '12:00' }] }];
  expect(back(office({ days: saturday }), [], friday('19:00'))).toBe('2026-11-21T09:00:00.000Z');
});

test('nothing is said when nothing is set, when it never opens, and when somebody should be here now', () => {
  expect(back(undefined, [], friday('12:00'))).toBeNull();
  expect(back(office({ always: true }), [], friday('12:00'))).toBeNull();
  expect(back(office({ week: [] }), [], friday('12:00'))).toBeNull();
  expect(back(office(), [], friday('12:00'))).toBeNull();
});

test('where shifts are known, the office must be open and somebody at work', () => {
  const late = office({ week: weekdays('14:00', '22:00') });
  const early = office({ week: weekdays('06:00', '08:00') });
  expect(back(office(), [late], friday('10:00'))).toBe('2026-11-20T13:00:00.000Z');
  expect(back(office(), [late, early], friday('17:00'))).toBeNull();
  // Early work is behind closed doors.
  expect(back(office(), [early], friday('05:00'))).toBeNull();
  expect(back(office({ always: true }), [early], friday('05:00'))).toBe('2026-11-20T05:00:00.000Z');
  expect(back(undefined, [early], friday('09:00'))).toBe('2026-11-23T05:00:00.000Z');
});
