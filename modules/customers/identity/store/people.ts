/** SQL of what follows from the graph: which person an identifier is, the people, and what humans should look at. */
import { empty, sql, type Tx } from '#platform/postgres';
import type { CustomerKind } from '../../contract/people.ts';

/** Moves identifiers to the person they are now, and writes the change down for ClickHouse's copy. */
export async function movePeople(tx: Tx, workspaceId: string, moves: readonly { no: string; personNo: string }[]): Promise<void> {
  if (moves.length === 0) return;
  await tx.run(sql`
    with moved as (
      update customers.identifier i set person_no = move.person_no
        from unnest(${moves.map(({ no }) => no)}::bigint[], ${moves.map(({ personNo }) => personNo)}::bigint[])
             as move (no, person_no)
       where i.workspace_id = ${workspaceId} and i.no = move.no
      returning i.no, i.person_no)
    insert into customers.person_of_change (workspace_id, sender_no, person_no)
    select ${workspaceId}, no, person_no from moved order by no`);
  await tx.run(sql`select pg_notify('customers.moved', ${workspaceId})`);
}

export interface PersonRow {
  no: string;
  id: string;
  kind: CustomerKind;
  verified: boolean;
  name: string;
  email: string | null;
  phone: string | null;
  identifiers: number;
  firstSeen: Date;
  lastSeen: Date;
}

export interface NewPerson extends PersonRow {
  traits: Record<string, unknown>;
  search: string;
}

const columns = sql`no, id, kind, verified, name, email, phone, identifiers::float8 as identifiers, first_seen as "firstSeen",
  last_seen as "lastSeen"`;

export function people(tx: Tx, workspaceId: string, nos: readonly string[]): Promise<PersonRow[]> {
  return tx.many<PersonRow>(sql`
    select ${columns} from customers.person where workspace_id = ${workspaceId} and no = any(${nos}::bigint[])`);
}

/** Writes people as they are now; answers the numbers whose row is new, and those whose face or traits changed. */
export async function keepPeople(
  tx: Tx,
  workspaceId: string,
  rows: readonly NewPerson[],
): Promise<{ no: string; created: boolean }[]> {
  if (rows.length === 0) return [];
  const column = <K extends keyof NewPerson>(key: K) => rows.map((row) => row[key]);
  return tx.many<{ no: string; created: boolean }>(sql`
    insert into customers.person as known
      (workspace_id, no, id, kind, verified, name, email, phone, traits, search, identifiers, first_seen, last_seen)
    select ${workspaceId}, * from unnest(
      ${column('no')}::bigint[], ${column('id')}::uuid[], ${column('kind')}::text[], ${column('verified')}::boolean[],
      ${column('name')}::text[], ${column('email')}::text[], ${column('phone')}::text[],
      ${rows.map(({ traits }) => JSON.stringify(traits))}::jsonb[], ${column('search')}::text[], ${column('identifiers')}::bigint[],
      ${column('firstSeen')}::timestamptz[], ${column('lastSeen')}::timestamptz[])
    on conflict (workspace_id, no) do update
       set kind = excluded.kind, verified = excluded.verified, name = excluded.name, email = excluded.email, phone = excluded.phone,
           traits = excluded.traits, search = excluded.search, identifiers = excluded.identifiers,
           first_seen = excluded.first_seen, last_seen = excluded.last_seen
     where (known.kind, known.verified, known.name, known.email, known.phone, known.traits, known.search, known.identifiers,
            known.first_seen, known.last_seen)
           is distinct from
           (excluded.kind, excluded.verified, excluded.name, excluded.email, excluded.phone, excluded.traits, excluded.search,
            excluded.identifiers, excluded.first_seen, excluded.last_seen)
    returning no, (xmax = 0) as created`);
}

export async function dropPeople(tx: Tx, workspaceId: string, nos: readonly string[]): Promise<void> {
  if (nos.length === 0) return;
  await tx.run(sql`delete from customers.person where workspace_id = ${workspaceId} and no = any(${nos}::bigint[])`);
}

export interface Proposal {
  a: string;
  b: string;
  reason: 'limit' | 'two_known' | 'verified';
  refusedType: string | null;
}

/** Opens what should be looked at among these identifiers and withdraws what has settled itself. A human's answer stands. */
export async function propose(
  tx: Tx,
  workspaceId: string,
  among: readonly string[],
  proposals: readonly (Proposal & { id: string })[],
): Promise<void> {
  await tx.run(sql`
    delete from customers.suggestion s
     where s.workspace_id = ${workspaceId} and s.state = 'open' and s.a = any(${among}::bigint[]) and s.b = any(${among}::bigint[])
       and not exists (select 1 from unnest(${proposals.map(({ a }) => a)}::bigint[], ${proposals.map(({ b }) => b)}::bigint[])
                         as still (a, b) where still.a = s.a and still.b = s.b)`);
  if (proposals.length === 0) return;
  await tx.run(sql`
    insert into customers.suggestion (workspace_id, id, a, b, reason, refused_type, suggested_at)
    select ${workspaceId}, id, a, b, reason, refused_type, date_trunc('milliseconds', now())
      from unnest(${proposals.map(({ id }) => id)}::uuid[], ${proposals.map(({ a }) => a)}::bigint[],
                  ${proposals.map(({ b }) => b)}::bigint[], ${proposals.map(({ reason }) => reason)}::text[],
                  ${proposals.map(({ refusedType }) => refusedType)}::text[]) as fresh (id, a, b, reason, refused_type)
    on conflict (workspace_id, a, b) do update set reason = excluded.reason, refused_type = excluded.refused_type
     where suggestion.state = 'open' and (suggestion.reason, suggestion.refused_type)
           is distinct from (excluded.reason, excluded.refused_type)`);
}

