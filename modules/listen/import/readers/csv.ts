/** CSV: the fields of a row, the names of the columns, the delimiter of a file. */
import { type Position, type Read, UnreadableFile } from './reading.ts';
import { type TextRow, TextRows } from './text-rows.ts';

/** The fields of a row that `TextRows` found sound. */
export function fieldsOf(text: string, quoted: boolean, delimiter: string): string[] {
  if (!quoted) return text.split(delimiter);
  const fields: string[] = [];
  for (let at = 0; at <= text.length; at += 1) {
    let end: number;
    if (text[at] === '"') {
      end = at + 1;
      while (end < text.length && (text[end] !== '"' || text[end + 1] === '"')) end += text[end] === '"' ? 2 : 1;
      fields.push(text.slice(at + 1, end).replaceAll('""', '"'));
      end += 1;
    } else {
      const found = text.indexOf(delimiter, at);
      end = found === -1 ? text.length : found;
      fields.push(text.slice(at, end));
    }
    at = end;
  }
  return fields;
}

/** Names for every column: nameless ones are numbered, a repeated name gets its count, so that no field hides another. */
function columnsOf(header: string[]): string[] {
  const taken = new Set<string>();
  return header.map((given, index) => {
    const name = given.trim() === '' ? `column_${index + 1}` : given.trim();
    let free = name;
    for (let count = 2; taken.has(free); count += 1) free = `${name}_${count}`;
    taken.add(free);
    return free;
  });
}

/** A maker of records. Assigning in one order keeps one hidden class; `__proto__` becomes a plain key (D13). */
function recordOf(columns: string[]): (fields: string[]) => Record<string, unknown> {
  const odd = columns.includes('__proto__');
  return (fields) => {
    const record: Record<string, unknown> = {};
    for (let index = 0; index < columns.length; index += 1) {
      const name = columns[index] ?? '';
      if (odd && name === '__proto__') {
        Object.defineProperty(record, name, { value: fields[index], enumerable: true, writable: true, configurable: true });
      } else {
        record[name] = fields[index];
      }
    }
    return record;
  };
}

/** A function from rows to records. A row of another width is a problem: guessing would put values under wrong names. */
export function csvRecords(columns: string[], delimiter: string): (row: TextRow) => Read {
  const toRecord = recordOf(columns);
  return (row) => {
    if ('problem' in row) return row;
    const { line, end } = row;
    const fields = fieldsOf(row.text, row.quoted, delimiter);
    if (fields.length === columns.length) return { line, end, record: toRecord(fields) };
    const noun = fields.length === 1 ? 'column' : 'columns';
    return { line, end, problem: `has ${fields.length} ${noun} where the header has ${columns.length}` };
  };
}

const delimiters = [',', ';', '\t', '|'];

/** The delimiter under which the first rows agree on the most columns; the comma when none does better. */
export function delimiterOf(head: Buffer, whole: boolean): string {
  let best = { delimiter: ',', columns: 1 };
  for (const delimiter of delimiters) {
    const rows = headRows(head, whole, delimiter);
    const [first] = rows;
    const columns = first?.length ?? 0;
    const agreeing = rows.filter((fields) => fields.length === columns).length;
    if (columns > best.columns && agreeing >= rows.length * 0.8) best = { delimiter, columns };
  }
  return best.delimiter;
}

const headRowCount = 20;

function headRows(head: Buffer, whole: boolean, delimiter: string): string[][] {
  const rows = new TextRows({ delimiter: delimiter.charCodeAt(0), maxBytes: head.length }, { byte: 0, line: 0, row: 0 });
  const found: string[][] = [];
  for (const row of rows.push(head, whole)) {
    if ('text' in row) found.push(fieldsOf(row.text, row.quoted, delimiter));
    if (found.length === headRowCount) break;
  }
  return found;
}

/** The columns, and where the first record begins. */
export function readHeader(head: Buffer, whole: boolean, delimiter: string): { columns: string[]; end: Position } {
  const mark = head.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf])) ? 3 : 0;
  const rows = new TextRows({ delimiter: delimiter.charCodeAt(0), maxBytes: head.length }, { byte: mark, line: 0, row: 0 });
  const [header] = rows.push(head.subarray(mark), whole);
  if (!header) throw new UnreadableFile(whole ? 'is empty: there is no header row' : 'has no header row in its first bytes');
  if ('problem' in header) throw new UnreadableFile(`the header row ${header.problem}`);
  return { columns: columnsOf(fieldsOf(header.text, header.quoted, delimiter)), end: { ...header.end, row: 0 } };
}
