import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { datasetPath } from '../../../../platform/testing/datasets.ts';
import { explained, judge, thresholds } from './unusual.ts';

const hours = { length: 24, back: 14, near: 1 };
const normal = { threshold: thresholds.normal, counts: true };
/** Three weeks of hours: a day has a shape, and chance. */
const weeks = (random: (at: number) => number) =>
  Array.from({ length: 24 * 21 }, (_, at) => Math.round((100 + 80 * Math.sin((at % 24) / 3.82)) * (1 + 0.05 * random(at))));
const wobble = (at: number) => Math.sin(at * 12.9898) * 2 - Math.sin(at * 78.233);

test('a day that is like the others has nothing unusual; a burst and a silence are, at their hour and no other', () => {
  const values = weeks(wobble);
  expect(judge(values, hours, normal).filter((point) => point?.unusual)).toEqual([]);
  values[24 * 18 + 5] = 900;
  values[24 * 19 + 7] = 0;
  const found = judge(values, hours, normal).flatMap((point, at) => (point?.unusual ? [[at - 24 * 18, point.unusual]] : []));
  expect(found).toEqual([
    [5, 'high'],
    [24 + 7, 'low'],
  ]);
});

test('too little past is no judgement, and the past alone decides', () => {
  expect(judge([5, 5, 5, 900], { length: 1, back: 8, near: 0 }, normal)).toEqual([null, null, null, null]);
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 5_000 }), { minLength: 40, maxLength: 90 }), fc.nat({ max: 39 }), (values, cut) => {
      const season = { length: 7, back: 4, near: 0 };
      expect(judge(values, season, normal).slice(0, cut)).toEqual(judge(values.slice(0, cut), season, normal));
    }),
  );
});

test('what is unusual lies outside its bounds, and what is not lies inside', () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 5_000 }), { minLength: 40, maxLength: 60 }), fc.boolean(), (values, counts) => {
      for (const [at, point] of judge(values, { length: 7, back: 4, near: 0 }, { threshold: 3.5, counts }).entries()) {
        if (!point) continue;
        const value = values[at] ?? 0;
        const slack = 1e-6 * (1 + value);
        if (point.unusual === 'high') expect(value).toBeGreaterThan(point.high - slack);
        else if (point.unusual === 'low') expect(value).toBeLessThan(point.low + slack);
        else expect(value >= point.low - slack && value <= point.high + slack).toBe(true);
      }
    }),
  );
});

test('counts of a few are left to chance', () => {
  const values = Array.from({ length: 60 }, (_, at) => at % 2);
  values.push(4);
  expect(judge(values, { length: 1, back: 30, near: 0 }, normal).at(-1)?.unusual).toBeNull();
  values.push(400);
  expect(judge(values, { length: 1, back: 30, near: 0 }, normal).at(-1)?.unusual).toBe('high');
});

test('ten times as many as a few are no chance', () => {
  const fours = Array.from({ length: 60 }, (_, at) => [2, 4, 3, 6, 4, 5][at % 6] ?? 0);
  const said = (value: number) => judge([...fours, value], { length: 1, back: 30, near: 0 }, normal).at(-1);
  expect(said(40)).toMatchObject({ expected: expect.closeTo(4, 0), unusual: 'high' });
  // One day in a thousand brings eleven where four are usual (Poisson): that must not ring.
  expect([said(0), said(11)].map((point) => point?.unusual)).toEqual([null, null]);
});

test('a surprise is explained by the parts that moved with it', () => {
  const parts = explained([
    { label: 'chat', rest: false, value: 90, expected: 10 },
    { label: 'mail', rest: false, value: 30, expected: 10 },
    { label: null, rest: true, value: 5, expected: 10 },
  ]);
  expect(parts.map(({ label, share }) => [label, Math.round(share * 100)])).toEqual([
    ['chat', 84],
    ['mail', 21],
  ]);
  expect(explained([{ label: null, rest: false, value: 4, expected: 4 }])).toEqual([]);
});

const volumes = datasetPath('social/nab_volume_series.csv.gz');
const labels = datasetPath('social/nab_anomaly_labels.json');

/** Numenta Anomaly Benchmark (Lavin, Ahmad 2015), the series of mentions: brand volumes in 2015, by hour. */
test.skipIf(!volumes || !labels)(
  'mentions of brands: windows found and alarms that are right, by sensitivity',
  () => {
    const hourMs = 3_600_000;
    const byHour = new Map<string, Map<number, number>>();
    for (const line of gunzipSync(readFileSync(volumes ?? ''))
      .toString()
      .trim()
      .split('\n')
      .slice(1)) {
      const [name = '', at = '', value = ''] = line.split(',');
      if (!name.startsWith('Twitter')) continue;
      const hour = Math.floor(Date.parse(`${at}Z`) / hourMs);
      const series = byHour.get(name) ?? new Map<number, number>();
      byHour.set(name, series.set(hour, (series.get(hour) ?? 0) + Number(value)));
    }
    type Labels = Record<string, { windows: [string, string][] }>;
    const windowsOf = JSON.parse(readFileSync(labels ?? '', 'utf8')) as Labels;
    const hourOf = (text: string) => Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`) / hourMs;

    const figures = Object.fromEntries(
      Object.entries(thresholds).map(([sensitivity, threshold]) => {
        const total = { found: 0, windows: 0, right: 0, alarms: 0 };
        for (const [name, series] of byHour) {
          const points = [...series].sort(([a], [b]) => a - b);
          const judged = judge(
            points.map(([, value]) => value),
            hours,
            { threshold, counts: true },
          );
          const windows = (windowsOf[name]?.windows ?? []).map(([from, to]) => [hourOf(from) - 1, hourOf(to)] as const);
          const flagged = points.flatMap(([hour], at) => (judged[at]?.unusual ? [hour] : []));
          // One alarm as long as it goes on: what follows within half a day is the same one.
          const alarms = flagged.filter((hour, at) => hour - (flagged[at - 1] ?? Number.NEGATIVE_INFINITY) > 12);
          const inside = (hour: number) => windows.some(([from, to]) => hour >= from && hour <= to);
          total.windows += windows.length;
          total.found += windows.filter(([from, to]) => flagged.some((hour) => hour >= from && hour <= to)).length;
          total.alarms += alarms.length;
          total.right += alarms.filter(inside).length;
        }
        return [sensitivity, total];
      }),
    );
    // Of 16 windows that were labelled: found; and of the alarms: within a window.
    expect(figures).toEqual({
      few: { found: 7, windows: 16, right: 7, alarms: 13 },
      normal: { found: 12, windows: 16, right: 13, alarms: 28 },
      many: { found: 14, windows: 16, right: 15, alarms: 40 },
    });
  },
  30_000,
);
