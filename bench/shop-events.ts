/**
 * A synthetic shop as ClickHouse SQL: made within the engine, the same rows for the same numbers.
 *
 * Sessions of eight events over 90 days, in the order of time, as a log comes in. Who comes how often is skewed (the busiest of
 * 200,000 people has some thousand events, half of them fewer than 40), what they do too (four of ten events are pages, three of a
 * hundred orders), and every tenth person is somebody else now.
 */
export const shopDays = 90;
export const eventsASession = 8;
export const eventsAPerson = 50;

/** Out of a hundred events, which of them are what. */
const shares: readonly (readonly [name: string, share: number])[] = [
  ['Page Viewed', 38],
  ['Product Viewed', 25],
  ['Product List Viewed', 12],
  ['Products Searched', 8],
  ['Product Added', 8],
  ['Checkout Started', 4],
  ['Order Completed', 3],
  ['Product Removed', 1],
  ['Support Asked', 1],
];
export const shopNames = shares.map(([name]) => name);

export interface Stretch {
  workspaceId: string;
  /** Number of the first sender, and how many there are. */
  first: number;
  people: number;
  /** Begin of the 90 days, in seconds. */
  began: number;
  /** Events of the whole shop, and which of them are made: `[from, to)`. */
  of: number;
  from: number;
  to: number;
}

/** Inserts events `[from, to)`. */
export function shopEventsSql({ workspaceId, first, people, began, of, from, to }: Stretch): [string, Record<string, unknown>] {
  const names = shares.flatMap(([name, share]) => Array.from({ length: share }, () => name));
  const sql = `
    insert into listen_events
    select toUUID({workspaceId: String}), name, if(name = 'Page Viewed', 'page', 'track') as kind, 'shop',
           fromUnixTimestamp64Milli(toInt64(at), 'UTC') as happened, happened, sender, number,
           if(kind = 'page',
              map('url', concat('/p/', toString(chance % 400)), 'title', 'A page of the shop', 'referrer', if(chance % 3 = 0, 'https://search.example/', '')),
              map('category', concat('c', toString(product % 12)), 'product_id', concat('p', toString(product)), 'currency', 'EUR', 'campaign', if(session_chance % 4 = 0, 'spring', 'none'))),
           if(kind = 'page', map(), map('price', toFloat64(product % 200) + 0.5, 'quantity', toFloat64(1 + chance % 3), 'position', toFloat64(chance % 20)))
      from (select number, cityHash64(number, {first: UInt64}) as chance, intDiv(number, ${eventsASession}) as session,
                   cityHash64(session, {first: UInt64} + 1) as session_chance,
                   {names: Array(String)}[1 + chance % 100] as name,
                   -- Few products are seen often.
                   toUInt64(5000 * pow(intDiv(chance, 1000) % 100000 / 100000, 2)) as product,
                   {first: UInt64} + toUInt64({people: UInt64} * pow(intDiv(session_chance, 64) % 1000000000 / 1000000000, 1.5)) as sender,
                   {began: Float64} * 1000 + session * (${shopDays}. * 86400000 / ({of: UInt64} / ${eventsASession})) + number % ${eventsASession} * 40000 + chance % 40000 as at
              from numbers({from: UInt64}, {count: UInt64}))`;
  return [sql, { workspaceId, names, first, people, began, of, from, count: to - from }];
}

/** Every tenth is whoever stands before them. */
export function shopMergesSql({
  workspaceId,
  first,
  people,
}: Pick<Stretch, 'workspaceId' | 'first' | 'people'>): [string, Record<string, unknown>] {
  const sql = `
    insert into customers_person_of_change
    select toUUID({workspaceId: String}), {first: UInt64} + number * 10 + 9, {first: UInt64} + number * 10 + 8, 1
      from numbers(intDiv({people: UInt64}, 10))`;
  return [sql, { workspaceId, first, people }];
}
