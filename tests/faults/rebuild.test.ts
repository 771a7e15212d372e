/** ClickHouse is a copy: dropped, it is written anew from Postgres and holds the same (P9 of the promises, figure K17). */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, startVerona, type Verona } from '../../platform/testing/server.ts';
import { askPostgres, compared, integrityOf, runVerb, seenEvents, sendAll, traffic } from './support/house.ts';

let verona: Verona;
let home: string;
const first = traffic(3_000, 50, 'first');

beforeAll(async () => {
  // A folder of our own, so that a later start can have it again.
  home = await mkdtemp(join(tmpdir(), 'verona-test-rebuild-'));
  verona = await startVerona({ dataDir: home });
  await sendAll(verona, first);
});
afterAll(async () => {
  await verona?.close();
  await rm(home, { recursive: true, force: true });
});

/** Unique people, by a report that resolves senders through the dictionary in ClickHouse. */
const uniquePeople = async () => {
  const { series } = await verona.api<{ series: { total: number }[] }>('POST', '/api/measure/trend', {
    measure: { kind: 'people' },
    interval: 'week',
    from: '2026-03-01T00:00:00Z',
    to: '2026-03-09T00:00:00Z',
  });
  return series[0]?.total;
};

test('what reports hold is what the log holds, day by day', async () => {
  expect(await compared(verona, 3_000)).toMatchObject({ days: 7, events: 3_000, differing: [], summary: '0 days differ of 7' });
});

test('verona rebuild, while events come in: equal digests, the catalogue does not double', async () => {
  const seen = await seenEvents(verona);
  expect(Object.values(seen).reduce((sum, each) => sum + each, 0)).toBe(3_000);
  const [rebuilt] = await Promise.all([
    runVerb(['rebuild', '--url', verona.url, '--key', verona.apiKey], {}),
    sendAll(verona, traffic(1_000, 50, 'second')),
  ]);
  expect(rebuilt.complained + rebuilt.said).toMatch(/integrity: 0 days differ of 7/);
  expect(rebuilt.code).toBe(0);
  expect(await compared(verona, 4_000)).toMatchObject({ events: 4_000, differing: [] });
  const after = await seenEvents(verona);
  expect(Object.values(after).reduce((sum, each) => sum + each, 0)).toBe(4_000);
});

test('the whole ClickHouse folder dropped: the next start writes it anew by itself, people included', async () => {
  const [before] = await askPostgres<{ merged: string }>(
    verona.dataDir,
    'select count(*) as merged from customers.identifier where no <> person_no',
  );
  expect(Number(before?.merged)).toBeGreaterThan(0);
  // 50 people of each batch; their visitors' ids do not count as people of their own.
  await eventually(async () => (await uniquePeople()) === 100, 20_000);
  const seen = await seenEvents(verona);
  const { dataDir } = verona;
  expect(await verona.interrupt()).toBe(0);
  await rm(join(dataDir, 'clickhouse'), { recursive: true });
  verona = await startVerona({ dataDir });

  expect(await compared(verona, 4_000)).toMatchObject({ events: 4_000, differing: [] });
  expect(await seenEvents(verona)).toEqual(seen);
  await eventually(async () => (await uniquePeople()) === 100, 20_000);
  expect((await integrityOf(verona)).rebuilding).toBe(false);
});
