import { expect, test } from 'vitest';
import { plainText, shorten, wordsIn } from './plain.ts';
import { renditionOf } from './rendition.ts';

test('words of Markdown, headings apart', () => {
  const { headings, body } = wordsIn('## Late parcels\n\nThey **arrive** [tomorrow](https://casa.example).\n\n- one\n- two\n');
  expect(headings).toBe('Late parcels');
  expect(body).toBe('They arrive tomorrow.\n\n- one\n- two');
  expect(plainText('<b>bold</b> &amp; plain')).toBe('<b>bold</b> & plain');
  expect(shorten('one two three four', 12)).toBe('one two…');
});

test('seven renditions, the short one fits into two text messages', () => {
  const article = {
    locale: 'en',
    title: 'Where is my parcel?',
    summary: '',
    body: `## First\n\n${'It is on its way to you. '.repeat(40)}<script>alert(1)</script>`,
    url: 'https://casa.example/help/casa/en/articles/where-is-my-parcel',
  };
  const short = renditionOf('short', article);
  expect(short.length).toBeLessThanOrEqual(300);
  expect(short).toMatch(
    /^Where is my parcel\?: First It is .*… https:\/\/casa\.example\/help\/casa\/en\/articles\/where-is-my-parcel$/,
  );
  expect(JSON.parse(renditionOf('card', article)).summary.length).toBeLessThanOrEqual(200);
  expect(JSON.parse(renditionOf('json', article)).html).toContain('&#60;script');
  expect(renditionOf('email', article)).not.toContain('<script');
  expect(renditionOf('markdown', article)).toContain('# Where is my parcel?');
  expect(renditionOf('text', article)).toMatch(/First\n+It is on its way/);
  expect(renditionOf('html', article)).toContain('<h2 id="h-first">First</h2>');
});
