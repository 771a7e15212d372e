/** Events that reports refuse, on real engines: the others go on, and what was refused comes back when its cause is gone. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAudit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import type { ClickHouse } from '#platform/clickhouse';
import { createEvents, type Lane } from '#platform/events';
import { createLog } from '#platform/log';
import { sql } from '#platform/postgres';
import { type FreshClickHouse, type FreshDatabase, freshClickHouse, freshDatabase, killedAmid } from '#platform/testing';
import { refusals } from '../contract.ts';
import { createIntake } from '../ingest/intake.ts';
import { readMessage } from '../ingest/rules/read-message.ts';
import { copyLane } from '../reports/alone.ts';
import { compareCopy } from '../reports/compare.ts';
import { beginAnew } from '../store/copies.ts';
import { copiesHealth } from '../store/integrity.ts';
import { readLog } from '../store/log.ts';
import { listParked, type ParkedRow } from '../store/parked.ts';
import { analyticsLane } from './analytics-lane.ts';
import { dismissParked, retryParked } from './parked.ts';

let house: FreshDatabase;
let copy: FreshClickHouse;
let lane: Lane;
const log = createLog({ level: 'silent' });
const now = () => Date.parse('2026-03-02T12:00:00Z');

beforeAll(async () => {
  [house, copy] = await Promise.all([freshDatabase(), freshClickHouse()]);
  const events = createEvents({ db: house.db, lanes: { add() {}, wake() {} }, log });
  lane = analyticsLane({ db: house.db, clickhouse: copy.clickhouse, events, log, newest: { read: readLog }, reported() {} });
});
afterAll(() => Promise.all([house.close(), copy.close()]));

async function hear(
  prefix: string,
  count: number,
  timestampOf = (_n: number) => '2026-03-01T10:00:00Z',
  said = '',
): Promise<void> {
  const intake = createIntake({ db: house.db, queueLimit: 100_000, now });
  const items = Array.from({ length: count }, (_, n) => {
    const raw = {
      type: 'track',
      event: 'Came',
      userId: `u${n % 7}`,
      messageId: `${prefix}-${n}`,
      timestamp: timestampOf(n),
      properties: { n, said },
    };
    const read = readMessage(raw, { receivedAt: now(), newId: () => crypto.randomUUID() });
    if (!read.ok) throw new Error(read.reason);
    return { message: read.message, trusted: true };
  });
  await intake.accept({ workspaceId: house.workspaceId, sourceId: crypto.randomUUID(), trusted: true }, items);
}
async function catchUp(): Promise<void> {
  for (let step = 0; step < 500; step += 1) if ((await lane.step(house.workspaceId)) === false) return;
  throw new Error('the lane does not come to rest');
}
const compare = () => compareCopy({ db: house.db, clickhouse: copy.clickhouse, secondLookMs: 0 }, house.workspaceId);
const reported = async (prefix = '') => {
  const [row] = await copy.clickhouse.query<{ events: string }>(
    `select count() as events from listen_events where workspace = {workspace: UUID} and startsWith(text['said'], {prefix: String})`,
    { workspace: house.workspaceId, prefix },
  );
  return Number(row?.events);
};
const counted = () =>
  house.db.inWorkspace(house.workspaceId, async (tx) =>
    Number((await tx.one<{ seen: string }>(sql`select coalesce(sum(seen), 0) as seen from listen.catalogue_event`)).seen),
  );
const parked = (): Promise<ParkedRow[]> =>
  house.db.inWorkspace(house.workspaceId, (tx) =>
    listParked(tx, house.workspaceId, { sourceId: undefined, after: undefined, limit: 100 }),
  );
/** A time that ClickHouse has no number for; nothing that comes in by a door has one, a bug might. */
const spoil = (ids: string[]) => setTime(ids, '12000-01-01T00:00:00Z');
const mend = (ids: string[]) => setTime(ids, '2026-03-01T10:00:00Z');
const setTime = (ids: string[], time: string) =>
  house.ownerDb.inSystem((tx) =>
    tx.run(sql`update listen.event set occurred_at = ${time} where body::jsonb ->> 'messageId' = any(${ids}::text[])`),
  );
