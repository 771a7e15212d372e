/** SQL of spaces, articles and their versions. */
import { empty, join, type Sql, sql, type Tx } from '#platform/postgres';
import type { ArticleChange, Audience, SpaceWords, State } from '../contract/articles.ts';

// ---- spaces ----------------------------------------------------------------------------------------------------------------

export interface SpaceRow {
  id: string;
  slug: string;
  name: string;
  description: string;
  audience: Audience;
  ownerId: string | null;
  articles: number;
  createdAt: Date;
}

export function spaces(tx: Tx, workspaceId: string, id?: string): Promise<SpaceRow[]> {
  return tx.many<SpaceRow>(sql`
    select s.id, s.slug, s.name, s.description, s.audience, s.owner_id as "ownerId", s.created_at as "createdAt",
           (select count(*) from knowledge.article a
             where a.workspace_id = s.workspace_id and a.space_id = s.id and a.archived_at is null)::float8 as articles
      from knowledge.space s
     where s.workspace_id = ${workspaceId} ${id === undefined ? empty : sql`and s.id = ${id}`}
     order by lower(s.name), s.id`);
}

export async function insertSpace(tx: Tx, workspaceId: string, id: string, space: SpaceWords): Promise<void> {
  await tx.run(sql`
    insert into knowledge.space (workspace_id, id, slug, name, description, audience, owner_id)
    values (${workspaceId}, ${id}, ${space.slug}, ${space.name}, ${space.description}, ${space.audience}, ${space.ownerId})`);
}

export function updateSpace(tx: Tx, workspaceId: string, id: string, space: SpaceWords): Promise<number> {
  return tx.run(sql`
    update knowledge.space set slug = ${space.slug}, name = ${space.name}, description = ${space.description},
           audience = ${space.audience}, owner_id = ${space.ownerId}
     where workspace_id = ${workspaceId} and id = ${id}`);
}

/** Articles in the archive count: their versions are kept. */
export function deleteSpace(tx: Tx, workspaceId: string, id: string): Promise<number> {
  return tx.run(sql`
    delete from knowledge.space s
     where s.workspace_id = ${workspaceId} and s.id = ${id}
       and not exists (select 1 from knowledge.article a where a.workspace_id = s.workspace_id and a.space_id = s.id)`);
}

// ---- articles --------------------------------------------------------------------------------------------------------------

export interface TextRow {
  locale: string;
  title: string;
  latest: number;
  published: number | null;
}

export interface ArticleRow {
  id: string;
  slug: string;
  spaceId: string;
  spaceSlug: string;
  spaceName: string;
  spaceAudience: Audience;
  ownerId: string;
  audience: Audience;
  labels: string[];
  pages: string[];
  segments: string[];
  proposedBy: string | null;
  verifiedAt: Date | null;
  verifiedBy: string | null;
  reviewDays: number;
  graceDays: number;
  dueAt: Date | null;
  expiresAt: Date | null;
  archivedAt: Date | null;
  createdAt: Date;
  createdBy: string;
  updatedAt: Date;
  now: Date;
  texts: TextRow[];
}

const view = sql`
  select a.id, a.slug, a.space_id as "spaceId", s.slug as "spaceSlug", s.name as "spaceName", s.audience as "spaceAudience",
         a.owner_id as "ownerId", a.audience, a.labels, a.pages, a.segments::text[] as segments, a.proposed_by as "proposedBy",
         a.verified_at as "verifiedAt", a.verified_by as "verifiedBy", a.review_days::float8 as "reviewDays",
         a.grace_days::float8 as "graceDays", a.due_at as "dueAt", a.expires_at as "expiresAt", a.archived_at as "archivedAt",
         a.created_at as "createdAt", a.created_by as "createdBy", a.updated_at as "updatedAt", now() as now,
         coalesce((select jsonb_agg(jsonb_build_object('locale', t.locale, 'title', v.title, 'latest', t.latest,
                                                       'published', t.published) order by t.locale)
                     from knowledge.text t
                     join knowledge.version v on v.workspace_id = t.workspace_id and v.article_id = t.article_id
                                             and v.locale = t.locale and v.no = t.latest
                    where t.workspace_id = a.workspace_id and t.article_id = a.id), '[]') as texts
    from knowledge.article a join knowledge.space s on s.workspace_id = a.workspace_id and s.id = a.space_id`;

