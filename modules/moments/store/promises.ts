/** SQL of what was promised to customers. */
import { empty, sql, type Tx } from '#platform/postgres';

export interface PromiseRow {
  id: string;
  momentId: string;
  momentNo: string;
  momentTitle: string;
  employeeId: string;
  employeeName: string | null;
  text: string;
  madeAt: Date;
  dueAt: Date;
  missedAt: Date | null;
  settledAt: Date | null;
  outcome: 'kept' | 'withdrawn' | null;
  settledBy: string | null;
  note: string;
}

const columns = sql`p.id, p.moment_id as "momentId", m.no as "momentNo", m.title as "momentTitle", p.employee_id as "employeeId",
  a.name as "employeeName", p.text, p.made_at as "madeAt", p.due_at as "dueAt", p.missed_at as "missedAt",
  p.settled_at as "settledAt", p.outcome, p.settled_by as "settledBy", p.note`;
const source = sql`moments.promise p
  join moments.moment m on m.workspace_id = p.workspace_id and m.id = p.moment_id
  left join moments.agent a on a.workspace_id = p.workspace_id and a.employee_id = p.employee_id`;

export async function insertPromise(
  tx: Tx,
  workspaceId: string,
  promise: { momentId: string; employeeId: string; text: string; dueAt: Date; remindAt: Date },
): Promise<string> {
  const { momentId, employeeId, text, dueAt, remindAt } = promise;
  const row = await tx.one<{ id: string }>(sql`
    insert into moments.promise (workspace_id, moment_id, employee_id, text, due_at, remind_at)
    values (${workspaceId}, ${momentId}, ${employeeId}, ${text}, ${dueAt}, ${remindAt}) returning id`);
  return row.id;
}

export const findPromise = (tx: Tx, workspaceId: string, id: string): Promise<PromiseRow | undefined> =>
  tx.maybe(sql`select ${columns} from ${source} where p.workspace_id = ${workspaceId} and p.id = ${id}`);

export interface PromiseFilter {
  moment?: string | undefined;
  employee?: string | undefined;
  senderNos?: readonly string[] | undefined;
  open: boolean;
}

/** Open ones first, the nearest due first; at most `limit`. */
export const listPromises = (tx: Tx, workspaceId: string, filter: PromiseFilter, limit: number): Promise<PromiseRow[]> =>
  tx.many(sql`
    select ${columns} from ${source}
     where p.workspace_id = ${workspaceId}
       ${filter.open ? sql`and p.settled_at is null` : empty}
       ${filter.moment === undefined ? empty : sql`and p.moment_id = ${filter.moment}`}
       ${filter.employee === undefined ? empty : sql`and p.employee_id = ${filter.employee}`}
       ${filter.senderNos === undefined ? empty : sql`and m.sender_no = any(${[...filter.senderNos]}::bigint[])`}
     order by p.settled_at desc nulls first, p.due_at, p.id limit ${limit}`);

/** False when it was settled before. */
export async function settlePromise(
  tx: Tx,
  workspaceId: string,
  id: string,
  how: { outcome: 'kept' | 'withdrawn'; by: string; note: string },
): Promise<boolean> {
  const settled = await tx.run(sql`
    update moments.promise set settled_at = clock_timestamp(), outcome = ${how.outcome}, settled_by = ${how.by}, note = ${how.note}
     where workspace_id = ${workspaceId} and id = ${id} and settled_at is null`);
  return settled === 1;
}

/** Which promises want attention by then: to be brought back, or missed. The oldest first. */
export const promisesDue = (tx: Tx, workspaceId: string, at: Date): Promise<{ id: string; momentId: string }[]> =>
  tx.many(sql`
    select id, moment_id as "momentId" from moments.promise
     where workspace_id = ${workspaceId} and settled_at is null
       and (remind_at <= ${at} or (missed_at is null and due_at <= ${at}))
     order by due_at limit 100`);

/** Holds a promise that is open and says what is due of it now; undefined when that is nothing any more. */
export const holdDue = (
  tx: Tx,
  workspaceId: string,
  id: string,
  at: Date,
): Promise<{ text: string; employeeId: string; dueAt: Date; remind: boolean; miss: boolean } | undefined> =>
  tx.maybe(sql`
    select text, employee_id as "employeeId", due_at as "dueAt", coalesce(remind_at <= ${at}, false) as remind,
           missed_at is null and due_at <= ${at} as miss
      from moments.promise
     where workspace_id = ${workspaceId} and id = ${id} and settled_at is null
       and (remind_at <= ${at} or (missed_at is null and due_at <= ${at}))
       for update`);

export async function noteReminded(tx: Tx, workspaceId: string, id: string, missed: boolean): Promise<void> {
  await tx.run(sql`
    update moments.promise set remind_at = null, missed_at = ${missed ? sql`coalesce(missed_at, clock_timestamp())` : sql`missed_at`}
     where workspace_id = ${workspaceId} and id = ${id}`);
}

/** A moment became part of another: what was promised in it goes on there. */
export async function movePromises(tx: Tx, workspaceId: string, from: string, to: string): Promise<void> {
  await tx.run(sql`update moments.promise set moment_id = ${to} where workspace_id = ${workspaceId} and moment_id = ${from}`);
}

/** For erasure, before the moments lose their customer. */
export const erasePromises = (tx: Tx, workspaceId: string, senderNos: readonly string[]): Promise<number> =>
  tx.run(sql`
    delete from moments.promise p using moments.moment m
     where p.workspace_id = ${workspaceId} and m.workspace_id = p.workspace_id and m.id = p.moment_id
       and m.sender_no = any(${[...senderNos]}::bigint[])`);
