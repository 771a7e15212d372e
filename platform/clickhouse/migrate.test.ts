import { expect, test } from 'vitest';
import { findMigrations, splitStatements } from './migrate.ts';

test('statements end with a semicolon at the end of a line; one inside a line does not end them', () => {
  expect(
    splitStatements(`-- why\ncreate table a (x String default 'p;q');\n\ncreate table b\n  (y String); -- said\n-- the end\n`),
  ).toEqual([`-- why\ncreate table a (x String default 'p;q')`, 'create table b\n  (y String)']);
});

// A start that is killed between a statement and its record runs it again; refused then, no start would come any further.
test('every statement of ours may be run twice', () => {
  const once = findMigrations()
    .flatMap(({ statements }) => statements.map((text) => text.replace(/^--[^\n]*\n/gm, '')))
    .filter((text) => /\b(create|add|drop|rename|modify)\b/i.test(text) && !/\bif (not )?exists\b/i.test(text));
  expect(once).toEqual([]);
});
