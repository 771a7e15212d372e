// P12 in small: the bench's two sides must answer the same question; how fast they are is measured in bench/.
import { expect, test } from 'vitest';
import { freshClickHouse } from '#platform/testing';
import { segmentBench } from './testing.ts';

test('recomputing and SQL by hand find the same people', async () => {
  const { clickhouse, close } = await freshClickHouse();
  const bench = await segmentBench(clickhouse, crypto.randomUUID(), {
    people: 5_000,
    events: 100_000,
    now: Date.parse('2026-03-01T00:00:00Z'),
  });
  const found = await bench.recompute();
  expect(found).toBeGreaterThan(10);
  expect(await bench.byHand()).toBe(found);
  await close();
});