const principal = (): Principal => ({
  kind: 'employee',
  id: crypto.randomUUID(),
  label: 'Ada',
  workspaceId: house.workspaceId,
  role: 'owner',
});
const lot = () => ({
  db: house.db,
  clickhouse: copy.clickhouse,
  audit: createAudit({ log }),
  intake: createIntake({ db: house.db, queueLimit: 100_000, now }),
  now,
  newId: () => crypto.randomUUID(),
  readAgain: () => Promise.reject(new Error('no webhook here')),
  hearAgain: () => Promise.reject(new Error('no identity here')),
  reported() {},
});

test('two rows that ClickHouse refuses are kept aside with the reason; everything else of their batch is reported', async () => {
  await hear('one', 1_000);
  await spoil(['one-7', 'one-800']);
  await catchUp();
  expect(await reported()).toBe(998);
  const aside = await parked();
  expect(aside.map(({ stage, messageId, reason }) => ({ stage, messageId, reason }))).toEqual(
    Array.from({ length: 2 }, () => ({ stage: 'analytics', messageId: null, reason: expect.stringMatching(/Cannot|DateTime/i) })),
  );
  expect(aside.map(({ body }) => JSON.parse(body).messageId)).toEqual(expect.arrayContaining(['one-7', 'one-800']));
  // Known to be missing is no difference.
  expect(await compare()).toEqual([]);
  expect(await counted()).toBe(998);
  // And the next ones do not wait.
  await hear('two', 10);
  await catchUp();
  expect(await reported()).toBe(1_008);
});

test('tried again, it is refused with the reason while its cause stands, and really reported when it is gone', async () => {
  const [first] = (await parked()).filter(({ body }) => body.includes('one-7'));
  const again = () => retryParked(lot(), principal(), first?.id ?? '', undefined);
  await expect(again()).rejects.toMatchObject({
    kind: refusals.still_unusable,
    message: expect.stringMatching(/Cannot|DateTime/i),
  });
  expect(await parked()).toHaveLength(2);
  await mend(['one-7']);
  await expect(again()).resolves.toEqual({ outcome: 'kept' });
  expect(await reported()).toBe(1_009);
  expect(await parked()).toHaveLength(1);
  expect(await compare()).toEqual([]);
  expect(await counted()).toBe(1_009);
  await expect(again()).rejects.toMatchObject({ kind: refusals.no_such_parked });
});

test('written anew, reports take in what they can now, and leave out what somebody let go', async () => {
  await hear('three', 2);
  await spoil(['three-0', 'three-1']);
  await catchUp();
  expect(await parked()).toHaveLength(3);
  const [letGo] = (await parked()).filter(({ body }) => body.includes('three-0'));
  await dismissParked(lot(), principal(), letGo?.id ?? '');
  await mend(['three-0', 'one-800']);
  await house.db.inWorkspace(house.workspaceId, (tx) => beginAnew(tx, house.workspaceId, copyLane));
  await catchUp();
  expect(await reported()).toBe(1_010);
  expect((await parked()).map(({ body }) => JSON.parse(body).messageId)).toEqual(['three-1']);
  expect(await compare()).toEqual([]);
  expect(await counted()).toBe(1_010);
});

test('a corrected one is an event of its own; the one it corrects stays out', async () => {
  const [last] = await parked();
  const body = JSON.stringify({ ...JSON.parse(last?.body ?? ''), properties: { said: 'corrected' } });
  await retryParked(lot(), principal(), last?.id ?? '', body);
  await mend(['three-1']);
  await catchUp();
  expect(await reported('corrected')).toBe(1);
  await house.db.inWorkspace(house.workspaceId, (tx) => beginAnew(tx, house.workspaceId, copyLane));
  await catchUp();
  expect(await reported()).toBe(1_011);
  expect(await compare()).toEqual([]);
});

test('the longest names, of events and of properties, find their place in the catalogue', async () => {
  const letters = (length: number) =>
    Array.from({ length }, (_, n) => String.fromCodePoint(0x4e00 + ((n * 7_919 + ((n * n) % 104_729)) % 20_000))).join('');
  const intake = createIntake({ db: house.db, queueLimit: 100, now });
  const raw = {
    type: 'track',
    event: letters(500),
    userId: 'u1',
    messageId: 'names',
    properties: { [letters(900)]: 1, said: 'names' },
  };
  const read = readMessage(raw, { receivedAt: now(), newId: () => crypto.randomUUID() });
  if (!read.ok) throw new Error(read.reason);
  const to = { workspaceId: house.workspaceId, sourceId: crypto.randomUUID(), trusted: true };
  await intake.accept(to, [{ message: read.message, trusted: true }]);
  await catchUp();
  expect(await reported('names')).toBe(1);
});

