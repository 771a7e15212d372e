/** SQL of what routing looks at besides the moments and the agents themselves: asked once for all that wait. */
import { jsonb, sql, type Tx } from '#platform/postgres';
import type { Valuing } from '../contract.ts';

export interface RoutingFacts {
  id: string;
  /** When the nearest of its clocks or promises breaks. */
  dueAt: Date | null;
  declinedBy: string[];
  /** Who promised this customer something that is still open; the nearest due. */
  promisedBy: string | null;
  lastOwner: string | null;
  lastOwnedUntil: Date | null;
}

/** Of each moment, given with every sender who is its customer. */
export async function routingFacts(
  tx: Tx,
  workspaceId: string,
  moments: readonly { id: string; senderNos: readonly string[] }[],
): Promise<Map<string, RoutingFacts>> {
  const rows = await tx.many<RoutingFacts>(sql`
    with waiting as materialized (
      select id, string_to_array(nullif(senders, ''), ',')::bigint[] as senders
        from unnest(${moments.map(({ id }) => id)}::uuid[], ${moments.map(({ senderNos }) => senderNos.join(','))}::text[])
             as w (id, senders))
    select w.id, least(clocks.due, promised.due) as "dueAt", coalesce(declined.by, '{}') as "declinedBy",
           promised.by as "promisedBy", last.by as "lastOwner", last.until as "lastOwnedUntil"
      from waiting w
     cross join lateral (
       select min(due_at) as due from moments.clock
        where workspace_id = ${workspaceId} and moment_id = w.id and not ended and state = 'running') clocks
     cross join lateral (
       select array_agg(distinct to_employee) as by from moments.offer
        where workspace_id = ${workspaceId} and moment_id = w.id and outcome in ('declined', 'timeout')
          and settled_at > now() - interval '1 hour') declined
      left join lateral (
       select p.employee_id as by, p.due_at as due from moments.promise p
        where p.workspace_id = ${workspaceId} and p.settled_at is null
          and p.moment_id in (select w.id union all
                              select m.id from moments.moment m
                               where m.workspace_id = ${workspaceId} and m.sender_no = any(w.senders))
        order by p.due_at, p.id limit 1) promised on true
      left join lateral (
       select o.employee_id as by, coalesce(upper(o.during), now()) as until
         from (select m.id from moments.moment m
                where m.workspace_id = ${workspaceId} and m.sender_no = any(w.senders)
                order by m.updated_at desc limit 5) recent
         join moments.ownership o on o.workspace_id = ${workspaceId} and o.moment_id = recent.id and o.employee_id is not null
        order by upper(o.during) desc nulls first limit 1) last on true`);
  return new Map(rows.map((row) => [row.id, row]));
}

export const findValuing = async (tx: Tx, workspaceId: string): Promise<Valuing | null> =>
  (await tx.maybe<{ body: Valuing }>(sql`select body from moments.valuing where workspace_id = ${workspaceId}`))?.body ?? null;

export async function keepValuing(tx: Tx, workspaceId: string, valuing: Valuing | null): Promise<void> {
  if (valuing === null) await tx.run(sql`delete from moments.valuing where workspace_id = ${workspaceId}`);
  else
    await tx.run(sql`
      insert into moments.valuing (workspace_id, body) values (${workspaceId}, ${jsonb(valuing)})
      on conflict (workspace_id) do update set body = excluded.body, changed_at = now()`);
}
