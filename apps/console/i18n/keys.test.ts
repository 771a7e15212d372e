/** Words and code agree: every key used exists, every key that exists is used, every language speaks of the same things. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const here = import.meta.dirname;
const consoleHome = join(here, '..');

const keysIn = (language: string): string[] => [...wordsIn(language).keys()];

const sources = readdirSync(consoleHome, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.') && !file.startsWith('dist'))
  .map((file) => ({ file, text: readFileSync(join(consoleHome, file), 'utf8') }));

function wordsIn(language: string): Map<string, string> {
  return new Map(
    readdirSync(join(here, language)).flatMap((file) =>
      entries(file.replace('.json', ''), JSON.parse(readFileSync(join(here, language, file), 'utf8'))),
    ),
  );
}

function entries(prefix: string, words: unknown): [string, string][] {
  if (typeof words === 'string') return [[prefix, words]];
  return Object.entries(words as object).flatMap(([key, value]) => entries(`${prefix}.${key}`, value));
}

const valuesIn = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, value]) => value);

/** `more_one`, `more_other` are one key, `more`. */
const withoutPlural = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, '');
const known = new Set(keysIn('en').map(withoutPlural));

/** `t('a.b')` and `i18nKey="a.b"` name a key; t(`a.${b}`) names whatever starts with `a.`. */
const named = sources.flatMap(({ file, text }) =>
  [...text.matchAll(/(?:\bt\(\s*|i18nKey=\{?)['"]([\w.]+)['"]/g)].map(([, key]) => ({ file, key: key ?? '' })),
);
const prefixes = sources.flatMap(({ text }) =>
  [...text.matchAll(/(?:\bt\(\s*|i18nKey=\{)`([\w.]+)\$\{/g)].map(([, prefix]) => prefix ?? ''),
);
/** Keys also travel as data (`title: 'home.title'` in screens.ts). */
const literals = new Set(
  sources.flatMap(({ text }) => [...text.matchAll(/['"`]([a-z][\w]*(?:\.\w+)+)['"`]/g)].map(([, word]) => word)),
);

test('every key the code names has words', () => {
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(({ key }) => !known.has(key))).toEqual([]);
  expect(prefixes.filter((prefix) => ![...known].some((key) => key.startsWith(prefix)))).toEqual([]);
});

test('every key that has words is named somewhere', () => {
  const unused = [...known].filter((key) => !literals.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)));
  expect(unused).toEqual([]);
});

test('other languages have no words that English lacks', () => {
  const strangers = readdirSync(here, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'en')
    .flatMap(({ name }) => keysIn(name).filter((key) => !known.has(withoutPlural(key))));
  expect(strangers).toEqual([]);
});

test('every language has words for everything', () => {
  for (const { name } of readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const words = new Set(keysIn(name).map(withoutPlural));
    expect(
      [...known].filter((key) => !words.has(key)),
      name,
    ).toEqual([]);
  }
});

test('every language counts in all the ways it has, with the values English has', () => {
  for (const { name } of readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory())) {
    const ways = new Intl.PluralRules(name).resolvedOptions().pluralCategories;
    const words = wordsIn(name);
    const missing = [...words.keys()]
      .filter((key) => key.endsWith('_other'))
      .flatMap((key) => ways.map((way) => key.replace(/other$/, way)).filter((form) => !words.has(form)));
    expect(missing, name).toEqual([]);
    const english = wordsIn('en');
    const strange = [...words].filter(([key, text]) => {
      const model = english.get(key) ?? english.get(key.replace(/_(many|zero)$/, '_other')) ?? '';
      return valuesIn(text).some((value) => !valuesIn(model).includes(value));
    });
    expect(strange, name).toEqual([]);
  }
});
