// Whoever closes the connection ends the question on the engine: real HTTP, a real engine, and a question that never ends.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Principal } from '#platform/auth';
import type { ClickHouse } from '#platform/clickhouse';
import { createHealth } from '#platform/health';
import { createHttp, type Http } from '#platform/http';
import { createLog } from '#platform/log';
import { createMetrics } from '#platform/metrics';
import { type FreshClickHouse, type FreshDatabase, freshClickHouse, freshDatabase } from '#platform/testing';
import { bindBehaviour } from './behaviour/routes.ts';
import { bindConversations } from './conversations/routes.ts';
import { bindDrivers } from './drivers/routes.ts';
import { createLifetime } from './lifetime/lifetime.ts';
import { bindLifetime } from './lifetime/routes.ts';
import { bindMetrics } from './metrics/routes.ts';

let fresh: FreshDatabase;
let reports: FreshClickHouse;
let http: Http;
let base: string;

const endless = 'select sum(cityHash64(number)) as never_answers from numbers(1000000000000) settings max_threads = 1';

beforeAll(async () => {
  [fresh, reports] = await Promise.all([freshDatabase(), freshClickHouse()]);
  const log = createLog({ level: 'silent' });
  const { workspaceId, db } = fresh;
  const principal: Principal = { kind: 'api_key', id: crypto.randomUUID(), label: 'Key', workspaceId, role: 'admin' };
  http = await createHttp({
    ...{ log, metrics: createMetrics(), health: createHealth(), policy: () => true },
    veils: () => false,
    ...{ version: 'test', baseUrl: 'http://localhost', trustedProxies: [] },
    authenticate: async () => ({ principal }),
  });
  // Whatever is asked, the engine is busy for ever; the signal goes the way it always goes.
  const query: ClickHouse['query'] = (_sql, _params, options) => reports.clickhouse.query(endless, {}, options);
  const deps = {
    ...{ db, log, bind: http.bind, clock: { now: () => Date.parse('2026-03-10T12:00:00Z') } },
    clickhouse: { ...reports.clickhouse, query },
    listen: { propertyTypes: async () => new Map() },
    customers: {
      personOf: (sender: string) => sender,
      describePeople: async () => new Map(),
      inSegment: () => ({ sql: 'true', params: {} }),
      holds: () => {},
    },
    people: { colleagues: async () => [] },
    audit: { record: async () => {} },
    jobs: { every: () => {} },
  };
  bindBehaviour(deps as never);
  bindMetrics(deps as never);
  bindDrivers(deps);
  bindConversations(deps);
  bindLifetime(http.bind, createLifetime(deps as never));
  base = `http://127.0.0.1:${await http.listen(0, '127.0.0.1')}`;
});
afterAll(async () => {
  await http?.close();
  await Promise.all([reports?.close(), fresh?.close()]);
});

const span = { from: '2026-03-01T00:00:00Z', to: '2026-03-08T00:00:00Z' };
const theme = (name: string) => ({ name, questions: [name] });

async function running(): Promise<number> {
  const sql = "select toFloat64(count()) as n from system.processes where query like '%as never_' || 'answers%'";
  return (await reports.clickhouse.query<{ n: number }>(sql))[0]?.n ?? -1;
}

test.each<[string, string, object | undefined]>([
  ['a funnel', '/api/measure/funnel', { steps: [{ event: 'A' }, { event: 'B' }], ...span }],
  [
    'a metric',
    '/api/measure/metrics/preview',
    { formula: { kind: 'count', of: { event: 'A' } }, question: { interval: 'day', ...span } },
  ],
  ['drivers', '/api/measure/drivers', { survey: 's', outcome: theme('a'), drivers: [theme('b')], ...span }],
  ['conversations', `/api/measure/conversations?from=${span.from}&to=${span.to}`, undefined],
  [
    'lifetime value',
    '/api/measure/lifetime',
    { event: 'A', property: 'total', currency: 'EUR', currencyIn: null, days: 365, discount: 10 },
  ],
])('nobody waits for %s any longer: it is off the engine’s list', async (_what, path, body) => {
  const going = new AbortController();
  const asking = fetch(base + path, {
    ...(body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    signal: going.signal,
  });
  const left = expect(asking).rejects.toThrow('went away');
  await expect.poll(running, { timeout: 10_000 }).toBeGreaterThan(0);
  going.abort(new Error('went away'));
  await left;
  await expect.poll(running, { timeout: 10_000 }).toBe(0);
});
