/** A dashboard in plain text and in plain HTML: for letters, and for a page without a console. Pure. */
import type { Asked, Sheet } from '../../contract.ts';

/** One tile, answered. */
export interface ToldTile {
  title: string;
  kind: Asked['kind'];
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
const percents = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1, signDisplay: 'always' });

export const figureOf = ({ figure }: Sheet) => (figure.value === null ? '–' : numbers.format(figure.value));

/** "+12 % on the time before"; nothing where there is nothing to compare with. */
export function changeOf({ sheet, before }: ToldTile): string | undefined {
  const now = sheet.figure.value;
  if (now === null || before === null || before === undefined) return undefined;
  if (before === 0) return now === 0 ? 'as before' : 'none before';
  return now === before ? 'as before' : `${percents.format((now - before) / Math.abs(before))} on the time before`;
}

export const cellOf = (cell: string | number | null, type: Sheet['columns'][number]['type']): string => {
  if (cell === null) return '–';
  if (typeof cell === 'number') return numbers.format(cell);
  return type === 'instant' ? cell.slice(0, 16).replace('T', ' ') : cell;
};

const headOf = (name: string) => name.replaceAll('_', ' ');

export function tableHtml({ columns, rows }: Pick<Sheet, 'columns' | 'rows'>, most: number): string {
  const head = columns.map(({ name }) => `<th scope="col">${escapeHtml(headOf(name))}</th>`).join('');
  const body = rows
    .slice(0, most)
    .map(
      (row) => `<tr>${row.map((cell, at) => `<td>${escapeHtml(cellOf(cell, columns[at]?.type ?? 'text'))}</td>`).join('')}</tr>`,
    )
    .join('');
  const rest = rows.length > most ? `<p>${rows.length - most} more rows</p>` : '';
  return `<table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>${rest}`;
}

export interface DigestTold {
  title: string;
  url: string;
  tiles: (ToldTile | FailedTile)[];
}

/** Figures and change, one line a tile; a trend's points are for the page, short tables come along. */
export function letterOf({ title, url, tiles }: DigestTold): { subject: string; text: string; html: string } {
  const lines = tiles.map((tile) => {
    if ('problem' in tile) return { name: tile.title, figure: '–', change: tile.problem };
    return { name: tile.title, figure: figureOf(tile.sheet), change: changeOf(tile) ?? '' };
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
    `<p><a href="${escapeHtml(url)}">Open it, with the people behind every figure, or stop these letters</a></p>`,
  ].join('\n');
  return { subject: title.replace(/\s+/g, ' '), text, html };
}
