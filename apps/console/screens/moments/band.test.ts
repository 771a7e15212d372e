import { expect, test } from 'vitest';
import { type Band, layoutBand } from './band.ts';

const at = (minute: number) => new Date(minute * 60_000).toISOString();
const stretch = (kind: 'employee' | 'queue', name: string, from: number, until: number | null): Band['stretches'][number] => ({
  owner: { kind, id: '01a201d5-c33f-7110-9122-5516781d10fe', name },
  from: at(from),
  until: until === null ? null : at(until),
  epoch: 1,
  reason: { rule: 'routed', sentence: name },
  by: 'routing',
});
const open = (from: number, until: number | null) => ({ from: at(from), until: until === null ? null : at(until) });
const short = (blocks: ReturnType<typeof layoutBand>) =>
  blocks.map(({ kind, from, until, share }) => [kind, from / 60_000, until / 60_000, Number(share.toFixed(2))]);

test('one after another, as long as each owned; the last ends now', () => {
  const stretches = [stretch('queue', 'Care', 0, 10), stretch('employee', 'Bob', 10, null)];
  expect(short(layoutBand({ stretches, open: [open(0, null)], gaps: [] }, 40 * 60_000))).toEqual([
    ['queue', 0, 10, 0.25],
    ['person', 10, 40, 0.75],
  ]);
});

test('what was settled in between is a mark, and whoever owned before and after stands on both sides', () => {
  const stretches = [stretch('employee', 'Bob', 0, null)];
  const blocks = layoutBand({ stretches, open: [open(0, 10), open(1_000, 1_010)], gaps: [] }, 2_000 * 60_000);
  expect(short(blocks)).toEqual([
    ['person', 0, 10, 0.49],
    ['settled', 10, 1_000, 0.01],
    ['person', 1_000, 1_010, 0.49],
  ]);
});

test('a gap is drawn, and nothing is too short to be seen', () => {
  const stretches = [stretch('employee', 'Bob', 0, 1), stretch('employee', 'Eve', 2, 10_000)];
  const gaps = [{ from: at(1), until: at(2) }];
  const blocks = layoutBand({ stretches, open: [open(0, 10_000)], gaps }, 0);
  expect(blocks.map(({ kind }) => kind)).toEqual(['person', 'gap', 'person']);
  expect(Math.min(...blocks.map(({ share }) => share))).toBeGreaterThan(0.015);
  expect(blocks.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
});

test('opened this instant: nothing to divide by', () => {
  expect(layoutBand({ stretches: [stretch('employee', 'Bob', 0, null)], open: [open(0, null)], gaps: [] }, 0)).toEqual([]);
});
