import { expect, test } from 'vitest';
import { type Around, whomToTell } from './whom-to-tell.ts';

const all: Around = { owner: 'ada', accountable: 'bob', manager: 'cleo', managerAbove: 'dan', duty: 'eve' };

test('each role is told once, and who is missing is stood in for by who comes next', () => {
  expect(whomToTell(['owner', 'accountable', 'manager', 'manager_above', 'duty'], all)).toEqual([
    'ada',
    'bob',
    'cleo',
    'dan',
    'eve',
  ]);
  expect(whomToTell(['owner', 'accountable'], { ...all, owner: null })).toEqual(['bob']);
  expect(whomToTell(['manager_above'], { ...all, managerAbove: null })).toEqual(['cleo']);
  expect(whomToTell(['manager'], { ...all, manager: null, accountable: null })).toEqual(['eve']);
  expect(whomToTell(['duty'], { ...all, duty: null })).toEqual(['bob']);
  const nobody: Around = { owner: null, accountable: null, manager: null, managerAbove: null, duty: null };
  expect(whomToTell(['owner'], nobody)).toEqual([]);
});
