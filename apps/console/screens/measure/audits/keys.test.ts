import { expect, test } from 'vitest';
import { keyFor } from './keys.ts';

test('a key is short, plain, and none is there twice', () => {
  expect(keyFor('Were they friendly?', [])).toBe('were_they_friendly');
  expect(keyFor('Perché così?', [])).toBe('perche_cosi');
  expect(keyFor('3 rings at most', [])).toBe('rings_at_most');
  expect(keyFor('Note', [])).toBe('note_2');
  expect(keyFor('??', ['criterion'])).toBe('criterion_2');
  expect(keyFor('x'.repeat(300), [])).toHaveLength(40);
});
