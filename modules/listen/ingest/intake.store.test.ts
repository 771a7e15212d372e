import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql, type Tx } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { refusals } from '../contract.ts';
import { acceptInto } from '../import/accept.ts';
import { createNewest } from '../log/newest.ts';
import { type LoggedRow, readLog } from '../store/log.ts';
import { createIntake, type Intake, IntakeFull } from './intake.ts';
import { readMessage } from './rules/read-message.ts';

let house: FreshDatabase;
let intake: Intake;
let sourceId: string;
const now = () => Date.parse('2026-03-01T12:00:00Z');

beforeAll(async () => {
  house = await freshDatabase();
  intake = createIntake({ db: house.db, queueLimit: 1_000, now });
  sourceId = crypto.randomUUID();
});
afterAll(() => house.close());

const item = (raw: Record<string, unknown>) => {
  const read = readMessage(
    { type: 'track', event: 'Seen', userId: 'u1', timestamp: '2026-03-01T11:00:00Z', ...raw },
    { receivedAt: now(), newId: () => crypto.randomUUID() },
  );
  if (!read.ok) return { unusable: raw, field: read.field, reason: read.reason, messageId: undefined };
  return { message: read.message, trusted: true };
};
const accept = (...raws: Record<string, unknown>[]) =>
  intake.accept({ workspaceId: house.workspaceId, sourceId, trusted: true }, raws.map(item));
const kept = (name: string) =>
  house.db.inWorkspace(house.workspaceId, (tx) =>
    tx.one<{ count: number }>(sql`select count(*)::float8 as count from listen.event where name = ${name}`),
  );

test('F02: the same message, 20 times at once and again later, takes effect once and is always answered as kept', async () => {
  const same = { messageId: 'twin', event: 'Twin' };
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => accept(same)));
  expect(new Set(outcomes.flat())).toEqual(new Set(['kept']));
  expect(await accept(same)).toEqual(['kept']);
  expect(await kept('Twin')).toEqual({ count: 1 });
});

test('a retry serialised with other key order or another sentAt is the same message', async () => {
  await accept({ messageId: 'order', event: 'Order', properties: { a: 1, b: 2 } });
  expect(
    await accept({ properties: { b: 2, a: 1 }, event: 'Order', messageId: 'order', sentAt: '2026-03-01T11:30:00Z' }),
  ).toEqual(['kept']);
});

test('F03: the same id with other content is a visible conflict; the first one stands', async () => {
  await accept({ messageId: 'clash', event: 'Clash', properties: { total: 1 } });
  expect(await accept({ messageId: 'clash', event: 'Clash', properties: { total: 2 } })).toEqual(['conflict']);
  // Within one batch too.
  expect(
    await accept(
      { messageId: 'clash2', event: 'Clash2', properties: { n: 1 } },
      { messageId: 'clash2', event: 'Clash2', properties: { n: 2 } },
    ),
  ).toEqual(['kept', 'conflict']);
  const parked = await house.db.inWorkspace(house.workspaceId, (tx) =>
    tx.many<{ stage: string }>(sql`select stage from listen.parked where message_id in ('clash', 'clash2')`),
  );
  expect(parked).toEqual([{ stage: 'conflict' }, { stage: 'conflict' }]);
  expect(await kept('Clash')).toEqual({ count: 1 });
});

test('F06: NUL, lone surrogate and a poisoned event among a hundred: 99 kept, one kept aside, nothing lost', async () => {
  const good = Array.from({ length: 97 }, (_, at) => ({ event: 'Hundred', messageId: `h${at}` }));
  const odd = [
    { event: 'Hundred', messageId: 'nul', properties: { text: 'a\u0000b' } },
    { event: 'Hundred', messageId: 'surrogate', properties: { text: 'lone \ud800 surrogate', literal: '\\u0000' } },
    { event: 'Hundred', messageId: 'poison', userId: 'nul\u0000l' },
  ];
  const outcomes = await accept(...good, ...odd);
  expect(outcomes.filter((outcome) => outcome === 'kept')).toHaveLength(99);
  expect(outcomes.at(-1)).toBe('parked');
  expect(await kept('Hundred')).toEqual({ count: 99 });
  const rows = await house.db.inWorkspace(house.workspaceId, (tx) =>
    tx.many<{ body: string }>(sql`select body from listen.event where body like '%literal%'`),
  );
  expect(JSON.parse(rows[0]?.body ?? '').properties.literal).toBe('\\u0000');
});

