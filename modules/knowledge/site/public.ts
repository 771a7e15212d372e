/** What the public reads: the help centre's side of the door. Nothing expired, nothing internal, and no visitor is followed. */
import { LRUCache } from 'lru-cache';
import type { Ground } from '../ground.ts';
import { choose } from '../rules/locale.ts';
import { isFor } from '../rules/pages.ts';
import { demoted, find } from '../search/search.ts';
import { insertFeedback } from '../self-service/store.ts';
import { addUse, visit } from '../self-service/visit.ts';
import { renderMarkdown } from '../words/render.ts';
import { summaryOf } from '../words/rendition.ts';
import { pictureAt } from './address.ts';
import * as store from './store.ts';

export interface PublicSite extends store.SiteRow {
  workspaceId: string;
}

export interface Reader {
  /** Key of the visitor; undefined for programs that read everything (search engines), which are not counted. */
  visitor: string | undefined;
  /** As the page around the widget knows the browser; a claim. */
  anonymousId?: string | undefined;
  /** Where they read; the help centre's own pages when left out. */
  place?: 'site' | 'widget';
}

export interface PublicArticle extends Omit<store.PublicText, 'body'> {
  html: string;
  description: string;
}

export interface PublicResult {
  slug: string;
  locale: string;
  title: string;
  summary: string;
  spaceName: string;
}

export interface HelpCentre {
  /** The help centre at an address; undefined when there is none or it is closed. */
  site(address: string): Promise<PublicSite | undefined>;
  /** The help centre of a workspace that is known already; undefined when it is closed. */
  siteOf(workspaceId: string): Promise<PublicSite | undefined>;
  /** What somebody on this page may need: articles written for it, then the newest; in the language, at most six. */
  forPage(site: PublicSite, locale: string, page: string | undefined): Promise<PublicResult[]>;
  spaces(site: PublicSite, locale: string): Promise<{ spaces: store.PublicSpace[]; newest: PublicResult[] }>;
  space(
    site: PublicSite,
    locale: string,
    slug: string,
  ): Promise<{ space: store.PublicSpace; articles: PublicResult[] } | undefined>;
  /** In the wanted language when it is written in it, else in another: the answer says which. Counted as read. */
  article(site: PublicSite, locale: string, slug: string, reader: Reader): Promise<PublicArticle | undefined>;
  search(
    site: PublicSite,
    locale: string,
    text: string,
    reader: Reader,
  ): Promise<{ items: PublicResult[]; corrected: { from: string; to: string }[] }>;
  /** Where an article or a space that stood at this address stands now; undefined when nothing did that everybody may read. */
  movedTo(site: PublicSite, kind: 'article' | 'space', slug: string): Promise<string | undefined>;
  /** A picture of an article that everybody may read at this instant. */
  picture(site: PublicSite, fileId: string): Promise<{ type: string; bytes: Buffer } | undefined>;
  /** False when there is no such article to judge. */
  judge(
    site: PublicSite,
    locale: string,
    slug: string,
    said: { helpful: boolean; comment: string; visitor: string },
  ): Promise<boolean>;
  /** Every public text, newest first, at most 50,000: as many as a sitemap may name. */
  everything(site: PublicSite): Promise<{ slug: string; locale: string; publishedAt: Date }[]>;
}

/** A help centre that was closed is closed within this time. */
const rememberMs = 1_000;
const results = 20;
const offered = 6;
const mostInSitemap = 50_000;

const resultOf = ({ slug, locale, title, summary, body, spaceName }: Omit<store.PublicTitle, 'spaceSlug' | 'publishedAt'>) => ({
  slug,
  locale,
  title,
  summary: summaryOf({ summary, body }),
  spaceName,
});

type HelpGround = Pick<Ground, 'db' | 'newId' | 'files' | 'listen' | 'clock'>;