export interface ArticleFilter {
  search?: string | undefined;
  state?: State | undefined;
  spaceId?: string | undefined;
  ownerId?: string | undefined;
  /** Any of these owners. */
  owners?: readonly string[] | undefined;
  label?: string | undefined;
}

/** The same decision as `rules/state.ts`, for finding by it; a test holds the two together. */
const inState: Record<State, Sql> = {
  archived: sql`a.archived_at is not null`,
  proposed: sql`a.archived_at is null and a.verified_at is null and a.proposed_by is not null`,
  draft: sql`a.archived_at is null and a.verified_at is null and a.proposed_by is null`,
  verified: sql`a.archived_at is null and a.due_at > now()`,
  due: sql`a.archived_at is null and a.due_at <= now() and a.expires_at > now()`,
  expired: sql`a.archived_at is null and a.expires_at <= now()`,
};

/** Newest change first. The archive is shown only when asked for. */
export function listArticles(
  tx: Tx,
  workspaceId: string,
  filter: ArticleFilter,
  after: { updatedAt: string; id: string } | undefined,
  limit: number,
): Promise<ArticleRow[]> {
  const { search, state, spaceId, ownerId, owners, label } = filter;
  const wanted = [
    sql`a.workspace_id = ${workspaceId}`,
    state === undefined ? sql`a.archived_at is null` : inState[state],
    ...(spaceId === undefined ? [] : [sql`a.space_id = ${spaceId}`]),
    ...(ownerId === undefined ? [] : [sql`a.owner_id = ${ownerId}`]),
    ...(owners === undefined ? [] : [sql`a.owner_id = any(${owners}::uuid[])`]),
    ...(label === undefined ? [] : [sql`${label} = any(a.labels)`]),
    ...(after === undefined ? [] : [sql`(a.updated_at, a.id) < (${after.updatedAt}::timestamptz, ${after.id}::uuid)`]),
    ...(search === undefined || search.trim() === ''
      ? []
      : [
          sql`(position(lower(${search}) in a.slug) > 0 or exists (
              select 1 from knowledge.text t
                join knowledge.version v on v.workspace_id = t.workspace_id and v.article_id = t.article_id
                                        and v.locale = t.locale and v.no = t.latest
               where t.workspace_id = a.workspace_id and t.article_id = a.id
                 and (position(public.unaccent(lower(${search})) in public.unaccent(lower(v.title))) > 0
                      or public.word_similarity(${search}, v.title) > 0.5)))`,
        ]),
  ];
  return tx.many<ArticleRow>(sql`${view} where ${join(wanted, ' and ')} order by a.updated_at desc, a.id desc limit ${limit}`);
}

export async function findArticle(tx: Tx, workspaceId: string, id: string): Promise<ArticleRow | undefined> {
  return tx.maybe<ArticleRow>(sql`${view} where a.workspace_id = ${workspaceId} and a.id = ${id}`);
}

/** As `findArticle`; two authors who act at once take turns. */
export async function holdArticle(tx: Tx, workspaceId: string, id: string): Promise<ArticleRow | undefined> {
  return tx.maybe<ArticleRow>(sql`${view} where a.workspace_id = ${workspaceId} and a.id = ${id} for update of a`);
}

/** Everybody who owns an article that is not in the archive. */
export async function owners(tx: Tx, workspaceId: string): Promise<string[]> {
  const rows = await tx.many<{ id: string }>(sql`
    select distinct owner_id as id from knowledge.article where workspace_id = ${workspaceId} and archived_at is null`);
  return rows.map(({ id }) => id);
}

/** An address that it leaves leads to it from now on, unless something else stands there. */
export async function leaveSlug(
  tx: Tx,
  workspaceId: string,
  kind: 'article' | 'space',
  slug: string,
  subjectId: string,
): Promise<void> {
  await tx.run(sql`
    insert into knowledge.old_slug (workspace_id, kind, slug, subject_id) values (${workspaceId}, ${kind}, ${slug}, ${subjectId})
    on conflict (workspace_id, kind, slug) do update set subject_id = excluded.subject_id, since = now()`);
}

