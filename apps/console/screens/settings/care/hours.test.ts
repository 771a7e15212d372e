import { expect, test } from 'vitest';
import { hoursOf, wordsOf } from './hours.ts';

test.each([
  ['', []],
  ['9-18', [{ from: '09:00', to: '18:00' }]],
  [
    '09:00-13:00, 14:30 – 18:00',
    [
      { from: '09:00', to: '13:00' },
      { from: '14:30', to: '18:00' },
    ],
  ],
  ['22:00-24:00', [{ from: '22:00', to: '00:00' }]],
])('“%s” is read', (text, shifts) => {
  expect(hoursOf(text)).toEqual(shifts);
});

test.each(['morning', '9', '25-26', '09:75-10:00', '9-18;'])('“%s” is not', (text) => {
  expect(hoursOf(text)).toBeUndefined();
});

test('what was written comes back', () => {
  expect(wordsOf(hoursOf('9-13, 14-18') ?? [])).toBe('09:00-13:00, 14:00-18:00');
});
