/**
 * The help centre inside the chat widget: the same articles, as data, for pages of other origins. A visit counts as it does in
 * the help centre, under the same key of the day: whoever reads here and then asks a human in the chat gave up.
 */
import { choose, type Knowledge, type PublicSite } from '#knowledge';
import type { Listen } from '#listen';
import { channelRefusals } from '#listen/contract';
import type { Clock } from '#platform/clock';
import { Refusal, z } from '#platform/contract';
import { type BindRaw, httpRefusals, type RawAnswer, type RawRequest } from '#platform/http';
import { limiter } from '#platform/limits';
import { createReaders, headerOf } from './readers.ts';

interface WidgetHelpDeps {
  bindRaw: BindRaw;
  knowledge: Pick<Knowledge, 'helpCentre' | 'visitors'>;
  chat: Pick<Listen['chat'], 'behind'>;
  clock: Clock;
  baseUrl: string;
}

const cors = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'POST, GET, OPTIONS',
  'access-control-allow-headers': 'Content-Type',
  'access-control-max-age': '86400',
  'cross-origin-resource-policy': 'cross-origin',
};
const why = 'Anybody may read what a company publishes for its customers; the key stands in its pages.';
const questions = { max: 120, windowMs: 60_000 };
const judgements = { max: 10, windowMs: 600_000 };

const result = z.object({ slug: z.string(), locale: z.string(), title: z.string(), summary: z.string() });
const replies = {
  list: z.object({ items: z.array(result) }),
  /** `html`: only tags of ours, as the help centre shows them. */
  article: z.object({ slug: z.string(), locale: z.string(), title: z.string(), html: z.string(), url: z.string() }),
  nothing: z.strictObject({}),
};
const judgement = z.strictObject({ helpful: z.boolean() });

interface Asked {
  site: PublicSite;
  locale: string;
  request: RawRequest;
}

export function bindWidgetHelp({ bindRaw, knowledge, chat, clock, baseUrl }: WidgetHelpDeps): void {
  const { helpCentre, visitors } = knowledge;
  const { readerOf, visitorOf } = createReaders(visitors, clock);
  const take = limiter(clock);
  const slow = (seconds: number) => new Refusal(channelRefusals.chat_too_fast, { extra: { retryAfter: seconds } });

  const door = (
    id: string,
    method: 'GET' | 'POST',
    path: string,
    summary: string,
    reply: z.ZodType,
    answer: (asked: Asked) => Promise<unknown>,
  ) => {
    const params = z.object({ key: z.string(), ...(path.includes(':slug') && { slug: z.string() }) });
    const refusals = [channelRefusals.chat_unknown_key, channelRefusals.chat_origin_refused, channelRefusals.chat_too_fast];
    const body = method === 'POST' ? { body: judgement } : {};
    bindRaw(
      {
        id: `help.widget_${id}`,
        method,
        path: `/chat/v1/:key/help${path}`,
        summary,
        public: why,
        headers: cors,
        bodyLimit: method === 'POST' ? 1_024 : 0,
        described: { params, reply, ...body, refusals: [...refusals, ...(method === 'POST' ? [httpRefusals.invalid] : [])] },
      },
      async (request) => {
        if (!take(`ask ${request.ip}`, questions)) throw slow(60);
        const { workspaceId, settings } = await chat.behind(request.params.key ?? '', headerOf(request.headers, 'origin'));
        const site = settings.help ? await helpCentre.siteOf(workspaceId) : undefined;
        if (site === undefined) return missing;
        const locale = choose([word(request, 'locale')], site.locales) ?? site.locales[0] ?? 'en';
        const found = await answer({ site, locale, request });
        return found === undefined ? missing : json(found);
      },
    );
  };

  door('list', 'GET', '', 'Articles for the page a visitor looks at, then the newest', replies.list, async (asked) => {
    const { site, locale, request } = asked;
    return { items: await helpCentre.forPage(site, locale, word(request, 'page') || undefined) };
  });
  door('search', 'GET', '/search', 'Public articles by relevance', replies.list, async ({ site, locale, request }) => {
    const text = word(request, 'q').trim().slice(0, 200);
    if (text === '') return { items: [] };
    const reader = { ...readerOf(request, site.workspaceId), ...browserOf(request), place: 'widget' as const };
    return { items: (await helpCentre.search(site, locale, text, reader)).items };
  });
  door('article', 'GET', '/articles/:slug', 'One article', replies.article, async ({ site, locale, request }) => {
    const reader = { ...readerOf(request, site.workspaceId), ...browserOf(request), place: 'widget' as const };
    const asked = request.params.slug ?? '';
    const article =
      (await helpCentre.article(site, locale, asked, reader)) ??
      (await helpCentre.article(site, locale, (await helpCentre.movedTo(site, 'article', asked)) ?? '', reader));
    if (article === undefined) return undefined;
    const { slug, title, html } = article;
    return { slug, locale: article.locale, title, html, url: `${baseUrl}/help/${site.slug}/${article.locale}/articles/${slug}` };
  });
  door('judge', 'POST', '/articles/:slug/judge', 'Whether it helped', replies.nothing, async ({ site, locale, request }) => {
    if (!take(`judge ${request.ip}`, judgements)) throw slow(600);
    const said = judgement.safeParse(jsonOf(request.body));
    if (!said.success) throw new Refusal(httpRefusals.invalid, { detail: 'helpful: must be true or false' });
    const visitor = visitorOf(request, site.workspaceId);
    const known = await helpCentre.judge(site, locale, request.params.slug ?? '', { ...said.data, comment: '', visitor });
    return known ? {} : undefined;
  });
  for (const path of ['', '/search', '/articles/:slug', '/articles/:slug/judge']) {
    const id = `help.widget${path.replace(/\W+/g, '_')}.preflight`;
    bindRaw(
      {
        id,
        method: 'OPTIONS',
        path: `/chat/v1/:key/help${path}`,
        summary: 'CORS preflight',
        public: why,
        headers: cors,
        bodyLimit: 0,
      },
      () => ({ status: 204 }),
    );
  }
}

/** As the page's own analytics.js knows this browser, where the company uses it and the visitor let it. */
const browserOf = (request: RawRequest): { anonymousId?: string } => {
  const id = word(request, 'visitor');
  return id.length >= 8 && id.length <= 200 ? { anonymousId: id } : {};
};

const word = ({ query }: RawRequest, name: string): string => {
  const value = query[name];
  return ((Array.isArray(value) ? value[0] : value) ?? '').replaceAll('\0', '').slice(0, 2_000);
};

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

const json = (answer: unknown): RawAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(answer),
});
const missing: RawAnswer = { ...json({ title: 'There is no such article' }), status: 404 };
