import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anInstant, length, openHoursNear, slowAddBusiness, slowBusinessMs } from '../testing.ts';
import { addBusiness, businessMs, type OpenHours, openStretches } from './open-time.ts';

const { minute, hour, day } = length;
const at = (text: string) => Date.parse(text);
const office = (more: Partial<OpenHours> = {}): OpenHours => ({
  timeZone: 'Europe/Rome',
  always: false,
  week: [1, 2, 3, 4, 5].flatMap((weekday) => [
    { day: weekday, from: '09:00', to: '13:00' },
    { day: weekday, from: '14:00', to: '18:00' },
  ]),
  closed: [],
  days: [],
  ...more,
});
const everyDay = (from: string, to: string) => [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ day: weekday, from, to }));

describe('F12: open time', () => {
  test('split shifts leave out the break, the night and the weekend', () => {
    // Friday 12:00 to Monday 10:00 in Rome: 1 h + 4 h + 1 h.
    expect(businessMs(office(), at('2026-11-20T11:00Z'), at('2026-11-23T09:00Z'))).toBe(6 * hour);
    expect(addBusiness(office(), at('2026-11-20T11:00Z'), 6 * hour)).toBe(at('2026-11-23T09:00Z'));
  });

  test('a shift that closes at 00:00 is open until midnight, not closed all day', () => {
    const late = office({ week: everyDay('16:00', '00:00'), timeZone: 'UTC' });
    expect(businessMs(late, at('2026-06-01T00:00Z'), at('2026-06-02T00:00Z'))).toBe(8 * hour);
    expect(businessMs(office({ week: everyDay('00:00', '00:00') }), at('2026-06-01T00:00Z'), at('2026-06-08T00:00Z'))).toBe(
      7 * day,
    );
  });

  test('time that is up at closing is due at closing; a moment more is due after the next opening', () => {
    expect(addBusiness(office(), at('2026-11-20T16:00Z'), hour)).toBe(at('2026-11-20T17:00Z'));
    expect(addBusiness(office(), at('2026-11-20T16:00Z'), hour + 1)).toBe(at('2026-11-23T08:00Z') + 1);
  });

  test('a holiday is closed, a day of its own goes before it, and the night shift before it is worked to its end', () => {
    const closed = ['2026-12-25'];
    const day25 = [at('2026-12-24T23:00Z'), at('2026-12-25T23:00Z')] as const;
    expect(businessMs(office({ closed }), ...day25)).toBe(0);
    const days = [{ date: '2026-12-25', shifts: [{ from: '10:00', to: '12:00' }] }];
    expect(businessMs(office({ closed, days }), ...day25)).toBe(2 * hour);
    expect(businessMs(office({ closed, week: everyDay('22:00', '06:00') }), ...day25)).toBe(6 * hour);
  });

  test('a night shift is an hour shorter when clocks go forward, an hour longer when they go back', () => {
    const nights = office({ week: everyDay('22:00', '06:00') });
    expect(businessMs(nights, at('2026-03-28T12:00Z'), at('2026-03-29T12:00Z'))).toBe(7 * hour);
    expect(businessMs(nights, at('2026-10-24T12:00Z'), at('2026-10-25T12:00Z'))).toBe(9 * hour);
    // The hour that the wall shows twice is open twice; the hour that it never shows is never open.
    expect(businessMs(office({ week: everyDay('02:00', '03:00') }), at('2026-10-24T22:00Z'), at('2026-10-25T23:00Z'))).toBe(
      2 * hour,
    );
    expect(businessMs(office({ week: everyDay('02:00', '03:00') }), at('2026-03-28T23:00Z'), at('2026-03-29T22:00Z'))).toBe(0);
  });

  test('a day that a zone skipped was never open', () => {
    const apia = office({ timeZone: 'Pacific/Apia', week: everyDay('00:00', '00:00') });
    // Samoa had no 30 December 2011; a week around it has six days, all of them real time.
    expect(businessMs(apia, at('2011-12-29T10:00Z'), at('2011-12-31T10:00Z'))).toBe(2 * day);
    const friday = office({ timeZone: 'Pacific/Apia', week: [{ day: 5, from: '00:00', to: '00:00' }] });
    expect(businessMs(friday, at('2011-12-28T10:00Z'), at('2012-01-02T10:00Z'))).toBe(0);
  });

  test('shifts that overlap count once', () => {
    const doubled = office({ week: [...everyDay('20:00', '08:00'), ...everyDay('06:00', '21:00')], timeZone: 'Asia/Kathmandu' });
    expect(businessMs(doubled, at('2026-06-01T00:00Z'), at('2026-06-08T00:00Z'))).toBe(7 * day);
  });

  test('what never opens is never due; what is always open is plain time', () => {
    const never = office({ week: [] });
    expect(addBusiness(never, at('2026-01-01T00:00Z'), 1)).toBeNull();
    expect(addBusiness(never, at('2026-01-01T00:00Z'), 0)).toBe(at('2026-01-01T00:00Z'));
    const once = office({ week: [], days: [{ date: '2028-01-05', shifts: [{ from: '09:00', to: '10:00' }] }] });
    expect(addBusiness(once, at('2026-01-01T00:00Z'), hour)).toBe(at('2028-01-05T09:00Z'));
    expect(addBusiness(once, at('2026-01-01T00:00Z'), hour + 1)).toBeNull();
    expect(addBusiness(office({ always: true }), 5, 7)).toBe(12);
    expect(businessMs(office({ always: true }), 5, 12)).toBe(7);
    expect(businessMs(office(), at('2026-11-20T16:00Z'), at('2026-11-20T15:00Z'))).toBe(0);
  });
});