test('the longest identifier that is accepted can be kept, whatever its letters; so are those beside it', async () => {
  // Letters of three and four bytes in no order: nothing for a database to compress.
  const letters = (from: number, kinds: number, length: number) =>
    Array.from({ length }, (_, n) => String.fromCodePoint(from + ((n * 7_919 + ((n * n) % 104_729)) % kinds))).join('');
  const longest = { bmp: letters(0x4e00, 20_000, 500), astral: letters(0x20000, 40_000, 375) };
  for (const [name, text] of Object.entries(longest)) {
    const long = { userId: text, event: text, messageId: text };
    expect(await accept({ messageId: `beside ${name}`, event: 'Beside' }, long)).toEqual(['kept', 'kept']);
    const longer = { ...long, messageId: `longer ${name}`, userId: `${text}界` };
    expect(await accept({ messageId: `beside too long ${name}`, event: 'Beside' }, longer)).toEqual(['kept', 'parked']);
  }
  expect(await kept('Beside')).toEqual({ count: 4 });
});

test('overload is refused before anything is queued; a batch larger than the queue is taken when nothing else waits', async () => {
  const batch = (name: string, size: number) =>
    Array.from({ length: size }, (_, at) => ({ messageId: `${name}-${at}`, event: name }));
  const first = accept(...batch('Under', 1_001));
  await expect(accept(...batch('Over', 1))).rejects.toBeInstanceOf(IntakeFull);
  await first;
  expect(intake.waiting()).toBe(0);
  expect(await kept('Under')).toEqual({ count: 1_001 });
  expect(await kept('Over')).toEqual({ count: 0 });
});

test('G11: without room on the disk an event is refused with 507 and nothing is queued; an import waits, and goes on by itself', async () => {
  let full = true;
  const guarded = createIntake({ db: house.db, queueLimit: 1_000, now, full: () => full });
  const to = { workspaceId: house.workspaceId, sourceId };
  await expect(guarded.accept({ ...to, trusted: true }, [item({ messageId: 'no-room', event: 'NoRoom' })])).rejects.toMatchObject(
    {
      kind: { ...refusals.disk_full, status: 507 },
      extra: { retryAfter: expect.any(Number) },
    },
  );
  expect(guarded.waiting()).toBe(0);
  const importing = acceptInto(guarded, { now, newId: () => crypto.randomUUID() })(
    to,
    [{ type: 'track', event: 'Imported', userId: 'u1', messageId: 'row-1', timestamp: '2026-03-01T11:00:00Z' }],
    new AbortController().signal,
  );
  full = false;
  expect(await importing).toEqual([{ outcome: 'kept' }]);
  expect(await kept('NoRoom')).toEqual({ count: 0 });
  expect(await kept('Imported')).toEqual({ count: 1 });
});

test('another workspace sees none of it, and may use the same messageIds', async () => {
  await accept({ messageId: 'shared', event: 'Shared' });
  const other = { workspaceId: house.otherWorkspaceId, sourceId, trusted: true };
  expect(await intake.accept(other, [item({ messageId: 'shared', event: 'Shared' })])).toEqual(['kept']);
  const seen = await house.db.inWorkspace(house.otherWorkspaceId, (tx) =>
    readLog(tx, house.otherWorkspaceId, { tx: '0', id: '0' }, 100),
  );
  expect(seen.map((row) => row.name)).toEqual(['Shared']);
});

