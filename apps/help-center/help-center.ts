/** The public help centre: pages made on the server, for people and search engines alike. */
import { createHash } from 'node:crypto';
import { choose, type Knowledge, readAcceptLanguage } from '#knowledge';
import type { Clock } from '#platform/clock';
import { z } from '#platform/contract';
import type { BindRaw, Described, RawAnswer, RawRequest } from '#platform/http';
import { limiter } from '#platform/limits';
import { articlePage, type Frame, homePage, notePage, searchPage, spacePage } from './pages.ts';
import { createReaders, headerOf } from './readers.ts';
import { accentStyle, style } from './style.ts';

/** It stands elsewhere now. */
interface Moved {
  location: string;
}

interface HelpCentreDeps {
  bindRaw: BindRaw;
  knowledge: Pick<Knowledge, 'helpCentre' | 'visitors'>;
  clock: Clock;
  baseUrl: string;
}

const why = 'Anybody may read what a company publishes for its customers.';
/** No script at all; style from here; pictures from here or by https, as articles may have them. */
const policy =
  "default-src 'none'; style-src 'self'; img-src 'self' https:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const headersOf = (type: string) => ({
  'content-type': `${type}; charset=utf-8`,
  'content-security-policy': policy,
  // As little as it takes for a change to be seen everywhere within a minute.
  'cache-control': 'public, max-age=30, must-revalidate',
  vary: 'accept-language',
});
const parameters: Record<string, z.ZodString> = {
  site: z
    .string()
    .describe('Name of the workspace in addresses, or the key of its help centre.')
    .meta({ examples: ['casa'] }),
  locale: z.string().meta({ examples: ['en'] }),
  slug: z.string().meta({ examples: ['late-parcels'] }),
};
const described = (replyType: string, path: string): Described => ({
  replyType,
  params: z.object(Object.fromEntries(Object.entries(parameters).filter(([name]) => path.split('/').includes(`:${name}`)))),
});
const judgements = { max: 10, windowMs: 600_000 };
const searches = { max: 120, windowMs: 60_000 };

