/** SQL of deliveries: one message to one endpoint, from its queue to its log. */
import { empty, sql, type Tx } from '#platform/postgres';
import type { Delivery } from '../../contract/webhooks-out.ts';
import type { AcceptedEvent } from '../out/rules/message.ts';

/** More than this may not wait for one endpoint: what comes on top is counted, not queued. */
const mostWaiting = 10_000;

export interface NewDelivery {
  endpointId: string;
  type: string;
  name: string;
  /** Of an accepted event, by its key. */
  event?: { day: string; keyHash: string };
  /** Of everything else, as it is sent. */
  payload?: string;
}

/** Queues them, each endpoint's up to its limit. */
export async function queue(tx: Tx, workspaceId: string, deliveries: NewDelivery[]): Promise<void> {
  for (const endpointId of new Set(deliveries.map((delivery) => delivery.endpointId))) {
    const all = deliveries.filter((delivery) => delivery.endpointId === endpointId);
    const room = mostWaiting - (await waitingFor(tx, workspaceId, endpointId));
    const taken = all.slice(0, Math.max(0, room));
    await insert(tx, workspaceId, taken);
    if (taken.length < all.length) {
      await tx.run(sql`
        update listen.webhook_endpoint set passed_over = passed_over + ${all.length - taken.length}
         where workspace_id = ${workspaceId} and id = ${endpointId}`);
    }
  }
}

async function waitingFor(tx: Tx, workspaceId: string, endpointId: string): Promise<number> {
  const row = await tx.one<{ n: number }>(sql`
    select count(*)::float8 as n from listen.webhook_delivery
     where workspace_id = ${workspaceId} and endpoint_id = ${endpointId} and state = 'waiting'`);
  return row.n;
}

async function insert(tx: Tx, workspaceId: string, deliveries: NewDelivery[]): Promise<void> {
  if (deliveries.length === 0) return;
  await tx.run(sql`
    insert into listen.webhook_delivery (workspace_id, endpoint_id, type, name, event_day, key_hash, payload)
    select ${workspaceId}, * from unnest(
      ${deliveries.map(({ endpointId }) => endpointId)}::uuid[], ${deliveries.map(({ type }) => type)}::text[],
      ${deliveries.map(({ name }) => name)}::text[], ${deliveries.map(({ event }) => event?.day ?? null)}::date[],
      ${deliveries.map(({ event }) => event?.keyHash ?? null)}::uuid[],
      ${deliveries.map(({ payload }) => payload ?? null)}::text[])`);
}

/** A row that is under way from its first moment: for sending at once, past the queue. */
export async function insertUnderWay(tx: Tx, workspaceId: string, delivery: NewDelivery, leaseMs: number): Promise<string> {
  const row = await tx.one<{ id: string }>(sql`
    insert into listen.webhook_delivery (workspace_id, endpoint_id, type, name, payload, attempts, tried_at, next_try)
    values (${workspaceId}, ${delivery.endpointId}, ${delivery.type}, ${delivery.name}, ${delivery.payload ?? null}, 1, now(),
            now() + ${leaseMs} * interval '1 millisecond')
    returning id`);
  return row.id;
}

/** Endpoints that have something due now and may be called. */
export async function dueEndpoints(tx: Tx, workspaceId: string): Promise<string[]> {
  const rows = await tx.many<{ id: string }>(sql`
    select e.id from listen.webhook_endpoint e
     where e.workspace_id = ${workspaceId} and e.enabled and (e.rests_until is null or e.rests_until <= now())
       and exists (select from listen.webhook_delivery d
                    where d.workspace_id = ${workspaceId} and d.endpoint_id = e.id and d.state = 'waiting' and d.next_try <= now())`);
  return rows.map(({ id }) => id);
}

/** Where and how to send. */
export interface Target {
  id: string;
  url: string;
  secret: string;
  earlierSecret: string | null;
  failures: number;
}

export interface Claimed {
  id: string;
  type: string;
  attempts: number;
  payload: string | null;
  /** The accepted event; null for others, and when it was erased since. */
  event: AcceptedEvent | null;
}

