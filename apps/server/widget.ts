/**
 * The chat widget as any site loads it. The loader is asked for on every page and may change with each release; the messenger
 * carries the hash of its content in its name and never changes.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { z } from '#platform/contract';
import type { BindRaw, RawAnswer, RawRequest } from '#platform/http';
import { builtFolder } from './built.ts';

const aWhile = 'public, max-age=300, stale-while-revalidate=86400';
const forEver = 'public, max-age=31536000, immutable';
const why = 'Every visitor of a page loads it.';
const described = { replyType: 'text/javascript' };

export function bindWidget(bindRaw: BindRaw): void {
  const kept = new Map<string, { plain: Buffer; small: Buffer }>();

  /** Small files that everybody asks for: read and squeezed once. */
  function file(name: string): { plain: Buffer; small: Buffer } | undefined {
    const before = kept.get(name);
    if (before) return before;
    const path = join(builtFolder('widget'), name);
    if (!existsSync(path)) return undefined;
    const plain = readFileSync(path);
    const read = { plain, small: gzipSync(plain, { level: 9 }) };
    kept.set(name, read);
    return read;
  }

  function script({ headers }: RawRequest, name: string, cacheControl: string): RawAnswer {
    const found = file(name);
    if (found === undefined) return { status: 404 };
    const squeezed = /\bgzip\b/.test(String(headers['accept-encoding'] ?? ''));
    return {
      status: 200,
      headers: {
        'content-type': 'text/javascript; charset=utf-8',
        'cache-control': cacheControl,
        'cross-origin-resource-policy': 'cross-origin',
        'access-control-allow-origin': '*',
        vary: 'accept-encoding',
        ...(squeezed && { 'content-encoding': 'gzip' }),
      },
      body: squeezed ? found.small : found.plain,
    };
  }

  /** The messenger, or the view of articles, of this release. */
  const current = (part: string) => {
    const folder = join(builtFolder('widget'), 'widget');
    return existsSync(folder) ? readdirSync(folder).find((name) => name.startsWith(`${part}.`)) : undefined;
  };

  const get = (id: string, path: string, summary: string, answer: (request: RawRequest) => RawAnswer) => {
    const named = path.includes(':') ? { params: z.object({ file: z.string() }) } : {};
    bindRaw({ id, method: 'GET', path, summary, public: why, bodyLimit: 0, described: { ...described, ...named } }, answer);
  };
  get('widget.script', '/widget.js', 'The chat widget, as a page loads it', (request) => script(request, 'widget.js', aWhile));
  get('widget.module', '/widget.mjs', 'The same as an ES module', (request) => script(request, 'widget.mjs', aWhile));
  get('widget.messenger', '/widget/:file', 'The chat itself and its view of articles, loaded when they open', (request) => {
    const part = /^(messenger|help|survey)\.[\w-]+\.js$/.exec(request.params.file ?? '')?.[1];
    const name = part && current(part);
    if (name === undefined) return { status: 404 };
    // A loader of the release before asks for a file that is gone; they speak the same protocol.
    return script(request, `widget/${name}`, request.params.file === name ? forEver : 'no-cache');
  });
}
