/** SQL of moments that a queue holds: why it came to hold them, and by which hours they were counted then. */
import { sql, type Tx } from '#platform/postgres';
import type { AppliedClause } from '../clocks/rules/facts.ts';
import type { ChoiceReason } from '../routing/rules/types.ts';

export interface HeldByQueue {
  id: string;
  since: Date;
  reason: { choice?: ChoiceReason };
  /** Null: no clause held. */
  clause: AppliedClause | null;
}

export const heldByQueue = (tx: Tx, workspaceId: string, ids: readonly string[]): Promise<HeldByQueue[]> =>
  tx.many(sql`
    select m.id, lower(o.during) as since, o.reason, counted.body as clause
      from moments.moment m
      join moments.ownership o on o.workspace_id = m.workspace_id and o.moment_id = m.id and o.epoch = m.epoch
      left join lateral (
        select a.body from moments.clock_fact f
          left join moments.applied_clause a on a.workspace_id = f.workspace_id and a.hash = f.details ->> 'hash'
         where f.workspace_id = m.workspace_id and f.moment_id = m.id and f.what = 'clause_applied' order by f.seq limit 1) counted on true
     where m.workspace_id = ${workspaceId} and m.id = any(${[...ids]}::uuid[]) and m.owner_queue is not null`);
