/** The page behind a secret link: figures, small pictures and tables, made on the server, no script. Pure. */
import { createHash } from 'node:crypto';
import { linesOf, pictureHtml } from './picture.ts';
import { changeOf, escapeHtml, type FailedTile, figureOf, momentOf, type ToldTile, tableHtml, unitOf } from './words.ts';

const style = `
:root{color-scheme:light dark;--paper:#fff;--ink:#1d1d1f;--quiet:#5c5c61;--line:#e4e4e7;--one:#c2512f;--two:#1f6f7d}
@media(prefers-color-scheme:dark){:root{--paper:#161618;--ink:#f1f1f3;--quiet:#a9a9ae;--line:#2f2f33;--one:#e98a67;--two:#6fb7c3}}
html{background:var(--paper)}body{margin:0 auto;max-width:72rem;padding:2rem 1rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink)}
main{display:grid;gap:1rem;align-items:start;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr))}
main.one{display:block}section{border:1px solid var(--line);border-radius:12px;padding:1rem;min-width:0;overflow-wrap:anywhere}
h1{margin:0 0 .25rem;line-height:1.2}h2{margin:0;font-size:1rem}p{color:var(--quiet);margin:.25rem 0 1rem}
.figure{font-size:1.75rem;font-weight:600;margin:0;color:var(--ink)}
summary{cursor:pointer;color:var(--quiet);font-size:.875rem}
table{border-collapse:collapse;font-size:.875rem;width:100%;overflow-wrap:normal}.scroll{overflow-x:auto}
th,td{padding:.25rem .75rem .25rem 0;text-align:start;vertical-align:top;border-bottom:1px solid var(--line)}
th{color:var(--quiet);font-weight:500}.n{text-align:end;font-variant-numeric:tabular-nums;white-space:nowrap}th.n{white-space:normal}
svg{display:block;width:100%;height:auto}path{fill:none;stroke:var(--one);stroke-width:2}line{stroke:var(--line)}
svg path:nth-of-type(2),li:nth-child(2) path{stroke:var(--two);stroke-dasharray:6 4}
svg path:nth-of-type(3),li:nth-child(3) path{stroke-dasharray:2 3}
svg path:nth-of-type(4),li:nth-child(4) path{stroke:var(--two);stroke-dasharray:10 3 2 3}
.ends,.legend{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem;margin:.25rem 0 .75rem;font-size:.8125rem}
.legend{justify-content:start;padding:0;list-style:none}.legend li{display:flex;align-items:center;gap:.375rem}.legend svg{width:24px}
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
    `<header><h1>${escapeHtml(title)}</h1><p>${escapeHtml(description)}</p></header><main>${tiles.map(tileHtml).join('')}</main>
<footer>As of ${escapeHtml(momentOf(asOf, 'UTC'))} UTC</footer>`,
  );
}

export const gonePage = (): string =>
  shell('Not here', '<main class="one"><h1>Not here</h1><p>This link was never given, has expired, or was closed.</p></main>');

const mostRows = 50;
const mostOpen = 12;

function tileHtml(tile: ToldTile | FailedTile): string {
  const head = `<h2>${escapeHtml(tile.title)}</h2>`;
  if ('problem' in tile) return `<section>${head}<p>${escapeHtml(tile.problem)}</p></section>`;
  const change = changeOf(tile);
  const picture = pictureHtml(tile.title, tile.timeZone, linesOf(tile.kind, tile.sheet));
  return `<section>${head}<p class="figure">${escapeHtml(figureOf(tile.sheet))}</p>
<p>${escapeHtml(unitOf(tile.sheet))}${change === undefined ? '' : ` · ${escapeHtml(change)}`}</p>
${picture}${tableOf(tile, picture !== '')}</section>`;
}

/** Folded where a picture says the same, and where it is long. */
function tableOf(tile: ToldTile, pictured: boolean): string {
  const { length } = tile.sheet.rows;
  if (length === 0) return '<p>Nothing in this time.</p>';
  return `<details${pictured || length > mostOpen ? '' : ' open'}><summary>Table</summary><div class="scroll" tabindex="0">${tableHtml(tile, mostRows)}</div></details>`;
}
