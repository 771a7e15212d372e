/** SQL of who is in a segment, who was, and since when. */
import { empty, sql, type Tx } from '#platform/postgres';
import type { PersonRow } from '../../identity/store/people.ts';

export interface Change {
  /** Orders the copies of changes in ClickHouse. */
  revision: string;
  /** False while the segment is filled for the first time under its rule. */
  told: boolean;
  size: number;
  entered: { person: string; at: Date }[];
  left: string[];
}

/**
 * Lets people in and out; who is in already, or out already, is left as they are. Undefined when the segment is gone or has
 * another rule by now. Changes of one segment wait for each other at its row, so times and revisions only grow.
 */
export async function changeMembers(
  tx: Tx,
  workspaceId: string,
  segment: { id: string; edition: string },
  entering: readonly string[],
  leaving: readonly string[],
): Promise<Change | undefined> {
  const row = await tx.maybe<{ revision: string; told: boolean; size: number }>(sql`
    update customers.segment set revision = revision + 1
     where workspace_id = ${workspaceId} and id = ${segment.id} and edition = ${segment.edition}
    returning revision, filled_at is not null as told, size::float8 as size`);
  if (row === undefined) return undefined;
  const entered = await letIn(tx, workspaceId, segment.id, entering);
  const left = await letOut(tx, workspaceId, segment.id, leaving);
  if (entered.length === 0 && left.length === 0) return { ...row, entered, left };
  const { size } = await tx.one<{ size: number }>(sql`
    update customers.segment set size = size + ${entered.length} - ${left.length}, changed_at = now()
     where workspace_id = ${workspaceId} and id = ${segment.id} returning size::float8 as size`);
  // Whoever is found while a segment is filled was there before: the size is new, they are not.
  const [came, went] = row.told ? [entered.length, left.length] : [0, 0];
  await tx.run(sql`
    insert into customers.segment_day as known (workspace_id, segment_id, day, size, entered, left_again)
    values (${workspaceId}, ${segment.id}, (now() at time zone 'UTC')::date, ${size}, ${came}, ${went})
    on conflict (workspace_id, segment_id, day) do update
       set size = excluded.size, entered = known.entered + excluded.entered, left_again = known.left_again + excluded.left_again`);
  return { ...row, size, entered, left };
}

/** Only people who are people still: a merge or an erasure may have come between the question and its answer. */
function letIn(tx: Tx, workspaceId: string, segmentId: string, people: readonly string[]): Promise<Change['entered']> {
  if (people.length === 0) return Promise.resolve([]);
  return tx.many<Change['entered'][number]>(sql`
    insert into customers.segment_member (workspace_id, segment_id, person_no, entered_at)
    select ${workspaceId}, ${segmentId}, p.no, clock_timestamp() from customers.person p
     where p.workspace_id = ${workspaceId} and p.no = any(${people}::bigint[])
    on conflict do nothing
    returning person_no as person, entered_at as at`);
}

async function letOut(tx: Tx, workspaceId: string, segmentId: string, people: readonly string[]): Promise<string[]> {
  if (people.length === 0) return [];
  const rows = await tx.many<{ person: string }>(sql`
    with gone as (
      delete from customers.segment_member
       where workspace_id = ${workspaceId} and segment_id = ${segmentId} and person_no = any(${people}::bigint[])
      returning person_no, entered_at),
    kept as (
      insert into customers.segment_past (workspace_id, segment_id, person_no, during)
      select ${workspaceId}, ${segmentId}, person_no, tstzrange(entered_at, clock_timestamp()) from gone
       where entered_at < clock_timestamp()
      -- a clock that was set back would make two stays overlap: the earlier one stands
      on conflict do nothing)
    select person_no as person from gone`);
  return rows.map(({ person }) => person);
}

export interface Membership {
  segmentId: string;
  person: string;
  enteredAt: Date;
}

/** Of these people, who is in which of these segments. */
export function membersAmong(
  tx: Tx,
  workspaceId: string,
  segmentIds: readonly string[],
  people: readonly string[],
): Promise<Membership[]> {
  return tx.many<Membership>(sql`
    select segment_id as "segmentId", person_no as person, entered_at as "enteredAt" from customers.segment_member
     where workspace_id = ${workspaceId} and segment_id = any(${segmentIds}::uuid[]) and person_no = any(${people}::bigint[])`);
}

