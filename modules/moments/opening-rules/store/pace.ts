/** SQL of how many moments a rule opened in an hour by what anybody can claim. */
import { sql, type Tx } from '#platform/postgres';

export interface Pace {
  /** In this hour, with this one. */
  opened: number;
  /** Where the rest of this hour gathers. */
  gathering: string | null;
}

const thisHour = sql`date_trunc('hour', now(), 'UTC')`;

export async function countClaimed(tx: Tx, workspaceId: string, ruleId: string): Promise<Pace> {
  await tx.run(sql`
    delete from moments.rule_pace where workspace_id = ${workspaceId} and rule_id = ${ruleId} and hour < ${thisHour}`);
  return tx.one<Pace>(sql`
    insert into moments.rule_pace as pace (workspace_id, rule_id, hour, opened) values (${workspaceId}, ${ruleId}, ${thisHour}, 1)
    on conflict (workspace_id, rule_id, hour) do update set opened = pace.opened + 1
    returning opened::float8 as opened, gathering`);
}

export async function keepGathering(tx: Tx, workspaceId: string, ruleId: string, momentId: string): Promise<void> {
  await tx.run(sql`
    update moments.rule_pace set gathering = ${momentId}
     where workspace_id = ${workspaceId} and rule_id = ${ruleId} and hour = ${thisHour}`);
}
