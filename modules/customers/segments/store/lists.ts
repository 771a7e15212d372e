/** SQL of the lists: people kept as they were found. */
import { sql, type Tx } from '#platform/postgres';

export interface ListRow {
  id: string;
  origin: string;
  /** On the day they were kept. */
  people: number;
}

/** Keeps whoever these numbers belong to; numbers nobody has, or has any longer, are left out. Answers how many people they are. */
export async function insertList(
  tx: Tx,
  workspaceId: string,
  { id, origin }: Pick<ListRow, 'id' | 'origin'>,
  nos: readonly string[],
): Promise<number> {
  const people = await tx.run(sql`
    insert into customers.list_member (workspace_id, list_id, no)
    select distinct ${workspaceId}::uuid, ${id}::uuid, person_no from customers.identifier
     where workspace_id = ${workspaceId} and no = any(${nos}::bigint[])`);
  await tx.run(sql`
    insert into customers.list (workspace_id, id, origin, people) values (${workspaceId}, ${id}, ${origin}, ${people})`);
  return people;
}

export function allLists(tx: Tx, workspaceId: string): Promise<ListRow[]> {
  return tx.many<ListRow>(sql`
    select id, origin, people::float8 as people from customers.list where workspace_id = ${workspaceId}`);
}

export const listIds = async (tx: Tx, workspaceId: string): Promise<Set<string>> =>
  new Set((await allLists(tx, workspaceId)).map(({ id }) => id));

/** How many are on each of these lists now. */
export async function countListed(tx: Tx, workspaceId: string, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.many<{ id: string; people: number }>(sql`
    select list_id as id, count(*)::float8 as people from customers.list_member
     where workspace_id = ${workspaceId} and list_id = any(${ids}::uuid[]) group by list_id`);
  return new Map(rows.map(({ id, people }) => [id, people]));
}

/** In the order of their numbers, to walk through all of them. */
export async function listedAfter(tx: Tx, workspaceId: string, id: string, after: string, limit: number): Promise<string[]> {
  const rows = await tx.many<{ no: string }>(sql`
    select no from customers.list_member
     where workspace_id = ${workspaceId} and list_id = ${id} and no > ${after} order by customers.list_member.no limit ${limit}`);
  return rows.map(({ no }) => no);
}

export async function deleteList(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.run(sql`delete from customers.list_member where workspace_id = ${workspaceId} and list_id = ${id}`);
  await tx.run(sql`delete from customers.list where workspace_id = ${workspaceId} and id = ${id}`);
}

/** The lists somebody is on, under any of these numbers; the newest first. */
export function listsOf(
  tx: Tx,
  workspaceId: string,
  nos: readonly string[],
): Promise<{ name: string; origin: string; keptAt: Date }[]> {
  return tx.many(sql`
    select s.name, l.origin, l.kept_at as "keptAt" from customers.list l
      join customers.segment s on s.workspace_id = ${workspaceId} and s.id = l.id
     where l.workspace_id = ${workspaceId}
       and exists (select from customers.list_member m
                    where m.workspace_id = ${workspaceId} and m.list_id = l.id and m.no = any(${nos}::bigint[]))
     order by l.kept_at desc`);
}

/** Takes erased people off every list; answers how many rows that were. */
export function eraseListed(tx: Tx, workspaceId: string, nos: readonly string[]): Promise<number> {
  return tx.run(sql`delete from customers.list_member where workspace_id = ${workspaceId} and no = any(${nos}::bigint[])`);
}
