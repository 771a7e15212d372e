/**
 * The API reference and the catalogue of problems as plain pages, made from the same contracts as everything else.
 *
 * No script and nothing loaded from elsewhere: it can be read offline, searched with the browser, and linked to by fragment.
 */
import type { Documented } from './problems.ts';

type Json = Record<string, unknown>;

interface Media {
  schema: Json;
  example?: unknown;
}

interface Answer {
  description: string;
  'x-codes'?: string[];
  content?: Record<string, Media>;
}

interface Operation {
  operationId: string;
  summary: string;
  description: string;
  tags: string[];
  parameters?: { name: string; in: string; required: boolean; schema: Json; example?: unknown }[];
  requestBody?: { content: Record<string, Media> };
  responses: Record<string, Answer | { $ref: string }>;
}

interface Document {
  info: { description: string };
  paths: Record<string, Record<string, Operation>>;
  components: { responses: Record<string, Answer> };
}

const plain = (text: string) =>
  text.replace(
    /[&<>"']/g,
    (character) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[character] ?? '',
  );

/** Between tags quotes are only quotes: schemas are full of them. */
const inside = (text: string) => text.replace(/[&<]/g, (character) => (character === '&' ? '&amp;' : '&lt;'));

/** Backticks become code, lines with a dash a list; the rest stays text. */
function prose(text: string): string {
  const paragraphs = plain(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .split('\n\n');
  return paragraphs
    .map((each) =>
      each.startsWith('- ') ? `<ul><li>${each.slice(2).replaceAll('\n- ', '</li><li>')}</li></ul>` : `<p>${each}</p>`,
    )
    .join('');
}

/** Scrolls sideways when it is wide, also by keyboard. */
const code = (value: unknown, label: string) =>
  `<pre tabindex="0" role="group" aria-label="${plain(label)}">${inside(typeof value === 'string' ? value : JSON.stringify(value, null, 1))}</pre>`;

const style = `
  :root { color-scheme: light dark; --line: #8884; --soft: #8881; --cool: #2a6f97; --ink: #1d1d1f; --paper: #fff; }
  body { font: 16px/1.55 'Inter Variable', Inter, system-ui, sans-serif; max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 6rem; color: var(--ink); background: var(--paper); }
  h1 { font-size: 1.7rem; } h4 { margin: 0.75rem 0 0.25rem; font-size: 0.85rem; font-weight: 500; } h2 { margin-top: 2.5rem; text-transform: capitalize; } h3 { margin: 1.25rem 0 0.25rem; font-size: 1rem; }
  nav { display: flex; flex-wrap: wrap; gap: 0.5rem 1.25rem; } a { color: var(--cool); }
  details { border-bottom: 1px solid var(--line); padding: 0.6rem 0; } summary { cursor: pointer; }
  summary b { display: inline-block; min-width: 4.2rem; font-family: ui-monospace, monospace; } summary code { margin-right: 0.75rem; }
  pre { background: var(--soft); padding: 0.75rem 1rem; overflow-x: auto; border-radius: 6px; font-size: 0.85rem; }
  table { border-collapse: collapse; width: 100%; } td, th { text-align: left; vertical-align: top; padding: 0.4rem 1rem 0.4rem 0; border-bottom: 1px solid var(--line); }
  @media (prefers-color-scheme: dark) { :root { --cool: #7fc1e8; --ink: #e9e7e4; --paper: #17181b; } }`;

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${plain(title)} · Verona</title><link rel="icon" href="/favicon.svg"><style>${style}</style></head><body><main>${body}</main></body></html>`;
}

function mediaHtml(content: Record<string, Media> = {}): string {
  const parts = Object.entries(content).map(([type, { schema, example }]) => {
    if (!type.includes('json')) return `<p>${plain(type)}</p>`;
    return `<h4>Example</h4>${code(example, 'Example')}<details><summary>Schema</summary>${code(schema, 'Schema')}</details>`;
  });
  return parts.join('');
}

/** Refusals by status, each code linked to its cure. */
function refusalsHtml(refusals: [string, Answer][]): string {
  const rows = refusals.map(([status, { 'x-codes': codes = [] }]) => {
    const links = codes.map((each) => `<a href="/docs/problems#${plain(each)}"><code>${plain(each)}</code></a>`);
    return `<tr><th scope="row">${status}</th><td>${links.join(' ')}</td></tr>`;
  });
  return `<h3>It may refuse</h3><table>${rows.join('')}</table>`;
}

function operationHtml(path: string, method: string, operation: Operation, shared: Record<string, Answer>): string {
  const parts: string[] = [prose(operation.description)];
  if (operation.parameters?.length) {
    const rows = operation.parameters.map(
      ({ name, in: where, required, schema, example }) =>
        `<tr><th scope="row"><code>${plain(name)}</code></th><td>${where}${required ? ', required' : ''}</td><td><code>${plain(brief(schema))}</code></td><td>${example === undefined ? '' : `<code>${plain(String(example))}</code>`}</td></tr>`,
    );
    parts.push(`<h3>Parameters</h3><table>${rows.join('')}</table>`);
  }
  if (operation.requestBody) parts.push(`<h3>Body</h3>${mediaHtml(operation.requestBody.content)}`);
  const answers = Object.entries(operation.responses).map(([status, answer]): [string, Answer] => [
    status,
    '$ref' in answer ? (shared[answer.$ref.slice('#/components/responses/'.length)] ?? { description: '' }) : answer,
  ]);
  for (const [status, { description, content }] of answers.filter(([, answer]) => !answer['x-codes'])) {
    parts.push(`<h3>${status} ${plain(description)}</h3>${mediaHtml(content)}`);
  }
  parts.push(refusalsHtml(answers.filter(([, answer]) => answer['x-codes'])));
  const summary = `<summary><b>${method.toUpperCase()}</b><code>${plain(path)}</code>${plain(operation.summary)}</summary>`;
  // The id stands inside: a browser that follows a link to it opens the details around it.
  return `<details>${summary}<div id="${plain(operation.operationId)}">${parts.join('')}</div></details>`;
}

function brief(schema: Json): string {
  if (Array.isArray(schema.enum)) return schema.enum.join(' | ');
  return String(schema.format ?? schema.type ?? 'any');
}

/** The page at /docs/api. */
export function referencePage(openApi: Json): string {
  const { info, paths, components } = openApi as unknown as Document;
  const byTag = new Map<string, string[]>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(methods)) {
      const tag = operation.tags[0] ?? 'other';
      byTag.set(tag, [...(byTag.get(tag) ?? []), operationHtml(path, method, operation, components.responses)]);
    }
  }
  const links = [...byTag.keys()].map((tag) => `<a href="#${plain(tag)}">${plain(tag)}</a>`).join('');
  const sections = [...byTag].map(
    ([tag, operations]) => `<section id="${plain(tag)}"><h2>${plain(tag)}</h2>${operations.join('')}</section>`,
  );
  const intro = `<h1>Verona API</h1>${prose(info.description)}<p>Machine-readable: <a href="/openapi.json">openapi.json</a> (OpenAPI 3.1).
    Every refusal is listed under <a href="/docs/problems">problems</a>. Send an API key as <code>Authorization: Bearer …</code>.</p>`;
  return page('API', `${intro}<nav aria-label="Parts">${links}</nav>${sections.join('')}`);
}

/** The page at /docs/problems: every way Verona says no, and what to do then. */
export function problemsPage(kinds: Documented[]): string {
  const rows = kinds.map(
    (kind) =>
      `<tr id="${plain(kind.code)}"><th scope="row"><code>${plain(kind.code)}</code></th><td>${kind.status}</td><td>${plain(kind.title)}<br><small>${plain(kind.cure)}</small></td></tr>`,
  );
  const intro =
    '<h1>Problems</h1><p>Errors are RFC 9457 problem documents (<code>application/problem+json</code>). <code>code</code> is stable; <code>cure</code> says what to do. The <a href="/docs/api">API reference</a> says which route may answer which.</p>';
  const head = '<tr><th scope="col">code</th><th scope="col">status</th><th scope="col">what and cure</th></tr>';
  return page('Problems', `${intro}<table>${head}${rows.join('')}</table>`);
}