/** Neither an article's address, nor one that leads to an article. */
export async function isSlugFree(tx: Tx, workspaceId: string, slug: string): Promise<boolean> {
  const row = await tx.maybe(sql`
    select 1 from knowledge.article where workspace_id = ${workspaceId} and slug = ${slug}
    union all select 1 from knowledge.old_slug where workspace_id = ${workspaceId} and kind = 'article' and slug = ${slug}`);
  return row === undefined;
}

export async function insertArticle(
  tx: Tx,
  workspaceId: string,
  article: Pick<
    ArticleRow,
    'id' | 'slug' | 'spaceId' | 'ownerId' | 'audience' | 'labels' | 'pages' | 'segments' | 'proposedBy' | 'createdBy'
  > & { reviewDays: number; graceDays: number },
): Promise<void> {
  await tx.run(sql`
    insert into knowledge.article (workspace_id, id, slug, space_id, owner_id, audience, labels, pages, segments, proposed_by,
                                   review_days, grace_days, created_by)
    values (${workspaceId}, ${article.id}, ${article.slug}, ${article.spaceId}, ${article.ownerId}, ${article.audience},
            ${article.labels}::text[], ${article.pages}::text[], ${article.segments}::uuid[], ${article.proposedBy},
            ${article.reviewDays}, ${article.graceDays}, ${article.createdBy})`);
}

/** Review and grace count from the last verification, so that another interval takes effect at once. */
export async function updateArticle(tx: Tx, workspaceId: string, id: string, change: ArticleChange): Promise<void> {
  const { slug = null, spaceId = null, audience = null, labels = null, pages = null, segments = null } = change;
  const { ownerId = null, reviewDays = null, graceDays = null } = change;
  await tx.run(sql`
    update knowledge.article a
       set slug = coalesce(${slug}, slug), space_id = coalesce(${spaceId}, space_id), audience = coalesce(${audience}, audience),
           labels = coalesce(${labels}::text[], labels), pages = coalesce(${pages}::text[], pages),
           segments = coalesce(${segments}::uuid[], segments), owner_id = coalesce(${ownerId}, owner_id),
           review_days = coalesce(${reviewDays}, review_days), grace_days = coalesce(${graceDays}, grace_days),
           updated_at = now()
     where workspace_id = ${workspaceId} and id = ${id}`);
  if (reviewDays === null && graceDays === null) return;
  await tx.run(sql`
    update knowledge.article
       set due_at = verified_at + review_days * interval '24 hours',
           expires_at = verified_at + (review_days + grace_days) * interval '24 hours', told = null
     where workspace_id = ${workspaceId} and id = ${id} and verified_at is not null`);
}

/** Somebody vouches for it from this instant. */
export async function verify(tx: Tx, workspaceId: string, id: string, by: string): Promise<void> {
  await tx.run(sql`
    update knowledge.article
       set verified_at = now(), verified_by = ${by}, due_at = now() + review_days * interval '24 hours',
           expires_at = now() + (review_days + grace_days) * interval '24 hours', told = null, proposed_by = null, updated_at = now()
     where workspace_id = ${workspaceId} and id = ${id}`);
}

export async function archive(tx: Tx, workspaceId: string, id: string, archived: boolean): Promise<void> {
  await tx.run(sql`
    update knowledge.article set archived_at = case when ${archived} then coalesce(archived_at, now()) end, updated_at = now()
     where workspace_id = ${workspaceId} and id = ${id}`);
}

// ---- versions --------------------------------------------------------------------------------------------------------------

export interface VersionRow {
  locale: string;
  no: number;
  title: string;
  summary: string;
  body: string;
  savedAt: Date;
  savedBy: string;
  restoredFrom: number | null;
  published: boolean;
}

const versionColumns = sql`
  v.locale, v.no::float8 as no, v.title, v.summary, v.body, v.saved_at as "savedAt", v.saved_by as "savedBy",
  v.restored_from::float8 as "restoredFrom", coalesce(t.published = v.no, false) as published`;
const versionJoin = sql`
  knowledge.version v join knowledge.text t on t.workspace_id = v.workspace_id and t.article_id = v.article_id and t.locale = v.locale`;

