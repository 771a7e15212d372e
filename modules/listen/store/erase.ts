/** SQL of forgetting: everything the log, its senders and what it learnt from them hold of some identifiers. */
import { sql, type Tx } from '#platform/postgres';

export interface Removed {
  store: string;
  rows: number;
}

/** Shorter identifiers are looked for only where an id stands: "42" is also somebody's quantity. */
const tellingLength = 6;

/**
 * Removes the events and the senders themselves. `identifiers` are looked for in the messages kept aside, most of which have no sender.
 */
export async function eraseSenders(
  tx: Tx,
  workspaceId: string,
  senderNos: readonly string[],
  identifiers: readonly string[],
): Promise<Removed[]> {
  // Any example may have been theirs; the next event brings another.
  const examples = await tx.run(sql`
    update listen.catalogue_property set example = null
     where workspace_id = ${workspaceId}
       and name in (select name from listen.event where workspace_id = ${workspaceId} and sender_no = any(${senderNos}::bigint[]))`);
  const aside = await tx.run(sql`
    delete from listen.parked
     where workspace_id = ${workspaceId} and event_id in (
       select id from listen.event where workspace_id = ${workspaceId} and sender_no = any(${senderNos}::bigint[]))`);
  const events = await tx.run(sql`
    delete from listen.event where workspace_id = ${workspaceId} and sender_no = any(${senderNos}::bigint[])`);
  const senders = await tx.run(sql`
    delete from listen.sender where workspace_id = ${workspaceId} and no = any(${senderNos}::bigint[])`);
  // As they stand in JSON, quotes included: "4321xy" must not find "14321xy".
  const quoted = identifiers.flatMap((value) => {
    const text = JSON.stringify(value);
    return value.length < tellingLength ? [`"userId":${text}`, `"anonymousId":${text}`] : [text];
  });
  const parked = await tx.run(sql`
    delete from listen.parked p
     where p.workspace_id = ${workspaceId} and exists (select 1 from unnest(${quoted}::text[]) as said (value)
                                                        where strpos(p.body, said.value) > 0)`);
  // Any body may speak of them; the next ones are as good for writing a mapping.
  const samples = await tx.run(sql`delete from listen.webhook_sample where workspace_id = ${workspaceId}`);
  const answers = await tx.run(sql`
    update listen.webhook_delivery d set response = null
     where d.workspace_id = ${workspaceId} and d.response is not null
       and exists (select 1 from unnest(${identifiers}::text[]) as said (value) where strpos(d.response, said.value) > 0)`);
  return [
    { store: 'listen.event', rows: events },
    { store: 'listen.sender', rows: senders },
    { store: 'listen.parked', rows: parked + aside },
    { store: 'listen.catalogue_property', rows: examples },
    { store: 'listen.webhook_sample', rows: samples },
    { store: 'listen.webhook_delivery', rows: answers },
  ];
}

export async function countEventsOf(tx: Tx, workspaceId: string, senderNos: readonly string[]): Promise<number> {
  const { count } = await tx.one<{ count: string }>(sql`
    with recursive weeks as (
      select (select min(week) from listen.event where workspace_id = ${workspaceId}) as week
      union all
      select (select min(e.week) from listen.event e where e.workspace_id = ${workspaceId} and e.week > weeks.week)
        from weeks where weeks.week is not null)
    select coalesce(sum(counted.events), 0) as count
      from weeks cross join lateral (
        select count(*) as events from listen.event
         where workspace_id = ${workspaceId} and week = weeks.week and sender_no = any(${senderNos}::bigint[])) counted
     where weeks.week is not null`);
  return Number(count);
}