export function target(tx: Tx, workspaceId: string, endpointId: string): Promise<Target | undefined> {
  return tx.maybe(sql`
    select id, url, secret, case when earlier_until > now() then earlier_secret end as "earlierSecret", failures::float8 as failures
      from listen.webhook_endpoint where workspace_id = ${workspaceId} and id = ${endpointId}`);
}

/** Takes what is due, oldest first, for as long as the lease: a process that dies gives it back by doing nothing. */
export async function claim(
  tx: Tx,
  workspaceId: string,
  endpointId: string,
  { limit, leaseMs }: { limit: number; leaseMs: number },
): Promise<Claimed[]> {
  const rows = await tx.many<Omit<Claimed, 'event'> & Record<keyof AcceptedEvent, never>>(sql`
    with allowed as (
      select id from listen.webhook_endpoint
       where workspace_id = ${workspaceId} and id = ${endpointId} and enabled and (rests_until is null or rests_until <= now())),
    due as (
      select d.id from listen.webhook_delivery d, allowed
       where d.workspace_id = ${workspaceId} and d.endpoint_id = allowed.id and d.state = 'waiting' and d.next_try <= now()
       order by d.next_try, d.id limit ${limit} for update of d skip locked),
    taken as (
      update listen.webhook_delivery d
         set attempts = attempts + 1, tried_at = now(), next_try = now() + ${leaseMs} * interval '1 millisecond'
        from due where d.workspace_id = ${workspaceId} and d.id = due.id
      returning d.*)
    select taken.id, taken.type, taken.attempts::float8 as attempts, taken.payload, e.source_id as "sourceId",
           s.id as "customerId", e.kind, e.trusted, e.occurred_at as "occurredAt", e.received_at as "receivedAt", e.body
      from taken
      left join listen.event e on e.workspace_id = ${workspaceId} and e.event_day = taken.event_day and e.key_hash = taken.key_hash
      left join listen.sender s on s.workspace_id = ${workspaceId} and s.no = e.sender_no
     order by taken.id`);
  return rows.map(({ id, type, attempts, payload, ...event }) => ({
    id,
    type,
    attempts,
    payload,
    event: event.body === null ? null : event,
  }));
}

export interface Tried {
  id: string;
  state: 'waiting' | 'delivered' | 'failed';
  /** Milliseconds until the next try, for those that wait. */
  pauseMs: number;
  status: number | null;
  response: string | null;
  error: string | null;
  durationMs: number;
}

export async function noteTried(tx: Tx, workspaceId: string, tried: Tried[]): Promise<void> {
  await tx.run(sql`
    update listen.webhook_delivery d
       set state = t.state, next_try = now() + t.pause * interval '1 millisecond', status = t.status, response = t.response,
           error = t.error, duration_ms = t.duration
      from unnest(${tried.map(({ id }) => id)}::uuid[], ${tried.map(({ state }) => state)}::text[],
                  ${tried.map(({ pauseMs }) => pauseMs)}::float8[], ${tried.map(({ status }) => status)}::bigint[],
                  ${tried.map(({ response }) => response)}::text[], ${tried.map(({ error }) => error)}::text[],
                  ${tried.map(({ durationMs }) => Math.round(durationMs))}::bigint[])
             as t (id, state, pause, status, response, error, duration)
     where d.workspace_id = ${workspaceId} and d.id = t.id`);
}

/** What was under way when the process was asked to stop: due again, as if it had not been taken. */
export async function giveBack(tx: Tx, workspaceId: string, ids: string[]): Promise<void> {
  await tx.run(sql`
    update listen.webhook_delivery set next_try = now(), attempts = attempts - 1
     where workspace_id = ${workspaceId} and id = any(${ids}::uuid[]) and state = 'waiting'`);
}

/** What waits for an endpoint that was given up has failed; it can be replayed. */
export async function failWaiting(tx: Tx, workspaceId: string, endpointId: string, reason: string): Promise<void> {
  await tx.run(sql`
    update listen.webhook_delivery set state = 'failed', error = coalesce(error, ${reason})
     where workspace_id = ${workspaceId} and endpoint_id = ${endpointId} and state = 'waiting'`);
}

