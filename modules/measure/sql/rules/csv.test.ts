import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { defused } from './csv.ts';

const through = (csv: string) => defused(Buffer.from(csv)).toString();

test('what a spreadsheet would run does not begin a cell any more', () => {
  expect(through('"=1+1","a"\n"@b",-3\n')).toBe('"\'=1+1","a"\n"\'@b",-3\n');
  expect(through('"＝1","è ok"\n')).toBe('"\'＝1","è ok"\n');
});

test('what only looks like the beginning of a cell stays as it is', () => {
  const cells = ['say ",=" twice', 'line\n"=no"', 'a=b', "'=", '1-2'];
  const csv = `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\n`;
  expect(through(csv)).toBe(csv);
  expect(parse(through(csv))).toEqual([cells]);
});
