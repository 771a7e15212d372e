/** SQL of webhooks out: who is told what, and how well that goes. */
import { empty, sql, type Tx } from '#platform/postgres';
import type { Endpoint } from '../../contract/webhooks-out.ts';

export interface NewEndpoint {
  workspaceId: string;
  id: string;
  url: string;
  description: string;
  events: string[];
  /** Sealed. */
  secret: string;
}

export async function nextEndpointId(tx: Tx): Promise<string> {
  return (await tx.one<{ id: string }>(sql`select uuidv7() as id`)).id;
}

export async function insertEndpoint(tx: Tx, endpoint: NewEndpoint): Promise<void> {
  await tx.run(sql`
    insert into listen.webhook_endpoint (workspace_id, id, url, description, events, secret)
    values (${endpoint.workspaceId}, ${endpoint.id}, ${endpoint.url}, ${endpoint.description}, ${endpoint.events}::text[],
            ${endpoint.secret})`);
}

export async function countEndpoints(tx: Tx, workspaceId: string): Promise<number> {
  return (
    await tx.one<{ n: number }>(
      sql`select count(*)::float8 as n from listen.webhook_endpoint where workspace_id = ${workspaceId}`,
    )
  ).n;
}

interface EndpointRow
  extends Omit<Endpoint, 'earlierSecretUntil' | 'createdAt' | 'failingSince' | 'restsUntil' | 'lastDeliveredAt'> {
  earlierSecretUntil: Date | null;
  createdAt: Date;
  failingSince: Date | null;
  restsUntil: Date | null;
  lastDeliveredAt: Date | null;
}

const endpointOf = (row: EndpointRow): Endpoint => ({
  ...row,
  earlierSecretUntil: row.earlierSecretUntil?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
  failingSince: row.failingSince?.toISOString() ?? null,
  restsUntil: row.restsUntil?.toISOString() ?? null,
  lastDeliveredAt: row.lastDeliveredAt?.toISOString() ?? null,
});

const selectEndpoints = (workspaceId: string, id: string | undefined) => sql`
  select e.id, e.url, e.description, e.events, e.enabled, e.disabled_because as "disabledBecause",
         case when e.earlier_until > now() then e.earlier_until end as "earlierSecretUntil", e.created_at as "createdAt",
         e.failures::float8 as failures, e.failing_since as "failingSince",
         case when e.rests_until > now() then e.rests_until end as "restsUntil", e.passed_over::float8 as "passedOver",
         (select count(*) from listen.webhook_delivery d
           where d.workspace_id = ${workspaceId} and d.endpoint_id = e.id and d.state = 'waiting')::float8 as waiting,
         (select count(*) from listen.webhook_delivery d
           where d.workspace_id = ${workspaceId} and d.endpoint_id = e.id and d.state = 'failed')::float8 as failed,
         e.delivered_at as "lastDeliveredAt"
    from listen.webhook_endpoint e
   where e.workspace_id = ${workspaceId} ${id === undefined ? empty : sql`and e.id = ${id}`}
   order by e.created_at, e.id`;

export async function listEndpoints(tx: Tx, workspaceId: string): Promise<Endpoint[]> {
  return (await tx.many<EndpointRow>(selectEndpoints(workspaceId, undefined))).map(endpointOf);
}

export async function findEndpoint(tx: Tx, workspaceId: string, id: string): Promise<Endpoint | undefined> {
  const row = await tx.maybe<EndpointRow>(selectEndpoints(workspaceId, id));
  return row && endpointOf(row);
}

/** Locks it for a change. */
export function takeEndpoint(
  tx: Tx,
  workspaceId: string,
  id: string,
): Promise<{ url: string; enabled: boolean; secret: string } | undefined> {
  return tx.maybe(sql`
    select url, enabled, secret from listen.webhook_endpoint where workspace_id = ${workspaceId} and id = ${id} for update`);
}

export async function updateEndpoint(
  tx: Tx,
  workspaceId: string,
  id: string,
  change: { url?: string | undefined; description?: string | undefined; events?: string[] | undefined },
): Promise<void> {
  await tx.run(sql`
    update listen.webhook_endpoint
       set url = coalesce(${change.url ?? null}, url), description = coalesce(${change.description ?? null}, description),
           events = coalesce(${change.events ?? null}::text[], events)
     where workspace_id = ${workspaceId} and id = ${id}`);
}

/** What happened while it was off is not told; its past failures are forgotten. */
export async function switchOn(tx: Tx, workspaceId: string, id: string): Promise<void> {
  await tx.run(sql`
    update listen.webhook_endpoint
       set enabled = true, disabled_because = null, since = now(), since_tx = pg_current_xact_id(), failures = 0,
           failing_since = null, rests_until = null, passed_over = 0
     where workspace_id = ${workspaceId} and id = ${id}`);
}

/** `because` is the system's reason, or null when a person did it. */
export async function switchOff(tx: Tx, workspaceId: string, id: string, because: string | null): Promise<void> {
  await tx.run(sql`
    update listen.webhook_endpoint set enabled = false, disabled_because = ${because}
     where workspace_id = ${workspaceId} and id = ${id}`);
}

/** The earlier secret goes on signing for a day; not when the URL changed, or the new place could pass for the old (E11). */
export async function replaceSecret(
  tx: Tx,
  workspaceId: string,
  id: string,
  { secret, keepEarlier }: { secret: string; keepEarlier: boolean },
): Promise<void> {
  await tx.run(sql`
    update listen.webhook_endpoint
       set earlier_secret = ${keepEarlier ? sql`secret` : sql`null`},
           earlier_until = ${keepEarlier ? sql`now() + interval '24 hours'` : sql`null`}, secret = ${secret}
     where workspace_id = ${workspaceId} and id = ${id}`);
}

export async function removeEndpoint(tx: Tx, workspaceId: string, id: string): Promise<boolean> {
  return (await tx.run(sql`delete from listen.webhook_endpoint where workspace_id = ${workspaceId} and id = ${id}`)) === 1;
}

/** One that is told things, as the lane sees it; the one that listens longest first. */
export interface Listening {
  id: string;
  events: string[];
  since: Date;
  sinceTx: string;
}

export function listening(tx: Tx, workspaceId: string): Promise<Listening[]> {
  return tx.many(sql`
    select id, events, since, since_tx::text as "sinceTx" from listen.webhook_endpoint
     where workspace_id = ${workspaceId} and enabled order by listen.webhook_endpoint.since_tx, id`);
}

/** How the last round went: anything delivered closes the circuit, otherwise failures count up. Answers what is known afterwards. */
export function noteHealth(
  tx: Tx,
  workspaceId: string,
  id: string,
  delivered: boolean,
): Promise<{ failures: number; failingForMs: number } | undefined> {
  return tx.maybe(sql`
    update listen.webhook_endpoint
       set failures = case when ${delivered} then 0 else failures + 1 end,
           failing_since = case when ${delivered} then null else coalesce(failing_since, now()) end,
           rests_until = case when ${delivered} then null else rests_until end,
           delivered_at = case when ${delivered} then now() else delivered_at end
     where workspace_id = ${workspaceId} and id = ${id}
    returning failures::float8 as failures,
              coalesce(extract(epoch from now() - failing_since) * 1000, 0)::float8 as "failingForMs"`);
}

export async function rest(tx: Tx, workspaceId: string, id: string, ms: number): Promise<void> {
  await tx.run(sql`
    update listen.webhook_endpoint set rests_until = now() + ${ms} * interval '1 millisecond'
     where workspace_id = ${workspaceId} and id = ${id}`);
}