export function bindHelpCentre({ bindRaw, knowledge, clock, baseUrl }: HelpCentreDeps): void {
  const { helpCentre, visitors } = knowledge;
  const take = limiter(clock);
  const { visitorOf, readerOf } = createReaders(visitors, clock);

  const page = (
    id: string,
    path: string,
    summary: string,
    answer: (frame: Frame, request: RawRequest) => Promise<string | Moved | undefined>,
  ) =>
    bindRaw(
      {
        id: `help.${id}`,
        method: 'GET',
        path: `/help/:site${path}`,
        summary,
        public: why,
        bodyLimit: 0,
        described: described('text/html', `/help/:site${path}`),
      },
      async (request) => {
        const frame = await frameOf(request);
        if (!frame) return gone();
        const body = await answer(frame, request);
        if (typeof body === 'object') return { status: 301, headers: { ...headersOf('text/plain'), location: body.location } };
        return body === undefined ? { ...whole(request, notePage(frame, 'missing')), status: 404 } : whole(request, body);
      },
    );

  /** Links in letters and on other sites outlive a rename. */
  async function moved({ site, root, locale }: Frame, kind: 'article' | 'space', slug: string): Promise<Moved | undefined> {
    const now = await helpCentre.movedTo(site, kind, slug);
    return now === undefined ? undefined : { location: `${root}/${locale}/${kind}s/${now}` };
  }

  async function frameOf({ params }: RawRequest): Promise<Frame | undefined> {
    const { site: address = '', locale } = params;
    const site = await helpCentre.site(address);
    if (!site) return undefined;
    const spoken = locale === undefined ? site.locales[0] : site.locales.find((one) => one === locale);
    if (spoken === undefined) return undefined;
    // Addresses are canonical under the workspace's name, whichever one was asked for.
    return { site, root: `/help/${address}`, url: `${baseUrl}/help/${site.slug}`, locale: spoken };
  }

  bindRaw(
    {
      id: 'help.enter',
      method: 'GET',
      path: '/help/:site',
      summary: 'The help centre, in the language the browser asks for',
      public: why,
      bodyLimit: 0,
      described: described('text/html', '/help/:site'),
    },
    async (request) => {
      const frame = await frameOf(request);
      if (!frame) return gone();
      const wanted = readAcceptLanguage(headerOf(request.headers, 'accept-language'));
      const locale = choose(wanted, frame.site.locales) ?? frame.locale;
      return { status: 302, headers: { ...headersOf('text/plain'), location: `${frame.root}/${locale}` } };
    },
  );
  page('home', '/:locale', 'Topics and newest answers', async (frame) =>
    homePage(frame, await helpCentre.spaces(frame.site, frame.locale)),
  );
  page('space', '/:locale/spaces/:slug', 'One topic', async (frame, { params }) => {
    const { slug = '' } = params;
    const found = await helpCentre.space(frame.site, frame.locale, slug);
    return found ? spacePage(frame, found) : moved(frame, 'space', slug);
  });
  page('article', '/:locale/articles/:slug', 'One article', async (frame, request) => {
    const reader = readerOf(request, frame.site.workspaceId);
    const article = await helpCentre.article(frame.site, frame.locale, request.params.slug ?? '', reader);
    return article ? articlePage(frame, article) : moved(frame, 'article', request.params.slug ?? '');
  });
  page('search', '/:locale/search', 'Articles by relevance', async (frame, request) => {
    const { q } = request.query;
    const asked = (Array.isArray(q) ? (q[0] ?? '') : (q ?? '')).replace(/\0/g, '').trim().slice(0, 200);
    if (asked === '') return homePage(frame, await helpCentre.spaces(frame.site, frame.locale));
    if (!take(`search ${request.ip}`, searches)) return notePage(frame, 'slowDown');
    const found = await helpCentre.search(frame.site, frame.locale, asked, readerOf(request, frame.site.workspaceId));
    return searchPage(frame, asked, found);
  });

  bindRaw(
    {
      id: 'help.feedback',
      method: 'POST',
      path: '/help/:site/:locale/articles/:slug/feedback',
      summary: 'A reader says whether it helped; a plain form',
      public: `${why} Ten judgements in ten minutes from one address.`,
      bodyLimit: 8_192,
      described: described('text/html', '/help/:site/:locale/articles/:slug/feedback'),
    },
    async (request) => {
      const frame = await frameOf(request);
      if (!frame) return gone();
      const { slug = '' } = request.params;
      if (!take(`judge ${request.ip}`, judgements)) return { ...uncached(notePage(frame, 'slowDown')), status: 429 };
      const form = new URLSearchParams(request.body.toString('utf8'));
      const helpful = form.get('helpful');
      // Another site's page must not speak for its visitors.
      const isForeign = /cross-site|same-site/.test(headerOf(request.headers, 'sec-fetch-site'));
      if ((helpful !== 'yes' && helpful !== 'no') || isForeign) return { ...uncached(notePage(frame, 'missing')), status: 400 };
      const comment = (form.get('comment') ?? '').replace(/\0/g, '').trim().slice(0, 1000).toWellFormed();
      const visitor = visitorOf(request, frame.site.workspaceId);
      const known = await helpCentre.judge(frame.site, frame.locale, slug, { helpful: helpful === 'yes', comment, visitor });
      const back = `${frame.root}/${frame.locale}/articles/${encodeURIComponent(slug)}`;
      return known ? uncached(notePage(frame, 'thanks', back)) : { ...uncached(notePage(frame, 'missing')), status: 404 };
    },
  );
  bindRaw(
    {
      id: 'help.picture',
      method: 'GET',
      path: '/help/:site/pictures/:file',
      summary: 'A picture of an article that everybody may read',
      public: why,
      bodyLimit: 0,
      described: {
        replyType: 'application/octet-stream',
        params: z.object({ site: parameters.site as z.ZodString, file: z.uuid() }),
      },
    },
    async ({ params }) => {
      const site = z.uuid().safeParse(params.file).success ? await helpCentre.site(params.site ?? '') : undefined;
      const picture = site && (await helpCentre.picture(site, params.file ?? ''));
      if (!picture) return gone();
      return {
        status: 200,
        headers: {
          'content-type': picture.type,
          'x-content-type-options': 'nosniff',
          'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
          'cross-origin-resource-policy': 'cross-origin',
          'cache-control': 'public, max-age=300',
        },
        body: picture.bytes,
      };
    },
  );
  const file = (id: string, path: string, summary: string, type: string, answer: (frame: Frame) => Promise<string> | string) =>
    bindRaw(
      {
        id: `help.${id}`,
        method: 'GET',
        path: `/help/:site/${path}`,
        summary,
        public: why,
        bodyLimit: 0,
        described: described(type, `/help/:site/${path}`),
      },
      async (request) => {
        const frame = await frameOf(request);
        return frame ? whole(request, await answer(frame), type) : gone();
      },
    );
  file('style', 'style.css', 'Its looks', 'text/css', ({ site }) => accentStyle(site.accent) + style);
  file('robots', 'robots.txt', 'What search engines may list', 'text/plain', ({ site, url, root }) =>
    site.listed ? `User-agent: *\nDisallow: ${root}/*/search\nSitemap: ${url}/sitemap.xml\n` : 'User-agent: *\nDisallow: /\n',
  );
  file('sitemap', 'sitemap.xml', 'Every public article', 'application/xml', async ({ site, url }) => {
    const entries = (await helpCentre.everything(site)).map(
      ({ slug, locale, publishedAt }) =>
        `<url><loc>${url}/${locale}/articles/${slug}</loc><lastmod>${publishedAt.toISOString()}</lastmod></url>`,
    );
    return `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n${entries.join('\n')}\n</urlset>\n`;
  });
}

/** The whole answer, or word that the reader's copy is still true. */
function whole({ headers }: RawRequest, body: string, type = 'text/html'): RawAnswer {
  const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
  const known = headers['if-none-match'];
  const answered = { ...headersOf(type), etag };
  if (typeof known === 'string' && known.split(/\s*,\s*/).some((one) => one.replace(/^W\//, '') === etag)) {
    return { status: 304, headers: answered };
  }
  return { status: 200, headers: answered, body };
}

const uncached = (body: string): RawAnswer => ({
  status: 200,
  headers: { ...headersOf('text/html'), 'cache-control': 'no-store' },
  body,
});

const gone = (): RawAnswer => ({
  status: 404,
  headers: headersOf('text/plain'),
  body: 'There is no help centre at this address.\n',
});
