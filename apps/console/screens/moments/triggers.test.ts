import { expect, test } from 'vitest';
import { mentionedIn, replacing, triggerAt } from './triggers.ts';

test('an @ begins a word, a / begins a line', () => {
  expect(triggerAt('ask @bo', 7, '@')).toEqual({ from: 4, query: 'bo' });
  expect(triggerAt('mail bob@casa', 13, '@')).toBeUndefined();
  expect(triggerAt('hi\n/sor', 7, '/')).toEqual({ from: 3, query: 'sor' });
  expect(triggerAt('and/or', 6, '/')).toBeUndefined();
});

test('what was called up stands in its place, and only who is still named is told', () => {
  expect(replacing('ask @bo now', 7, { from: 4, query: 'bo' }, '@Bob Agent ')).toEqual({
    text: 'ask @Bob Agent  now',
    caret: 15,
  });
  const named = [
    { id: '1', name: 'Bob Agent' },
    { id: '2', name: 'Eve' },
    { id: '1', name: 'Bob Agent' },
  ];
  expect(mentionedIn('ask @Bob Agent', named)).toEqual(['1']);
});
