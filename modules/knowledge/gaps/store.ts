/** SQL of gaps. */
import { empty, sql, type Tx } from '#platform/postgres';
import type { Gap } from '../contract/care.ts';

export interface GapRow {
  id: string;
  kind: Gap['kind'];
  text: string;
  locale: string | null;
  times: number;
  firstAt: Date;
  lastAt: Date;
  momentId: string | null;
  ownerId: string | null;
  state: Gap['state'];
  articleId: string | null;
  reason: string | null;
  settledBy: string | null;
}

const columns = sql`
  id, kind, text, locale, times::float8 as times, first_at as "firstAt", last_at as "lastAt", moment_id as "momentId",
  owner_id as "ownerId", state, article_id as "articleId", reason, settled_by as "settledBy"`;

export function gaps(tx: Tx, workspaceId: string, state: Gap['state'], ownerId?: string): Promise<GapRow[]> {
  return tx.many<GapRow>(sql`
    select ${columns} from knowledge.gap
     where workspace_id = ${workspaceId} and state = ${state} ${ownerId === undefined ? empty : sql`and owner_id = ${ownerId}`}
     order by times desc, id limit 200`);
}

export async function holdGap(tx: Tx, workspaceId: string, id: string): Promise<GapRow | undefined> {
  return tx.maybe<GapRow>(
    sql`select ${columns} from knowledge.gap where workspace_id = ${workspaceId} and id = ${id} for update`,
  );
}

/** A question asked again adds to its gap; one that was settled opens again, because the answer did not help. A dismissed one stays. */
export async function addGap(
  tx: Tx,
  workspaceId: string,
  gap: Pick<GapRow, 'id' | 'kind' | 'text' | 'locale' | 'momentId' | 'ownerId'> & { asked: string; times: number; at: Date },
): Promise<{ id: string; isNew: boolean }> {
  const row = await tx.one<{ id: string }>(sql`
    insert into knowledge.gap as g (workspace_id, id, kind, asked, text, locale, times, first_at, last_at, moment_id, owner_id)
    values (${workspaceId}, ${gap.id}, ${gap.kind}, ${gap.asked}, ${gap.text}, ${gap.locale}, ${gap.times}, ${gap.at}, ${gap.at},
            ${gap.momentId}, ${gap.ownerId})
    on conflict (workspace_id, kind, asked) do update
       set times = g.times + excluded.times, last_at = greatest(g.last_at, excluded.last_at),
           state = case when g.state = 'settled' then 'open' else g.state end,
           article_id = case when g.state = 'settled' then null else g.article_id end
    returning id`);
  return { id: row.id, isNew: row.id === gap.id };
}

export async function settle(
  tx: Tx,
  workspaceId: string,
  id: string,
  how: { articleId: string | null; reason: string | null; by: string },
): Promise<void> {
  await tx.run(sql`
    update knowledge.gap
       set state = ${how.articleId === null ? 'dismissed' : 'settled'}, article_id = ${how.articleId}, reason = ${how.reason},
           settled_at = now(), settled_by = ${how.by}
     where workspace_id = ${workspaceId} and id = ${id}`);
}

export interface Unanswered {
  asked: string;
  text: string;
  locale: string;
  kind: 'no_result' | 'no_click';
  times: number;
  lastAt: Date;
}

/**
 * Searches that are old enough to have been clicked and were not, counted by what was asked. They are marked as weighed, so each
 * counts once. A visitor who types a word letter by letter asked once: only a visit's last search without a click counts.
 */
export function weighSearches(tx: Tx, workspaceId: string, minutes: number, limit: number): Promise<Unanswered[]> {
  return tx.many<Unanswered>(sql`
    with ripe as (
      select id from knowledge.search
       where workspace_id = ${workspaceId} and not weighed and at < now() - ${minutes}::float8 * interval '1 minute'
       order by at limit ${limit} for update skip locked),
    weighed as (
      update knowledge.search s set weighed = true from ripe
       where s.workspace_id = ${workspaceId} and s.id = ripe.id
      returning s.asked, s.text, s.locale, s.results, s.clicked, s.at, s.session_id),
    last as (
      select distinct on (coalesce(session_id::text, asked), asked) * from weighed
       where asked <> '' order by coalesce(session_id::text, asked), asked, at desc)
    select asked, (array_agg(text order by at desc))[1] as text, (array_agg(locale order by at desc))[1] as locale,
           case when results = 0 then 'no_result' else 'no_click' end as kind, count(*)::float8 as times, max(at) as "lastAt"
      from last where not clicked
     group by asked, case when results = 0 then 'no_result' else 'no_click' end`);
}
