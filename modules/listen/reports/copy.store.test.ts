import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEvents, type Lane } from '#platform/events';
import { createLog } from '#platform/log';
import { sql } from '#platform/postgres';
import { type FreshClickHouse, type FreshDatabase, freshClickHouse, freshDatabase, killedAmid } from '#platform/testing';
import { countReported } from '../analytics.ts';
import { createIntake } from '../ingest/intake.ts';
import { readMessage } from '../ingest/rules/read-message.ts';
import { analyticsLane } from '../log/analytics-lane.ts';
import { beginAnew } from '../store/copies.ts';
import { readLog } from '../store/log.ts';
import { aloneOnCopy, copyLane } from './alone.ts';
import { compareCopy } from './compare.ts';

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

async function hear(prefix: string, count: number, workspaceId = house.workspaceId): Promise<void> {
  const intake = createIntake({ db: house.db, queueLimit: 10_000, now });
  const items = Array.from({ length: count }, (_, n) => {
    const raw = {
      type: 'track',
      event: `Sä"id|${n % 3}`,
      userId: `u${n % 7}`,
      messageId: `${prefix}-${n}`,
      timestamp: `2026-03-0${1 + (n % 2)}T10:00:00.${100 + n}Z`,
    };
    const read = readMessage(raw, { receivedAt: now(), newId: () => crypto.randomUUID() });
    if (!read.ok) throw new Error(read.reason);
    return { message: read.message, trusted: true };
  });
  await intake.accept({ workspaceId, sourceId: crypto.randomUUID(), trusted: true }, items);
}
async function catchUp(workspaceId = house.workspaceId): Promise<void> {
  while ((await lane.step(workspaceId)) !== false);
}
const compare = (workspaceId = house.workspaceId) =>
  compareCopy({ db: house.db, clickhouse: copy.clickhouse, secondLookMs: 0 }, workspaceId);
const counted = async () =>
  (
    await house.db.inWorkspace(house.workspaceId, (tx) =>
      tx.one<{ seen: number }>(sql`select coalesce(sum(seen), 0)::float8 as seen from listen.catalogue_event`),
    )
  ).seen;

test('planted differences are found: a row lost, a row doubled, a value changed; and each other workspace is left alone', async () => {
  await hear('one', 200);
  await hear('other', 50, house.otherWorkspaceId);
  await Promise.all([catchUp(), catchUp(house.otherWorkspaceId)]);
  await catchUp(house.otherWorkspaceId);
  expect(await compare()).toEqual([]);
  const mine = `workspace = '${house.workspaceId}' and toDate(occurred_at) = '2026-03-01'`;
  const sabotage = async (statement: string) => {
    await copy.clickhouse.command(`${statement}`);
    const found = await compare();
    await house.db.inWorkspace(house.workspaceId, (tx) => beginAnew(tx, house.workspaceId, copyLane));
    await catchUp();
    expect(await compare()).toEqual([]);
    return found;
  };
  const first = `event = (select min(event) from listen_events where ${mine})`;
  expect(await sabotage(`alter table listen_events delete where ${mine} and ${first} settings mutations_sync = 2`)).toEqual([
    { day: '2026-03-01', kept: 100, reported: 99 },
  ]);
  expect(await sabotage(`insert into listen_events select * from listen_events where ${mine} and ${first}`)).toEqual([
    { day: '2026-03-01', kept: 100, reported: 101 },
  ]);
  // The number is right and the content is not.
  expect(
    await sabotage(`alter table listen_events update kind = 'page' where ${mine} and ${first} settings mutations_sync = 2`),
  ).toEqual([{ day: '2026-03-01', kept: 100, reported: 100 }]);
  expect(await compare(house.otherWorkspaceId)).toEqual([]);
  expect(await counted()).toBe(200);
});

test('a batch that was under way when the copy began anew is neither lost nor doubled', async () => {
  await hear('late', 100);
  const racing = lane.step(house.workspaceId);
  await house.db.inWorkspace(house.workspaceId, (tx) => beginAnew(tx, house.workspaceId, copyLane));
  await racing.catch(() => {});
  await catchUp();
  expect(await compare()).toEqual([]);
  expect(await counted()).toBe(300);
});

