/** SQL of identifiers and of the workspace's rules about them. */
import { sql, type Tx } from '#platform/postgres';
import { defaultIdentitySettings, type IdentitySettings, identitySettings } from '../../contract/settings.ts';
import type { Company } from '../rules/crowding.ts';
import type { Crowded } from '../rules/partition.ts';

export interface IdentifierRow {
  no: string;
  id: string;
  type: string;
  value: string;
  personNo: string;
  verified: boolean;
  firstSeen: Date;
  lastSeen: Date;
  crowded: Crowded;
  blocked: boolean;
}

export interface NewIdentifier {
  no: string;
  id: string;
  type: string;
  value: string;
  verified: boolean;
  /** Milliseconds. */
  firstSeen: number;
  lastSeen: number;
  blocked: boolean;
}

const columns = sql`no, id, type, value, person_no as "personNo", verified, first_seen as "firstSeen", last_seen as "lastSeen",
  crowded, blocked`;

/** One change of who is whom at a time in a workspace: lanes and operators wait for each other here, and only here. */
export async function lockIdentity(tx: Tx, workspaceId: string): Promise<void> {
  await tx.run(sql`select pg_advisory_xact_lock(hashtextextended('customers.identity ' || ${workspaceId}, 0))`);
}

export async function readSettings(tx: Tx, workspaceId: string): Promise<IdentitySettings> {
  const row = await tx.maybe<{ identity: unknown }>(sql`
    select identity from customers.settings where workspace_id = ${workspaceId}`);
  return row === undefined ? defaultIdentitySettings : identitySettings.parse(row.identity);
}

export async function writeSettings(tx: Tx, workspaceId: string, settings: IdentitySettings): Promise<void> {
  await tx.run(sql`
    insert into customers.settings (workspace_id, identity) values (${workspaceId}, ${JSON.stringify(settings)}::jsonb)
    on conflict (workspace_id) do update set identity = excluded.identity, changed_at = now()`);
}

export function byNos(tx: Tx, workspaceId: string, nos: readonly string[]): Promise<IdentifierRow[]> {
  return tx.many<IdentifierRow>(sql`
    select ${columns} from customers.identifier where workspace_id = ${workspaceId} and no = any(${nos}::bigint[])`);
}

export function byPeople(tx: Tx, workspaceId: string, personNos: readonly string[]): Promise<IdentifierRow[]> {
  return tx.many<IdentifierRow>(sql`
    select ${columns} from customers.identifier
     where workspace_id = ${workspaceId} and person_no = any(${personNos}::bigint[]) order by no`);
}

export function byId(tx: Tx, workspaceId: string, id: string): Promise<IdentifierRow | undefined> {
  return tx.maybe<IdentifierRow>(sql`
    select ${columns} from customers.identifier where workspace_id = ${workspaceId} and id = ${id}`);
}

export function byValue(tx: Tx, workspaceId: string, type: string, value: string): Promise<IdentifierRow | undefined> {
  return tx.maybe<IdentifierRow>(sql`
    select ${columns} from customers.identifier where workspace_id = ${workspaceId} and type = ${type} and value = ${value}`);
}

/** Each starts as a person of its own. Answers the numbers that were new. */
export async function insertIdentifiers(tx: Tx, workspaceId: string, rows: readonly NewIdentifier[]): Promise<string[]> {
  if (rows.length === 0) return [];
  const column = <K extends keyof NewIdentifier>(key: K) => rows.map((row) => row[key]);
  const inserted = await tx.many<{ no: string }>(sql`
    insert into customers.identifier (workspace_id, no, id, type, value, person_no, verified, first_seen, last_seen, blocked)
    select ${workspaceId}, no, id, type, value, no, verified, to_timestamp(first_seen / 1000), to_timestamp(last_seen / 1000), blocked
      from unnest(${column('no')}::bigint[], ${column('id')}::uuid[], ${column('type')}::text[], ${column('value')}::text[],
                  ${column('verified')}::boolean[], ${column('firstSeen')}::float8[], ${column('lastSeen')}::float8[],
                  ${column('blocked')}::boolean[])
           as fresh (no, id, type, value, verified, first_seen, last_seen, blocked)
    on conflict (workspace_id, no) do nothing
    returning no`);
  return inserted.map(({ no }) => no);
}

export interface Sighting {
  no: string;
  verified: boolean;
  firstSeen: number;
  lastSeen: number;
}

