import { expect, test } from 'vitest';
import { actsOf, keys, mayListen } from './acts.ts';

const may = { own: true, lead: false };
const queue = { kind: 'queue' as const, id: 'q', name: 'Care' };
const bob = { kind: 'employee' as const, id: 'b', name: 'Bob' };

test('only the owner hands over; anybody takes from a queue; only a leader takes from a colleague', () => {
  expect(actsOf({ state: 'open', mine: true, owner: bob }, may)).toContain('offer');
  expect(actsOf({ state: 'open', mine: false, owner: queue }, may)).toEqual(['take', 'change', 'label', 'link']);
  expect(actsOf({ state: 'open', mine: false, owner: bob }, may)).not.toContain('take');
  expect(actsOf({ state: 'open', mine: false, owner: bob }, { own: true, lead: true })).toContain('take');
});

test('what is settled is checked once, or opened again', () => {
  expect(actsOf({ state: 'resolved', mine: true, owner: bob }, may).slice(0, 2)).toEqual(['check', 'reopen']);
  expect(actsOf({ state: 'checked', mine: true, owner: bob }, may)).not.toContain('check');
  expect(actsOf({ state: 'open', mine: true, owner: bob }, { own: false, lead: false })).toEqual([]);
});

test('no two acts share a key', () => {
  const all = Object.values(keys);
  expect(new Set(all).size).toBe(all.length);
});

test('leaders listen in to colleagues, not to themselves, and to nothing that is settled', () => {
  expect(mayListen({ state: 'open', mine: false }, true)).toBe(true);
  expect(mayListen({ state: 'open', mine: false }, false)).toBe(false);
  expect(mayListen({ state: 'open', mine: true }, true)).toBe(false);
  expect(mayListen({ state: 'resolved', mine: false }, true)).toBe(false);
});
