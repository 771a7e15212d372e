// What the documents say about the repository is so: links lead somewhere, commands exist, indexes are whole.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { inRepository } from './house/planted.ts';

const root = inRepository('.');
const skipped = /node_modules|^\.verona|(^|\/)dist/;
const documents = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md') && !skipped.test(name))
  .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));
const everywhere = (pattern: RegExp) =>
  documents.flatMap(({ name, text }) => [...text.matchAll(pattern)].map(([, found = '']) => ({ name, found })));

test('every link leads to a file that is there', () => {
  const links = everywhere(/\]\(([^)#]+)[^)]*\)/g).filter(({ found }) => !/^(https?|mailto):/.test(found));
  expect(links.length).toBeGreaterThan(10);
  expect(links.filter(({ name, found }) => !existsSync(join(root, dirname(name), found)))).toEqual([]);
});

test('every file that is named by its path is there', () => {
  const named = everywhere(/`((?:apps|modules|platform|scripts|docs|examples|tests|bench)\/[\w./-]+\.\w+)`/g);
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter(({ found }) => !existsSync(join(root, found)))).toEqual([]);
});

test('every npm script and every verb of verona exists', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
  const ran = everywhere(/npm (?:run )?(check|test|start|demo|bench|format|run \w+)\b/g);
  expect(ran.filter(({ found }) => !scripts[found.replace('run ', '')])).toEqual([]);
  const verbs = everywhere(/`(?:npx )?verona ([a-z]+)/g);
  expect(verbs.length).toBeGreaterThan(5);
  expect(verbs.filter(({ found }) => !existsSync(join(root, `apps/cli/verbs/${found}.ts`)))).toEqual([]);
});

test('the index of decisions is whole, and every room says what it owns', () => {
  const index = readFileSync(join(root, 'docs/decisions/README.md'), 'utf8');
  const decisions = readdirSync(join(root, 'docs/decisions')).filter((name) => /^\d{4}-/.test(name));
  expect(decisions.filter((name) => !index.includes(`(${name})`))).toEqual([]);
  const rooms = readdirSync(join(root, 'modules'));
  expect(rooms.filter((room) => !existsSync(join(root, 'modules', room, 'README.md')))).toEqual([]);
});

test('every example map stands in the list of examples', () => {
  const list = readFileSync(join(root, 'examples/README.md'), 'utf8');
  const maps = readdirSync(join(root, 'examples/maps')).map((name) => name.replace(/\.yaml$/, ''));
  expect(maps.filter((name) => !list.includes(`\`${name}\``))).toEqual([]);
});
