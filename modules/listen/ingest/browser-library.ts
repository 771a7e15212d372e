/**
 * analytics.js itself, served from here: Segment's page snippet then needs no CDN, no third party's uptime and no exception
 * in a content security policy but this server. The file is `@segment/analytics-next` as published, unmodified (MIT).
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { BindRaw, RawAnswer } from '#platform/http';
import { library, libraryPart } from './described.ts';

const require = createRequire(import.meta.url);
const folder = () => join(require.resolve('@segment/analytics-next/dist/umd/standalone.js'), '..');
/** Chunks carry a hash of their content in their name. */
const chunkName = /^[\w-]+\.bundle\.[0-9a-f]{20}\.js$/;

export function bindBrowserLibrary(bindRaw: BindRaw): void {
  const why = 'Every visitor of a page loads it.';
  bindRaw(
    {
      id: 'listen.browser_library',
      method: 'GET',
      path: '/analytics.js/v1/:key/analytics.min.js',
      summary: 'analytics.js, as the page snippet loads it',
      public: why,
      bodyLimit: 0,
      described: library,
    },
    () => script('standalone.js', 'public, max-age=3600'),
  );
  bindRaw(
    {
      id: 'listen.browser_library.chunk',
      method: 'GET',
      path: '/analytics-next/bundles/:chunk',
      summary: 'Parts of analytics.js that it loads when it needs them',
      public: why,
      bodyLimit: 0,
      described: libraryPart,
    },
    async ({ params }) => {
      const { chunk = '' } = params;
      return chunkName.test(chunk) ? script(chunk, 'public, max-age=31536000, immutable') : { status: 404 };
    },
  );
}

async function script(file: string, cacheControl: string): Promise<RawAnswer> {
  try {
    const body = await readFile(join(folder(), file), 'utf8');
    const headers = {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': cacheControl,
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
    };
    return { status: 200, headers, body };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { status: 404 };
    throw error;
  }
}
