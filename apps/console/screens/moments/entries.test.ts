import { expect, test } from 'vitest';
import type { Entry } from '#moments/contract';
import { firstUnsettled, lastSaid, merged } from './entries.ts';

const entry = (seq: number, more: Partial<Entry> = {}) =>
  ({ seq, kind: 'in', text: `words ${seq}`, state: null, ...more }) as Entry;

test('in order, each once, what was told last counts', () => {
  const all = merged([entry(1), entry(3, { state: 'held' })], [entry(3, { state: 'sent' }), entry(2)]);
  expect(all.map(({ seq, state }) => [seq, state])).toEqual([
    [1, null],
    [2, null],
    [3, 'sent'],
  ]);
});

test('where to look again, and what the customer said last', () => {
  const all = [
    entry(1),
    entry(2, { state: 'queued', kind: 'out' }),
    entry(3, { state: 'sent', kind: 'out' }),
    entry(4, { text: ' ' }),
  ];
  expect(firstUnsettled(all)).toBe(2);
  expect(firstUnsettled([entry(1)])).toBeUndefined();
  expect(lastSaid(all)).toBe('words 1');
  expect(lastSaid([entry(1), entry(2)])).toBe('words 2\nwords 1');
  expect(lastSaid([])).toBeUndefined();
});
