/** The whole way over HTTP, as the console and the command line go it: parts, suggestion, preview, import, rejects. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createAudit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { createHealth } from '#platform/health';
import { createHttp, type Http } from '#platform/http';
import { createJobs, prepareJobs } from '#platform/jobs';
import { createLog } from '#platform/log';
import { createMetrics } from '#platform/metrics';
import { openDb, sql } from '#platform/postgres';
import { createRealtime } from '#platform/realtime';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { createIntake } from '../ingest/intake.ts';
import { acceptInto } from './accept.ts';
import type { ImportFile, ImportRun } from './contract.ts';
import { createImport } from './import.ts';

const log = createLog({ level: 'silent' });
const now = () => Date.now();
let house: FreshDatabase;
let dataDir: string;
let http: Http;
let jobs: ReturnType<typeof createJobs>;
let base: string;

beforeAll(async () => {
  house = await freshDatabase();
  await prepareJobs({ ownerUrl: house.ownerUrl, log });
  dataDir = await mkdtemp(join(tmpdir(), 'verona-import-http-'));
  const { db, workspaceId } = house;
  const me: Principal = { kind: 'api_key', id: crypto.randomUUID(), label: 'Test key', workspaceId, role: 'admin' };
  const policy = () => true;
  http = await createHttp({
    log,
    metrics: createMetrics(),
    health: createHealth(),
    policy,
    veils: () => false,
    authenticate: async () => ({ principal: me }),
    version: 'test',
    baseUrl: 'http://localhost',
    trustedProxies: [],
  });
  jobs = createJobs({ db, log, connect: () => openDb({ url: house.url, log, max: 6, waitMs: 10_000 }) });
  const realtime = createRealtime({ db, log, policy, recheck: async (seats) => seats.map(() => me) });
  const accept = acceptInto(createIntake({ db, queueLimit: 2_000, now }), { now, newId: () => crypto.randomUUID() });
  createImport({ db, audit: createAudit({ log }), jobs, realtime, bind: http.bind, log, accept, now, dataDir });
  await jobs.start();
  base = `http://127.0.0.1:${await http.listen(0, '127.0.0.1')}`;
});
afterAll(async () => {
  await http.close();
  await jobs.stop();
  await house.close();
  await rm(dataDir, { recursive: true, force: true });
});

async function ask<Reply>(method: string, path: string, body?: unknown): Promise<{ status: number; body: Reply }> {
  const bytes = Buffer.isBuffer(body);
  const reply = await fetch(`${base}/api/listen${path}`, {
    method,
    ...(body !== undefined && {
      body: bytes ? new Uint8Array(body) : JSON.stringify(body),
      headers: { 'content-type': bytes ? 'application/octet-stream' : 'application/json' },
    }),
  });
  const text = await reply.text();
  return { status: reply.status, body: (text === '' ? undefined : JSON.parse(text)) as Reply };
}

test('a file goes in, is looked at, imported and followed', async () => {
  const bytes = gzipSync(
    `Customer ID;When;Amount\n${Array.from({ length: 2000 }, (_, at) => `c${at};${(at % 28) + 1}/02/2024 10:00;1,5`).join('\n')}\n`,
  );
  const { body: file } = await ask<ImportFile>('POST', '/import-files', { name: 'Payments.csv.gz', bytes: bytes.length });
  expect((await ask('PUT', `/import-files/${file.id}/content?offset=0`, bytes.subarray(0, 1000))).body).toMatchObject({
    received: 1000,
    format: null,
  });
  expect(await ask('PUT', `/import-files/${file.id}/content?offset=5`, bytes.subarray(5))).toMatchObject({
    status: 409,
    body: { code: 'listen.import_out_of_step', received: 1000 },
  });
  expect((await ask('PUT', `/import-files/${file.id}/content?offset=1000`, bytes.subarray(1000))).body).toMatchObject({
    format: 'csv',
    columns: ['Customer ID', 'When', 'Amount'],
  });

  const suggested = await ask<{ mapping: string; guesses: { target: string }[] }>('POST', `/import-files/${file.id}/suggest`, {});
  expect(suggested.body.mapping).toContain('name: payments');
  const mapping = `
verona: mapping/1
name: payments
emit:
  - type: track
    event: Paid
    userId: '{{Customer ID}}'
    timestamp: { field: When, as: { date: { formats: ['d/m/Y H:i'] } } }
    properties: { amount: { field: Amount, as: { number: { decimal: ',' } } } }
`;
  const preview = await ask('POST', `/import-files/${file.id}/preview`, { mapping, rows: 2 });
  expect(preview).toMatchObject({ status: 200, body: { tally: { messages: 2, people: 2, latest: '2024-02-02T10:00:00.000Z' } } });
  expect(
    await ask('POST', `/import-files/${file.id}/preview`, { mapping: mapping.replace('event: Paid', 'evnt: Paid') }),
  ).toMatchObject({
    status: 422,
    body: { code: 'listen.mapping_unusable', fields: [{ path: 'emit.0.event' }, { path: 'emit.0' }] },
  });

  const source = await house.db.inWorkspace(house.workspaceId, (tx) =>
    tx.one<{ id: string }>(sql`
      insert into listen.source (workspace_id, name, kind) values (${house.workspaceId}, 'Shop', 'import') returning id`),
  );
  const started = await ask<ImportRun>('POST', '/imports', { fileId: file.id, sourceId: source.id, mapping });
  expect(started).toMatchObject({ status: 202, body: { state: 'waiting', createdBy: 'Test key' } });
  await vi.waitFor(async () => {
    expect((await ask<ImportRun>('GET', `/imports/${started.body.id}`)).body).toMatchObject({
      state: 'done',
      rows: 2000,
      kept: 2000,
      refused: 0,
    });
  }, 15_000);
  expect((await ask('GET', `/imports/${started.body.id}/rejects`)).body).toEqual({ items: [], next: null });
  expect((await ask('GET', '/imports?limit=1')).body).toMatchObject({
    items: [{ id: started.body.id }],
    next: expect.any(String) as unknown,
  });
  expect((await ask('DELETE', `/import-files/${file.id}`)).status).toBe(204);
  expect((await ask('GET', '/import-files')).body).toEqual({ items: [] });
}, 60_000);

test('every route is in the API description', () => {
  const paths = Object.keys((http.openApi() as { paths: Record<string, unknown> }).paths);
  expect(paths.filter((path) => path.includes('/import'))).toHaveLength(10);
});