test('how the copies are, told as a whole: behind, kept aside, written anew, different', async () => {
  const health = () => house.db.inSystem(copiesHealth, { readOnly: true });
  expect(await health()).toMatchObject({ behindMs: 0, rebuilding: 0, keptAside: 0, daysDiffering: 0 });
  await hear('health', 10);
  await spoil(['health-1']);
  // By the clock of this test, which stands still, it was received long ago.
  expect((await health()).behindMs).toBeGreaterThan(60_000);
  await catchUp();
  expect(await health()).toMatchObject({ behindMs: 0, keptAside: 1 });
  await copy.clickhouse.command(
    `alter table listen_events delete where workspace = '${house.workspaceId}' and toDate(occurred_at) = '2026-03-01' settings mutations_sync = 2`,
  );
  expect(await compare()).toHaveLength(1);
  expect(await health()).toMatchObject({ daysDiffering: 1, oldestCheck: expect.any(Date) });
  await house.db.inWorkspace(house.workspaceId, (tx) => beginAnew(tx, house.workspaceId, copyLane));
  expect(await health()).toMatchObject({ rebuilding: 1 });
  await catchUp();
  expect(await compare()).toEqual([]);
  expect(await health()).toMatchObject({ rebuilding: 0, behindMs: 0, daysDiffering: 0, keptAside: 1 });
  await mend(['health-1']);
  const [last] = await parked();
  await retryParked(lot(), principal(), last?.id ?? '', undefined);
  expect(await health()).toMatchObject({ keptAside: 0 });
});

test('tried again while the engine is killed and once more after it, it is reported, once', async () => {
  await hear('killed', 1, undefined, 'killed');
  await spoil(['killed-0']);
  await catchUp();
  await mend(['killed-0']);
  const [last] = (await parked()).filter(({ body }) => body.includes('killed-0'));
  const dying = killedAmid(copy.clickhouse, 'listen_events', `text['said'] = 'killed'`);
  const again = (clickhouse = copy.clickhouse as ClickHouse) =>
    retryParked({ ...lot(), clickhouse }, principal(), last?.id ?? '', undefined);
  await expect(again(dying.clickhouse)).rejects.toThrow('connection lost');
  expect(dying.killed()).toBe(true);
  await expect(again()).resolves.toEqual({ outcome: 'kept' });
  expect(await reported('killed')).toBe(1);
  expect(await compare()).toEqual([]);
});

test('a batch over more months than one insert may touch is reported whole, in parts', async () => {
  const month = (n: number) => `${1900 + Math.floor(n / 12)}-${String(1 + (n % 12)).padStart(2, '0')}-01T00:00:00Z`;
  const before = await reported();
  await hear('months', 1_010, month);
  await catchUp();
  expect(await reported()).toBe(before + 1_010);
  expect(await parked()).toEqual([]);
  expect(await compare()).toEqual([]);
}, 120_000);

test('large events go in batches that one insert can hold', async () => {
  const before = await reported();
  // Each close to the 32 KB that an event may have, together more than an engine takes at once.
  const large = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`p${n}`, 'x'.repeat(1_000)]));
  const intake = createIntake({ db: house.db, queueLimit: 100_000, now });
  for (let part = 0; part < 3; part += 1) {
    const items = Array.from({ length: 800 }, (_, n) => {
      const raw = { type: 'track', event: 'Large', userId: 'u1', messageId: `large-${part}-${n}`, properties: large };
      const read = readMessage(raw, { receivedAt: now(), newId: () => crypto.randomUUID() });
      if (!read.ok) throw new Error(read.reason);
      return { message: read.message, trusted: true };
    });
    await intake.accept({ workspaceId: house.workspaceId, sourceId: crypto.randomUUID(), trusted: true }, items);
  }
  await catchUp();
  expect(await reported()).toBe(before + 2_400);
  expect(await parked()).toEqual([]);
}, 120_000);
