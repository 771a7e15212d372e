/** SQL of the lane: who is to be looked at, how far the log was read, and whose turn it is. */
import { sql, type Tx } from '#platform/postgres';
import { everySegment } from '../rules/looks.ts';

interface Place {
  tx: string;
  id: string;
}

export interface Touch {
  /** `everySegment`, or the one in which they seem to be wrong. */
  segmentId: string;
  person: string;
  seq: string;
}

export async function touch(tx: Tx, workspaceId: string, segmentId: string, people: readonly string[]): Promise<void> {
  if (people.length === 0) return;
  // Sorted, so that two writers meet in one order and cannot deadlock.
  const sorted = [...new Set(people)].sort((a, b) => (a < b ? -1 : 1));
  await tx.run(sql`
    insert into customers.segment_touch (workspace_id, segment_id, person_no)
    select ${workspaceId}, ${segmentId}, no from unnest(${sorted}::bigint[]) as no
    on conflict (workspace_id, segment_id, person_no) do update set seq = default`);
}

/** Every customer there is: their copies were lost. */
export async function touchEveryone(tx: Tx, workspaceId: string): Promise<void> {
  await tx.run(sql`
    insert into customers.segment_touch (workspace_id, segment_id, person_no)
    select ${workspaceId}, ${everySegment}, no from customers.person where workspace_id = ${workspaceId} order by no
    on conflict (workspace_id, segment_id, person_no) do update set seq = default`);
}

export async function countPeople(tx: Tx, workspaceId: string): Promise<number> {
  const row = await tx.one<{ count: number }>(sql`
    select count(*)::float8 as count from customers.person where workspace_id = ${workspaceId}`);
  return row.count;
}

/** The people behind ids, as they are now, and the numbers they were known by: both may have changed. */
export async function numbersOf(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.many<{ no: string; personNo: string }>(sql`
    select no, person_no as "personNo" from customers.identifier where workspace_id = ${workspaceId} and id = any(${ids}::uuid[])`);
  return rows.flatMap(({ no, personNo }) => [no, personNo]);
}

/** Those who did or became something first, then those who only seem to be wrong. */
export function touches(tx: Tx, workspaceId: string, limit: number): Promise<Touch[]> {
  return tx.many<Touch>(sql`
    select segment_id as "segmentId", person_no as person, seq from customers.segment_touch
     where workspace_id = ${workspaceId} order by segment_id, seq limit ${limit}`);
}

/** Whoever was touched again meanwhile stays. */
export async function dropTouches(tx: Tx, workspaceId: string, done: readonly Touch[]): Promise<void> {
  if (done.length === 0) return;
  await tx.run(sql`
    delete from customers.segment_touch t
     using unnest(${done.map(({ segmentId }) => segmentId)}::uuid[], ${done.map(({ person }) => person)}::bigint[],
                  ${done.map(({ seq }) => seq)}::bigint[]) as done (segment_id, person_no, seq)
     where t.workspace_id = ${workspaceId} and t.segment_id = done.segment_id and t.person_no = done.person_no
       and t.seq = done.seq`);
}

export async function hasWork(tx: Tx, workspaceId: string, upTo: Place): Promise<boolean> {
  const row = await tx.one<{ any: boolean }>(sql`
    select exists (select from customers.segment_touch where workspace_id = ${workspaceId})
        or not exists (select from customers.segment_lane
                        where workspace_id = ${workspaceId} and (at_tx, at_id) >= (${upTo.tx}::xid8, ${upTo.id}::bigint)) as any`);
  return row.any;
}

export interface Turn {
  /** Counts turns; also the version of what is copied during this one. */
  turn: string;
  /** How far the log has been read. */
  at: Place;
}

/** Undefined while another process has its turn; a process that dies loses it after half a minute. */
export async function takeTurn(tx: Tx, workspaceId: string, holder: string): Promise<Turn | undefined> {
  await tx.run(sql`insert into customers.segment_lane (workspace_id) values (${workspaceId}) on conflict do nothing`);
  const row = await tx.maybe<{ turn: string; tx: string; id: string }>(sql`
    update customers.segment_lane set turn = turn + 1, holder = ${holder}, held_until = now() + interval '30 seconds'
     where workspace_id = ${workspaceId} and (holder = ${holder} or held_until < now())
    returning turn, at_tx::text as tx, at_id as id`);
  return row && { turn: row.turn, at: { tx: row.tx, id: row.id } };
}

/** False when the turn was lost meanwhile: nothing of it may be kept. */
export async function endTurn(tx: Tx, workspaceId: string, turn: string, at: Place): Promise<boolean> {
  const ended = await tx.run(sql`
    update customers.segment_lane set held_until = '-infinity', at_tx = ${at.tx}::xid8, at_id = ${at.id}
     where workspace_id = ${workspaceId} and turn = ${turn}`);
  return ended === 1;
}
