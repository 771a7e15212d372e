/** SQL of what was begun and is waited for. */
import { jsonb, sql, type Tx } from '#platform/postgres';
import { type Begun, type Expectation, lookAt, type Waiting } from '../rules/expectation.ts';

interface Row {
  begun: Begun | null;
  settledAt: Date | null;
}

export async function findExpectation(
  tx: Tx,
  workspaceId: string,
  ruleId: string,
  key: string,
): Promise<Expectation | undefined> {
  const row = await tx.maybe<Row>(sql`
    select begun, settled_at as "settledAt" from moments.expectation
     where workspace_id = ${workspaceId} and rule_id = ${ruleId} and key = ${key} for update`);
  return row && { begun: row.begun, settledAt: row.settledAt?.getTime() ?? null };
}

export async function keepExpectation(
  tx: Tx,
  workspaceId: string,
  ruleId: string,
  key: string,
  senderNo: string,
  state: Expectation,
  waiting: Waiting,
): Promise<void> {
  const { begun, settledAt } = state;
  await tx.run(sql`
    insert into moments.expectation (workspace_id, rule_id, key, sender_no, begun_at, begun, settled_at, look_at)
    values (${workspaceId}, ${ruleId}, ${key}, ${begun?.event.senderNo ?? senderNo}, ${begun && new Date(begun.at)},
            ${begun ? jsonb(begun) : sql`null::jsonb`}, ${settledAt === null ? null : new Date(settledAt)},
            ${new Date(lookAt(state, waiting))})
    on conflict (workspace_id, rule_id, key) do update
       set sender_no = excluded.sender_no, begun_at = excluded.begun_at, begun = excluded.begun,
           settled_at = excluded.settled_at, look_at = excluded.look_at`);
}

export interface Due {
  ruleId: string;
  key: string;
  senderNo: string;
  begun: Begun;
}

const waitedFor = sql`begun_at is not null and (settled_at is null or settled_at < begun_at)`;

/** Overdue at that instant, longest first. */
export const dueBy = (tx: Tx, workspaceId: string, at: Date, limit: number): Promise<Due[]> =>
  tx.many(sql`
    select rule_id as "ruleId", key, sender_no as "senderNo", begun
      from moments.expectation
     where workspace_id = ${workspaceId} and look_at <= ${at} and ${waitedFor} order by look_at limit ${limit}`);

/** Whether anything is to be looked at by then, at the price of one index probe. */
export async function anythingBy(tx: Tx, workspaceId: string, at: Date): Promise<boolean> {
  return (
    (await tx.maybe(
      sql`select true from moments.expectation where workspace_id = ${workspaceId} and look_at <= ${at} limit 1`,
    )) !== undefined
  );
}

/** When it was last finished under one of these keys. */
export async function lastSettled(tx: Tx, workspaceId: string, ruleId: string, keys: string[]): Promise<Date | null> {
  const row = await tx.one<{ at: Date | null }>(sql`
    select max(settled_at) as at from moments.expectation
     where workspace_id = ${workspaceId} and rule_id = ${ruleId} and key = any(${keys}::text[])`);
  return row.at;
}

/** It needs no more waiting: told, or finished under another name of the same customer. */
export async function settleExpectation(
  tx: Tx,
  workspaceId: string,
  { ruleId, key }: Pick<Due, 'ruleId' | 'key'>,
): Promise<void> {
  await tx.run(sql`
    update moments.expectation set settled_at = begun_at, look_at = now() + interval '1 day'
     where workspace_id = ${workspaceId} and rule_id = ${ruleId} and key = ${key}`);
}

/** Lets go of what is settled and long over. */
export const forgetSettled = (tx: Tx, workspaceId: string, at: Date): Promise<number> =>
  tx.run(sql`delete from moments.expectation where workspace_id = ${workspaceId} and look_at <= ${at} and not (${waitedFor})`);

/** For erasure. */
export const eraseExpectations = (tx: Tx, workspaceId: string, senderNos: readonly string[]): Promise<number> =>
  tx.run(sql`
    delete from moments.expectation where workspace_id = ${workspaceId} and sender_no = any(${[...senderNos]}::bigint[])`);