test('K8: 5,000 random calendars equal the minute-stepping oracle', () => {
  let checked = 0;
  const window = anInstant.chain((start) =>
    fc.record({
      hours: openHoursNear(start),
      from: fc.integer({ min: 0, max: 2 * day }).map((ms) => start + ms),
      span: fc.integer({ min: 0, max: 3 * day }),
      amount: fc.oneof(
        fc.integer({ min: 0, max: 30 * hour }),
        fc.integer({ min: 0, max: 120 }).map((minutes) => minutes * minute),
      ),
    }),
  );
  fc.assert(
    fc.property(window, ({ hours, from, span, amount }) => {
      const until = from + span;
      expect(businessMs(hours, from, until)).toBe(slowBusinessMs(hours, from, until));
      const giveUp = from + 4 * day;
      const due = addBusiness(hours, from, amount);
      expect(due !== null && due <= giveUp ? due : null).toBe(slowAddBusiness(hours, from, amount, giveUp));
      checked += 1;
    }),
    { numRuns: 5_000 },
  );
  expect(checked).toBe(5_000);
}, 30_000);

test('open time adds up, and the due instant is the first at which the time is up', () => {
  const cases = anInstant.chain((start) =>
    fc.tuple(openHoursNear(start), fc.constant(start), fc.nat(20 * day), fc.nat(20 * day), fc.nat(60 * hour)),
  );
  fc.assert(
    fc.property(cases, ([hours, start, a, b, amount]) => {
      expect(businessMs(hours, start, start + a) + businessMs(hours, start + a, start + a + b)).toBe(
        businessMs(hours, start, start + a + b),
      );
      const due = addBusiness(hours, start, amount);
      if (due !== null && amount > 0) {
        expect(businessMs(hours, start, due)).toBe(amount);
        expect(businessMs(hours, start, due - 1)).toBe(amount - 1);
      }
      let last = start - 1;
      for (const open of openStretches(hours, start, start + a)) {
        expect(open.from).toBeGreaterThanOrEqual(Math.max(last, start));
        expect(open.until).toBeGreaterThan(open.from);
        last = open.until;
      }
    }),
    { numRuns: 1_000 },
  );
}, 30_000);

test('a year of a busy calendar is counted in well under a millisecond each way', () => {
  const from = at('2026-01-01T00:00Z');
  businessMs(office(), from, from + 365 * day);
  const started = performance.now();
  for (let i = 0; i < 100; i += 1) businessMs(office(), from, from + 365 * day);
  expect((performance.now() - started) / 100).toBeLessThan(5);
});
