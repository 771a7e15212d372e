/** A dashboard in plain text and in plain HTML: for letters, and for a page without a console. Pure. */
import { type Asked, dayOf, type Sheet } from '../../contract.ts';

/** One tile, answered. */
export interface ToldTile {
  title: string;
  kind: Asked['kind'];
  /** Whose days its instants are told in. */
  timeZone: string;
  sheet: Sheet;
  /** The same figure over as long a time just before; undefined where there is no "before". */
  before: number | null | undefined;
}

/** A tile that could not be answered says so. */
export interface FailedTile {
  title: string;
  problem: string;
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
/** Everything in it came from somebody: nothing of it may become markup (reliability case B12). */
export const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (one) => escapes[one] ?? one);

const numbers = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });
const shares = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const changes = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1, signDisplay: 'always' });
const points = new Intl.NumberFormat('en', { maximumFractionDigits: 1, signDisplay: 'always' });

function numberOf(value: number, as: Sheet['figure']['as']): string {
  if (as === 'share') return shares.format(value);
  return as === 'seconds' ? lengthOf(value) : numbers.format(value);
}

const lengths: [seconds: number, name: string][] = [
  [86_400, 'd'],
  [3_600, 'h'],
  [60, 'min'],
];

/** The two largest parts: "2 d 3 h". */
function lengthOf(seconds: number): string {
  const at = lengths.findIndex(([size]) => seconds >= size);
  const [size, name] = lengths[at] ?? [1, 's'];
  if (at < 0) return `${numbers.format(seconds)} s`;
  const whole = Math.floor(seconds / size);
  const [smaller, smallerName] = lengths[at + 1] ?? [1, 's'];
  const rest = Math.floor((seconds - whole * size) / smaller);
  return rest === 0 ? `${whole} ${name}` : `${whole} ${name} ${rest} ${smallerName}`;
}

export const figureOf = ({ figure }: Sheet) => (figure.value === null ? '–' : numberOf(figure.value, figure.as));

/** What a figure counts. What is not here is a word of its own: a currency. */
const units: Record<string, string> = {
  count: 'times in all',
  people: 'people in all',
  unique: 'different values in all',
  sum: 'in all',
  average: 'on average',
  percentile: 'percentile of all',
  cases: 'journeys',
  conversions: 'conversions with a touch before',
  converted: 'came to the last step',
  visits: 'visits',
  came_back: 'came back in the interval after',
  active: 'people active in the last whole interval',
  used: 'different things a person, on average',
  metric: 'over the whole time',
  conversations: 'conversations',
  explained: 'of the differences are explained',
  widest_gap: 'is the widest gap',
  sessions: 'sessions',
  said: 'times customers said something',
};
export const unitOf = ({ figure }: Sheet) => units[figure.unit] ?? figure.unit;

/** "+12 % on the time before"; of shares the difference in points; nothing where there is nothing to compare with. */
export function changeOf({ sheet: { figure }, before }: ToldTile): string | undefined {
  const now = figure.value;
  if (now === null || before === null || before === undefined) return undefined;
  if (now === before) return 'as before';
  if (figure.as === 'share') return `${points.format((now - before) * 100)} points on the time before`;
  return before === 0 ? 'none before' : `${changes.format((now - before) / Math.abs(before))} on the time before`;
}

type Column = Sheet['columns'][number];

function cellOf(cell: string | number | null, { type, as }: Pick<Column, 'type' | 'as'>, timeZone: string): string {
  if (cell === null) return '–';
  if (typeof cell === 'number') return numberOf(cell, as);
  return type === 'instant' ? momentOf(cell, timeZone) : cell;
}

/** Day and hour there; the day alone where it begins. */
export function momentOf(at: string, timeZone: string): string {
  const clock = new Intl.DateTimeFormat('en', { timeZone, hourCycle: 'h23', hour: '2-digit', minute: '2-digit' });
  const day = dayOf(Date.parse(at), timeZone);
  const hour = clock.format(new Date(at));
  return hour === '00:00' ? day : `${day} ${hour}`;
}

const headOf = (name: string) => name.replaceAll('_', ' ');

/** Numbers stand under each other: whoever reads down a column compares. */
const sideOf = ({ type }: Column) => (type === 'number' ? ' class="n" align="right"' : '');

export function tableHtml({ sheet: { columns, rows }, timeZone }: Pick<ToldTile, 'sheet' | 'timeZone'>, most: number): string {
  const head = columns.map((column) => `<th scope="col"${sideOf(column)}>${escapeHtml(headOf(column.name))}</th>`).join('');
  const cells = (row: Sheet['rows'][number]) =>
    columns.map((column, at) => `<td${sideOf(column)}>${escapeHtml(cellOf(row[at] ?? null, column, timeZone))}</td>`).join('');
  const body = rows
    .slice(0, most)
    .map((row) => `<tr>${cells(row)}</tr>`)
    .join('');
  const rest = rows.length > most ? `<p>${rows.length - most} more rows</p>` : '';
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>${rest}`;
}

export interface DigestTold {
  title: string;
  url: string;
  tiles: (ToldTile | FailedTile)[];
}

/** Longer tables are for the page: a letter is read in a minute. */
const mostLetterRows = 15;

/** Whether it has a table short enough to come along. */
const comesAlong = (tile: ToldTile | FailedTile): tile is ToldTile =>
  'sheet' in tile && tile.sheet.rows.length > 0 && tile.sheet.rows.length <= mostLetterRows;

/** Figures and change, one line a tile; short tables come along, and a trend's points are for the page. */
export function letterOf({ title, url, tiles }: DigestTold): { subject: string; text: string; html: string } {
  const lines = tiles.map((tile) => {
    if ('problem' in tile) return { name: tile.title, figure: '–', change: tile.problem };
    return { name: tile.title, figure: `${figureOf(tile.sheet)} ${unitOf(tile.sheet)}`, change: changeOf(tile) ?? '' };
  });
  const text = [
    title,
    '',
    ...lines.map(({ name, figure, change }) => `${name}: ${figure}${change && ` (${change})`}`),
    '',
    `Open it, with the people behind every figure, or stop these letters: ${url}`,
    '',
  ].join('\n');
  const rows = lines
    .map(
      ({ name, figure, change }) =>
        `<tr><td>${escapeHtml(name)}</td><td><b>${escapeHtml(figure)}</b></td><td>${escapeHtml(change)}</td></tr>`,
    )
    .join('');
  const html = [
    `<h1>${escapeHtml(title)}</h1>`,
    `<table cellpadding="6"><thead><tr><th align="left">Question</th><th align="left">Figure</th><th align="left">Change</th></tr></thead>`,
    `<tbody>${rows}</tbody></table>`,
    ...tiles
      .filter(comesAlong)
      .map(
        (tile) =>
          `<h2>${escapeHtml(tile.title)}</h2>${tableHtml(tile, mostLetterRows).replace('<table>', '<table cellpadding="4">')}`,
      ),
    `<p><a href="${escapeHtml(url)}">Open it, with the people behind every figure, or stop these letters</a></p>`,
  ].join('\n');
  return { subject: title.replace(/\s+/g, ' '), text, html };
}
