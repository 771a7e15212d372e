/** A real listen and a real customers on real engines, driven by hand: for tests of this room and of later ones. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createListen, type Listen } from '#listen';
import { createAudit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import type { ClickHouse } from '#platform/clickhouse';
import { systemClock } from '#platform/clock';
import type { BodyOf, ParamsOf, QueryOf, ReplyOf, Route } from '#platform/contract';
import { createEvents, type Lane } from '#platform/events';
import { createFiles } from '#platform/files';
import { createHtml } from '#platform/html';
import type { Caller, RawRequest, RawRoute } from '#platform/http';
import { createIds } from '#platform/ids';
import { createJobs, prepareJobs, type RunningJobs } from '#platform/jobs';
import { createLog } from '#platform/log';
import { createMetrics } from '#platform/metrics';
import { createOutbound } from '#platform/outbound';
import { openDb } from '#platform/postgres';
import { createSecrets } from '#platform/secrets';
import type { FreshDatabase } from '#platform/testing';
import { type Customers, createCustomers, erasureLedgerName } from './index.ts';

export { type SegmentBench, segmentBench } from './segments/testing.ts';

export type Trust = 'server' | 'browser';
type Handle = (caller: Caller<Route>) => Promise<unknown>;

export interface CustomersUnderTest {
  customers: Customers;
  listen: Listen;
  lanes: Lane[];
  jobs: RunningJobs;
  /** What the file holds that a restore is given. */
  erasureLedger(): Promise<string>;
  workspaceId: string;
  principal: Principal;
  /** Sends Segment messages through the real door of a source; throws unless all were accepted. */
  say(trust: Trust, ...messages: Record<string, unknown>[]): Promise<void>;
  /** Runs the lanes of this room until they have nothing more to do. */
  settle(): Promise<void>;
  /** Runs one lane until it has nothing more to do. */
  run(name: string): Promise<void>;
  /** Calls a route as the server would, past HTTP. */
  call<T extends Route>(
    route: T,
    parts?: { params?: ParamsOf<T>; query?: Partial<QueryOf<T>>; body?: BodyOf<T> },
  ): Promise<ReplyOf<T>>;
}

/** `clickhouse` may be left out where no report is asked. */
export async function customersUnderTest(fresh: FreshDatabase, clickhouse?: ClickHouse): Promise<CustomersUnderTest> {
  const { db, workspaceId } = fresh;
  const log = createLog({ level: 'silent' });
  const lanes: Lane[] = [];
  const collected = { add: (lane: Lane) => lanes.push(lane), wake: () => {} };
  const events = createEvents({ db, lanes: collected, log });
  const audit = createAudit({ log });
  await prepareJobs({ ownerUrl: fresh.ownerUrl, log });
  const jobs = createJobs({ db, log, connect: () => openDb({ url: fresh.url, log, max: 6, applicationName: 'test jobs' }) });
  const clock = systemClock;
  const newId = createIds(() => clock.now());
  const handlers = new Map<string, Handle>();
  const doors = new Map<string, (request: RawRequest) => unknown>();
  const secrets = createSecrets('a secret of tests');
  const ground = {
    db,
    events,
    audit,
    jobs,
    clock,
    newId,
    log,
    secrets,
    lanes: collected,
    realtime: { topic: () => {}, publish: () => {}, nudge: () => {} },
    clickhouse: clickhouse ?? noReports,
    bind: ((route: Route, handle: Handle) => handlers.set(route.id, handle)) as never,
    bindRaw: ((route: RawRoute, handle: (request: RawRequest) => unknown) =>
      doors.set(`${route.method} ${route.path}`, handle)) as never,
  };
  const listen = createListen({
    ...ground,
    metrics: createMetrics(),
    outbound: createOutbound({ allow: [] }),
    mail: { send: async () => 'kept', close: () => {} },
    files: createFiles({ ...ground, key: secrets.derive('file links'), dataDir: tmpdir() }),
    html: createHtml(),
    customerMail: { smtpUrl: undefined, host: '127.0.0.1', port: 0, tlsFolder: undefined },
    baseUrl: 'http://localhost',
    domainEvents: [],
    dataDir: tmpdir(),
    chance: () => 0,
    queueLimit: 100_000,
  });
  const dataDir = mkdtempSync(join(tmpdir(), 'verona-test-'));
  const customers = createCustomers({ ...ground, listen, dataDir });
  const principal: Principal = { kind: 'employee', id: randomUUID(), label: 'Ada Admin', workspaceId, role: 'owner' };
  const keys = new Map<Trust, string>();
  for (const kind of ['server', 'browser'] as const) {
    const { secrets: shown } = await listen.sources.create(principal, { name: kind, kind });
    keys.set(kind, shown.writeKey);
  }

  async function run(name: string): Promise<void> {
    const lane = lanes.find((each) => each.name === name);
    if (lane === undefined) throw new Error(`no lane ${name}`);
    // Watermarks wait for transactions of the whole server, also for those of other tests: look a few times.
    for (let quiet = 0; quiet < 3; ) quiet = (await lane.step(workspaceId)) === false ? quiet + 1 : 0;
  }

  return {
    customers,
    erasureLedger: () => readFile(join(dataDir, erasureLedgerName), 'utf8'),
    listen,
    lanes,
    jobs,
    workspaceId,
    principal,
    run,
    async say(trust, ...messages) {
      const door = doors.get('POST /v1/batch');
      if (door === undefined) throw new Error('the door is missing');
      for (let at = 0; at < messages.length; at += 500) {
        const batch = messages.slice(at, at + 500).map((message) => ({ messageId: randomUUID(), ...message }));
        const body = Buffer.from(JSON.stringify({ writeKey: keys.get(trust), batch }));
        const answer = (await door({ params: {}, query: {}, headers: {}, body, ip: '127.0.0.1' })) as {
          status: number;
          body?: string;
        };
        if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.body}`);
      }
    },
    async settle() {
      await run('customers.identity');
      if (clickhouse !== undefined) await run('customers.person_of');
    },
    async call(route, parts = {}) {
      const handle = handlers.get(route.id);
      if (handle === undefined) throw new Error(`${route.id} is not bound`);
      const read = (schema: Route['body'], value: unknown) => schema?.parse(value ?? {});
      const caller = {
        params: read(route.params, parts.params),
        query: read(route.query, parts.query),
        body: read(route.body, parts.body),
        principal,
        workspaceId,
        ip: '127.0.0.1',
        headers: {},
        signal: new AbortController().signal,
      };
      const reply = await handle(caller as never);
      // What a caller would see: the reply as the contract declares it.
      return (route.reply ? route.reply.parse(reply) : reply) as never;
    },
  };
}

const unavailable = () => Promise.reject(new Error('this test has no ClickHouse'));
const noReports: ClickHouse = {
  query: unavailable,
  parquet: unavailable,
  fenced: unavailable,
  insert: unavailable,
  command: unavailable,
  ready: async () => false,
};
