// Clocks on real Postgres and real jobs: noted with what happened, told once, also after an outage.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAudit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { fixedClock, systemClock } from '#platform/clock';
import { createEvents } from '#platform/events';
import { createJobs, prepareJobs } from '#platform/jobs';
import { createLog } from '#platform/log';
import { openDb, sql, type Tx } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import type { Calendar, ClockFired, ClockPolicy, Target } from '../contract/clocks.ts';
import { type ClocksDeps, createClocks, type Happening } from './clocks.ts';
import { readClocks } from './read.ts';
import type { PolicyFacts } from './rules/policy.ts';
import { createSettings } from './settings.ts';

const log = createLog({ level: 'silent' });
const [minute, hour] = [60_000, 3_600_000];
const start = Date.parse('2026-06-01T09:00:00.000Z');
const people = { owner: randomUUID(), accountable: randomUUID(), manager: randomUUID(), above: randomUUID(), duty: randomUUID() };
const chain = new Map<string, string>([
  [people.accountable, people.manager],
  [people.manager, people.above],
]);
const about: PolicyFacts = { queue: 'care', priority: '0', channel: 'email', segments: [], language: null, value: null };

let fresh: FreshDatabase;
let queue: string;
let asked: { momentId: string; runAt: number }[] = [];
let told: ClockFired[] = [];
let published: ClockFired[] = [];

const clock = fixedClock(start);
const principal = (): Principal => ({
  kind: 'employee',
  id: people.owner,
  label: 'Ada',
  workspaceId: fresh.workspaceId,
  role: 'owner',
});

const handJobs: ClocksDeps['jobs'] = {
  handle: () => {},
  every: () => {},
  add: async (_tx, _kind, payload, options) => {
    const { momentId } = payload as { momentId?: string };
    if (momentId && options?.runAt) asked.push({ momentId, runAt: options.runAt.getTime() });
  },
  cancel: async () => {},
};

const house = (more: Partial<ClocksDeps> = {}) =>
  createClocks({
    db: fresh.db,
    events: createEvents({ db: fresh.db, lanes: { add: () => {}, wake: () => {} }, log }),
    realtime: { publish: (_topic, _workspaceId, message) => void published.push(message as ClockFired) },
    jobs: handJobs,
    clock,
    log,
    managerOf: async (_workspaceId, id) => chain.get(id) ?? null,
    onFired: async (_tx, _workspaceId, fired) => void told.push(fired),
    ...more,
  });
const settings = () =>
  createSettings({
    db: fresh.db,
    audit: createAudit({ log }),
    changed: (tx, workspaceId) => house().settingsChanged(tx, workspaceId),
  });

const inFirst = <T>(work: (tx: Tx) => Promise<T>) => fresh.db.inWorkspace(fresh.workspaceId, work);

beforeAll(async () => {
  fresh = await freshDatabase();
  const w = fresh.workspaceId;
  queue = await inFirst(async (tx) => {
    await tx.run(sql`
      insert into moments.queue (workspace_id, name, standard, accountable_id) values (${w}, 'Duty', true, ${people.duty})`);
    const made = await tx.one<{ id: string }>(sql`
      insert into moments.queue (workspace_id, name, accountable_id) values (${w}, 'Care', ${people.accountable}) returning id`);
    return made.id;
  });
});
afterAll(() => fresh.close());
beforeEach(() => {
  clock.set(start);
  [asked, told, published] = [[], [], []];
});

/** A moment that a queue owns, as routing leaves it when nobody is there. */
async function aMoment(tx: Tx): Promise<string> {
  const id = randomUUID();
  const w = fresh.workspaceId;
  await tx.run(sql`
    insert into moments.moment (workspace_id, id, no, kind, title, open_during, owner_queue, owned_since, attended_at, queue_id, opened_by)
    values (${w}, ${id}, (select coalesce(max(no), 0) + 1 from moments.moment), 'message', 'Late parcel', tstzrange(now(), null),
            ${queue}, now(), now(), ${queue}, '{}')`);
  await tx.run(sql`
    insert into moments.ownership (workspace_id, moment_id, during, epoch, queue_id, reason, by_name)
    values (${w}, ${id}, tstzrange(now(), null), 1, ${queue}, '{}', 'routing')`);
  return id;
}

const opened = (more: readonly Happening[] = []): Happening[] => [{ what: 'opened', heldBy: queue }, ...more];

const begin = (clocks = house(), facts = about) =>
  inFirst(async (tx) => {
    const id = await aMoment(tx);
    await clocks.happened(tx, fresh.workspaceId, id, opened(), facts);
    return id;
  });
const happened = (id: string, ...happenings: Happening[]) =>
  inFirst((tx) => house().happened(tx, fresh.workspaceId, id, happenings));