interface DeliveryRow extends Omit<Delivery, 'messageId' | 'createdAt' | 'triedAt' | 'nextTry'> {
  createdAt: Date;
  triedAt: Date | null;
  nextTry: Date | null;
}

const deliveryOf = (row: DeliveryRow): Delivery => ({
  ...row,
  messageId: messageIdOf(row.id),
  createdAt: row.createdAt.toISOString(),
  triedAt: row.triedAt?.toISOString() ?? null,
  nextTry: row.nextTry?.toISOString() ?? null,
});

/** The `webhook-id` of a delivery. */
export const messageIdOf = (id: string): string => `msg_${id}`;

const columns = sql`
  id, type, name, state, attempts::float8 as attempts, created_at as "createdAt", tried_at as "triedAt",
  case when state = 'waiting' then next_try end as "nextTry", status::float8 as status, response, error,
  duration_ms::float8 as "durationMs"`;

export async function listDeliveries(
  tx: Tx,
  workspaceId: string,
  endpointId: string,
  filter: { state: string | undefined; before: string | undefined; limit: number },
): Promise<Delivery[]> {
  const { state, before, limit } = filter;
  const rows = await tx.many<DeliveryRow>(sql`
    select ${columns} from listen.webhook_delivery
     where workspace_id = ${workspaceId} and endpoint_id = ${endpointId}
       ${state ? sql`and state = ${state}` : empty}
       ${before ? sql`and id < ${before}::uuid` : empty}
     order by id desc limit ${limit}`);
  return rows.map(deliveryOf);
}

export async function findDelivery(tx: Tx, workspaceId: string, endpointId: string, id: string): Promise<Delivery | undefined> {
  const row = await tx.maybe<DeliveryRow>(sql`
    select ${columns} from listen.webhook_delivery
     where workspace_id = ${workspaceId} and endpoint_id = ${endpointId} and id = ${id}`);
  return row && deliveryOf(row);
}

/** Due now, with all its tries again, and the circuit closed: whoever asks believes that it works now. */
export async function replay(
  tx: Tx,
  workspaceId: string,
  endpointId: string,
  which: { id: string } | { failedSince: string },
): Promise<number> {
  const room = mostWaiting - (await waitingFor(tx, workspaceId, endpointId));
  const replayed = await tx.run(sql`
    update listen.webhook_delivery set state = 'waiting', attempts = 0, next_try = now()
     where workspace_id = ${workspaceId} and id in (
       select id from listen.webhook_delivery
        where workspace_id = ${workspaceId} and endpoint_id = ${endpointId}
          ${'id' in which ? sql`and id = ${which.id}` : sql`and state = 'failed' and created_at >= ${which.failedSince}::timestamptz`}
        order by id limit ${Math.max(1, room)})`);
  await tx.run(sql`
    update listen.webhook_endpoint set rests_until = null where workspace_id = ${workspaceId} and id = ${endpointId}`);
  return replayed;
}

/** The log is for looking into trouble: what arrived goes after a week or ten thousand others, what failed after a month. */
export async function forgetOld(tx: Tx, workspaceId: string): Promise<void> {
  await tx.run(sql`
    delete from listen.webhook_delivery
     where workspace_id = ${workspaceId} and state <> 'waiting'
       and created_at < now() - case state when 'delivered' then interval '7 days' else interval '30 days' end`);
  await tx.run(sql`
    delete from listen.webhook_delivery d
     using (select e.id, (select id from listen.webhook_delivery l where l.workspace_id = ${workspaceId} and l.endpoint_id = e.id
                           order by id desc limit 1 offset 10000) as eldest
              from listen.webhook_endpoint e where e.workspace_id = ${workspaceId}) kept
     where d.workspace_id = ${workspaceId} and d.endpoint_id = kept.id and d.id <= kept.eldest and d.state = 'delivered'`);
}
