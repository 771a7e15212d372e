/** SQL of the schema catalogue: what traffic looks like. */
import { empty, sql, type Tx } from '#platform/postgres';
import type { Tally } from '../rules/tally.ts';

const at = (ms: number) => new Date(ms).toISOString();

export async function add(tx: Tx, workspaceId: string, tally: Tally): Promise<void> {
  const events = tally.events();
  const properties = tally.properties();
  if (events.length > 0) {
    await tx.run(sql`
      insert into listen.catalogue_event as known
             (workspace_id, source_id, kind, name, day, seen, first_seen, last_seen, last_received)
      select ${workspaceId}, * from unnest(
        ${events.map((event) => event.sourceId)}::uuid[], ${events.map((event) => event.kind)}::text[], ${events.map((event) => event.name)}::text[],
        ${events.map((event) => event.day)}::date[], ${events.map((event) => event.seen)}::bigint[], ${events.map((event) => at(event.first))}::timestamptz[],
        ${events.map((event) => at(event.last))}::timestamptz[], ${events.map((event) => at(event.received))}::timestamptz[])
      on conflict (workspace_id, name, kind, source_id, day) do update
         set seen = known.seen + excluded.seen, first_seen = least(known.first_seen, excluded.first_seen),
             last_seen = greatest(known.last_seen, excluded.last_seen), last_received = greatest(known.last_received, excluded.last_received)`);
  }
  if (properties.length > 0) {
    await tx.run(sql`
      insert into listen.catalogue_property as known (workspace_id, name, property, type, seen, example, first_seen, last_seen)
      select ${workspaceId}, * from unnest(
        ${properties.map((each) => each.name)}::text[], ${properties.map((each) => each.property.replaceAll('\u0000', ''))}::text[],
        ${properties.map((each) => each.type)}::text[], ${properties.map((each) => each.seen)}::bigint[],
        ${properties.map((each) => each.example.replaceAll('\u0000', ''))}::text[], ${properties.map((each) => at(each.first))}::timestamptz[],
        ${properties.map((each) => at(each.last))}::timestamptz[])
      on conflict (workspace_id, name, property, type) do update
         set seen = known.seen + excluded.seen, example = coalesce(known.example, excluded.example),
             first_seen = least(known.first_seen, excluded.first_seen), last_seen = greatest(known.last_seen, excluded.last_seen)`);
  }
}

export interface CatalogueEvent {
  name: string;
  kind: string;
  seen: number;
  firstSeen: Date;
  lastSeen: Date;
  sourceIds: string[];
  days: { day: string; seen: number }[];
}

export function listEvents(tx: Tx, workspaceId: string, search: string | undefined): Promise<CatalogueEvent[]> {
  const like = search ? `%${search.replace(/[\\%_]/g, '\\$&')}%` : '%';
  return tx.many<CatalogueEvent>(sql`
    with per_day as (
      select name, kind, day, sum(seen) as seen, min(first_seen) as first_seen, max(last_seen) as last_seen,
             array_agg(source_id) as source_ids, row_number() over (partition by name, kind order by day desc) as back
        from listen.catalogue_event
       where workspace_id = ${workspaceId} and name ilike ${like}
       group by name, kind, day)
    select name, kind, sum(seen)::float8 as seen, min(first_seen) as "firstSeen", max(last_seen) as "lastSeen",
           (select array_agg(distinct source_id) from listen.catalogue_event e
             where e.workspace_id = ${workspaceId} and e.name = per_day.name and e.kind = per_day.kind) as "sourceIds",
           jsonb_agg(jsonb_build_object('day', day, 'seen', seen) order by day) filter (where back <= 30) as days
      from per_day group by name, kind order by sum(seen) desc, name limit 1000`);
}

export interface CatalogueProperty {
  property: string;
  types: { type: string; seen: number }[];
  example: string | null;
  firstSeen: Date;
  lastSeen: Date;
}

export function listProperties(tx: Tx, workspaceId: string, name: string): Promise<CatalogueProperty[]> {
  return tx.many<CatalogueProperty>(sql`
    select property, jsonb_agg(jsonb_build_object('type', type, 'seen', seen) order by seen desc) as types,
           (array_agg(example order by seen desc))[1] as example, min(first_seen) as "firstSeen", max(last_seen) as "lastSeen"
      from listen.catalogue_property where workspace_id = ${workspaceId} and name = ${name}
     group by property order by sum(seen) desc, property limit 1000`);
}

export interface Totals {
  events: number;
  eventsToday: number;
  sources: number;
  keptAside: number;
}

export function totals(tx: Tx, workspaceId: string): Promise<Totals> {
  return tx.one<Totals>(sql`
    select coalesce(sum(seen), 0)::float8 as events,
           coalesce(sum(seen) filter (where day = (now() at time zone 'UTC')::date), 0)::float8 as "eventsToday",
           (select count(*) from listen.source where workspace_id = ${workspaceId})::float8 as sources,
           (select count(*) from listen.parked where workspace_id = ${workspaceId} and settled_at is null)::float8 as "keptAside"
      from listen.catalogue_event where workspace_id = ${workspaceId}`);
}

export function typesOf(
  tx: Tx,
  workspaceId: string,
  event: string | undefined,
  properties: string[],
): Promise<{ property: string; types: ('text' | 'number')[] }[]> {
  return tx.many(sql`
    select property, array_agg(distinct type) as types from listen.catalogue_property
     where workspace_id = ${workspaceId} and property = any(${properties}::text[]) ${event === undefined ? empty : sql`and name = ${event}`}
     group by property`);
}
