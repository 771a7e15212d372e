/** SQL of the help centre: its settings, and what the public may read. Nothing here answers with an expired or internal text. */
import { empty, sql, type Tx } from '#platform/postgres';
import type { SiteWords } from '../contract/care.ts';

export interface SiteRow extends SiteWords {
  key: string;
  /** Of the workspace: the usual part of the address. */
  slug: string;
}

const columns = sql`
  s.key, w.slug, s.enabled, s.name, s.logo, s.accent, s.locales, s.listed, s.review_days::float8 as "reviewDays",
  s.grace_days::float8 as "graceDays", s.contact_hours::float8 as "contactHours"`;

export function findSite(tx: Tx, workspaceId: string): Promise<SiteRow | undefined> {
  return tx.maybe<SiteRow>(sql`
    select ${columns} from knowledge.site s join platform.workspace w on w.id = s.workspace_id
     where s.workspace_id = ${workspaceId}`);
}

/** A workspace has its help centre from the first time anybody asks for it. */
export async function makeSite(tx: Tx, workspaceId: string, key: string): Promise<void> {
  await tx.run(sql`
    insert into knowledge.site (workspace_id, key, name)
    select w.id, ${key}, left(w.name, 80) from platform.workspace w where w.id = ${workspaceId}
    on conflict (workspace_id) do nothing`);
}

export async function updateSite(tx: Tx, workspaceId: string, site: SiteWords): Promise<void> {
  await tx.run(sql`
    update knowledge.site
       set enabled = ${site.enabled}, name = ${site.name}, logo = ${site.logo}, accent = ${site.accent},
           locales = ${site.locales}::text[], listed = ${site.listed}, review_days = ${site.reviewDays},
           grace_days = ${site.graceDays}, contact_hours = ${site.contactHours}
     where workspace_id = ${workspaceId}`);
}

/** The workspace a public address belongs to. Needs none: the visitor brought no other. */
export async function workspaceAt(tx: Tx, address: string): Promise<string | undefined> {
  const { id } = await tx.one<{ id: string | null }>(sql`select knowledge.site_of(${address}) as id`);
  return id ?? undefined;
}

// ---- what the public may read ------------------------------------------------------------------------------------------------

export interface PublicText {
  articleId: string;
  slug: string;
  spaceSlug: string;
  spaceName: string;
  locale: string;
  version: number;
  title: string;
  summary: string;
  body: string;
  labels: string[];
  publishedAt: Date;
  verifiedAt: Date;
  /** Languages it can be read in. */
  locales: string[];
}

/** Published, vouched for, meant for everybody: at this very instant. */
const readable = sql`
  knowledge.article a
  join knowledge.space s on s.workspace_id = a.workspace_id and s.id = a.space_id and s.audience = 'public'
  join knowledge.text t on t.workspace_id = a.workspace_id and t.article_id = a.id and t.published is not null
  join knowledge.version v on v.workspace_id = t.workspace_id and v.article_id = t.article_id and v.locale = t.locale
                          and v.no = t.published`;
const open = sql`a.audience = 'public' and a.archived_at is null and a.expires_at > now()`;

const text = sql`
  a.id as "articleId", a.slug, s.slug as "spaceSlug", s.name as "spaceName", t.locale, t.published::float8 as version, v.title,
  v.summary, v.body, a.labels, t.published_at as "publishedAt", a.verified_at as "verifiedAt",
  array(select o.locale from knowledge.text o
         where o.workspace_id = a.workspace_id and o.article_id = a.id and o.published is not null order by o.locale) as locales`;

/** In the first of the wanted languages that it is written in, else in any. */
export function publicText(
  tx: Tx,
  workspaceId: string,
  slug: string,
  wanted: readonly string[],
): Promise<PublicText | undefined> {
  return tx.maybe<PublicText>(sql`
    select ${text} from ${readable}
     where a.workspace_id = ${workspaceId} and a.slug = ${slug} and ${open}
     order by array_position(${wanted}::text[], t.locale) nulls last, t.locale limit 1`);
}

/** The address that an old one leads to, when everybody may read what stands there. */
export async function movedTo(tx: Tx, workspaceId: string, kind: 'article' | 'space', slug: string): Promise<string | undefined> {
  const row = await tx.maybe<{ slug: string }>(sql`
    select ${kind === 'article' ? sql`a.slug` : sql`s.slug`} as slug
      from knowledge.old_slug o, ${readable}
     where o.workspace_id = ${workspaceId} and o.kind = ${kind} and o.slug = ${slug} and a.workspace_id = o.workspace_id
       and ${kind === 'article' ? sql`a.id` : sql`s.id`} = o.subject_id and ${open} limit 1`);
  return row?.slug;
}

/** Whether words that everybody may read now show this picture. */
export async function isShown(tx: Tx, workspaceId: string, fileId: string): Promise<boolean> {
  const row = await tx.maybe(sql`
    select 1 from knowledge.picture p, ${readable}
     where p.workspace_id = ${workspaceId} and p.file_id = ${fileId} and a.workspace_id = p.workspace_id and a.id = p.article_id
       and ${open} and position(p.file_id::text in v.body) > 0 limit 1`);
  return row !== undefined;
}

export interface PublicSpace {
  slug: string;
  name: string;
  description: string;
  articles: number;
}

/** Spaces that hold something to read in this language. */
export function publicSpaces(tx: Tx, workspaceId: string, locale: string): Promise<PublicSpace[]> {
  return tx.many<PublicSpace>(sql`
    select s.slug, s.name, s.description, count(*)::float8 as articles from ${readable}
     where a.workspace_id = ${workspaceId} and t.locale = ${locale} and ${open}
     group by s.slug, s.name, s.description order by lower(s.name), s.slug`);
}

export interface PublicTitle {
  slug: string;
  locale: string;
  title: string;
  summary: string;
  body: string;
  spaceSlug: string;
  spaceName: string;
  publishedAt: Date;
}

/** Titles that were written for some page, newest first: whoever asks looks which. */
export const titlesForPages = (tx: Tx, workspaceId: string, locale: string): Promise<(PublicTitle & { pages: string[] })[]> =>
  tx.many(sql`
    select a.slug, t.locale, v.title, v.summary, left(v.body, 600) as body, s.slug as "spaceSlug", s.name as "spaceName",
           t.published_at as "publishedAt", a.pages
      from ${readable}
     where a.workspace_id = ${workspaceId} and ${open} and t.locale = ${locale} and cardinality(a.pages) > 0
     order by t.published_at desc, a.slug limit 500`);

/** Titles of one space, or the newest of all. */
export function publicTitles(
  tx: Tx,
  workspaceId: string,
  { locale, space, limit }: { locale?: string; space?: string; limit: number },
): Promise<PublicTitle[]> {
  return tx.many<PublicTitle>(sql`
    select a.slug, t.locale, v.title, v.summary, left(v.body, 600) as body, s.slug as "spaceSlug", s.name as "spaceName",
           t.published_at as "publishedAt"
      from ${readable}
     where a.workspace_id = ${workspaceId} and ${open} ${locale === undefined ? empty : sql`and t.locale = ${locale}`}
           ${space === undefined ? empty : sql`and s.slug = ${space}`}
     order by ${space === undefined ? sql`t.published_at desc` : sql`lower(v.title)`}, a.slug, t.locale limit ${limit}`);
}
