import { expect, test } from 'vitest';
import { typicalSeconds } from './expectation.ts';
import { filled, namesOf, previewOf, shortened, titleOf } from './words.ts';

test('a title is the subject without its chain of prefixes, else the first words', () => {
  expect(titleOf({ subject: 'Re: AW: Fwd: Where is my parcel?', text: 'x' })).toBe('Where is my parcel?');
  expect(titleOf({ subject: 'R: I: Pacco in ritardo', text: 'x' })).toBe('Pacco in ritardo');
  expect(titleOf({ subject: 'Re:', text: ' hello\n\nworld ' })).toBe('hello world');
  expect(titleOf({ text: '' })).toBe('Without words');
  expect(titleOf({ text: 'word '.repeat(100) }).length).toBeLessThanOrEqual(80);
});

test('a preview is one line; files alone are counted', () => {
  expect(previewOf('a\n\n b', 0)).toBe('a b');
  expect(previewOf('', 2)).toBe('📎 2');
  expect(shortened('x'.repeat(200), 10)).toBe(`${'x'.repeat(9)}…`);
});

test('a conversation’s own name comes first, each name once', () => {
  expect(namesOf({ thread: ['chat', 'a'], externalId: 'a' })).toEqual(['chat', 'a']);
  expect(namesOf({ thread: [], externalId: '<m@x>' })).toEqual(['<m@x>']);
});

test('D12: a macro takes names, runs nothing, and says what it does not know', () => {
  expect(filled('Dear {{ customer.name }}', { 'customer.name': 'Chiara' })).toEqual({ text: 'Dear Chiara', missing: [] });
  expect(filled('{{customer.age}} {{constructor}}', {})).toEqual({
    text: '{{customer.age}} {{constructor}}',
    missing: ['customer.age', 'constructor'],
  });
  expect(filled('{{customer.name}}', { 'customer.name': '{{agent.name}}' }).text).toBe('{{agent.name}}');
  expect(filled('{{constructor.constructor("x")()}}', {}).text).toBe('{{constructor.constructor("x")()}}');
});

test('how soon a human answers: what four of five had lately, or nothing', () => {
  expect(typicalSeconds([10, 20])).toBeNull();
  expect(typicalSeconds([10, 20, 30, 40, 50])).toBe(50);
  expect(typicalSeconds([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])).toBe(9);
});
