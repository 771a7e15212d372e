/** SQL of the graph: links, decisions, and everything that hangs together with a change. */
import { sql, type Tx } from '#platform/postgres';
import type { DecisionFacts } from '../rules/decisions.ts';
import type { RefusalReason } from '../rules/partition.ts';

export interface LinkRow {
  a: string;
  b: string;
  kind: 'identify' | 'alias';
  trusted: boolean;
  firstAt: Date;
  sourceId: string | null;
  eventId: string | null;
  refused: RefusalReason | 'set_aside' | null;
  refusedType: string | null;
}

export interface NewLink {
  a: string;
  b: string;
  kind: 'identify' | 'alias';
  trusted: boolean;
  /** Milliseconds. */
  at: number;
  sourceId: string;
  eventId: string;
}

/** Keeps links, each dated by its earliest sighting. Answers the identifiers of those that are new or earlier than known. */
export async function keepLinks(tx: Tx, workspaceId: string, links: readonly NewLink[]): Promise<string[]> {
  if (links.length === 0) return [];
  const earliest = new Map<string, NewLink>();
  for (const link of links) {
    const key = `${link.a} ${link.b} ${link.kind} ${link.trusted}`;
    const known = earliest.get(key);
    if (known === undefined || link.at < known.at) earliest.set(key, link);
  }
  const rows = [...earliest.values()];
  const column = <K extends keyof NewLink>(key: K) => rows.map((row) => row[key]);
  const changed = await tx.many<{ a: string; b: string }>(sql`
    insert into customers.link as known (workspace_id, a, b, kind, trusted, first_at, source_id, event_id)
    select ${workspaceId}, a, b, kind, trusted, to_timestamp(at / 1000), source_id, event_id
      from unnest(${column('a')}::bigint[], ${column('b')}::bigint[], ${column('kind')}::text[], ${column('trusted')}::boolean[],
                  ${column('at')}::float8[], ${column('sourceId')}::uuid[], ${column('eventId')}::bigint[])
           as fresh (a, b, kind, trusted, at, source_id, event_id)
    on conflict (workspace_id, a, b, kind, trusted) do update
       set first_at = excluded.first_at, source_id = excluded.source_id, event_id = excluded.event_id
     where excluded.first_at < known.first_at
    returning a, b`);
  return [...new Set(changed.flatMap(({ a, b }) => [a, b]))];
}

/**
 * Everything that may hang together with these identifiers: along links (not through crowds, whose evidence is set aside),
 * along the people they are now, along operators' decisions. Who is whom outside of it cannot change.
 */
export async function reach(tx: Tx, workspaceId: string, seeds: readonly string[]): Promise<string[]> {
  const rows = await tx.many<{ no: string }>(sql`
    with recursive near (no) as (
      select unnest(${seeds}::bigint[])
      union
      select next.no
        from near
        join customers.identifier i on i.workspace_id = ${workspaceId} and i.no = near.no
       cross join lateral (
          select l.b as no from customers.link l
           where l.workspace_id = ${workspaceId} and l.a = near.no
             and (i.crowded = 'no' or l.trusted and (i.crowded = 'claims' or l.kind = 'alias'))
          union all
          select l.a from customers.link l
           where l.workspace_id = ${workspaceId} and l.b = near.no
             and (i.crowded = 'no' or l.trusted and (i.crowded = 'claims' or l.kind = 'alias'))
          union all
          select same.no from customers.identifier same
           where same.workspace_id = ${workspaceId} and same.person_no = i.person_no
          union all
          select other.no from customers.decision_member own
            join customers.decision_member other
              on other.workspace_id = ${workspaceId} and other.decision_id = own.decision_id
           where own.workspace_id = ${workspaceId} and own.no = near.no
       ) next
    )
    select no from near`);
  return rows.map(({ no }) => no);
}

/** Links with both ends among these. */
export function linksAmong(tx: Tx, workspaceId: string, nos: readonly string[]): Promise<LinkRow[]> {
  return tx.many<LinkRow>(sql`
    select a, b, kind, trusted, first_at as "firstAt", source_id as "sourceId", event_id as "eventId", refused,
           refused_type as "refusedType"
      from customers.link
     where workspace_id = ${workspaceId} and a = any(${nos}::bigint[]) and b = any(${nos}::bigint[])
     order by first_at, a, b`);
}

export interface Standing extends Pick<LinkRow, 'a' | 'b' | 'kind' | 'trusted' | 'refused' | 'refusedType'> {}

export async function setStanding(tx: Tx, workspaceId: string, links: readonly Standing[]): Promise<void> {
  if (links.length === 0) return;
  const column = <K extends keyof Standing>(key: K) => links.map((link) => link[key]);
  await tx.run(sql`
    update customers.link l set refused = now.refused, refused_type = now.refused_type
      from unnest(${column('a')}::bigint[], ${column('b')}::bigint[], ${column('kind')}::text[], ${column('trusted')}::boolean[],
                  ${column('refused')}::text[], ${column('refusedType')}::text[]) as now (a, b, kind, trusted, refused, refused_type)
     where l.workspace_id = ${workspaceId} and l.a = now.a and l.b = now.b and l.kind = now.kind and l.trusted = now.trusted`);
}

export interface DecisionRow extends Omit<DecisionFacts, 'at' | 'groups'> {
  /** Identifier numbers. */
  groups: string[][];
  at: Date;
  decidedBy: string;
  reason: string | null;
}

export function decisionsAbout(tx: Tx, workspaceId: string, nos: readonly string[]): Promise<DecisionRow[]> {
  return tx.many<DecisionRow>(sql`
    select id, kind, groups, at, decided_by as "decidedBy", reason from customers.decision
     where workspace_id = ${workspaceId}
       and id in (select decision_id from customers.decision_member where workspace_id = ${workspaceId} and no = any(${nos}::bigint[]))
     order by at desc, id desc`);
}

export async function keepDecision(tx: Tx, workspaceId: string, decision: Omit<DecisionRow, 'at'>): Promise<Date> {
  const { at } = await tx.one<{ at: Date }>(sql`
    insert into customers.decision (workspace_id, id, kind, groups, at, decided_by, reason)
    values (${workspaceId}, ${decision.id}, ${decision.kind}, ${JSON.stringify(decision.groups)}::jsonb, clock_timestamp(),
            ${decision.decidedBy}, ${decision.reason})
    returning at`);
  await tx.run(sql`
    insert into customers.decision_member (workspace_id, no, decision_id)
    select distinct ${workspaceId}::uuid, no, ${decision.id}::uuid from unnest(${decision.groups.flat()}::bigint[]) as named (no)`);
  return at;
}
