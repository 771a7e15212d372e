/**
 * The API reference and the catalogue of problems as plain pages, made from the same contracts as everything else.
 *
 * No script and nothing loaded from elsewhere: it can be read offline, searched with the browser, and linked to by fragment.
 */
import type { Documented } from './problems.ts';

type Json = Record<string, unknown>;

interface Operation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  parameters?: { name: string; in: string; required: boolean; schema: Json }[];
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: Json }> }>;
}

const plain = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[character] ?? '',
  );

/** Backticks become code; the rest stays text. */
const prose = (text: string) =>
  plain(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replaceAll('\n\n', '<br>');

const style = `
  :root { color-scheme: light dark; --line: #8884; --soft: #8881; --cool: #2a6f97; }
  body { font: 16px/1.55 'Inter Variable', Inter, system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 6rem; }
  h1 { font-size: 1.7rem; } h2 { margin-top: 2.5rem; text-transform: capitalize; } h3 { margin: 1.25rem 0 0.25rem; font-size: 1rem; }
  nav { display: flex; flex-wrap: wrap; gap: 0.5rem 1.25rem; } a { color: var(--cool); }
  details { border-bottom: 1px solid var(--line); padding: 0.6rem 0; } summary { cursor: pointer; }
  summary b { display: inline-block; min-width: 4.2rem; font-family: ui-monospace, monospace; } summary code { margin-right: 0.75rem; }
  pre { background: var(--soft); padding: 0.75rem 1rem; overflow-x: auto; border-radius: 6px; font-size: 0.85rem; }
  table { border-collapse: collapse; width: 100%; } td, th { text-align: left; vertical-align: top; padding: 0.4rem 1rem 0.4rem 0; border-bottom: 1px solid var(--line); }
  @media (prefers-color-scheme: dark) { :root { --cool: #7fc1e8; } }`;

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${plain(title)} · Verona</title><style>${style}</style></head><body>${body}</body></html>`;
}

function operationHtml(path: string, method: string, operation: Operation): string {
  const parts: string[] = [`<p>${prose(operation.description)}</p>`];
  if (operation.parameters?.length) {
    const rows = operation.parameters.map(
      ({ name, in: where, required, schema }) =>
        `<tr><td><code>${plain(name)}</code></td><td>${where}${required ? ', required' : ''}</td><td><code>${plain(brief(schema))}</code></td></tr>`,
    );
    parts.push(`<h3>Parameters</h3><table>${rows.join('')}</table>`);
  }
  for (const [type, { schema }] of Object.entries(operation.requestBody?.content ?? {})) {
    parts.push(`<h3>Body (${plain(type)})</h3><pre>${plain(JSON.stringify(schema, null, 2))}</pre>`);
  }
  for (const [status, { description, content }] of Object.entries(operation.responses)) {
    const schema = Object.entries(content ?? {}).find(([type]) => type === 'application/json')?.[1].schema;
    parts.push(
      `<h3>${status}</h3><p>${prose(description)}</p>${schema ? `<pre>${plain(JSON.stringify(schema, null, 2))}</pre>` : ''}`,
    );
  }
  return `<details id="${plain(operation.operationId)}"><summary><b>${method.toUpperCase()}</b><code>${plain(path)}</code>${plain(operation.summary)}</summary>${parts.join('')}</details>`;
}

function brief(schema: Json): string {
  if (Array.isArray(schema.enum)) return schema.enum.join(' | ');
  return String(schema.format ?? schema.type ?? 'any');
}

/** The page at /docs/api. */
export function referencePage(openApi: Json): string {
  const paths = openApi.paths as Record<string, Record<string, Operation>>;
  const byTag = new Map<string, string[]>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags[0] ?? 'other';
      byTag.set(tag, [...(byTag.get(tag) ?? []), operationHtml(path, method, operation)]);
    }
  }
  const links = [...byTag.keys()].map((tag) => `<a href="#${plain(tag)}">${plain(tag)}</a>`).join('');
  const sections = [...byTag].map(
    ([tag, operations]) => `<section id="${plain(tag)}"><h2>${plain(tag)}</h2>${operations.join('')}</section>`,
  );
  const intro = `<h1>Verona API</h1><p>Everything a screen can do, this API can do. Machine-readable: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).
    Every refusal is listed under <a href="/docs/problems">problems</a>. Send an API key as <code>Authorization: Bearer …</code>.</p>`;
  return page('API', `${intro}<nav>${links}</nav>${sections.join('')}`);
}

/** The page at /docs/problems: every way Verona says no, and what to do then. */
export function problemsPage(kinds: Documented[]): string {
  const rows = kinds.map(
    (kind) =>
      `<tr id="${plain(kind.code)}"><td><code>${plain(kind.code)}</code></td><td>${kind.status}</td><td>${plain(kind.title)}<br><small>${plain(kind.cure)}</small></td></tr>`,
  );
  const intro =
    '<h1>Problems</h1><p>Errors are RFC 9457 problem documents (<code>application/problem+json</code>). <code>code</code> is stable; <code>cure</code> says what to do.</p>';
  return page('Problems', `${intro}<table><tr><th>code</th><th>status</th><th>what and cure</th></tr>${rows.join('')}</table>`);
}
