import { expect, test } from 'vitest';
import { everySegment, looksOf, seenOf } from './looks.ts';
import { pauseAfter } from './pace.ts';

const mentions = new Map([
  ['buyers', new Set(['Bought'])],
  ['gold', new Set<string>()],
]);

test('changed people are looked at everywhere, those who acted only where it matters, the odd ones where they are odd', () => {
  const touches = [
    { segmentId: everySegment, person: '1' },
    { segmentId: 'gold', person: '9' },
  ];
  const heard = [
    { senderNo: '11', names: ['Bought'] },
    { senderNo: '12', names: ['Bought'] },
    { senderNo: '13', names: ['Bought'] },
  ];
  // 11 belongs to somebody who changed anyway; 13 to nobody yet.
  const owners = new Map([
    ['11', '1'],
    ['12', '2'],
  ]);
  expect(looksOf(touches, heard, owners, mentions)).toEqual([
    { people: ['1'], segmentIds: 'all', suspected: false },
    { people: ['2'], segmentIds: new Set(['buyers']), suspected: false },
    { people: ['9'], segmentIds: new Set(['gold']), suspected: true },
  ]);
  expect(looksOf([], [], owners, mentions)).toEqual([]);
});

test('who is nobody any longer is outside', () => {
  const look = { people: ['1', '2'], segmentIds: 'all', suspected: false } as const;
  expect(seenOf(['a', 'b'], { ...look, people: [...look.people] }, new Map([['1', [true, false]]]))).toEqual([
    { segmentId: 'a', inside: ['1'], outside: ['2'], suspects: [] },
    { segmentId: 'b', inside: [], outside: ['1', '2'], suspects: [] },
  ]);
});

test('a sweep takes at most a hundredth of its time, at least once an hour', () => {
  expect(pauseAfter(50, true)).toBe(60_000);
  expect(pauseAfter(5_000, true)).toBe(500_000);
  expect(pauseAfter(500_000, true)).toBe(3_600_000);
  expect(pauseAfter(50, false)).toBe(3_600_000);
});
