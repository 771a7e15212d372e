/** SQL of use: what was read and given, visits for help, what readers said. */
import { sql, type Tx } from '#platform/postgres';
import type { How, Place } from '../contract/answers.ts';

export interface Use {
  id: string;
  articleId: string;
  locale: string;
  version: number;
  place: Place;
  how: How;
  momentId: string | null;
  customer: string | null;
}

export async function insertUse(tx: Tx, workspaceId: string, use: Use): Promise<void> {
  await tx.run(sql`
    insert into knowledge.use (workspace_id, id, article_id, locale, version, place, how, moment_id, customer)
    values (${workspaceId}, ${use.id}, ${use.articleId}, ${use.locale}, ${use.version}, ${use.place}, ${use.how}, ${use.momentId},
            ${use.customer})`);
}

export function countsOf(tx: Tx, workspaceId: string, articleId: string) {
  return tx.one<{ helpful: number; unhelpful: number; used: number }>(sql`
    select (select count(*) from knowledge.use where workspace_id = ${workspaceId} and article_id = ${articleId}
              and how <> 'read')::float8 as used,
           count(*) filter (where helpful)::float8 as helpful, count(*) filter (where not helpful)::float8 as unhelpful
      from knowledge.feedback where workspace_id = ${workspaceId} and article_id = ${articleId}`);
}

/** The source under which the log has what visitors do here; undefined until somebody did. */
export async function helpSource(tx: Tx, workspaceId: string): Promise<string | undefined> {
  const site = await tx.maybe<{ id: string | null }>(sql`
    select source_id as id from knowledge.site where workspace_id = ${workspaceId}`);
  return site?.id ?? undefined;
}

export async function holdHelpSource(tx: Tx, workspaceId: string): Promise<string | undefined> {
  const site = await tx.maybe<{ id: string | null }>(sql`
    select source_id as id from knowledge.site where workspace_id = ${workspaceId} for update`);
  return site?.id ?? undefined;
}

export async function setHelpSource(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.run(sql`update knowledge.site set source_id = ${id} where workspace_id = ${workspaceId}`);
}

// ---- visits ----------------------------------------------------------------------------------------------------------------

/** A pause longer than this ends a visit. */
const pause = sql`interval '30 minutes'`;

export type Step = 'search' | 'miss' | 'read';