/** In the order of their numbers, to walk through all of them. */
export function membersAfter(
  tx: Tx,
  workspaceId: string,
  segmentId: string,
  after: string,
  limit: number,
): Promise<(PersonRow & { enteredAt: Date })[]> {
  return tx.many(sql`
    select ${person}, m.entered_at as "enteredAt" from customers.segment_member m
      join customers.person p on p.workspace_id = ${workspaceId} and p.no = m.person_no
     where m.workspace_id = ${workspaceId} and m.segment_id = ${segmentId} and m.person_no > ${after}
     order by m.person_no limit ${limit}`);
}

const person = sql`p.no, p.id, p.kind, p.verified, p.name, p.email, p.phone, p.identifiers::float8 as identifiers,
  p.first_seen as "firstSeen", p.last_seen as "lastSeen"`;

/** Who entered last comes first. `at` is exact to the microsecond, for the cursor. */
export function newestMembers(
  tx: Tx,
  workspaceId: string,
  segmentId: string,
  before: { at: string; no: string } | undefined,
  limit: number,
): Promise<(PersonRow & { enteredAt: Date; at: string })[]> {
  return tx.many(sql`
    select ${person}, m.entered_at as "enteredAt",
           to_char(m.entered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
      from (select person_no, entered_at from customers.segment_member
             where workspace_id = ${workspaceId} and segment_id = ${segmentId}
               ${before ? sql`and (entered_at, person_no) < (${before.at}::timestamptz, ${before.no}::bigint)` : empty}
             order by entered_at desc, person_no desc limit ${limit}) m
      join customers.person p on p.workspace_id = ${workspaceId} and p.no = m.person_no
     order by m.entered_at desc, m.person_no desc`);
}

export interface Stay {
  segmentId: string;
  name: string;
  enteredAt: Date;
  leftAt: Date | null;
}

/** Where somebody is and was, under any of these numbers; the present first. */
export function staysOf(tx: Tx, workspaceId: string, people: readonly string[]): Promise<Stay[]> {
  return tx.many<Stay>(sql`
    select s.id as "segmentId", s.name, stay.entered_at as "enteredAt", stay.left_at as "leftAt"
      from (select segment_id, entered_at, null::timestamptz as left_at from customers.segment_member
             where workspace_id = ${workspaceId} and person_no = any(${people}::bigint[])
            union all
            select segment_id, lower(during), upper(during) from customers.segment_past
             where workspace_id = ${workspaceId} and person_no = any(${people}::bigint[])) stay
      join customers.segment s on s.workspace_id = ${workspaceId} and s.id = stay.segment_id
     order by stay.left_at desc nulls first, stay.entered_at desc limit 500`);
}

/** Empties a segment that was deleted; answers how many rows went, at most `limit` of each kind. */
export async function clearMembers(tx: Tx, workspaceId: string, segmentId: string, limit: number): Promise<number> {
  const members = await tx.run(sql`
    delete from customers.segment_member where ctid = any(array(
      select ctid from customers.segment_member
       where workspace_id = ${workspaceId} and segment_id = ${segmentId} limit ${limit}))`);
  const past = await tx.run(sql`
    delete from customers.segment_past where ctid = any(array(
      select ctid from customers.segment_past
       where workspace_id = ${workspaceId} and segment_id = ${segmentId} limit ${limit}))`);
  return members + past;
}

/** Takes erased people out of everything; answers how many rows that were. */
export async function erasePeople(tx: Tx, workspaceId: string, people: readonly string[]): Promise<number> {
  const members = await tx.many<{ segmentId: string }>(sql`
    delete from customers.segment_member where workspace_id = ${workspaceId} and person_no = any(${people}::bigint[])
    returning segment_id as "segmentId"`);
  if (members.length > 0) {
    await tx.run(sql`
      update customers.segment s set size = s.size - gone.count
        from (select id, count(*) from unnest(${members.map(({ segmentId }) => segmentId)}::uuid[]) as id group by id) gone
       where s.workspace_id = ${workspaceId} and s.id = gone.id`);
  }
  const past = await tx.run(sql`
    delete from customers.segment_past where workspace_id = ${workspaceId} and person_no = any(${people}::bigint[])`);
  const touches = await tx.run(sql`
    delete from customers.segment_touch where workspace_id = ${workspaceId} and person_no = any(${people}::bigint[])`);
  return members.length + past + touches;
}
