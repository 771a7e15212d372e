/** Fills a lab with a synthetic shop: the same events in Postgres and ClickHouse, 50 a person over 90 days. */
import { randomUUID } from 'node:crypto';
import { sql } from '#platform/postgres';
import type { Lab } from './lab.ts';

const eventsAPerson = 50;
const days = 90;
const chunk = 500_000;
export const names = ['Product Viewed', 'Product List Viewed', 'Product Added', 'Checkout Started', 'Order Completed'];
export const categories = 12;

export interface Shop {
  /** Lowest and highest sender number. */
  first: number;
  last: number;
  from: string;
  to: string;
}

/** Adds events until there are `events` of them. Call again with more to grow the same shop. */
export async function seedShop(lab: Lab, shop: Shop | undefined, have: number, events: number): Promise<Shop> {
  const { owner, workspaceId } = lab;
  const grown = shop ?? {
    first: 0,
    last: 0,
    from: new Date(Date.now() - days * 86_400_000).toISOString(),
    to: new Date().toISOString(),
  };
  const people = Math.floor((events - have) / eventsAPerson);
  const source = randomUUID();
  const nos = await owner.inSystem(
    (tx) =>
      tx.one<{ first: string; last: string }>(sql`
    with made as (
      insert into listen.sender (workspace_id, type, value, source_id)
      select ${workspaceId}, 'user_id', 'bench-' || ${have}::bigint || '-' || i, ${source} from generate_series(1, ${people}) as i returning no)
    select min(no) as first, max(no) as last from made`),
    { timeoutMs: 600_000 },
  );
  for (let from = have; from < events; from += chunk) {
    await addEvents(lab, grown, { first: Number(nos.first), people, source, from, to: Math.min(events, from + chunk) });
  }
  await owner.inSystem((tx) =>
    tx.run(sql`
    insert into listen.catalogue_property (workspace_id, name, property, type, seen, first_seen, last_seen)
    select ${workspaceId}, name, property, type, 1, now(), now()
      from unnest(${names}::text[]) as name, (values ('price', 'number'), ('category', 'text')) as known (property, type)
    on conflict do nothing`),
  );
  // What autovacuum does to a table that grows in the course of time.
  const connection = await owner.pool.connect();
  await connection.query('set statement_timeout to 0');
  await connection.query('vacuum (analyze) listen.event, listen.sender');
  connection.release(true);
  return { ...grown, first: shop?.first ?? Number(nos.first), last: Number(nos.last) };
}

interface Stretch {
  first: number;
  people: number;
  source: string;
  from: number;
  to: number;
}

async function addEvents(
  { owner, workspaceId, system }: Lab,
  shop: Shop,
  { first, people, source, from, to }: Stretch,
): Promise<void> {
  const began = Date.parse(shop.from) / 1000;
  const span = days * 86_400;
  await owner.inSystem(
    (tx) =>
      tx.run(sql`
    insert into listen.event (workspace_id, source_id, event_day, key_hash, content_hash, sender_no, kind, name, trusted, occurred_at, received_at, week, body)
    select ${workspaceId}, ${source}, (at at time zone 'UTC')::date, md5(${source} || i)::uuid, md5(i::text)::uuid, ${first} + (i * 7919) % ${people}, 'track',
           (${names}::text[])[1 + i % ${names.length}], true, at, at, date_trunc('week', at at time zone 'UTC')::date,
           '{"type":"track","properties":{"price":' || i % 100 || ',"category":"c' || i % ${categories} || '"},"filler":"' || repeat('x', 300) || '"}'
      from (select i, to_timestamp(${began}::float8 + (i * 104729) % ${span}) as at from generate_series(${from}::bigint, ${to - 1}::bigint) as i) made
     order by at`),
    { timeoutMs: 1_200_000 },
  );
  await system.clickhouse.command(
    `insert into listen_events
     select toUUID({workspace: String}), {names: Array(String)}[1 + number % ${names.length}], 'track', {source: String},
            toDateTime64({began: Float64} + (number * 104729) % ${span}, 3, 'UTC') as at, at, {first: UInt64} + (number * 7919) % {people: UInt64},
            number, map('category', concat('c', toString(number % ${categories}))), map('price', toFloat64(number % 100))
       from numbers({from: UInt64}, {count: UInt64})`,
    { workspace: workspaceId, names, source, began, first, people, from, count: to - from },
  );
}
