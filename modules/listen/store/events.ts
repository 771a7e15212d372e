/** SQL that reads accepted events: the newest of a workspace, and those of some senders. */
import { empty, prepared, sql, type Tx } from '#platform/postgres';

export interface StoredEvent {
  tx: string;
  id: string;
  keyHash: string;
  sourceId: string;
  sender: { type: string; value: string };
  kind: string;
  name: string;
  trusted: boolean;
  occurredAt: Date;
  receivedAt: Date;
  body: string;
}

const columns = sql`
  e.tx::text as tx, e.id, e.key_hash as "keyHash", e.source_id as "sourceId", jsonb_build_object('type', s.type, 'value', s.value) as sender, e.kind, e.name,
  e.trusted, e.occurred_at as "occurredAt", e.received_at as "receivedAt", e.body`;

/**
 * The sender of each row by a probe of the index. As a plain join the planner may read every sender of the workspace into a hash
 * for the sake of one page; `limit` keeps it from that.
 */
const itsSender = (workspaceId: string) => sql`
  cross join lateral (
    select type, value from listen.sender where workspace_id = ${workspaceId} and no = e.sender_no limit 1) s`;

export interface RecentFilter {
  before: { tx: string; id: string } | undefined;
  limit: number;
  sourceId: string | undefined;
  name: string | undefined;
  kind: string | undefined;
  /** Part of the name or of the identifier. */
  search: string | undefined;
}

/** Newest first, by commit. A filter that matches little reads a bounded stretch of the log, not all of it. */
export function recentEvents(tx: Tx, workspaceId: string, filter: RecentFilter): Promise<StoredEvent[]> {
  return tx.many<StoredEvent>(sql`
    select ${columns}
      from (select * from listen.event
             where workspace_id = ${workspaceId}
               ${filter.before ? sql`and (tx, id) < (${filter.before.tx}::xid8, ${filter.before.id}::bigint)` : empty}
             order by tx desc, id desc limit 50000) e
      ${itsSender(workspaceId)}
     where true
       ${filter.sourceId ? sql`and e.source_id = ${filter.sourceId}` : empty}
       ${filter.name ? sql`and e.name = ${filter.name}` : empty}
       ${filter.kind ? sql`and e.kind = ${filter.kind}` : empty}
       ${filter.search ? sql`and strpos(lower(e.name || ' ' || s.value), lower(${filter.search})) > 0` : empty}
     order by e.tx desc, e.id desc limit ${filter.limit}`);
}

export interface TimelineFilter {
  senderNos: string[];
  /** Strictly older than this place: the last row of the page before. */
  before: { occurredAt: string; id: string } | undefined;
  limit: number;
  sourceId: string | undefined;
  name: string | undefined;
  kind: string | undefined;
  from: string | undefined;
  to: string | undefined;
}

/**
 * Newest first. The index leads with the week, so the page walks weeks backwards and stops as soon as it is full; weeks in
 * which these senders said nothing cost one index probe each.
 */
export function timeline(tx: Tx, workspaceId: string, filter: TimelineFilter): Promise<StoredEvent[]> {
  const newest = filter.before?.occurredAt ?? filter.to ?? null;
  const { before, from, to, sourceId, name, kind } = filter;
  // Planning takes as long as reading a page: each shape of the filter is planned once per connection.
  const shape = Object.entries({ before, from, to, sourceId, name, kind }).flatMap(([key, value]) => (value ? [key] : []));
  return tx.many<StoredEvent>(
    prepared(
      ['listen.timeline', ...shape].join('.'),
      sql`
    with recursive span as (
      select coalesce(date_trunc('week', ${newest}::timestamptz at time zone 'UTC')::date,
                      (select max(week) from listen.event where workspace_id = ${workspaceId})) as newest,
             greatest(coalesce(date_trunc('week', ${filter.from ?? null}::timestamptz at time zone 'UTC')::date, '-infinity'),
                      (select min(week) from listen.event where workspace_id = ${workspaceId})) as oldest),
    weeks as (
      select newest as week, oldest from span where newest >= oldest
      union all
      -- the next older week that has any event at all: history full of holes is walked in steps, not in weeks
      select (select max(e.week) from listen.event e where e.workspace_id = ${workspaceId} and e.week < weeks.week), oldest
        from weeks where weeks.week > oldest),
    -- a lateral join can only run as a loop over the weeks in their order, so the limit takes the newest
    newest_first as (
      select e.* from weeks cross join lateral (
        select * from listen.event
         where workspace_id = ${workspaceId} and week = weeks.week and sender_no = any(${filter.senderNos}::bigint[])
           ${filter.before ? sql`and (occurred_at, id) < (${filter.before.occurredAt}::timestamptz, ${filter.before.id}::bigint)` : empty}
           ${filter.from ? sql`and occurred_at >= ${filter.from}::timestamptz` : empty}
           ${filter.to ? sql`and occurred_at < ${filter.to}::timestamptz` : empty}
           ${filter.sourceId ? sql`and source_id = ${filter.sourceId}` : empty}
           ${filter.name ? sql`and name = ${filter.name}` : empty}
           ${filter.kind ? sql`and kind = ${filter.kind}` : empty}
         order by occurred_at desc, id desc limit ${filter.limit}) e
       limit ${filter.limit})
    select ${columns}
      from newest_first e
      ${itsSender(workspaceId)}
     order by e.occurred_at desc, e.id desc`,
    ),
  );
}

export interface SenderRow {
  no: string;
  id: string;
  type: string;
  value: string;
}

export function sendersByNo(tx: Tx, workspaceId: string, nos: string[]): Promise<SenderRow[]> {
  return tx.many<SenderRow>(sql`
    select no, id, type, value from listen.sender where workspace_id = ${workspaceId} and no = any(${nos}::bigint[])`);
}
