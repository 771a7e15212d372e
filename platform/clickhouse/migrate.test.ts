import { expect, test } from 'vitest';
import { splitStatements } from './migrate.ts';

test('statements end with a semicolon at the end of a line; one inside a line does not end them', () => {
  expect(
    splitStatements(`-- why\ncreate table a (x String default 'p;q');\n\ncreate table b\n  (y String); -- said\n-- the end\n`),
  ).toEqual([`-- why\ncreate table a (x String default 'p;q')`, 'create table b\n  (y String)']);
});
