/**
 * A synthetic shop, made within ClickHouse: the same rows for the same numbers, ten million of them in half a minute.
 *
 * Sessions of eight events over 90 days, in the order of time, as a log comes in. Who comes how often is skewed (of 200,000 people
 * the busiest has some thousand events, half of them fewer than 40), what they do too (four of ten events are pages, three of a
 * hundred orders), and every tenth person is somebody else now.
 *
 * Postgres knows nothing of these events, only what their properties are called: good for questions that reports answer.
 */
import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from '#platform/postgres';
import type { Lab } from './lab.ts';

const eventsASession = 8;
const eventsAPerson = 50;
export const shopDays = 90;
const dayMs = 86_400_000;
const chunk = 1_000_000;
/** In our table and in the one of the usual product, and as much again while parts are merged. */
const bytesAnEvent = 2 * (30 + 90);

/** Of a hundred events. */
const shares = {
  'Page Viewed': 38,
  'Product Viewed': 25,
  'Product List Viewed': 12,
  'Products Searched': 8,
  'Product Added': 8,
  'Checkout Started': 4,
  'Order Completed': 3,
  'Product Removed': 1,
  'Support Asked': 1,
};
const words = ['category', 'product_id', 'currency', 'campaign'];
const numbers = ['price', 'quantity', 'position'];

export interface EventShop {
  events: number;
  /** Senders are numbered from here on. */
  nextSender: number;
  /** Midnight, in milliseconds; the shop ends where this day begins. */
  end: number;
}

export const emptyShop = (now: number): EventShop => ({ events: 0, nextSender: 1, end: Math.floor(now / dayMs) * dayMs });

/** Adds events and the people who send them until there are `events`. Says how far it is. */
export async function growShop(lab: Lab, shop: EventShop, events: number): Promise<EventShop> {
  const { system, owner, workspaceId } = lab;
  const people = Math.max(10, Math.floor((events - shop.events) / eventsAPerson));
  await assertRoom((events - shop.events) * bytesAnEvent);
  const began = performance.now();
  for (let from = shop.events; from < events; from += chunk) {
    const to = Math.min(events, from + chunk);
    await system.clickhouse.command(eventsSql, {
      workspace: workspaceId,
      names: Object.entries(shares).flatMap(([name, share]) => Array.from({ length: share }, () => name)),
      first: shop.nextSender,
      people,
      began: shop.end - shopDays * dayMs,
      before: shop.events,
      sessions: (events - shop.events) / eventsASession,
      from,
      count: to - from,
    });
    const seconds = (performance.now() - began) / 1000;
    const left = (seconds / (to - shop.events)) * (events - to);
    process.stderr.write(`${to / 1e6} of ${events / 1e6} M events, ${seconds.toFixed(0)} s, ${left.toFixed(0)} s to go\n`);
  }
  await system.clickhouse.command(mergesSql, { workspace: workspaceId, first: shop.nextSender, people });
  await system.clickhouse.command('system reload dictionary customers_person_of');
  await system.clickhouse.command(profilesSql, { workspace: workspaceId, first: shop.nextSender, people });
  await owner.inSystem((tx) =>
    tx.run(sql`
    insert into listen.catalogue_property (workspace_id, name, property, type, seen, first_seen, last_seen)
    select ${workspaceId}, name, property, type, 1, now(), now()
      from unnest(${Object.keys(shares)}::text[]) as name,
           (select unnest(${words}::text[]), 'text' union all select unnest(${numbers}::text[]), 'number') as known (property, type)
     where name != 'Page Viewed'
    on conflict do nothing`),
  );
  await untilMerged(lab);
  return { events, nextSender: shop.nextSender + people, end: shop.end };
}

async function assertRoom(bytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(tmpdir());
  if (bavail * bsize < bytes)
    throw new Error(
      `${(bytes / 1e9).toFixed(1)} GB are wanted in ${tmpdir()}, ${((bavail * bsize) / 1e9).toFixed(1)} GB are free (TMPDIR names another place)`,
    );
}

/** What is merged meanwhile would be counted as the questions' work. */
export async function untilMerged({ system: { clickhouse } }: Lab): Promise<void> {
  for (let quiet = 0, tries = 0; quiet < 3 && tries < 600; tries += 1) {
    const [row] = await clickhouse.query<{ merges: string }>('select count() as merges from system.merges');
    quiet = row?.merges === '0' ? quiet + 1 : 0;
    await sleep(500);
  }
}

const eventsSql = `
  insert into listen_events
  select toUUID({workspace: String}), name, if(name = 'Page Viewed', 'page', 'track') as kind, 'shop',
         fromUnixTimestamp64Milli(toInt64(at), 'UTC') as happened, happened, sender, number,
         if(kind = 'page',
            map('url', concat('/p/', toString(chance % 400)), 'title', 'A page of the shop', 'referrer', if(chance % 3 = 0, 'https://search.example/', '')),
            map('category', concat('c', toString(product % 12)), 'product_id', concat('p', toString(product)), 'currency', 'EUR',
                'campaign', if(session_chance % 4 = 0, 'spring', 'none'))),
         if(kind = 'page', map(), map('price', toFloat64(product % 200) + 0.5, 'quantity', toFloat64(1 + chance % 3), 'position', toFloat64(chance % 20)))
    from (select number, cityHash64(number, 1) as chance, intDiv(number - {before: UInt64}, ${eventsASession}) as session,
                 cityHash64(session, {first: UInt64}) as session_chance,
                 {names: Array(String)}[1 + chance % 100] as name,
                 -- Few products are seen often, few people come often.
                 toUInt64(5000 * pow(intDiv(chance, 1000) % 100000 / 100000, 2)) as product,
                 {first: UInt64} + toUInt64({people: UInt64} * pow(intDiv(session_chance, 64) % 1000000000 / 1000000000, 1.5)) as sender,
                 {began: Int64} + session * (${shopDays * dayMs} / {sessions: Float64}) + number % ${eventsASession} * 40000 + chance % 40000 as at
            from numbers({from: UInt64}, {count: UInt64}))`;

/** Every tenth sender is whoever stands before. */
const mergesSql = `
  insert into customers_person_of_change
  select toUUID({workspace: String}), {first: UInt64} + number * 10 + 9, {first: UInt64} + number * 10 + 8, 1
    from numbers(intDiv({people: UInt64}, 10))`;

/** Everybody who is themselves is a customer: segments are of those whom the shop knows. */
const profilesSql = `
  insert into customers_profile (workspace, person, version, gone, kind, text)
  select toUUID({workspace: String}), {first: UInt64} + number, 1, 0, 'person', map('city', toString(number % 500))
    from numbers({people: UInt64}) where number % 10 != 9`;
