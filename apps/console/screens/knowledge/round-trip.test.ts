import { expect, test } from 'vitest';
import { needsSource } from './round-trip.ts';

test.each([
  ['## Title\n\nSome *words*, a [link](https://casa.example).\n\n- one\n- two', false],
  ['a | b\n---|---\n1 | 2', true],
  ['| a | b |\n| :-- | --: |\n| 1 | 2 |', true],
  ['![picture](/files/a.png)', true],
  ['see [it][1]\n\n[1]: https://casa.example', true],
  ['- [ ] to do', true],
  ['a < b, and 3 <4', false],
  ['<b>bold</b>', true],
])('%j is written as Markdown: %s', (markdown, is) => {
  expect(needsSource(markdown)).toBe(is);
});