export function createHelpCentre(ground: HelpGround): HelpCentre {
  const { db, newId, files } = ground;
  const known = new LRUCache<string, { site: PublicSite | undefined }>({ max: 10_000, ttl: rememberMs });

  return {
    async site(address) {
      const remembered = known.get(address);
      if (remembered) return remembered.site;
      const workspaceId = await db.inSystem((tx) => store.workspaceAt(tx, address), { readOnly: true });
      const row = workspaceId && (await db.inWorkspace(workspaceId, (tx) => store.findSite(tx, workspaceId), { readOnly: true }));
      const site = workspaceId && row ? { ...row, workspaceId } : undefined;
      known.set(address, { site });
      return site;
    },
    async siteOf(workspaceId) {
      const row = await db.inWorkspace(workspaceId, (tx) => store.findSite(tx, workspaceId), { readOnly: true });
      return row?.enabled ? { ...row, workspaceId } : undefined;
    },
    forPage: ({ workspaceId }, locale, page) =>
      db.inWorkspace(
        workspaceId,
        async (tx) => {
          const forPages = page === undefined ? [] : await store.titlesForPages(tx, workspaceId, locale);
          const fitting = forPages.filter(({ pages }) => pages.some((pattern) => isFor(pattern, page ?? '')));
          const newest = await store.publicTitles(tx, workspaceId, { locale, limit: offered });
          const all = new Map([...fitting, ...newest].map((title) => [title.slug, resultOf(title)]));
          return [...all.values()].slice(0, offered);
        },
        { readOnly: true },
      ),
    spaces: ({ workspaceId }, locale) =>
      db.inWorkspace(
        workspaceId,
        async (tx) => ({
          spaces: await store.publicSpaces(tx, workspaceId, locale),
          newest: (await store.publicTitles(tx, workspaceId, { locale, limit: 8 })).map(resultOf),
        }),
        { readOnly: true },
      ),
    space: ({ workspaceId }, locale, slug) =>
      db.inWorkspace(
        workspaceId,
        async (tx) => {
          const space = (await store.publicSpaces(tx, workspaceId, locale)).find((one) => one.slug === slug);
          if (!space) return undefined;
          const titles = await store.publicTitles(tx, workspaceId, { locale, space: slug, limit: 500 });
          return { space, articles: titles.map(resultOf) };
        },
        { readOnly: true },
      ),
    article: (site, locale, slug, { visitor, anonymousId, place = 'site' }) =>
      db.inWorkspace(site.workspaceId, async (tx) => {
        const { workspaceId } = site;
        const text = await store.publicText(tx, workspaceId, slug, [locale, ...site.locales]);
        if (!text) return undefined;
        if (visitor !== undefined) {
          await visit(ground, tx, workspaceId, { visitor, anonymousId, place, step: 'read', article: text });
          await addUse({ newId }, tx, workspaceId, { ...text, place, how: 'read' });
        }
        const { body, ...rest } = text;
        return { ...rest, html: renderMarkdown(body, pictureAt(site)), description: summaryOf(text) };
      }),
    search: ({ workspaceId }, locale, text, { visitor, anonymousId, place = 'site' }) =>
      db.inWorkspace(workspaceId, async (tx) => {
        const { items, corrected } = await find(tx, workspaceId, { text, locale, audience: 'public', limit: results });
        if (visitor !== undefined)
          await visit(ground, tx, workspaceId, { visitor, anonymousId, place, search: { text, locale, results: items.length } });
        return { items: demoted(items).map(resultOf), corrected };
      }),
    movedTo: ({ workspaceId }, kind, slug) =>
      db.inWorkspace(workspaceId, (tx) => store.movedTo(tx, workspaceId, kind, slug), { readOnly: true }),
    picture: ({ workspaceId }, fileId) =>
      db.inWorkspace(
        workspaceId,
        async (tx) => ((await store.isShown(tx, workspaceId, fileId)) ? files.read(tx, workspaceId, fileId) : undefined),
        { readOnly: true },
      ),
    judge: ({ workspaceId, locales }, locale, slug, { helpful, comment, visitor }) =>
      db.inWorkspace(workspaceId, async (tx) => {
        const text = await store.publicText(tx, workspaceId, slug, [locale, ...locales]);
        if (!text) return false;
        const { articleId, version } = text;
        await insertFeedback(tx, workspaceId, {
          id: newId(),
          articleId,
          locale: text.locale,
          version,
          helpful,
          comment,
          visitor,
        });
        return true;
      }),
    everything: ({ workspaceId, locales }) =>
      db.inWorkspace(
        workspaceId,
        async (tx) => {
          const rows = await store.publicTitles(tx, workspaceId, { limit: mostInSitemap });
          return rows.filter(({ locale }) => choose([locale], locales) !== undefined);
        },
        { readOnly: true },
      ),
  };
}