/** Widens what is known of identifiers: vouched for, seen earlier, seen later. The person's span follows. */
export async function widen(tx: Tx, workspaceId: string, sightings: readonly Sighting[]): Promise<void> {
  if (sightings.length === 0) return;
  const column = <K extends keyof Sighting>(key: K) => sightings.map((sighting) => sighting[key]);
  await tx.run(sql`
    with seen as (
      update customers.identifier i
         set verified = i.verified or seen.verified,
             first_seen = least(i.first_seen, to_timestamp(seen.first_seen / 1000)),
             last_seen = greatest(i.last_seen, to_timestamp(seen.last_seen / 1000))
        from unnest(${column('no')}::bigint[], ${column('verified')}::boolean[], ${column('firstSeen')}::float8[],
                    ${column('lastSeen')}::float8[]) as seen (no, verified, first_seen, last_seen)
       where i.workspace_id = ${workspaceId} and i.no = seen.no
      returning i.person_no, i.first_seen, i.last_seen),
    span as (select person_no, min(first_seen) as first_seen, max(last_seen) as last_seen from seen group by person_no)
    update customers.person p
       set first_seen = least(p.first_seen, span.first_seen), last_seen = greatest(p.last_seen, span.last_seen)
      from span
     where p.workspace_id = ${workspaceId} and p.no = span.person_no
       and (span.first_seen < p.first_seen or span.last_seen > p.last_seen)`);
}

/** How many different identifiers of each type these were seen with, by trusted sources and by anybody. */
export async function companyOf(tx: Tx, workspaceId: string, nos: readonly string[]): Promise<Map<string, Company[]>> {
  const rows = await tx.many<{ no: string; type: string; trusted: string; all: string }>(sql`
    select ends.no, i.type, count(distinct ends.other) filter (where ends.trusted) as trusted, count(distinct ends.other) as "all"
      from (select l.a as no, l.b as other, l.trusted from customers.link l
             where l.workspace_id = ${workspaceId} and l.a = any(${nos}::bigint[])
            union all
            select l.b, l.a, l.trusted from customers.link l
             where l.workspace_id = ${workspaceId} and l.b = any(${nos}::bigint[])) ends
      join customers.identifier i on i.workspace_id = ${workspaceId} and i.no = ends.other
     group by ends.no, i.type`);
  const company = new Map<string, Company[]>(nos.map((no) => [no, []]));
  for (const { no, type, trusted, all } of rows) company.get(no)?.push({ type, trusted: Number(trusted), all: Number(all) });
  return company;
}

export async function setMarks(
  tx: Tx,
  workspaceId: string,
  marks: readonly { no: string; crowded: Crowded; blocked: boolean }[],
): Promise<void> {
  if (marks.length === 0) return;
  await tx.run(sql`
    update customers.identifier i set crowded = mark.crowded, blocked = mark.blocked
      from unnest(${marks.map(({ no }) => no)}::bigint[], ${marks.map(({ crowded }) => crowded)}::text[],
                  ${marks.map(({ blocked }) => blocked)}::boolean[]) as mark (no, crowded, blocked)
     where i.workspace_id = ${workspaceId} and i.no = mark.no`);
}

/** Identifiers after this one, in order of their numbers: to walk through all of a workspace. */
export function walk(tx: Tx, workspaceId: string, after: string, limit: number): Promise<IdentifierRow[]> {
  return tx.many<IdentifierRow>(sql`
    select ${columns} from customers.identifier
     where workspace_id = ${workspaceId} and no > ${after} order by no limit ${limit}`);
}

export function countTypes(tx: Tx, workspaceId: string): Promise<{ type: string; count: string }[]> {
  return tx.many(sql`
    select type, count(*) as count from customers.identifier where workspace_id = ${workspaceId} group by type order by 2 desc, 1`);
}

/** Which person each identifier is. */
export async function ownersOf(tx: Tx, workspaceId: string, nos: readonly string[]): Promise<Map<string, string>> {
  if (nos.length === 0) return new Map();
  const rows = await tx.many<{ no: string; personNo: string }>(sql`
    select no, person_no as "personNo" from customers.identifier
     where workspace_id = ${workspaceId} and no = any(${nos}::bigint[])`);
  return new Map(rows.map(({ no, personNo }) => [no, personNo]));
}

/** The public ids of identifiers (and so of the people called by them); lists, so that an unknown one adds nothing. */
export async function idsOf(tx: Tx, workspaceId: string, nos: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await tx.many<{ no: string; id: string }>(sql`
    select no, id from customers.identifier where workspace_id = ${workspaceId} and no = any(${nos}::bigint[])`);
  return new Map(rows.map(({ no, id }) => [no, [id]]));
}
