import { expect, test } from 'vitest';
import { stageOf } from './stage.ts';

const clock = { warnAt: '2026-03-02T09:50:00Z', dueAt: '2026-03-02T10:00:00Z' };

test.each([
  ['2026-03-02T09:40:00Z', 'running', 20],
  ['2026-03-02T09:50:00Z', 'soon', 10],
  ['2026-03-02T10:00:00Z', 'late', 0],
  ['2026-03-02T10:05:00Z', 'late', 5],
])('at %s it is %s', (at, stage, minutes) => {
  expect(stageOf(clock, Date.parse(at))).toEqual({ stage, ms: minutes * 60_000 });
});

test('without a warning it runs until it is late', () => {
  expect(stageOf({ ...clock, warnAt: null }, Date.parse('2026-03-02T09:59:00Z')).stage).toBe('running');
});
