/**
 * A survey's own page: a frame that is the same for every survey, and scripts that fetch the questions. Looking at it answers
 * nothing and keeps nothing, whoever follows the link.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from '#platform/contract';
import type { BindRaw, RawAnswer, RawRequest } from '#platform/http';
import { builtFolder } from './built.ts';

const why = 'Anybody with the link may answer; the door behind it checks the link.';
/** Scripts and styles from here alone. SurveyJS sets sizes of its parts by script, which needs no `style` attribute. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const types: Record<string, string> = { js: 'text/javascript', css: 'text/css' };

export function bindSurveyPage(bindRaw: BindRaw): void {
  const folder = join(builtFolder('widget'), 'survey');
  const kept = new Map<string, Buffer>();

  const script = () => (existsSync(folder) ? readdirSync(folder).find((name) => /^page\.[\w-]+\.js$/.test(name)) : undefined);

  bindRaw(
    {
      ...{ id: 'survey.page', method: 'GET', path: '/s/:key', summary: 'The page of a survey', public: why, bodyLimit: 0 },
      described: { replyType: 'text/html', params: z.object({ key: z.string() }) },
    },
    () => ({
      status: 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': policy,
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'x-robots-tag': 'noindex',
      },
      body: frame(script() ?? ''),
    }),
  );
  bindRaw(
    {
      ...{
        id: 'survey.file',
        method: 'GET',
        path: '/s/files/:file',
        summary: 'Scripts and styles of the page',
        public: why,
        bodyLimit: 0,
      },
      described: { replyType: 'text/javascript', params: z.object({ file: z.string() }) },
    },
    (request) => (request.params.file === 'page.css' ? style() : file(request, request.params.file ?? '')),
  );

  const style = (): RawAnswer => ({
    status: 200,
    headers: { 'content-type': 'text/css; charset=utf-8', 'cache-control': 'public, max-age=300' },
    body: pageStyle,
  });

  /** Built files carry the hash of their content in their names and never change. */
  function file({ headers }: RawRequest, name: string): RawAnswer {
    const [, ending = ''] = /^[\w.-]+\.(js|css)$/.exec(name) ?? [];
    const path = join(folder, name);
    if (ending === '' || !existsSync(path)) return { status: 404 };
    const squeezed = /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''));
    const small = kept.get(name) ?? gzipSync(readFileSync(path), { level: 9 });
    kept.set(name, small);
    return {
      status: 200,
      headers: {
        'content-type': `${types[ending]}; charset=utf-8`,
        'cache-control': 'public, max-age=31536000, immutable',
        vary: 'accept-encoding',
        ...(squeezed && { 'content-encoding': 'gzip' }),
      },
      body: squeezed ? small : readFileSync(path),
    };
  }
}

const frame = (script: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Survey</title>
<link rel="stylesheet" href="/s/files/page.css">
<script type="module" src="/s/files/${script}"></script>
</head>
<body>
<main>
<h1></h1>
<div id="survey"></div>
<noscript><p>This page needs JavaScript to keep your answers as you give them.</p></noscript>
</main>
</body>
</html>
`;

const pageStyle = `:root{color-scheme:light dark}
body{margin:0;background:#f1f3f5;color:#212529;font:16px/1.5 system-ui,sans-serif}
main{max-width:680px;margin:0 auto;padding:32px 20px 64px}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 28px}
h1:empty{display:none}
.said{font-size:1.15rem;outline-offset:6px}
@media (prefers-color-scheme:dark){body{background:#1a1b1e;color:#f1f3f5}}
`;