test('what was just kept is read from memory, as the log has it; what is erased, known before or of others, is not', async () => {
  const newest = createNewest();
  intake.onCommit(({ logged }) => newest.keep(logged));
  const beginning = { tx: '0', id: '0' };
  const inHouse = <T>(work: (tx: Tx) => Promise<T>) => house.db.inWorkspace(house.workspaceId, work);
  await accept({ messageId: 'warm', event: 'Warm' });
  const { tx: last, id } = (await inHouse((tx) => readLog(tx, house.workspaceId, beginning, 10_000))).at(-1) ?? beginning;
  const after = { tx: last, id };

  // A newcomer and a known one, a conflict among its own, a text of many lines, and a flush whose event is known already.
  const mixed = [{ messageId: 'n1', userId: 'newcomer-1' }, { messageId: 'n2' }, { messageId: 'n3', userId: 'newcomer-1' }];
  await accept(...mixed.map((each) => ({ ...each, event: 'New', properties: { lines: 'a\nb\t"c"\\' } })));
  await accept({ messageId: 'n4', event: 'New' }, { messageId: 'n2', event: 'New', properties: { lines: 'a\nb\t"c"\\' } });
  await accept({ messageId: 'n5', event: 'New', timestamp: '1970-01-01T00:00:00.001Z' });
  const both = () =>
    inHouse(async (tx) => ({
      log: await readLog(tx, house.workspaceId, after, 100),
      memory: await newest.read(tx, house.workspaceId, after, 100),
      part: await newest.read(tx, house.workspaceId, after, 2),
    }));
  const before = await both();
  expect(before.log).toHaveLength(5);
  expect(before.memory).toEqual(before.log);
  expect(before.part).toEqual(before.log.slice(0, 2));

  await house.ownerDb.inSystem((tx) => tx.run(sql`delete from listen.event where id = ${before.log[1]?.id}`));
  expect((await both()).memory.map((row) => row.id)).toEqual(before.log.flatMap((row, at) => (at === 1 ? [] : [row.id])));
  const elsewhere = house.db.inWorkspace(house.otherWorkspaceId, (tx) => newest.read(tx, house.workspaceId, after, 100));
  expect(await elsewhere).toEqual([]);
});

test('what stands in memory is what is read, until it is forgotten, or changed in the log', async () => {
  const newest = createNewest();
  const told: LoggedRow[] = [];
  intake.onCommit(({ logged }) => told.push(...logged));
  await accept({ messageId: 'told', event: 'Told' });
  newest.keep(told.map((row) => ({ ...row, name: 'From memory' })));
  const [row] = told;
  const after = { tx: String(BigInt(row?.tx ?? 0) - 1n), id: '0' };
  const names = () =>
    house.db.inWorkspace(house.workspaceId, async (tx) =>
      (await newest.read(tx, house.workspaceId, after, 10)).map(({ name }) => name),
    );
  expect(await names()).toEqual(['From memory']);
  newest.forgetAll();
  expect(await names()).toEqual(['Told']);
  newest.keep(told.map((row) => ({ ...row, name: 'From memory' })));
  await house.ownerDb.inSystem((tx) => tx.run(sql`update listen.event set name = 'Changed' where id = ${row?.id}`));
  expect(await names()).toEqual(['Changed']);
});

test('when the database goes away the caller hears an error, and nothing is remembered as registered', async () => {
  const backends = () =>
    house.ownerDb.inSystem((tx) =>
      tx.run(sql`
    select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and usename = 'verona_app'`),
    );
  const under = accept({ messageId: 'cut', event: 'Cut', userId: 'newcomer' }).catch((error: unknown) => error);
  await backends().catch(() => undefined);
  const outcome = await under;
  if (Array.isArray(outcome)) expect(await kept('Cut')).toEqual({ count: 1 });
  expect(await accept({ messageId: 'cut', event: 'Cut', userId: 'newcomer' })).toEqual(['kept']);
  expect(await kept('Cut')).toEqual({ count: 1 });
});
