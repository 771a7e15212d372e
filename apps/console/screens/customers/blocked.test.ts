import { expect, test } from 'vitest';
import { readBlocked, writeBlocked } from './blocked.ts';

test('blocked values survive being written as lines and read again', () => {
  const blocked = [
    { type: 'email', value: 'info@shop.example', note: 'the counter' },
    { value: 'null' },
    { type: 'user_id', pattern: '^test:[0-9]+$' },
  ];
  expect(writeBlocked(blocked)).toBe('email:info@shop.example # the counter\n*:null\nuser_id:/^test:[0-9]+$/');
  expect(readBlocked(writeBlocked(blocked))).toEqual(blocked);
  expect(readBlocked('\n  plain  \n')).toEqual([{ value: 'plain' }]);
});