export async function insertVersion(
  tx: Tx,
  workspaceId: string,
  articleId: string,
  version: Pick<VersionRow, 'locale' | 'title' | 'summary' | 'body' | 'savedBy' | 'restoredFrom'>,
): Promise<number> {
  const { locale, title, summary, body, savedBy, restoredFrom } = version;
  const { no } = await tx.one<{ no: number }>(sql`
    insert into knowledge.version (workspace_id, article_id, locale, no, title, summary, body, saved_by, restored_from)
    select ${workspaceId}, ${articleId}, ${locale}, coalesce(max(v.no), 0) + 1, ${title}, ${summary}, ${body}, ${savedBy},
           ${restoredFrom}::bigint
      from knowledge.version v
     where v.workspace_id = ${workspaceId} and v.article_id = ${articleId} and v.locale = ${locale}
    returning no::float8 as no`);
  await tx.run(sql`
    insert into knowledge.text (workspace_id, article_id, locale, latest) values (${workspaceId}, ${articleId}, ${locale}, ${no})
    on conflict (workspace_id, article_id, locale) do update set latest = excluded.latest`);
  await tx.run(sql`
    update knowledge.article set updated_at = now() where workspace_id = ${workspaceId} and id = ${articleId}`);
  return no;
}

export function versions(tx: Tx, workspaceId: string, articleId: string, locale: string): Promise<VersionRow[]> {
  return tx.many<VersionRow>(sql`
    select ${versionColumns} from ${versionJoin}
     where v.workspace_id = ${workspaceId} and v.article_id = ${articleId} and v.locale = ${locale} order by v.no desc limit 200`);
}

export function findVersion(tx: Tx, workspaceId: string, articleId: string, locale: string, no: number) {
  return tx.maybe<VersionRow>(sql`
    select ${versionColumns} from ${versionJoin}
     where v.workspace_id = ${workspaceId} and v.article_id = ${articleId} and v.locale = ${locale} and v.no = ${no}`);
}

/** The newest words of every language. */
export function newest(tx: Tx, workspaceId: string, articleId: string): Promise<VersionRow[]> {
  return tx.many<VersionRow>(sql`
    select ${versionColumns} from ${versionJoin}
     where v.workspace_id = ${workspaceId} and v.article_id = ${articleId} and v.no = t.latest order by v.locale`);
}

export async function publish(tx: Tx, workspaceId: string, articleId: string, locale: string): Promise<void> {
  await tx.run(sql`
    update knowledge.text set published = latest, published_at = now()
     where workspace_id = ${workspaceId} and article_id = ${articleId} and locale = ${locale}`);
}

export async function unpublish(tx: Tx, workspaceId: string, articleId: string): Promise<void> {
  await tx.run(sql`
    update knowledge.text set published = null, published_at = null
     where workspace_id = ${workspaceId} and article_id = ${articleId}`);
}

// ---- reviews ---------------------------------------------------------------------------------------------------------------

export interface Turned {
  id: string;
  ownerId: string;
  expiresAt: Date;
  now: 'due' | 'expired';
}

/** Published articles that became due or expired since their owner was told last; each is told of once. */
export function turned(tx: Tx, workspaceId: string, limit: number): Promise<Turned[]> {
  return tx.many<Turned>(sql`
    with late as (
      select a.id, case when a.expires_at <= now() then 'expired' else 'due' end as state
        from knowledge.article a
       where a.workspace_id = ${workspaceId} and a.archived_at is null and a.due_at <= now()
         and a.told is distinct from case when a.expires_at <= now() then 'expired' else 'due' end
       order by a.due_at limit ${limit} for update skip locked)
    update knowledge.article a set told = late.state from late
     where a.workspace_id = ${workspaceId} and a.id = late.id
    returning a.id, a.owner_id as "ownerId", a.expires_at as "expiresAt", late.state as now`);
}

export async function insertPicture(tx: Tx, workspaceId: string, fileId: string, articleId: string): Promise<void> {
  await tx.run(sql`
    insert into knowledge.picture (workspace_id, file_id, article_id) values (${workspaceId}, ${fileId}, ${articleId})`);
}
