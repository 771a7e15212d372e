/** Engines that are servers, reached over a network that misbehaves; and the roles of one installation, a process each. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedClickHouse, startEmbeddedClickHouse } from '#platform/clickhouse';
import { createLog } from '#platform/log';
import { type EmbeddedPostgres, startEmbedded } from '#platform/postgres';
import { eventually, startVerona, type Verona } from '../../platform/testing/server.ts';
import { compared, sendAll, traffic } from './support/house.ts';
import { type TcpProxy, tcpProxy } from './support/tcp-proxy.ts';

let home: string;
let postgres: EmbeddedPostgres;
let clickhouse: EmbeddedClickHouse;
let toPostgres: TcpProxy;
let toClickHouse: TcpProxy;
/** Each role in a process of its own. */
let api: Verona;
const others: ChildProcess[] = [];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'verona-test-engines-'));
  const log = createLog({ level: 'error' });
  postgres = await startEmbedded({ data: home, log });
  clickhouse = await startEmbeddedClickHouse({ directory: join(home, 'clickhouse'), log });
  toPostgres = await tcpProxy(addressOf(postgres.url));
  toClickHouse = await tcpProxy(addressOf(clickhouse.address.url));
  const { user, password, database } = clickhouse.address;
  const env = {
    DATABASE_URL: through(postgres.url, toPostgres),
    DATABASE_OWNER_URL: postgres.ownerUrl,
    CLICKHOUSE_URL: `http://${user}:${password}@127.0.0.1:${toClickHouse.port}/${database}`,
    VERONA_SECRET: 'a-secret-that-all-these-processes-share',
    VERONA_HOST: '127.0.0.1',
    VERONA_LOG: 'warn',
    PORT: '0',
  };
  api = await startVerona({ dataDir: join(home, 'api'), env: { ...env, VERONA_ROLES: 'api' } });
  await Promise.all([startRole('worker', env), startRole('jobs', env)]);
}, 180_000);

afterAll(async () => {
  toPostgres?.blackHole(false);
  const left = others.map((child) => new Promise((resolve) => child.once('exit', resolve)));
  for (const child of others) child.kill('SIGINT');
  await Promise.all([api?.close(), ...left]);
  await Promise.all([toPostgres?.[Symbol.asyncDispose](), toClickHouse?.[Symbol.asyncDispose]()]);
  await Promise.all([postgres?.stop(), clickhouse?.stop()]);
  await rm(home, { recursive: true, force: true });
});