/** Adds a step to the visitor's present visit, or begins one. Answers the visit. */
export async function step(
  tx: Tx,
  workspaceId: string,
  visit: { newId: string; visitor: string; place: 'site' | 'widget' | 'api'; step: Step },
): Promise<string> {
  const { newId, visitor, place } = visit;
  const [search, miss, read] = [visit.step !== 'read', visit.step === 'miss', visit.step === 'read'].map(Number);
  // Two requests of one visitor at once must not begin two visits.
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended('knowledge.visit ' || ${workspaceId} || ${visitor}, 0))`);
  const open = await tx.maybe<{ id: string }>(sql`
    update knowledge.help_session
       set last_at = now(), searches = searches + ${search}, misses = misses + ${miss}, reads = reads + ${read}
     where workspace_id = ${workspaceId} and id = (
           select s.id from knowledge.help_session s
            where s.workspace_id = ${workspaceId} and s.visitor = ${visitor} and s.last_at > now() - ${pause}
              and s.contacted_at is null
            order by s.last_at desc limit 1)
    returning id`);
  if (open) return open.id;
  await tx.run(sql`
    insert into knowledge.help_session (workspace_id, id, visitor, place, started_at, last_at, searches, misses, reads)
    values (${workspaceId}, ${newId}, ${visitor}, ${place}, now(), now(), ${search}, ${miss}, ${read})`);
  return newId;
}

export async function insertSearch(
  tx: Tx,
  workspaceId: string,
  search: { id: string; sessionId: string | null; place: Place; locale: string; text: string; asked: string; results: number },
): Promise<void> {
  await tx.run(sql`
    insert into knowledge.search (workspace_id, id, session_id, at, place, locale, text, asked, results)
    values (${workspaceId}, ${search.id}, ${search.sessionId}, now(), ${search.place}, ${search.locale}, ${search.text},
            ${search.asked}, ${search.results})`);
}

/** Whoever reads after searching has clicked. */
export async function clicked(tx: Tx, workspaceId: string, sessionId: string): Promise<void> {
  await tx.run(sql`
    update knowledge.search set clicked = true
     where workspace_id = ${workspaceId} and session_id = ${sessionId} and not clicked
       and at = (select max(at) from knowledge.search where workspace_id = ${workspaceId} and session_id = ${sessionId})`);
}

/** Marks the visits of these visitors that a contact at this instant follows; answers how many. */
export async function contacted(
  tx: Tx,
  workspaceId: string,
  visitors: readonly string[],
  at: Date,
  hours: number,
): Promise<number> {
  return tx.run(sql`
    update knowledge.help_session set contacted_at = ${at}
     where workspace_id = ${workspaceId} and visitor = any(${visitors}::text[]) and contacted_at is null
       and last_at <= ${at}::timestamptz + interval '1 minute' and last_at > ${at}::timestamptz - ${hours}::float8 * interval '1 hour'`);
}

export interface Outcomes {
  resolved: number;
  gaveUp: number;
  noResult: number;
  notOpened: number;
  open: number;
}

/** Each visit ended in exactly one way; the first line that fits says which. */
export function outcomes(tx: Tx, workspaceId: string, from: string, to: string, hours: number): Promise<Outcomes> {
  return tx.one<Outcomes>(sql`
    with visit as (
      select case when contacted_at is not null then 'gave_up'
                  when last_at > now() - ${hours}::float8 * interval '1 hour' then 'open'
                  when reads > 0 then 'resolved'
                  when misses > 0 then 'no_result'
                  else 'not_opened' end as how
        from knowledge.help_session
       where workspace_id = ${workspaceId} and started_at >= ${from}::timestamptz and started_at < ${to}::timestamptz)
    select count(*) filter (where how = 'resolved')::float8 as resolved, count(*) filter (where how = 'gave_up')::float8 as "gaveUp",
           count(*) filter (where how = 'no_result')::float8 as "noResult",
           count(*) filter (where how = 'not_opened')::float8 as "notOpened", count(*) filter (where how = 'open')::float8 as open
      from visit`);
}

export interface ArticleUse {
  articleId: string;
  title: string;
  reads: number;
  used: number;
  helpful: number;
  unhelpful: number;
}

export function busiest(tx: Tx, workspaceId: string, from: string, to: string): Promise<ArticleUse[]> {
  return tx.many<ArticleUse>(sql`
    with use as (
      select article_id, count(*) filter (where how = 'read') as reads, count(*) filter (where how <> 'read') as used
        from knowledge.use
       where workspace_id = ${workspaceId} and at >= ${from}::timestamptz and at < ${to}::timestamptz
       group by article_id order by count(*) desc, article_id limit 50),
    said as (
      select article_id, count(*) filter (where helpful) as helpful, count(*) filter (where not helpful) as unhelpful
        from knowledge.feedback
       where workspace_id = ${workspaceId} and at >= ${from}::timestamptz and at < ${to}::timestamptz
       group by article_id)
    select use.article_id as "articleId", coalesce(words.title, '') as title, use.reads::float8 as reads, use.used::float8 as used,
           coalesce(said.helpful, 0)::float8 as helpful, coalesce(said.unhelpful, 0)::float8 as unhelpful
      from use left join said using (article_id)
      left join lateral (
        select v.title from knowledge.text t
          join knowledge.version v on v.workspace_id = t.workspace_id and v.article_id = t.article_id and v.locale = t.locale
                                  and v.no = t.latest
         where t.workspace_id = ${workspaceId} and t.article_id = use.article_id order by t.locale limit 1) words on true
     order by use.reads + use.used desc, use.article_id`);
}

// ---- feedback --------------------------------------------------------------------------------------------------------------

export async function insertFeedback(
  tx: Tx,
  workspaceId: string,
  said: { id: string; articleId: string; locale: string; version: number; helpful: boolean; comment: string; visitor: string },
): Promise<void> {
  await tx.run(sql`
    insert into knowledge.feedback (workspace_id, id, article_id, locale, version, helpful, comment, visitor)
    values (${workspaceId}, ${said.id}, ${said.articleId}, ${said.locale}, ${said.version}, ${said.helpful}, ${said.comment},
            ${said.visitor})`);
}

export interface FeedbackRow {
  id: string;
  at: Date;
  locale: string;
  version: number;
  helpful: boolean;
  comment: string;
}

export function feedbackOf(tx: Tx, workspaceId: string, articleId: string): Promise<FeedbackRow[]> {
  return tx.many<FeedbackRow>(sql`
    select id, at, locale, version::float8 as version, helpful, comment from knowledge.feedback
     where workspace_id = ${workspaceId} and article_id = ${articleId} order by at desc, id desc limit 200`);
}

// ---- whoever asks to be forgotten --------------------------------------------------------------------------------------------

export function usesOf(tx: Tx, workspaceId: string, customers: readonly string[]) {
  return tx.many<{ articleId: string; at: Date; place: string; how: string }>(sql`
    select article_id as "articleId", at, place, how from knowledge.use
     where workspace_id = ${workspaceId} and customer = any(${customers}::text[]) order by at limit 10000`);
}

export function searchesOf(tx: Tx, workspaceId: string, visitors: readonly string[]) {
  return tx.many<{ text: string; at: Date }>(sql`
    select q.text, q.at from knowledge.search q
      join knowledge.help_session s on s.workspace_id = q.workspace_id and s.id = q.session_id
     where q.workspace_id = ${workspaceId} and s.visitor = any(${visitors}::text[]) order by q.at limit 10000`);
}

export async function erase(tx: Tx, workspaceId: string, names: readonly string[]): Promise<{ store: string; rows: number }[]> {
  const use = await tx.run(sql`
    update knowledge.use set customer = null where workspace_id = ${workspaceId} and customer = any(${names}::text[])`);
  const searches = await tx.run(sql`
    delete from knowledge.search q using knowledge.help_session s
     where q.workspace_id = ${workspaceId} and s.workspace_id = q.workspace_id and s.id = q.session_id
       and s.visitor = any(${names}::text[])`);
  const feedback = await tx.run(sql`
    update knowledge.feedback set comment = '', visitor = null
     where workspace_id = ${workspaceId} and visitor = any(${names}::text[])`);
  const visits = await tx.run(sql`
    delete from knowledge.help_session where workspace_id = ${workspaceId} and visitor = any(${names}::text[])`);
  return [
    { store: 'knowledge.use', rows: use },
    { store: 'knowledge.search', rows: searches },
    { store: 'knowledge.feedback', rows: feedback },
    { store: 'knowledge.help_session', rows: visits },
  ];
}

/** What visitors typed is kept this long, then only how often it was asked. */
export async function forgetSearches(tx: Tx, workspaceId: string, days: number): Promise<number> {
  return tx.run(sql`
    delete from knowledge.search
     where workspace_id = ${workspaceId} and weighed and at < now() - ${days}::float8 * interval '1 day'`);
}
