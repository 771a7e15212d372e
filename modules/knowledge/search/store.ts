/**
 * SQL of search: an inverted index written when an article is published, ranked by BM25 with weighted fields (Robertson and
 * Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009: k1 = 1.2, b = 0.75; a field's weight multiplies its
 * term counts before saturation, as BM25F has it).
 */
import { empty, sql, type Tx } from '#platform/postgres';
import type { Audience } from '../contract/articles.ts';
import type { Candidate } from '../rules/typo.ts';

export interface Fields {
  title: string;
  headings: string;
  labels: string;
  body: string;
}

/** How much more a word counts where it stands. */
const weights = { title: 3, headings: 1.5, labels: 2, body: 1 };
const k1 = 1.2;
const b = 0.75;

/** One change of the index at a time in a workspace: counters of common words would deadlock otherwise. */
async function lockIndex(tx: Tx, workspaceId: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended('knowledge.index ' || ${workspaceId}, 0))`);
}

/** Puts a text into the index, in place of what stood there for this article and language. */
export async function index(
  tx: Tx,
  workspaceId: string,
  doc: { articleId: string; locale: string; config: string; fields: Fields },
): Promise<void> {
  await unindex(tx, workspaceId, doc.articleId, doc.locale);
  const { title, headings, labels, body } = doc.fields;
  await tx.run(sql`
    with lexeme as materialized (
      select l.lexeme, sum(f.weight * cardinality(l.positions)) as weight
        from (values (${title}, ${weights.title}::float8), (${headings}, ${weights.headings}), (${labels}, ${weights.labels}),
                     (${body}, ${weights.body})) f (words, weight),
             unnest(to_tsvector(('knowledge.' || ${doc.config})::regconfig, f.words)) l
       group by l.lexeme),
    whole as (select coalesce(sum(weight), 0) as length from lexeme),
    doc as (
      insert into knowledge.doc (workspace_id, article_id, locale, config, length)
      select ${workspaceId}, ${doc.articleId}, ${doc.locale}, ${doc.config}, length from whole returning no),
    corpus as (
      insert into knowledge.corpus as c (workspace_id, locale, config, docs, length)
      select ${workspaceId}, ${doc.locale}, ${doc.config}, 1, length from whole
      on conflict (workspace_id, locale) do update set docs = c.docs + 1, length = c.length + excluded.length),
    term as (
      insert into knowledge.term as t (workspace_id, config, lexeme, docs)
      select ${workspaceId}, ${doc.config}, lexeme, 1 from lexeme
      on conflict (workspace_id, config, lexeme) do update set docs = t.docs + 1
      returning no, lexeme)
    insert into knowledge.posting (workspace_id, term, doc, weight, length)
    select ${workspaceId}, term.no, doc.no, lexeme.weight, whole.length
      from lexeme join term using (lexeme), doc, whole`);
}

/** Takes an article's text out of the index; all its languages when none is named. */
export async function unindex(tx: Tx, workspaceId: string, articleId: string, locale?: string): Promise<void> {
  await lockIndex(tx, workspaceId);
  await tx.run(sql`
    with gone as (
      delete from knowledge.doc
       where workspace_id = ${workspaceId} and article_id = ${articleId} ${locale === undefined ? empty : sql`and locale = ${locale}`}
      returning no, locale, length),
    posting as (
      delete from knowledge.posting p using gone where p.workspace_id = ${workspaceId} and p.doc = gone.no returning p.term),
    fewer as (
      update knowledge.term t set docs = t.docs - c.count
        from (select term, count(*) as count from posting group by term) c
       where t.workspace_id = ${workspaceId} and t.no = c.term)
    update knowledge.corpus c set docs = c.docs - g.count, length = c.length - g.length
      from (select locale, count(*) as count, sum(length) as length from gone group by locale) g
     where c.workspace_id = ${workspaceId} and c.locale = g.locale`);
}

export interface Word {
  lexeme: string;
  /** Number of the term; null when no text holds it. */
  no: string | null;
  docs: number;
}

/** The words of a question as the index knows them. Words that say nothing ("the") are gone. */
export function wordsOf(tx: Tx, workspaceId: string, config: string, text: string): Promise<Word[]> {
  return tx.many<Word>(sql`
    select l.lexeme, t.no, coalesce(t.docs, 0)::float8 as docs
      from unnest(to_tsvector(('knowledge.' || ${config})::regconfig, ${text})) l
      left join lateral (
        select t.no, t.docs from knowledge.term t
         where t.workspace_id = ${workspaceId} and t.config = ${config} and t.lexeme = l.lexeme and t.docs > 0 offset 0) t on true
     order by l.positions[1]`);
}

export async function nearTerms(tx: Tx, config: string, word: string): Promise<Candidate[]> {
  return tx.many<Candidate>(sql`
    select no, lexeme, docs::float8 as docs from knowledge.near_terms(${config}, ${word}) where docs > 0`);
}

export interface Wanted {
  no: string;
  docs: number;
  /** 1 for a word as written, less for what it was probably meant to be. */
  weight: number;
}

export interface SearchFilter {
  config: string;
  locale: string | undefined;
  audience: Audience | undefined;
  spaceId: string | undefined;
  label: string | undefined;
  limit: number;
}

export interface FoundRow {
  articleId: string;
  slug: string;
  locale: string;
  version: number;
  title: string;
  summary: string;
  body: string;
  spaceId: string;
  spaceSlug: string;
  spaceName: string;
  audience: Audience;
  labels: string[];
  pages: string[];
  segments: string[];
  due: boolean;
  score: number;
}

/**
 * Rare words choose who is looked at, common ones only add to their score: so a question with "delivery" in it does not read
 * every article of a shop. Exact as long as the words together stand in fewer than `most` texts. The laterals with `offset 0` keep
 * the order of the joins: a planner without statistics would begin with the articles.
 */
const most = 8_000;
/** Texts that go on to be filtered and shown. */
const kept = 200;

export function rank(tx: Tx, workspaceId: string, words: readonly Wanted[], filter: SearchFilter): Promise<FoundRow[]> {
  const byRarity = words.toSorted((x, y) => x.docs - y.docs);
  let sum = 0;
  const choosing = byRarity.filter(({ docs }, at) => {
    sum += docs;
    return at === 0 || sum <= most;
  });
  const adding = byRarity.slice(choosing.length);
  const { config, locale, audience, spaceId, label, limit } = filter;
  const part = (list: readonly Wanted[]) => sql`
    unnest(${list.map(({ no }) => no)}::bigint[], ${list.map(({ weight }) => weight)}::float8[], ${list.map(({ docs }) => docs)}::float8[])
      as w (term, weight, docs)`;
  const score = sql`
    w.weight * ln(1 + (c.docs - w.docs + 0.5) / (w.docs + 0.5))
      * p.weight * ${k1 + 1} / (p.weight + ${k1} * (${1 - b} + ${b} * p.length / c.average))`;
  return tx.many<FoundRow>(sql`
    with c as materialized (
      select greatest(sum(docs), 1)::float8 as docs, greatest(sum(length) / greatest(sum(docs), 1), 1)::float8 as average
        from knowledge.corpus where workspace_id = ${workspaceId} and config = ${config}),
    chosen as (
      select p.doc, sum(${score}) as score
        from ${part(choosing)} join knowledge.posting p on p.workspace_id = ${workspaceId} and p.term = w.term, c
       group by p.doc order by score desc limit ${kept}),
    hit as materialized (
      select chosen.doc, chosen.score + coalesce((
               select sum(${score}) from ${part(adding)}
                 join knowledge.posting p on p.workspace_id = ${workspaceId} and p.term = w.term and p.doc = chosen.doc, c), 0) as score
        from chosen),
    passed as materialized (
      select hit.score, d.no, d.locale, a.id, a.slug, a.labels, a.pages, a.segments, a.due, s.id as space_id, s.slug as space_slug, s.name as space_name,
             case when s.audience = 'internal' then 'internal' else a.audience end as shown_to
        from hit
        cross join lateral (
          select d.no, d.article_id, d.locale from knowledge.doc d
           where d.workspace_id = ${workspaceId} and d.no = hit.doc ${locale === undefined ? empty : sql`and d.locale = ${locale}`}
          offset 0) d
        cross join lateral (
          select a.id, a.slug, a.space_id as in_space, a.audience, a.labels, a.pages, a.segments, a.due_at <= now() as due, a.archived_at,
                 a.expires_at
            from knowledge.article a
           where a.workspace_id = ${workspaceId} and a.id = d.article_id
          offset 0) a
        join knowledge.space s on s.workspace_id = ${workspaceId} and s.id = a.in_space
       where a.archived_at is null and a.expires_at > now()
         ${audience === 'public' ? sql`and a.audience = 'public' and s.audience = 'public'` : empty}
         ${audience === 'internal' ? sql`and (a.audience = 'internal' or s.audience = 'internal')` : empty}
         ${spaceId === undefined ? empty : sql`and s.id = ${spaceId}`}
         ${label === undefined ? empty : sql`and ${label} = any(a.labels)`}
       order by hit.score desc, d.no limit ${limit})
    select passed.id as "articleId", passed.slug, passed.locale, v.published::float8 as version, v.title, v.summary, v.body,
           passed.space_id as "spaceId", passed.space_slug as "spaceSlug", passed.space_name as "spaceName",
           passed.shown_to as audience, passed.labels, passed.pages, passed.segments::text[] as segments, passed.due, passed.score
      from passed
      cross join lateral (
        select t.published, v.title, v.summary, left(v.body, 1000) as body
          from knowledge.text t
          join knowledge.version v on v.workspace_id = t.workspace_id and v.article_id = t.article_id and v.locale = t.locale
                                  and v.no = t.published
         where t.workspace_id = ${workspaceId} and t.article_id = passed.id and t.locale = passed.locale
        offset 0) v
     order by passed.score desc, passed.no`);
}

/** Languages in which there is something to find. */
export async function spoken(tx: Tx, workspaceId: string): Promise<string[]> {
  const rows = await tx.many<{ locale: string }>(sql`
    select locale from knowledge.corpus where workspace_id = ${workspaceId} and docs > 0 order by locale`);
  return rows.map(({ locale }) => locale);
}

/** How often each of these answered a customer in the last 90 days. */
export async function usedLately(tx: Tx, workspaceId: string, articleIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.many<{ id: string; times: number }>(sql`
    select article_id as id, count(*)::float8 as times from knowledge.use
     where workspace_id = ${workspaceId} and article_id = any(${articleIds}::uuid[]) and place = 'moment'
       and at > now() - interval '90 days'
     group by article_id`);
  return new Map(rows.map(({ id, times }) => [id, times]));
}