export interface SuggestionRow {
  id: string;
  a: string;
  b: string;
  reason: Proposal['reason'];
  refusedType: string | null;
  suggestedAt: Date;
  personA: string;
  personB: string;
}

const suggestionColumns = sql`s.id, s.a, s.b, s.reason, s.refused_type as "refusedType", s.suggested_at as "suggestedAt",
  ia.person_no as "personA", ib.person_no as "personB"`;
const withPeople = (workspaceId: string) => sql`
  customers.suggestion s
  join customers.identifier ia on ia.workspace_id = ${workspaceId} and ia.no = s.a
  join customers.identifier ib on ib.workspace_id = ${workspaceId} and ib.no = s.b`;

/** Open suggestions, newest first; of several about the same two people only the newest leads. */
export function openSuggestions(
  tx: Tx,
  workspaceId: string,
  filter: { before: { at: string; id: string } | undefined; limit: number; personNo: string | undefined },
): Promise<SuggestionRow[]> {
  return tx.many<SuggestionRow>(sql`
    select ${suggestionColumns} from ${withPeople(workspaceId)}
     where s.workspace_id = ${workspaceId} and s.state = 'open'
       ${filter.before ? sql`and (s.suggested_at, s.id) < (${filter.before.at}::timestamptz, ${filter.before.id}::uuid)` : empty}
       ${
         filter.personNo
           ? sql`and (s.a in (select no from customers.identifier where workspace_id = ${workspaceId} and person_no = ${filter.personNo})
                   or s.b in (select no from customers.identifier where workspace_id = ${workspaceId} and person_no = ${filter.personNo}))`
           : empty
       }
       and not exists (
         select 1 from ${withPeopleAs(workspaceId)}
          where newer.workspace_id = ${workspaceId} and newer.state = 'open'
            and (newer.suggested_at, newer.id) > (s.suggested_at, s.id)
            and least(na.person_no, nb.person_no) = least(ia.person_no, ib.person_no)
            and greatest(na.person_no, nb.person_no) = greatest(ia.person_no, ib.person_no))
     order by s.suggested_at desc, s.id desc limit ${filter.limit}`);
}

const withPeopleAs = (workspaceId: string) => sql`
  customers.suggestion newer
  join customers.identifier na on na.workspace_id = ${workspaceId} and na.no = newer.a
  join customers.identifier nb on nb.workspace_id = ${workspaceId} and nb.no = newer.b`;

export function suggestionById(tx: Tx, workspaceId: string, id: string): Promise<SuggestionRow | undefined> {
  return tx.maybe<SuggestionRow>(sql`
    select ${suggestionColumns} from ${withPeople(workspaceId)}
     where s.workspace_id = ${workspaceId} and s.id = ${id} and s.state = 'open'`);
}

/** Settles every open suggestion between the same two people: one answer is enough. */
export async function settleSuggestions(
  tx: Tx,
  workspaceId: string,
  between: { personA: string; personB: string },
  answer: { state: 'accepted' | 'dismissed'; by: string; reason: string | null },
): Promise<void> {
  const pair = [between.personA, between.personB];
  await tx.run(sql`
    update customers.suggestion s
       set state = ${answer.state}, settled_at = now(), settled_by = ${answer.by}, settled_reason = ${answer.reason}
      from customers.identifier ia, customers.identifier ib
     where s.workspace_id = ${workspaceId} and s.state = 'open'
       and ia.workspace_id = ${workspaceId} and ia.no = s.a and ib.workspace_id = ${workspaceId} and ib.no = s.b
       and ia.person_no = any(${pair}::bigint[]) and ib.person_no = any(${pair}::bigint[])`);
}

export async function countSuggestions(tx: Tx, workspaceId: string, nos: readonly string[]): Promise<number> {
  const { count } = await tx.one<{ count: string }>(sql`
    select count(distinct (least(ia.person_no, ib.person_no), greatest(ia.person_no, ib.person_no))) as count
      from ${withPeople(workspaceId)}
     where s.workspace_id = ${workspaceId} and s.state = 'open' and (s.a = any(${nos}::bigint[]) or s.b = any(${nos}::bigint[]))`);
  return Number(count);
}
