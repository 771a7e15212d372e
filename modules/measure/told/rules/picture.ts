/** What moves over time as a small picture without script: its lines are told apart by their dashes as well. Pure. */
import type { Asked, Sheet } from '../../contract.ts';
import { escapeHtml, momentOf } from './words.ts';

const width = 320;
const height = 90;
const margin = 4;
const mostLines = 4;

interface Line {
  name: string;
  points: { at: string; value: number | null }[];
}

/** Which column is drawn of the kinds that tell a course in time. */
const drawn: Partial<Record<Asked['kind'], string>> = { trend: 'value', metric: 'value', sessions: 'sessions' };

/** Lines of a table that tells a course in time; none of any other. Of a metric, by the definition that holds. */
export function linesOf(kind: Asked['kind'], { columns, rows }: Sheet): Line[] {
  const place = (name: string | undefined) => columns.findIndex((column) => column.name === name);
  const [at, series, value, version] = [place('at'), place('series'), place(drawn[kind]), place('metric_version')];
  if (at < 0 || value < 0) return [];
  const lines = new Map<string, Line['points']>();
  for (const row of rows) {
    if (version >= 0 && row[version] !== rows[0]?.[version]) continue;
    const name = String(row[series] ?? '');
    const shown = row[value];
    const points = lines.get(name) ?? [];
    points.push({ at: String(row[at]), value: typeof shown === 'number' ? shown : null });
    lines.set(name, points);
  }
  return [...lines].slice(0, mostLines).map(([name, points]) => ({ name, points }));
}

export function pictureHtml(title: string, timeZone: string, lines: readonly Line[]): string {
  const values = lines.flatMap(({ points }) => points.flatMap(({ value }) => value ?? []));
  const first = lines[0]?.points[0];
  const last = lines[0]?.points.at(-1);
  if (values.length === 0 || !first || !last) return '';
  const least = Math.min(0, ...values);
  const most = Math.max(least + 1e-9, ...values);
  const y = (value: number) => height - margin - ((value - least) / (most - least)) * (height - 2 * margin);
  const paths = lines.map(({ points }) => {
    const x = (at: number) => (points.length > 1 ? (at * width) / (points.length - 1) : width / 2);
    // Where there is no answer, there is no line.
    let pen = 'M';
    const path = points.map(({ value }, at) => {
      if (value === null) {
        pen = 'M';
        return '';
      }
      const to = `${pen}${x(at).toFixed(1)},${y(value).toFixed(1)}`;
      pen = 'L';
      return to;
    });
    return `<path d="${path.join('')}"/>`;
  });
  const nought = `<line x1="0" x2="${width}" y1="${y(0).toFixed(1)}" y2="${y(0).toFixed(1)}"/>`;
  const svg = `<svg role="img" aria-label="${escapeHtml(title)}" viewBox="0 0 ${width} ${height}">${nought}${paths.join('')}</svg>`;
  const day = ({ at }: Line['points'][number]) => escapeHtml(momentOf(at, timeZone));
  const ends = `<p class="ends"><span>${day(first)}</span><span>${day(last)}</span></p>`;
  return svg + ends + (lines.length > 1 ? legend(lines) : '');
}

const legend = (lines: readonly Line[]) =>
  `<ul class="legend">${lines.map(({ name }) => `<li><svg viewBox="0 0 24 8" aria-hidden="true"><path d="M0,4L24,4"/></svg>${escapeHtml(name)}</li>`).join('')}</ul>`;
