// The walls that are ours. That they hold against the engine's own reading is proven in modules/measure/sql.
import { expect, test } from 'vitest';
import { ClickHouseRefused } from '../client.ts';
import { allowedFunctions } from './functions.ts';
import { untame, withoutComments } from './text.ts';
import { breachAsParsed, breachAsResolved } from './tree.ts';
import { inPlainWords } from './words.ts';

const functions = allowedFunctions(
  [
    { name: 'plus', aliasTo: '', category: 'Arithmetic', aggregate: false },
    { name: 'sum', aliasTo: '', category: 'Aggregate Functions', aggregate: true },
    { name: 'file', aliasTo: '', category: 'Other', aggregate: false },
    { name: 'readAll', aliasTo: 'file', category: '', aggregate: false },
    { name: 'Plus', aliasTo: '', category: 'Dictionary', aggregate: false },
    { name: 'newOne', aliasTo: '', category: 'A drawer of tomorrow', aggregate: false },
    { name: 'minus', aliasTo: '', category: 'Arithmetic', aggregate: false },
  ],
  ['If', 'Array'],
);
const allowed = { functions, databases: new Set(['system', 'verona']), tables: new Set(['mine.events']) };

test('functions are allowed by their drawer, and whatever is new, renamed or ambiguous is not', () => {
  expect(['minus', 'sum', 'sumif', 'sumarrayif', 'bar'.toLowerCase()].filter((name) => !functions.has(name))).toEqual([]);
  expect(['file', 'readall', 'fileif', 'newone', 'nosuch', 'minusif', 'plus'].filter((name) => functions.has(name))).toEqual([]);
});

test('a parsed text names no setting, function, table function or database it may not', () => {
  const line = (text: string) => breachAsParsed(`QUERY id: 0\n  JOIN TREE\n    ${text}`, allowed);
  expect(line('IDENTIFIER id: 1, alias: x, identifier: events')).toBeUndefined();
  expect(line('IDENTIFIER id: 1, identifier: system.one')).toBeUndefined();
  expect(line('IDENTIFIER id: 1, identifier: SYSTEM.tables')).toBe('a database by its name');
  expect(line('MATCHER id: 1, matcher_type: COLUMNS_LIST, column_identifiers: a, verona.t.b')).toBe('a database by its name');
  expect(line('FUNCTION id: 1, alias: f, function_name: file, function_type: ordinary')).toBe('the function file()');
  expect(line('TABLE_FUNCTION id: 1, table_function_name: merge')).toBe('the table function merge()');
  expect(line('SETTINGS max_threads=1')).toBe('SETTINGS');
  expect(line('HOLOGRAM id: 1')).toMatch(/not known here/);
});

test('a resolved text reads published tables, and each table says its name', () => {
  expect(breachAsResolved('  TABLE id: 3, alias: __table1, table_name: mine.events', allowed)).toBeUndefined();
  expect(breachAsResolved('  TABLE id: 3, table_name: mine.events\n  TABLE id: 4, table_name: theirs.events', allowed)).toBe(
    'a table that is not published',
  );
  expect(breachAsResolved('  TABLE id: 3, alias: __table1', allowed)).toBe('a table without a name');
});

test('comments become blanks, lines stay, quoted text is not touched', () => {
  expect(withoutComments("select 1 -- one\n/* two\nthree */, '--no', `/*no*/` # four\n;; ")).toBe(
    "select 1       \n      \n        , '--no', `/*no*/`",
  );
  expect(untame(withoutComments('select 1 -- it is fine'))).toBeUndefined();
  expect(untame('select 1 as `a, table_name: x`')).toMatch(/quoted names/);
  expect(untame('select {a: String}')).toMatch(/placeholders/);
});

test('errors say where, and never what was in a row or lies near', () => {
  const asked = { text: 'select a,\n  nope from events', database: 'mine', before: 1 };
  const said = (message: string, type: string) => inPlainWords(new ClickHouseRefused(message, '', type), asked).message;
  expect(said('Unknown expression identifier `nope` in scope SELECT a. Maybe you meant: [`name`].', 'UNKNOWN_IDENTIFIER')).toBe(
    'Line 2: Unknown expression identifier `nope`. Maybe you meant: [`name`].',
  );
  expect(said('Table mine.x does not exist. Maybe you meant theirs.events?', 'UNKNOWN_TABLE')).not.toContain('theirs');
  expect(said("Cannot parse string 'SECRET' as UInt8", 'CANNOT_PARSE_TEXT')).not.toContain('SECRET');
  expect(said("Cannot parse string 'SECRET'", 'SOMETHING_NEW')).not.toContain('SECRET');
});
