/** The page behind a secret link: figures, small pictures and tables, made on the server, no script. Pure. */
import { createHash } from 'node:crypto';
import type { Sheet } from '../../contract.ts';
import { cellOf, changeOf, escapeHtml, type FailedTile, figureOf, type ToldTile, tableHtml } from './words.ts';

const style = `
:root{color-scheme:light dark;--ink:#1d1d1f;--quiet:#5c5c61;--line:#e4e4e7;--one:#c2512f;--two:#1f6f7d}
@media(prefers-color-scheme:dark){:root{--ink:#f1f1f3;--quiet:#a9a9ae;--line:#2f2f33;--one:#e98a67;--two:#6fb7c3}}
body{margin:0 auto;max-width:64rem;padding:2rem 1rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink)}
main{display:grid;gap:1rem;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr))}
section{border:1px solid var(--line);border-radius:12px;padding:1rem;min-width:0}
h1{margin:0 0 .25rem}h2{margin:0;font-size:1rem}p{color:var(--quiet);margin:.25rem 0 1rem}
.figure{font-size:1.75rem;font-weight:600;margin:0;color:var(--ink)}
table{border-collapse:collapse;font-size:.875rem}.scroll{overflow-x:auto}
th,td{padding:.25rem .75rem .25rem 0;text-align:start;border-bottom:1px solid var(--line)}
svg{display:block;width:100%;height:auto}polyline{fill:none;stroke:var(--one);stroke-width:2}
polyline:nth-child(even){stroke:var(--two);stroke-dasharray:6 4}
footer{margin-top:2rem;color:var(--quiet);font-size:.875rem}`;

const hash = createHash('sha256').update(style).digest('base64');

/** Nothing runs, nothing is fetched, nobody is sent on, no search engine lists it, no proxy keeps it. */
export const pageHeaders: Record<string, string> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-robots-tag': 'noindex, nofollow, noarchive',
  'referrer-policy': 'no-referrer',
  'cache-control': 'private, no-store',
};

const shell = (title: string, body: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow"><title>${escapeHtml(title)}</title><style>${style}</style></head>
<body>${body}</body></html>`;

interface Shown {
  title: string;
  description: string;
  tiles: (ToldTile | FailedTile)[];
  /** ISO instant. */
  asOf: string;
}

export function dashboardPage({ title, description, tiles, asOf }: Shown): string {
  return shell(
    title,
    `<h1>${escapeHtml(title)}</h1><p>${escapeHtml(description)}</p><main>${tiles.map(tileHtml).join('')}</main>
<footer>As of ${escapeHtml(cellOf(asOf, 'instant'))} UTC</footer>`,
  );
}

export const gonePage = (): string =>
  shell('Not here', '<h1>Not here</h1><p>This link was never given, has expired, or was closed.</p>');

const mostRows = 50;

function tileHtml(tile: ToldTile | FailedTile): string {
  const head = `<h2>${escapeHtml(tile.title)}</h2>`;
  if ('problem' in tile) return `<section>${head}<p>${escapeHtml(tile.problem)}</p></section>`;
  const change = changeOf(tile);
  return `<section>${head}<p class="figure">${escapeHtml(figureOf(tile.sheet))}</p>
<p>${escapeHtml(tile.sheet.figure.unit)}${change === undefined ? '' : ` · ${escapeHtml(change)}`}</p>
${tile.kind === 'trend' ? lines(tile.title, tile.sheet) : ''}
<details><summary>Table</summary><div class="scroll">${tableHtml(tile.sheet, mostRows)}</div></details></section>`;
}

const width = 320;
const height = 90;

/** Up to four series; the table below says them all. */
function lines(title: string, { rows }: Sheet): string {
  const series = new Map<string, number[]>();
  for (const [, name, value] of rows) {
    const key = String(name);
    series.set(key, [...(series.get(key) ?? []), typeof value === 'number' ? value : 0]);
  }
  const shown = [...series.values()].slice(0, 4);
  const most = Math.max(1e-9, ...shown.flat());
  const drawn = shown.map((values) => {
    const step = values.length > 1 ? width / (values.length - 1) : 0;
    return `<polyline points="${values.map((value, at) => `${(at * step).toFixed(1)},${(height - 4 - (Math.max(0, value) / most) * (height - 8)).toFixed(1)}`).join(' ')}"/>`;
  });
  return `<svg role="img" aria-label="${escapeHtml(title)}" viewBox="0 0 ${width} ${height}">${drawn.join('')}</svg>`;
}
