/** The processes of one installation: killed, started twice, told to stop; and what lies poisoned in the log. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reachEmbedded } from '#platform/postgres';
import { eventually, startVerona, type Verona } from '../../platform/testing/server.ts';
import { askPostgres, countOf, runVerb, sendAll, traffic } from './support/house.ts';

let verona: Verona;
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'verona-test-process-'));
  verona = await startVerona({ dataDir: home });
});
afterAll(async () => {
  await verona?.close();
  await rm(home, { recursive: true, force: true });
});

const readiness = async () => (await fetch(`${verona.url}/health/ready`)).ok;
const track = (messageId: string) => ({ type: 'track', event: 'Came', userId: 'ada', messageId });

test('G03: Postgres goes away and comes back: the process lives, readiness says so, and events are taken within two seconds', async () => {
  const before = await reachEmbedded(home);
  process.kill(before?.pid ?? 0, 'SIGINT');
  await eventually(async () => !(await readiness()));
  const refused = await verona.send(track('away'));
  if (refused.status !== 200) {
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  const after = await eventually(async () => {
    const now = await reachEmbedded(home);
    return now !== undefined && now.pid !== before?.pid && now;
  });
  const began = performance.now();
  await eventually(async () => (await verona.send(track('back'))).status === 200, 5_000);
  const took = performance.now() - began;
  console.log(`G03: events are taken ${Math.round(took)} ms after Postgres took connections again`);
  expect(took).toBeLessThan(2_000);
  // The lanes rest a little longer after a failure.
  await eventually(readiness, 10_000);
  expect(after.pid).not.toBe(before?.pid);
});

test('G03: every connection is ended by the server (57P01) while idle: nothing but reconnects', async () => {
  await askPostgres(
    home,
    `select pg_terminate_backend(pid) from pg_stat_activity where usename = 'verona_app' and pid <> pg_backend_pid()`,
  ).catch(() => askPostgres(home, 'select 1'));
  expect((await verona.send(track('ended'))).status).toBe(200);
  await eventually(readiness, 3_000);
  expect(verona.process.exitCode).toBe(null);
});

test('a stack speaks of the sources, not of what was put together from them', async () => {
  const { code, complained } = await runVerb(['bench', 'nothing'], { VERONA_LOG: 'debug' });
  expect(code).toBe(1);
  expect(complained).toMatch(/\/bench\/run\.ts:\d+:\d+/);
  expect(complained).not.toContain('/apps/cli/dist/');
});

test('one poisoned event parks with its reason in each lane; the others go on', async () => {
  await sendAll(verona, traffic(50, 10, 'good'));
  // Nothing that comes in by a door looks like this; a bug, or a damaged disk, might.
  await askPostgres(
    home,
    `insert into listen.event (workspace_id, source_id, event_day, key_hash, content_hash, sender_no, kind, name, trusted, occurred_at, received_at, week, body)
     select workspace_id, source_id, event_day, gen_random_uuid(), gen_random_uuid(), sender_no, 'identify', '', true, occurred_at, received_at, week, '{"broken'
       from listen.event limit 1`,
  );
  await sendAll(verona, traffic(50, 10, 'later'));
  await eventually(() => verona.api('GET', `/api/customers/people/${encodeURIComponent('user_id:later-user-3')}`));
  const parked = await eventually(async () => {
    const { items } = await verona.api<{ items: { stage: string; reason: string; body: string }[] }>('GET', '/api/listen/parked');
    return items.length === 2 && items;
  });
  expect(parked.map(({ stage }) => stage).sort((a, b) => (a < b ? -1 : 1))).toEqual(['analytics', 'identity']);
  for (const { reason, body } of parked) {
    expect(reason).toMatch(/JSON/);
    expect(body).toBe('{"broken');
  }
  await eventually(async () => {
    const { reported } = await verona.api<{ reported: number }>('GET', '/api/listen/integrity');
    return reported >= 100;
  });
  // Said aloud, and no reason to send events elsewhere.
  const ready = await fetch(`${verona.url}/health/ready`);
  expect(ready.status).toBe(200);
  const { checks } = (await ready.json()) as { checks: { name: string; ready: boolean; detail?: string }[] };
  expect(checks.find(({ name }) => name === 'reports')).toMatchObject({
    ready: false,
    detail: expect.stringMatching(/^2 accepted events are kept aside on their way to reports or people/),
  });
  const { copies } = await verona.api<{ copies: unknown }>('GET', '/api/system');
  expect(copies).toMatchObject({ keptAside: 2, rebuilding: 0, daysDiffering: 0 });
  expect(await (await fetch(`${verona.url}/metrics`)).text()).toMatch(/^verona_copy_events_kept_aside 2$/m);
});

test('a second start on the same data is refused, with the reason, and disturbs nobody', async () => {
  const second = await runVerb(['start'], { VERONA_DATA: home, PORT: '0' });
  expect(second.code).toBe(1);
  expect(second.complained).toMatch(/Verona is already running on .* \(process \d+\)/);
  expect((await verona.send(track('undisturbed'))).status).toBe(200);
});

test('G02: kill -9 of the server alone leaves an orphaned Postgres: the next start deals with it', async () => {
  const orphan = (await reachEmbedded(home))?.pid ?? 0;
  const gone = new Promise((resolve) => verona.process.once('exit', resolve));
  verona.process.kill('SIGKILL');
  await gone;
  expect(isAlive(orphan)).toBe(true);
  verona = await startVerona({ dataDir: home });
  expect((await reachEmbedded(home))?.pid).not.toBe(orphan);
  await expect.poll(() => isAlive(orphan)).toBe(false);
  expect((await verona.send(track('after the orphan'))).status).toBe(200);
});

test('Ctrl-C with requests in flight: what is answered is kept, everything ends within five seconds, exit code 0', async () => {
  const postgres = (await reachEmbedded(home))?.pid ?? 0;
  const batches = Array.from({ length: 20 }, (_, n) => traffic(100, 10, `leaving-${n}`));
  const answers = batches.map((batch) =>
    verona.send(...batch).then(
      ({ status }) => status,
      () => 'no answer',
    ),
  );
  await sleep(30);
  const began = performance.now();
  const code = await verona.interrupt();
  const took = performance.now() - began;
  const statuses = await Promise.all(answers);
  expect(statuses.filter((status) => status === 200).length).toBeGreaterThan(0);
  console.log(`Ctrl-C: ended after ${Math.round(took)} ms; answers ${JSON.stringify(countOf(statuses))}`);
  expect(code).toBe(0);
  expect(took).toBeLessThan(5_000);
  await expect.poll(() => isAlive(postgres)).toBe(false);
  verona = await startVerona({ dataDir: home });
  const rows = await askPostgres<{ batch: string; kept: number }>(
    home,
    `select split_part(body::jsonb ->> 'messageId', '-', 2) as batch, count(*)::int as kept from listen.event
      where body like '%"leaving-%' group by 1`,
  );
  const kept = new Map(rows.map(({ batch, kept: count }) => [batch, count]));
  for (const [n, status] of statuses.entries()) if (status === 200) expect(kept.get(String(n)), `batch ${n}`).toBe(100);
});

/** A process that ended and waits for its parent to notice (a zombie, where nobody does) is not alive. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
