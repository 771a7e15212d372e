import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { datasetPath } from '../../../../platform/testing/datasets.ts';
import {
  closedPoints,
  type Episode,
  episodesOf,
  type Going,
  type How,
  look,
  nextLook,
  type Point,
  paces,
  pastOf,
} from './look.ts';

const hourMs = 3_600_000;
const normal: How = { by: 'season', sensitivity: 'normal', counts: true };

/** As the lookout does it: turn after turn, each with as much past as it asks for. */
function inTurns(points: readonly Point[], grain: 'hour' | 'day', how: How, turnOf: (turn: number) => number) {
  const found: { side: string; from: number; last: number }[] = [];
  let before: Going | null = null;
  for (let at = 0, turn = 0; at < points.length; turn += 1) {
    const end = Math.min(points.length, at + turnOf(turn));
    const begin = Math.max(0, at - Math.ceil(pastOf(grain) / paces[grain].bucketMs));
    const fresh = look(points.slice(begin, end), grain, how).slice(at - begin);
    const episodes: Episode[] = episodesOf(fresh, grain, before);
    for (const { id, side, buckets } of episodes) {
      const last = buckets.at(-1)?.at ?? 0;
      const going = id === null ? undefined : found[Number(id)];
      if (going) going.last = last;
      else found.push({ side, from: buckets[0]?.at ?? 0, last });
      before = { id: String(found.length - 1), side, last };
    }
    at = end;
  }
  return found;
}

test('a bucket is over when the next one has begun and its end has passed', () => {
  const points = [1, 2, 3, 4].map((at) => ({ at: at * hourMs, value: at }));
  expect(closedPoints(points, 3.5 * hourMs)).toEqual({ closed: [points[1]], to: 3 * hourMs });
  expect(closedPoints(points, 4 * hourMs).closed).toEqual([points[1], points[2]]);
  expect(closedPoints(points, 1.5 * hourMs)).toEqual({ closed: [], to: undefined });
  expect(closedPoints([], hourMs)).toEqual({ closed: [], to: undefined });
  expect(nextLook(4 * hourMs, 'hour', 4 * hourMs)).toBe(5 * hourMs + paces.hour.graceMs);
});

test('lines are crossed by what lies beyond them; where nothing was there is nothing to judge', () => {
  const how: How = { by: 'lines', above: 10, below: 2 };
  const sides = look(
    [10, 11, 2, 1, null].map((value, at) => ({ at, value })),
    'day',
    how,
  ).map(({ side }) => side);
  expect(sides).toEqual([null, 'high', null, 'low', null]);
});

test('a finding goes on as long as its side returns within the quiet time, over looks', () => {
  const bucket = (at: number, side: 'high' | 'low' | null) => ({ at: at * hourMs, seen: 1, expected: 1, low: 1, high: 1, side });
  const looked = [bucket(0, 'high'), bucket(1, null), bucket(9, 'high'), bucket(10, 'low'), bucket(30, 'low')];
  const told = episodesOf(looked, 'hour', null).map(({ id, side, buckets }) => [id, side, buckets.length]);
  expect(told).toEqual([
    [null, 'high', 2],
    [null, 'low', 1],
    [null, 'low', 1],
  ]);
  const before = { id: 'known', side: 'high' as const, last: -3 * hourMs };
  expect(episodesOf(looked, 'hour', before)[0]).toMatchObject({ id: 'known', buckets: [{ at: 0 }, { at: 9 * hourMs }] });
});

test('however often it looks, and however late, it says the same', () => {
  const turns = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 3, maxLength: 8 });
  const values = fc.array(fc.nat({ max: 400 }), { minLength: 260, maxLength: 300 });
  fc.assert(
    fc.property(values, turns, (drawn, lengths) => {
      const points = drawn.map((value, at) => ({ at: at * 24 * hourMs, value: at % 7 < 5 ? value % 30 : value }));
      const atOnce = inTurns(points, 'day', normal, () => points.length);
      expect(inTurns(points, 'day', normal, (turn) => lengths[turn % lengths.length] ?? 1)).toEqual(atOnce);
    }),
    { numRuns: 15 },
  );
});

const volumes = datasetPath('social/nab_volume_series.csv.gz');
const labels = datasetPath('social/nab_anomaly_labels.json');

/** Numenta Anomaly Benchmark (Lavin, Ahmad 2015): what a watch on each of its ten series of mentions would have told, by hour. */
test.skipIf(!volumes || !labels)(
  'mentions of brands: findings of a standing watch against the labelled windows',
  () => {
    const byHour = new Map<string, Map<number, number>>();
    for (const line of gunzipSync(readFileSync(volumes ?? ''))
      .toString()
      .trim()
      .split('\n')
      .slice(1)) {
      const [name = '', at = '', value = ''] = line.split(',');
      if (!name.startsWith('Twitter')) continue;
      const hour = Math.floor(Date.parse(`${at}Z`) / hourMs) * hourMs;
      const series = byHour.get(name) ?? new Map<number, number>();
      byHour.set(name, series.set(hour, (series.get(hour) ?? 0) + Number(value)));
    }
    type Labels = Record<string, { windows: [string, string][] }>;
    const windowsOf = JSON.parse(readFileSync(labels ?? '', 'utf8')) as Labels;
    const instantOf = (text: string) => Date.parse(`${text.slice(0, 19).replace(' ', 'T')}Z`);

    const total = { windows: 0, found: 0, findings: 0, right: 0 };
    for (const [name, series] of byHour) {
      const points = [...series].sort(([a], [b]) => a - b).map(([at, value]) => ({ at, value }));
      // A week a turn: that turns do not matter is shown above.
      const findings = inTurns(points, 'hour', normal, () => 168);
      const windows = (windowsOf[name]?.windows ?? []).map(([from, to]) => [instantOf(from) - hourMs, instantOf(to)] as const);
      const within = ({ from, last }: { from: number; last: number }, [begin, end]: readonly [number, number]) =>
        from <= end && last >= begin;
      total.windows += windows.length;
      total.found += windows.filter((window) => findings.some((finding) => within(finding, window))).length;
      total.findings += findings.length;
      total.right += findings.filter((finding) => windows.some((window) => within(finding, window))).length;
    }
    // Recall 75 %, precision 48 %.
    expect(total).toEqual({ windows: 16, found: 12, findings: 29, right: 14 });
  },
  30_000,
);
