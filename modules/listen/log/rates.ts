/** How fast each source speaks, now and lately. */
import type { ClickHouse } from '#platform/clickhouse';
import type { QueryOf, ReplyOf } from '#platform/contract';
import { countReceived } from '../analytics.ts';
import type { sourceRates } from '../contract.ts';
import { slotsOf } from '../rules/spans.ts';

export interface RatesDeps {
  clickhouse: ClickHouse;
  now(): number;
}

export async function ratesOfSources(
  { clickhouse, now }: RatesDeps,
  workspaceId: string,
  { span, sourceId }: QueryOf<typeof sourceRates>,
): Promise<ReplyOf<typeof sourceRates>> {
  const { from, slotSeconds, count } = slotsOf(span, now());
  const bySource = new Map<string, number[]>();
  for (const counted of await countReceived(clickhouse, workspaceId, { from, slotSeconds, sourceId })) {
    const received = bySource.get(counted.sourceId) ?? new Array<number>(count).fill(0);
    bySource.set(counted.sourceId, received);
    // Received since `now` was read: counts into the slot that is still filling.
    const slot = Math.min(counted.slot, count - 1);
    received[slot] = (received[slot] ?? 0) + counted.received;
  }
  const items = [...bySource].map(([of, received]) => ({ sourceId: of, received }));
  return { from: new Date(from).toISOString(), slotSeconds, slots: count, items };
}
