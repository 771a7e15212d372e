/** Segments by the million, straight in ClickHouse: for measuring recomputation against SQL written by hand (P12). */
import type { ClickHouse } from '#platform/clickhouse';
import { personOf } from '../analytics.ts';
import type { SegmentGroup } from '../contract/segment-rule.ts';
import { findDifferences } from './analytics.ts';

export interface SegmentBench {
  /** Looks at everybody, as a sweep does; answers how many differ from the copy. */
  recompute(): Promise<number>;
  /** The same answer by SQL somebody wrote for this one segment. */
  byHand(): Promise<number>;
}

const day = 86_400_000;

/** Gold customers who bought three times in a month and had no trouble in three. */
const rule: SegmentGroup = {
  kind: 'group',
  match: 'all',
  rules: [
    { kind: 'trait', trait: 'plan', test: { operator: 'equals', value: 'gold' } },
    {
      kind: 'event',
      event: 'Order Completed',
      where: [],
      window: { in: 'last', amount: 30, unit: 'day' },
      measure: { of: 'count' },
      operator: 'at_least',
      amount: 3,
    },
    { kind: 'no_event', event: 'Support Requested', where: [], window: { in: 'last', amount: 90, unit: 'day' } },
  ],
};

/** Fills one workspace with made-up people and events of the 120 days before `now`, one person in ten under two senders. */
export async function segmentBench(
  clickhouse: ClickHouse,
  workspaceId: string,
  { people, events, now }: { people: number; events: number; now: number },
): Promise<SegmentBench> {
  const segmentId = '00000000-0000-7000-8000-000000000001';
  const params = { workspace: workspaceId, people, events, now, senders: Math.floor(people * 1.1), segment: segmentId };
  await clickhouse.command(
    `insert into customers_profile (workspace, person, version, gone, kind, text)
     select {workspace: UUID}, number, 1, 0, 'person', map('plan', ['free', 'free', 'silver', 'gold'][1 + intHash32(number) % 4],
            'city', toString(intHash32(number + 1) % 500), 'name', concat('Person ', toString(number)))
       from numbers({people: UInt64})`,
    params,
  );
  await clickhouse.command(
    `insert into customers_person_of_change (workspace, sender, person, version)
     select {workspace: UUID}, {people: UInt64} + number, number * 10, 1 from numbers({senders: UInt64} - {people: UInt64})`,
    params,
  );
  await clickhouse.command('system reload dictionary customers_person_of');
  await clickhouse.command(
    `insert into listen_events (workspace, name, kind, source, occurred_at, received_at, sender, event, text, num)
     select {workspace: UUID},
            multiIf(dice < 50, 'Page Viewed', dice < 80, 'Product Viewed', dice < 97, 'Order Completed', 'Support Requested') as name,
            'track', 'bench', fromUnixTimestamp64Milli({now: Int64} - toInt64(sipHash64(number, 2) % ${120 * day}), 'UTC') as at, at,
            sipHash64(number, 3) % {senders: UInt64}, number, map('currency', 'EUR'), map('total', sipHash64(number, 4) % 20000 / 100)
       from (select number, sipHash64(number, 1) % 100 as dice from numbers({events: UInt64}))`,
    params,
  );

  const count = async (sql: string) => {
    const [row] = await clickhouse.query<{ differing: number }>(sql, params, { timeoutMs: 120_000 });
    return row?.differing ?? 0;
  };
  return {
    async recompute() {
      const { entering, leaving } = await findDifferences(
        clickhouse,
        rule,
        { workspaceId, now, rules: new Map() },
        segmentId,
        4_000_000_000,
      );
      return entering.length + leaving.length;
    },
    byHand: () =>
      count(`
        with fromUnixTimestamp64Milli({now: Int64}, 'UTC') as present
        select toFloat64(length(groupArray(toString(person)))) as differing from (
          select person from (
            select person, 1 as matches, 0 as member from customers_profile final
             where workspace = {workspace: UUID} and text['plan'] = 'gold'
               and person in (select ${personOf('sender')} as person from listen_events
                               where workspace = {workspace: UUID} and name = 'Order Completed'
                                 and occurred_at > present - interval 30 day
                               group by person having count() >= 3)
               and person not in (select ${personOf('sender')} from listen_events
                                   where workspace = {workspace: UUID} and name = 'Support Requested'
                                     and occurred_at > present - interval 90 day)
            union all
            select person, 0, 1 from customers_segment_member final
             where workspace = {workspace: UUID} and segment = {segment: UUID})
          group by person having max(matches) != max(member))`),
  };
}
