import { expect, test } from 'vitest';
import { carriedText } from './carried-text.ts';

const line = (text: string, authorName = 'Bob', files: { name: string }[] = []) => ({ text, authorName, files });

test('answers stand in order, with who said them when there were several', () => {
  const one = carriedText([line('On its way.'), line('Here is the slip.', 'Bob', [{ name: 'slip.pdf' }])], {
    name: 'Casa Aurora',
    locale: 'en-GB',
  });
  expect(one).toMatch(
    /^On its way\.\n\nHere is the slip\.\n\[slip\.pdf\]\n\n—\nThis address was left in a chat with Casa Aurora,/,
  );
  expect(carriedText([line('a'), line('b', 'Eve')], { name: 'x', locale: null })).toMatch(/^Bob:\na\n\nEve:\nb\n/);
});

test('in the language of the visitor, in English when we do not speak it', () => {
  const of = (locale: string) => carriedText([line('x')], { name: '$& Casa', locale });
  expect(of('it-IT')).toContain('in una chat con $& Casa');
  expect(of('ja')).toContain('in a chat with $& Casa');
});
