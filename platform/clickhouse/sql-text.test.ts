import { expect, test } from 'vitest';
import { breaksRestriction, reachOutside, readSql } from './sql-text.ts';

test('quoted text, names and comments are not code', () => {
  const { tokens, unsure } = readSql(`select 'a; b\\' file(' as "x ""y", \`z\` /* ; */ from t -- ;\n`);
  expect(tokens.map(({ kind, value }) => `${kind}:${value}`)).toEqual([
    'word:select',
    'text:',
    'word:as',
    'name:x ""y',
    'symbol:,',
    'name:z',
    'word:from',
    'word:t',
  ]);
  expect(unsure).toBe(true);
});

test('placeholders are found with spaces and nested types, not inside text', () => {
  const { tokens } = readSql(`select {a:String}, { b : Map(String, Array(UInt8)) }, '{c:String}', {d: DateTime64(3, 'UTC')}`);
  expect(tokens.filter((token) => token.kind === 'placeholder').map((token) => token.value)).toEqual(['a', 'b', 'd']);
});

test('a map literal is not a placeholder', () => {
  expect(readSql(`select {'a': 1}`).tokens.some((token) => token.kind === 'placeholder')).toBe(false);
});

test.each([
  `select file('/etc/passwd')`,
  `select FILE ('/etc/passwd')`,
  'select `file`(1)',
  `select "file" /* x */ (1)`,
  `select * apply file from t`,
  `select * apply(file) from t`,
  `select * from eval('select 1')`,
  `select 1 into outfile '/tmp/x'`,
])('reaching outside is seen: %s', (sql) => {
  expect(reachOutside(readSql(sql))).toBeDefined();
});

test.each(['select file from t', 'select t.url, outfile from t', `select 'file(1)'`])(
  'a column may have such a name: %s',
  (sql) => {
    expect(reachOutside(readSql(sql))).toBeUndefined();
  },
);

test.each([
  `select count() from listen_events where name = {name:String} and num['total'] > 3`,
  `with a as (select 1 as x) select x from a`,
  `select format('{} {}', a, b), merge from t, numbers(3) where url = 'x'`,
  `select number from numbers(10)`,
  `select t.settings, t.format from t`,
])('a plain question passes the restriction: %s', (sql) => {
  expect(breaksRestriction(sql)).toBeUndefined();
});

test.each([
  [`select * from url('http://x')`, 'url'],
  [`select * from t where a in url('http://x')`, 'url'],
  [`select (select count() from s3('http://x'))`, 's3'],
  [`select * from t join remote('h', system.one) using a`, 'remote'],
  [`select * from merge('.*', '.*')`, 'merge'],
  [`select * from format('CSV', '1')`, 'format'],
  ['select * from system.processes', 'system'],
  ['select * from "system".processes', 'system'],
  ['select * from information_schema.tables', 'information_schema'],
  ['select 1 settings max_execution_time = 0', 'SETTINGS'],
  ['select 1 format Native', 'FORMAT'],
  ['insert into t values (1)', 'SELECT'],
  ['select 1; drop table t', 'statement'],
  ['select 1 /* */', 'comments'],
  ['select $x$ 1 $x$', 'heredocs'],
  ['select `f\\x69le`(1)', 'escaped'],
  ['select “a”', 'ASCII'],
])('the restriction refuses %s', (sql, word) => {
  expect(breaksRestriction(sql)).toContain(word);
});