const read = (id: string) => readClocks(fresh.db, clock, fresh.workspaceId, id);
const steps = () => told.map(({ clock: which, round, step, lateMs }) => `${which} ${round} ${step} +${lateMs / minute}`);

describe('clocks that are kept', () => {
  test('the standard policy counts from the first moment on, with its reason; who is told climbs; each once', async () => {
    const id = await begin();
    const first = await read(id);
    expect(first.clause).toEqual({ id: 'everything', name: 'Everything else', because: [] });
    expect(first.clocks.map(({ kind, state, dueAt }) => [kind, state, dueAt])).toEqual([
      ['first_reply', 'running', '2026-06-01T17:00:00.000Z'],
      ['resolution', 'running', '2026-06-04T09:00:00.000Z'],
    ]);
    expect(asked.at(-1)).toEqual({ momentId: id, runAt: start + 6 * hour });

    clock.set(start + 6 * hour);
    await house().tick(fresh.workspaceId, id);
    expect(steps()).toEqual(['first_reply 1 warning +0']);
    // Nobody owns it but a queue: its accountable person is told instead.
    expect(told[0]?.told).toEqual([people.accountable]);
    clock.set(start + 8 * hour);
    await Promise.all([
      house().tick(fresh.workspaceId, id),
      house().tick(fresh.workspaceId, id),
      house().sweep(fresh.workspaceId),
    ]);
    expect(steps()).toEqual(['first_reply 1 warning +0', 'first_reply 1 breach +0']);
    clock.set(start + 16 * hour);
    await house().sweep(fresh.workspaceId);
    await house().sweep(fresh.workspaceId);
    expect(steps().slice(2)).toEqual(['first_reply 1 escalation +0']);
    expect(told[2]?.told).toEqual([people.manager]);
    expect(published).toEqual(told);
    const after = await read(id);
    expect(after.clocks[0]?.steps.map(({ firedAt }) => firedAt)).toEqual([
      '2026-06-01T15:00:00.000Z',
      '2026-06-01T17:00:00.000Z',
      '2026-06-02T01:00:00.000Z',
    ]);
    const outbox = await inFirst((tx) =>
      tx.one<{ n: number }>(sql`select count(*)::int as n from moments.clock_fired where moment_id = ${id}`),
    );
    expect(outbox.n).toBe(3);
  });

  test('after an outage the sweep tells what is still true, late and once; an answer stops the chain', async () => {
    const [silent, answered] = [await begin(), await begin()];
    clock.set(start + 9 * hour);
    await happened(answered, { what: 'human_replied' });
    expect(steps()).toEqual(['first_reply 1 breach +60']);
    clock.set(start + 20 * hour);
    told = [];
    await house().sweep(fresh.workspaceId);
    expect(told.map(({ momentId }) => momentId)).toEqual([silent, silent]);
    expect(steps()).toEqual(['first_reply 1 breach +720', 'first_reply 1 escalation +240']);
    expect((await read(answered)).clocks[0]?.why).toEqual({
      code: 'breached',
      since: '2026-06-01T17:00:00.000Z',
      lateMs: hour,
      stillOpen: false,
    });
  });

  test('what rolled back has not happened; facts of one moment at once stand in one row', async () => {
    const id = await begin();
    await expect(
      inFirst(async (tx) => {
        await house().happened(tx, fresh.workspaceId, id, [{ what: 'resolved' }]);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    await Promise.all(Array.from({ length: 8 }, () => happened(id, { what: 'customer_spoke' })));
    const { n, last } = await inFirst((tx) =>
      tx.one<{ n: number; last: number }>(sql`
        select count(*)::int as n, max(seq)::int as last from moments.clock_fact where moment_id = ${id}`),
    );
    expect([n, last]).toEqual([10, 10]);
    expect((await read(id)).felt?.endedAt).toBeNull();
  });

  test('the clock the customer feels, with names of those who held it', async () => {
    const id = await begin();
    clock.advance(hour);
    await happened(id, { what: 'waiting', for: 'customer' });
    clock.advance(2 * hour);
    await happened(id, { what: 'customer_spoke' });
    clock.advance(30 * minute);
    await happened(id, { what: 'human_replied' }, { what: 'resolved' });
    clock.advance(hour);
    const { felt, clocks } = await read(id);
    expect(felt).toMatchObject({
      totalMs: 3.5 * hour,
      endedAt: '2026-06-01T12:30:00.000Z',
      holds: [
        { holder: { by: 'customer' }, ms: 2 * hour },
        { holder: { by: 'team', id: queue, name: 'Care' }, ms: 1.5 * hour },
      ],
    });
    expect(clocks.map(({ kind, state }) => [kind, state])).toEqual([
      ['first_reply', 'met'],
      ['resolution', 'met'],
    ]);
    await expect(read(randomUUID())).rejects.toThrow('No such moment');
  });
});

describe('calendars and the policy', () => {
  const milan: Calendar = {
    name: 'Milan',
    timeZone: 'Europe/Rome',
    always: false,
    week: [1, 2, 3, 4, 5].map((day) => ({ day, from: '09:00', to: '18:00' })),
    holidays: { country: 'IT', state: null },
    days: [],
  };
  const policyOf = (target: Target): ClockPolicy => ({
    clauses: [{ id: 'all', name: 'All', when: {}, targets: { first_reply: target } }],
  });
  const within = (calendarId: string, withinMs: number): Target => ({
    ...{ withinMs, calendarId, pausedBy: [], warn: [], onBreach: ['owner'], escalate: [] },
  });

  test('a change counts for open moments from then on; holidays are closed; what is used cannot be deleted', async () => {
    const id = await begin();
    const calendar = await settings().create(principal(), milan);
    await expect(settings().create(principal(), { ...milan, name: 'MILAN' })).rejects.toThrow('This name is in use');
    const nowhere = { ...milan, name: 'Nowhere', holidays: { country: 'IT', state: 'ZZ' } };
    await expect(settings().create(principal(), nowhere)).rejects.toThrow('No holidays are known');
    const before = await settings().policy(fresh.workspaceId);
    const wanted = { ...policyOf(within(calendar.id, 4 * hour)), version: before.version };
    expect((await settings().setPolicy(principal(), wanted)).version).toBe(before.version + 1);
    await expect(settings().setPolicy(principal(), wanted)).rejects.toThrow('changed the policy meanwhile');
    const lost = { ...policyOf(within(randomUUID(), hour)), version: before.version + 1 };
    await expect(settings().setPolicy(principal(), lost)).rejects.toThrow('No calendar has the id');
    await expect(settings().remove(principal(), calendar.id)).rejects.toThrow('A policy counts in this calendar');

    // Monday 11:00 in Rome: an hour has passed by the old clause and stays passed. Tuesday 2 June is a holiday in Italy.
    clock.set(start + 5 * hour);
    await inFirst((tx) => house().happened(tx, fresh.workspaceId, id, [], about));
    clock.set(start + 5 * hour);
    const [first] = (await read(id)).clocks;
    expect(first).toMatchObject({ clause: { id: 'all' }, elapsedMs: 5 * hour, state: 'breached' });
    await settings().update(principal(), calendar.id, { ...milan, week: [] });
    const late = await begin();
    expect((await read(late)).clocks[0]).toMatchObject({ state: 'running', dueAt: null });
    await settings().update(principal(), calendar.id, milan);
    clock.set(start + 6 * hour);
    const other = await begin();
    expect((await read(other)).clocks[0]?.dueAt).toBe('2026-06-03T10:00:00.000Z');
  });

  test('K8: real jobs tell all that is due, once, within a second, and open moments follow a new policy by themselves', async () => {
    await prepareJobs({ ownerUrl: fresh.ownerUrl, log });
    const connect = () => openDb({ url: fresh.url, log, max: 6, waitMs: 10_000, applicationName: 'test jobs' });
    const jobs = createJobs({ db: fresh.db, log, connect });
    const clocks = house({ jobs, clock: systemClock });
    const kept = createSettings({
      db: fresh.db,
      audit: createAudit({ log }),
      changed: (tx, workspaceId) => clocks.settingsChanged(tx, workspaceId),
    });
    await jobs.start();
    try {
      const { version } = await kept.policy(fresh.workspaceId);
      const [always] = (await kept.calendars(fresh.workspaceId)).filter((one) => one.always);
      await kept.setPolicy(principal(), { ...policyOf(within(always?.id as string, hour)), version });
      const ids: string[] = [];
      for (let i = 0; i < 60; i += 1) ids.push(await begin(clocks));
      await kept.setPolicy(principal(), { ...policyOf(within(always?.id as string, 3_000)), version: version + 1 });
      const mine = () => told.filter(({ momentId }) => ids.includes(momentId));
      await vi.waitFor(() => expect(mine().length).toBeGreaterThanOrEqual(ids.length), 12_000);
      await sleep(1_200);
      // None missed, none twice, none by more than a second.
      expect(new Set(mine().map(({ momentId }) => momentId)).size).toBe(ids.length);
      expect(mine()).toHaveLength(ids.length);
      for (const { step, told: who } of mine()) expect([step, who]).toEqual(['breach', [people.accountable]]);
      expect(Math.max(...mine().map(({ lateMs }) => lateMs))).toBeLessThan(1_000);
    } finally {
      await jobs.stop();
    }
  });

  test('a workspace sees its own', async () => {
    expect((await settings().calendars(fresh.otherWorkspaceId)).map(({ name }) => name)).toEqual(['Always open']);
    expect(await fresh.db.inWorkspace(fresh.otherWorkspaceId, (tx) => tx.many(sql`select 1 from moments.clock_fact`))).toEqual(
      [],
    );
  });
});