const program = fileURLToPath(new URL('../../apps/cli/verona.mjs', import.meta.url));
async function startRole(role: 'worker' | 'jobs', env: Record<string, string>): Promise<void> {
  const child = spawn(process.execPath, [program, 'start', `--roles=${role}`], {
    env: { ...process.env, ...env, VERONA_DATA: join(home, role) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  others.push(child);
  let said = '';
  const listen = (text: Buffer) => {
    said += text;
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  await eventually(async () => said.includes(`Verona is working (${role}).`), 90_000);
}

const addressOf = (url: string) => ({ host: '127.0.0.1', port: Number(new URL(url).port) });
const through = (url: string, proxy: TcpProxy) => {
  const other = new URL(url);
  other.port = String(proxy.port);
  return other.href;
};
const memoryMb = ({ process: { pid } }: Verona) =>
  Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024);
const track = (messageId: string) => ({ type: 'track', event: 'Came', userId: 'ada', messageId });
const sent: string[] = [];
const send = async (messageId: string) => {
  const reply = await api.send(track(messageId));
  if (reply.status === 200) sent.push(messageId);
  return reply;
};
const trend = () =>
  api.ask('POST', '/api/measure/trend', {
    body: { measure: { kind: 'count' }, interval: 'day', from: '2026-03-01T00:00:00Z', to: '2026-03-09T00:00:00Z' },
  });

async function keptIds(): Promise<Set<string>> {
  const client = new pg.Client({ connectionString: postgres.ownerUrl });
  await client.connect();
  const { rows } = await client.query<{ id: string }>(`select body::jsonb ->> 'messageId' as id from listen.event`);
  await client.end();
  return new Set(rows.map(({ id }) => id));
}

test('roles as processes: what api accepts, worker makes people and reports of, and jobs compares', async () => {
  await sendAll(api, traffic(500, 20, 'split'));
  for (const { messageId } of traffic(500, 20, 'split') as { messageId: string }[]) sent.push(messageId);
  await eventually(() => api.api('GET', `/api/customers/people/${encodeURIComponent('user_id:split-user-7')}`), 30_000);
  expect(await compared(api, 500)).toMatchObject({ events: 500, differing: [] });
  expect((await trend()).status).toBe(200);
});

describe('Postgres over a bad network', () => {
  test('slow by 100 ms each way: slower, and right', async () => {
    toPostgres.delay(100);
    const began = performance.now();
    expect((await send('slow')).status).toBe(200);
    console.log(`100 ms each way: accepted after ${Math.round(performance.now() - began)} ms`);
    toPostgres.delay(0);
  });

  test('a lost cable: 503 with Retry-After instead of silence, back by itself, nothing acknowledged lost', async () => {
    toPostgres.blackHole(true);
    const began = performance.now();
    const replies = await Promise.all(Array.from({ length: 5 }, (_, n) => send(`dark-${n}`)));
    const took = performance.now() - began;
    console.log(`lost cable: refused after ${Math.round(took)} ms`);
    expect(took).toBeLessThan(20_000);
    for (const reply of replies) {
      expect(reply.status).toBe(503);
      expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await reply.json()).toMatchObject({ code: expect.stringMatching(/^postgres\./) });
    }
    expect((await fetch(`${api.url}/health/ready`)).status).toBe(503);
    toPostgres.blackHole(false);
    await eventually(async () => (await send('light again')).status === 200, 15_000);
    await eventually(async () => (await fetch(`${api.url}/health/ready`)).ok, 15_000);
  }, 60_000);

  test('a lost cable under a flood: each request is answered in time, and what waits is bounded', async () => {
    const restingMb = memoryMb(api);
    toPostgres.blackHole(true);
    const began = performance.now();
    const batch = traffic(200, 20, 'flood');
    const replies = await Promise.all(
      Array.from({ length: 400 }, () =>
        api.send(...batch).then(({ status, headers }) => ({ status, after: headers.get('retry-after') })),
      ),
    );
    const grownMb = memoryMb(api) - restingMb;
    console.log(`flood: 400 batches refused within ${Math.round(performance.now() - began)} ms, memory +${grownMb} MB`);
    expect(performance.now() - began).toBeLessThan(20_000);
    for (const { status, after } of replies) {
      expect(status).toBe(503);
      expect(Number(after)).toBeGreaterThan(0);
    }
    expect(grownMb).toBeLessThan(400);
    toPostgres.blackHole(false);
    await eventually(async () => (await send('after the flood')).status === 200, 15_000);
  }, 60_000);

  test('every connection reset in the middle of the work: what was acknowledged is there', async () => {
    let going = true;
    const load = (async () => {
      for (let n = 0; going; n += 1) await send(`cut-${n}`).catch(() => {});
    })();
    for (let n = 0; n < 5; n += 1) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      toPostgres.cut();
    }
    going = false;
    await load;
    await eventually(async () => (await send('after the cuts')).status === 200);
    const kept = await keptIds();
    expect(sent.filter((id) => !kept.has(id))).toEqual([]);
  });
});

test('ClickHouse away: intake accepts all of it, reports answer 503 with a cure, and catch up afterwards', async () => {
  toClickHouse.refuse(true);
  const statuses = await Promise.all(Array.from({ length: 100 }, async (_, n) => (await send(`no reports-${n}`)).status));
  expect(new Set(statuses)).toEqual(new Set([200]));
  const answer = await trend();
  expect(answer.status).toBe(503);
  expect(answer.body).toMatchObject({ code: 'http.reports_away', cure: expect.stringContaining('Events are kept meanwhile') });
  expect(answer.headers.get('retry-after')).not.toBe(null);
  expect(JSON.stringify(answer.body)).not.toMatch(/127\.0\.0\.1|ECONN/);
  toClickHouse.refuse(false);
  const kept = await keptIds();
  expect(sent.filter((id) => !kept.has(id))).toEqual([]);
  expect(await compared(api, kept.size)).toMatchObject({ events: kept.size, differing: [] });
});
