import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileDate } from './dates.ts';
import { createZone } from './zones.ts';

const read = (format: string, value: unknown, zone = 'UTC', to: 'instant' | 'day' | 'epoch' | 'epochMs' = 'instant') =>
  compileDate({ formats: [format], to }, zone)(value);

describe('formats', () => {
  test.each([
    ['iso', '2010-12-01T08:26:00', '2010-12-01T08:26:00.000Z'],
    ['iso', '2015-02-24T11:35:52-08:00', '2015-02-24T19:35:52.000Z'],
    ['iso', '2017-08-30 11:55:08.970352', '2017-08-30T11:55:08.970Z'],
    ['iso', '2017-09-10 03:27:54+00:00', '2017-09-10T03:27:54.000Z'],
    ['iso', '2016-05-09', '2016-05-09T00:00:00.000Z'],
    ['iso', '2015-02-29', undefined],
    ['iso', '2015-02-24T24:00', undefined],
    ['iso', '2015-1-2', undefined],
    ['d/m/Y H:i', '1/12/2010 8:26', '2010-12-01T08:26:00.000Z'],
    ['d/m/Y H:i', '12/31/2010 8:26', undefined],
    ['d/m/Y H:i', '31/04/2010 08:26', undefined],
    ['m/d/y g:i A', '2/3/69 12:05 am', '1969-02-03T00:05:00.000Z'],
    ['m/d/y g:i A', '2/3/68 12:05 PM', '2068-02-03T12:05:00.000Z'],
    ['m/d/y g:i A', '2/3/68 13:05 PM', undefined],
    ['D, d M Y H:i:s O', 'Tue, 24 Feb 2015 11:35:52 -0800', '2015-02-24T19:35:52.000Z'],
    ['F j, Y', 'September 5, 2021', '2021-09-05T00:00:00.000Z'],
    [String.raw`Y\Ym\M`, '2021Y05M', '2021-05-01T00:00:00.000Z'],
    ['d.m.Y (H:i)', '01.02.2021 (10:00)', '2021-02-01T10:00:00.000Z'],
    ['epoch', '1424806552', '2015-02-24T19:35:52.000Z'],
    ['epochMs', 1424806552123, '2015-02-24T19:35:52.123Z'],
    ['epoch', 1e300, undefined],
    ['iso', { year: 2015 }, undefined],
  ])('%s reads %s', (format, value, instant) => {
    expect(read(format, value)).toBe(instant);
  });

  test('what comes out: instant, day in the zone, seconds', () => {
    const at = '2015-02-24T23:30:00-08:00';
    expect(read('iso', at, 'America/Los_Angeles', 'day')).toBe('2015-02-24');
    expect(read('iso', at, 'UTC', 'day')).toBe('2015-02-25');
    expect(read('iso', at, 'UTC', 'epoch')).toBe(1424849400);
  });

  test('is total for any format and value', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.anything(), (format, value) => {
        if (format === '') return;
        const result = read(format, value);
        expect(result === undefined || typeof result === 'string').toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('zones', () => {
  test('a time that happens twice is the first, one that never happens is moved on by the leap', () => {
    expect(read('iso', '2021-10-31T01:30:00', 'Europe/London')).toBe('2021-10-31T00:30:00.000Z');
    expect(read('iso', '2021-03-28T01:30:00', 'Europe/London')).toBe('2021-03-28T01:30:00.000Z');
    expect(read('iso', '2017-10-15T00:30:00', 'America/Sao_Paulo')).toBe('2017-10-15T03:30:00.000Z');
    expect(read('iso', '2011-06-01T12:00:00', 'Asia/Kathmandu')).toBe('2011-06-01T06:15:00.000Z');
  });

  test('wall clock and instant are each other’s inverse, except in the repeated hour', () => {
    const zones = ['Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'America/Sao_Paulo'].map(
      createZone,
    );
    fc.assert(
      fc.property(fc.constantFrom(...zones), fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2037, 0) }), (zone, instant) => {
        const back = zone.instantOf(zone.wallOf(instant));
        expect([0, 3_600_000, 1_800_000, 86_400_000]).toContain(instant - back);
      }),
      { numRuns: 2000 },
    );
  });
});
