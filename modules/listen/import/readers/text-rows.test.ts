import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldsOf } from './csv.ts';
import { type TextRow, TextRows } from './text-rows.ts';

const start = { byte: 0, line: 0, row: 0 };

/** The rows of a text given in chunks of the stated sizes. */
function rowsOf(text: string | Buffer, sizes: number[] = [1_000_000], maxBytes = 10_000): TextRow[] {
  const bytes = Buffer.from(text);
  const rows = new TextRows({ delimiter: 44, maxBytes }, start);
  const found: TextRow[] = [];
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    found.push(...rows.push(bytes.subarray(at, at + size)));
    at += size;
  }
  found.push(...rows.push(Buffer.alloc(0), true));
  return found;
}

const told = (rows: TextRow[]) =>
  rows.map((row) => ('problem' in row ? [row.line, row.problem] : [row.line, ...fieldsOf(row.text, row.quoted, ',')]));

const field = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r\n', ' ', 'ä', '€', '\u{1f600}'), maxLength: 8 }),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
);
const escaped = (text: string) => (/[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

describe('rows of a text', () => {
  test('agrees with csv-parse on every sound file, however it is cut into chunks', () => {
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 12 });
    fc.assert(
      fc.property(
        table,
        fc.constantFrom('\n', '\r\n'),
        fc.boolean(),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        (rows, ending, closed, sizes) => {
          // csv-parse takes a lone CR in the first row for the line ending; ours never does inside a row.
          fc.pre(!rows.some((fields) => fields.some((text) => /\r(?!\n)/u.test(text))));
          const text = rows.map((fields) => fields.map(escaped).join(',')).join(ending) + (closed ? ending : '');
          const oracle = parse(text, { relax_column_count: true, skip_empty_lines: true, record_delimiter: ending });
          const ours = rowsOf(text, sizes).map((row) => ('text' in row ? fieldsOf(row.text, row.quoted, ',') : row.problem));
          expect(ours).toEqual(oracle);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('names the line a row begins on, over quoted line breaks of either kind and empty lines', () => {
    expect(told(rowsOf('a,b\r\n1,"x\r\ny\nz"\r\n\r\n2,q\n'))).toEqual([
      [1, 'a', 'b'],
      [2, '1', 'x\r\ny\nz'],
      [6, '2', 'q'],
    ]);
  });

  test('reading on from any row end gives exactly the rest', () => {
    const text = 'a,b\n1,"x\ny"\n\n2,"ü"\nbad,"q"r\n3,z';
    const all = rowsOf(text);
    for (const [index, row] of all.entries()) {
      const rest = new TextRows({ delimiter: 44, maxBytes: 100 }, row.end);
      expect(rest.push(Buffer.from(text).subarray(row.end.byte), true)).toEqual(all.slice(index + 1));
    }
  });

  test('text after a closing quote costs that row only', () => {
    expect(told(rowsOf('1,2\n3,"a"b,c\n4,5\n'))).toEqual([
      [1, '1', '2'],
      [2, 'there is text after the closing quote of column 2'],
      [4 - 1, '4', '5'],
    ]);
  });

  test('an unclosed quote costs its line, not the file', () => {
    expect(told(rowsOf('1,2\n3,"oops\n4,5\n6,7\n', [3]))).toEqual([
      [1, '1', '2'],
      [2, 'a quote opened on this line is never closed'],
      [3, '4', '5'],
      [4, '6', '7'],
    ]);
    const long = `1,2\n3,"oops\n${'4,5\n'.repeat(100)}`;
    const rows = rowsOf(long, [7], 50);
    expect(rows).toHaveLength(102);
    expect(rows[1]).toMatchObject({ line: 2, problem: 'a quote opened on this line is not closed within 50 bytes' });
    expect(rows.at(-1)).toMatchObject({ line: 102, text: '4,5' });
  });

  test('an overlong line is passed over without being held', () => {
    const rows = new TextRows({ delimiter: 44, maxBytes: 1000 }, start);
    const found: TextRow[] = rows.push(Buffer.from('1,2\n'));
    for (let turn = 0; turn < 200; turn += 1) found.push(...rows.push(Buffer.alloc(997, 'x')));
    found.push(...rows.push(Buffer.from('\n3,4\n'), true));
    expect(found.map((row) => ('problem' in row ? [row.line, row.problem] : [row.line, row.text]))).toEqual([
      [1, '1,2'],
      [2, 'is larger than 1000 bytes'],
      [3, '3,4'],
    ]);
    expect(found.at(-1)?.end.byte).toBe(4 + 200 * 997 + 5);
  });

  test('bytes that are not UTF-8 are reported, an honest replacement sign is not', () => {
    const rows = rowsOf(Buffer.concat([Buffer.from('a,\ufffd\nb,'), Buffer.from([0xe9]), Buffer.from('\nc,d\n')]));
    expect(rows.map((row) => 'problem' in row)).toEqual([false, true, false]);
  });

  test('is total: any bytes in any chunks give rows that cover the whole, positions only rising', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string({ unit: fc.constantFrom('"', ',', '\n', '\r', 'a'), maxLength: 60 }).map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(bytes, fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 40 }), (given, size, maxBytes) => {
        const rows = rowsOf(Buffer.from(given), [size], maxBytes);
        let byte = 0;
        for (const [index, row] of rows.entries()) {
          expect(row.end.byte).toBeGreaterThan(byte);
          expect(row.end.row).toBe(index + 1);
          byte = row.end.byte;
          if ('text' in row) fieldsOf(row.text, row.quoted, ',');
        }
        expect(byte).toBeLessThanOrEqual(given.length);
      }),
      { numRuns: 1000 },
    );
  });
});
