import { expect, test } from 'vitest';
import { askedOf } from './asked.ts';
import { choose, configOf, readAcceptLanguage } from './locale.ts';
import { plainText, shorten, wordsIn } from './plain.ts';
import { renditionOf } from './rendition.ts';
import { slugOf } from './slug.ts';

test('languages: exactly, else by the language alone, in the order wanted', () => {
  expect(choose(['pt-BR', 'it'], ['en', 'it', 'pt'])).toBe('pt');
  expect(choose(['fr'], ['en', 'it'])).toBeUndefined();
  expect(readAcceptLanguage('it;q=0.8, en-GB, *;q=0.1, fr;q=0')).toEqual(['en-GB', 'it']);
  expect(readAcceptLanguage(undefined)).toEqual([]);
  expect([configOf('it'), configOf('en-GB'), configOf('ja')]).toEqual(['italian', 'english', 'simple']);
});

test('addresses from titles', () => {
  expect(slugOf('  Dov’è il mio pacco?  ')).toBe('dov-e-il-mio-pacco');
  expect(slugOf('日本語')).toBe('article');
});

test('the same question in other order and clothes is asked once', () => {
  expect(askedOf('Where is  my Parcél?')).toBe(askedOf('my parcel where is'));
});

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