test('a batch whose token an engine kept and whose rows it did not is written again, once', async () => {
  const { clickhouse } = copy;
  const before = await countReported(clickhouse, house.workspaceId);
  await hear('ghost', 40);
  const dying = killedAmid(
    clickhouse,
    'listen_events',
    `workspace = '${house.workspaceId}' and event % 3 != 0 and event in (select event from listen_events order by event desc limit 40)`,
  );
  const events = createEvents({ db: house.db, lanes: { add() {}, wake() {} }, log });
  const other = analyticsLane({
    db: house.db,
    clickhouse: dying.clickhouse,
    events,
    log,
    newest: { read: readLog },
    reported() {},
  });
  await Promise.resolve(other.step(house.workspaceId)).catch(() => {});
  expect(dying.killed()).toBe(true);
  expect(await countReported(clickhouse, house.workspaceId)).toBeLessThan(before + 40);
  await catchUp();
  expect(await countReported(clickhouse, house.workspaceId)).toBe(before + 40);
  expect(await compare()).toEqual([]);
});

test('a copy whose mark an engine did not keep is marked again, not written anew another time', async () => {
  const { clickhouse } = copy;
  const generation = () =>
    house.db.inWorkspace(house.workspaceId, (tx) =>
      tx.one<{ generation: string }>(sql`select generation from listen.copy_cursor where workspace_id = ${house.workspaceId}`),
    );
  await house.db.inWorkspace(house.workspaceId, (tx) => beginAnew(tx, house.workspaceId, copyLane));
  const asked = await generation();
  const dying = killedAmid(clickhouse, 'listen_copy', `generation = '${asked.generation}'`);
  const events = createEvents({ db: house.db, lanes: { add() {}, wake() {} }, log });
  const lanes = [dying.clickhouse, clickhouse, clickhouse].map((each) =>
    analyticsLane({ db: house.db, clickhouse: each, events, log, newest: { read: readLog }, reported() {} }),
  );
  // The second begins the copy; the third, a process that starts later, looks for its mark.
  for (const each of lanes) await Promise.resolve(each.step(house.workspaceId)).catch(() => {});
  expect(dying.killed()).toBe(true);
  expect(await generation()).toEqual(asked);
  await catchUp();
  expect(await compare()).toEqual([]);
});

test('while one process is at a copy another one leaves it alone, and the log goes on', async () => {
  await hear('locked', 10);
  const held = await aloneOnCopy(house.db, house.workspaceId, async () => {
    expect(await lane.step(house.workspaceId)).toBe(false);
    const { stuck } = await house.db.inWorkspace(house.workspaceId, (tx) =>
      tx.one<{ stuck: string }>(sql`
        select count(*) as stuck from listen.event where tx >= pg_snapshot_xmin(pg_current_snapshot())`),
    );
    return Number(stuck);
  });
  // Holding a copy holds back nobody who reads the log.
  expect(held).toBe(0);
  await catchUp();
  expect(await compare()).toEqual([]);
});

test('the log is read in the order of transactions, not of their digits: nothing is skipped where their number grows by one', async () => {
  const { workspaceId } = house;
  const sourceId = crypto.randomUUID();
  const grown = crypto.randomUUID();
  await house.db.inSystem((tx) => tx.run(sql`select platform.create_workspace(${grown}, 'Grown', 'grown')`));
  await hear('digits', 9, workspaceId);
  // Three transactions of three events: 99, 100 and 101.
  await house.ownerDb.inSystem((tx) =>
    tx.run(sql`
      insert into listen.event (workspace_id, tx, source_id, event_day, key_hash, content_hash, sender_no, kind, name, trusted,
                                occurred_at, received_at, week, body)
      select ${grown}, (99 + (row_number() over (order by id) - 1) / 3)::text::xid8, ${sourceId}, event_day, key_hash, content_hash,
             sender_no, kind, name, trusted, occurred_at, received_at, week, body
        from listen.event where workspace_id = ${workspaceId} and body like '%"digits-%' order by id`),
  );
  const read: string[] = [];
  let after = { tx: '0', id: '0' };
  for (;;) {
    const rows = await house.db.inWorkspace(grown, (tx) => readLog(tx, grown, after, 2));
    const last = rows.at(-1);
    if (!last) break;
    read.push(...rows.map(({ tx }) => tx));
    after = last;
  }
  expect(read).toEqual(['99', '99', '99', '100', '100', '100', '101', '101', '101']);
});
