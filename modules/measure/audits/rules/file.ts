/** Sheets from lines of a file. Nothing is guessed: what cannot be read is named by its row, with what would do. */
import type { AuditAnswer, Criterion } from '../../contract.ts';
import { type Answers, fixedColumns, readAnswer, scoreOf } from './score.ts';

export interface FileSheet {
  /** As a spreadsheet counts: the header is row 1. */
  row: number;
  subject: string;
  on: string;
  auditor: string;
  note: string;
  answers: Answers;
}

export interface RowProblem {
  path: string;
  message: string;
}

const longest = { subject: 120, auditor: 120, note: 4_000 } as const;

/** `records`: lines by column, blank lines left in as empty ones. `latest`: no visit lies after this day. */
export function readSheets(
  criteria: readonly Criterion[],
  columns: readonly string[],
  records: readonly Readonly<Record<string, string>>[],
  { latest, auditor }: { latest: string; auditor: string },
): { sheets: FileSheet[]; problems: RowProblem[] } {
  const known = new Set<string>([...fixedColumns, ...criteria.map(({ key }) => key)]);
  const problems: RowProblem[] = [];
  for (const name of ['visited_on', ...criteria.map(({ key }) => key)])
    if (!columns.includes(name)) problems.push({ path: 'row 1', message: `the column "${name}" is missing: add it` });
  for (const name of columns)
    if (!known.has(name))
      problems.push({ path: 'row 1', message: `nobody knows the column "${name}": take it away or name it right` });
  if (problems.length > 0) return { sheets: [], problems };
  const sheets = records.flatMap((record, at): FileSheet[] => {
    const row = at + 2;
    const before = problems.length;
    const wrong = (column: string, message: string) => problems.push({ path: `row ${row}, ${column}`, message });
    const cell = (column: string) => (record[column] ?? '').trim();
    const on = cell('visited_on');
    if (!isDay(on)) wrong('visited_on', `"${on}" is no date: write it as 2026-03-31`);
    else if (on > latest) wrong('visited_on', `${on} has not come yet: when was the visit?`);
    for (const column of ['subject', 'auditor', 'note'] as const)
      if (cell(column).length > longest[column]) wrong(column, `at most ${longest[column]} characters`);
    const answers: Record<string, number | null> = {};
    for (const criterion of criteria) {
      const read = readAnswer(criterion, answerIn(cell(criterion.key)));
      if ('wrong' in read) wrong(criterion.key, read.wrong);
      else answers[criterion.key] = read.value;
    }
    if (problems.length > before) return [];
    if (scoreOf(criteria, answers, 100).score === null) {
      problems.push({ path: `row ${row}`, message: 'nothing in it applied: answer at least one criterion' });
      return [];
    }
    return [{ row, subject: cell('subject'), on, auditor: cell('auditor') || auditor, note: cell('note'), answers }];
  });
  return { sheets, problems };
}

function answerIn(text: string): AuditAnswer | undefined {
  const word = text.toLowerCase();
  if (word === '') return undefined;
  if (word === 'n/a' || word === 'na') return 'na';
  if (word === 'yes' || word === 'no') return word;
  return /^-?\d+(\.\d+)?$/.test(word) ? Number(word) : (text as AuditAnswer);
}

const isDay = (text: string) => {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) return false;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  if (year < 1900 || year > 2199 || month < 1 || month > 12) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
  return day >= 1 && day <= days;
};
