// A watch on real engines: every closed hour judged once, findings that wait for a word, nights without the engine caught up.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { customerWrote } from '#moments';
import { addEmployeeTo, type FrontDoor, openFrontDoor } from '#people/testing';
import { createAudit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { createIds } from '#platform/ids';
import { createLog } from '#platform/log';
import type { Letter } from '#platform/mail';
import { sql, type Tx } from '#platform/postgres';
import { type FreshClickHouse, type FreshDatabase, freshClickHouse, freshDatabase } from '#platform/testing';
import { createWatch, type Watch, type WatchedAbout } from '../contract.ts';
import { markDue } from '../conversations/store.ts';
import { insertMetric } from '../metrics/store.ts';
import type { WatchDeps } from './ground.ts';
import { change, create, list, preview, read, remove } from './keeping.ts';
import { sendLetter } from './letters.ts';
import { lookAt } from './lookout.ts';
import { reaches } from './reach.ts';
import { sweep } from './sweep.ts';
import { judgeFinding } from './verdict.ts';

const hour = 3_600_000;
const began = Date.parse('2026-10-01T00:00:00Z');
/** The forty-first day, five to nine in the morning. */
const morning = began + 40 * 24 * hour + 9 * hour - 5 * 60_000;

let house: FreshDatabase;
let copy: FreshClickHouse;
let front: FrontDoor;
let deps: WatchDeps;
let now = morning;
let engineDown = false;
let behind = false;
let nina: Principal;
let bob: Principal;
let viewer: Principal;
let letters: Letter[] = [];
let queued: { findingId: string; why: 'seen' | 'missed' }[] = [];
let opened: { key: string; title: string; sentence: string; colleagueId: string }[] = [];
let settled: { momentId: string; outcome: string }[] = [];

const orders: WatchedAbout = { kind: 'events', event: 'Order', measure: { kind: 'count' }, filters: [], breakdown: 'shop' };

const person = async (
  name: string,
  role: 'analyst' | 'viewer' | 'owner',
  workspaceId = house.workspaceId,
): Promise<Principal> => ({
  ...{ kind: 'employee', id: await addEmployeeTo(house.db, workspaceId, name, role), label: name, workspaceId, role },
});

beforeAll(async () => {
  [house, copy] = await Promise.all([freshDatabase(), freshClickHouse()]);
  front = await openFrontDoor(house.db);
  const log = createLog({ level: 'silent' });
  deps = {
    ...{ db: house.db, log, audit: createAudit({ log }), newId: createIds(() => now), baseUrl: 'https://verona.test' },
    clickhouse: {
      ...copy.clickhouse,
      query: (...asked: Parameters<typeof copy.clickhouse.query>) =>
        engineDown ? Promise.reject(new Error('connection refused')) : copy.clickhouse.query(...asked),
    },
    clock: { now: () => now },
    people: front.people,
    listen: {
      propertyTypes: async (_workspace: string, _event: string, names: string[]) =>
        new Map(names.filter((name) => name === 'shop').map((name) => [name, 'text'])),
      reportsWhole: async () => true,
      reportedUpTo: async () => ({ tx: '0', id: '0' }),
      readLog: async () => (behind ? [{ receivedAt: new Date(began) }] : []),
    },
    customers: { personOf: (sender: string) => sender, describePeople: async () => new Map() },
    moments: {
      openFor: async (_tx: unknown, _workspace: string, asked: (typeof opened)[number]) => {
        if (!opened.some(({ key }) => key === asked.key)) opened.push(asked);
        return randomUUID();
      },
      settleFor: async (_tx: unknown, _workspace: string, momentId: string, { outcome }: { outcome: string }) =>
        void settled.push({ momentId, outcome }),
    },
    mail: { send: async (letter: Letter) => void letters.push(letter) },
    jobs: {
      handle: () => {},
      every: () => {},
      add: async (_tx: unknown, _kind: unknown, payload: (typeof queued)[number]) => void queued.push(payload),
    },
  } as unknown as WatchDeps;
  nina = await person('Nina', 'analyst');
  bob = await person('Bob', 'analyst');
  viewer = await person('Vera', 'viewer');
  await writeOrders();
});
afterAll(async () => {
  await front?.close?.();
  await Promise.all([house?.close(), copy?.close()]);
});
beforeEach(async () => {
  now = morning;
  engineDown = false;
  behind = false;
  [letters, queued, opened, settled] = [[], [], [], []];
  await house.db.inWorkspace(house.workspaceId, (tx) => tx.run(sql`delete from measure.watch`));
});

/** Forty-two days of hours of two shops: some twenty orders an hour. Today from ten on the shop in Milan sells nearly five times as many. */
async function writeOrders(): Promise<void> {
  const lines: string[] = [];
  for (let at = began; at < began + 42 * 24 * hour; at += hour) {
    const no = (at - began) / hour;
    const burst = at >= morning && at < morning + 4 * hour && at - began >= 40 * 24 * hour + 10 * hour;
    for (const [shop, orders] of [
      ['Milan', (burst ? 70 : 12) + (no % 3)],
      ['Rome', 8 + (no % 2)],
    ] as const)
      for (let order = 0; order < orders; order += 1) {
        const when = new Date(at + order * 20_000).toISOString();
        const id = no * 1_000 + order * 2 + (shop === 'Rome' ? 1 : 0);
        lines.push(JSON.stringify([house.workspaceId, 'Order', 'track', 's', when, when, order, id, { shop }, {}]));
      }
  }
  await copy.clickhouse.insert(
    'listen_events',
    ['workspace', 'name', 'kind', 'source', 'occurred_at', 'received_at', 'sender', 'event', 'text', 'num'],
    `${lines.join('\n')}\n`,
    { token: 'orders' },
  );
}

const keep = (more: Partial<Watch> = {}, by = nina): Promise<Watch> =>
  create(
    deps,
    by,
    (createWatch.body as NonNullable<typeof createWatch.body>).parse({
      title: 'Orders',
      about: orders,
      grain: 'hour',
      ownerId: by.id,
      todo: 'Call the shop.',
      ...more,
    }),
  );
const tick = async (at: number) => {
  now = at;
  await sweep(deps, house.workspaceId);
};
const again = (watch: Watch) => read(deps, house.workspaceId, watch.id);
const refusal = (code: string) => expect.objectContaining({ kind: expect.objectContaining({ code }) });

describe('looking', () => {
  test('the first look shows what was and tells nobody; then each hour is judged once, when it is over', async () => {
    const watch = await keep();
    const first = await again(watch);
    expect(first).toEqual(watch);
    expect(first.buckets).toHaveLength(60);
    expect(first.judgedTo).toBe(new Date(morning - 55 * 60_000).toISOString());
    expect(first.buckets.every(({ expected, side }) => expected !== null && side === null)).toBe(true);
    expect([opened, queued]).toEqual([[], []]);

    // At nine the hour from eight is over, but what was sent at the end of it may be on its way.
    await tick(morning + 6 * 60_000);
    expect((await again(watch)).judgedTo).toBe(first.judgedTo);
    await tick(morning + 11 * 60_000);
    expect((await again(watch)).judgedTo).toBe(new Date(morning + 5 * 60_000).toISOString());
    expect(opened).toEqual([]);
  });

  test('a burst opens one moment and one finding, explained, however many look and however long it goes on', async () => {
    const watch = await keep();
    await tick(morning);
    now = morning + 2 * hour + 11 * 60_000;
    // Several processes at the same instant.
    await Promise.all(Array.from({ length: 4 }, () => lookAt(deps, house.workspaceId, watch.id)));
    expect(opened).toHaveLength(1);
    expect(opened[0]).toMatchObject({ title: 'Orders: unusually high', colleagueId: nina.id });
    expect(opened[0]?.sentence).toBe(
      'Orders: 79 in the hour from 10:00 on 10 November 2026 (UTC), where 6.9 to 53.3 were to be expected. What moved: Milan 102 %.',
    );
    const seen = await again(watch);
    expect(seen.findings).toHaveLength(1);
    expect(seen.findings[0]).toMatchObject({ side: 'high', verdict: null, late: false, owner: { id: nina.id, name: 'Nina' } });
    expect(seen.findings[0]?.explained[0]).toMatchObject({ label: 'Milan' });
    expect(seen.said.open).toBe(1);
    await tick(morning + 3 * hour + 11 * 60_000);
    await tick(morning + 4 * hour + 11 * 60_000);
    const later = await again(watch);
    expect(later.findings).toHaveLength(1);
    expect(later.findings[0]?.last).toBe('2026-11-10T12:00:00.000Z');
    expect([opened.length, queued.length]).toEqual([1, 1]);
    expect(new Set(later.buckets.map(({ at }) => at)).size).toBe(later.buckets.length);
  });

  test('what fails in the middle leaves nothing behind, and the next look tells it', async () => {
    const watch = await keep();
    await tick(morning);
    const { openFor } = deps.moments;
    deps.moments.openFor = () => Promise.reject(new Error('the process was killed'));
    now = morning + 2 * hour + 11 * 60_000;
    await lookAt(deps, house.workspaceId, watch.id);
    expect((await again(watch)).findings).toEqual([]);
    deps.moments.openFor = openFor;
    await tick(now + 2 * 60_000);
    expect((await again(watch)).findings).toHaveLength(1);
    expect(opened).toHaveLength(1);
  });

  test('without the engine it says that it is blind; afterwards every hour of the night is judged', async () => {
    const watch = await keep();
    await tick(morning);
    engineDown = true;
    await tick(morning + hour);
    await tick(morning + 3 * hour);
    const blind = await again(watch);
    expect(blind.blind).toMatchObject({ why: 'engine', since: new Date(morning + hour).toISOString() });
    engineDown = false;
    await tick(morning + 6 * hour);
    const back = await again(watch);
    expect(back.blind).toBeNull();
    expect(back.caughtUp).toMatchObject({ buckets: 6, passedOver: 0 });
    expect(back.findings).toHaveLength(1);
  });

  test('a copy that lags is waited for: it is no silence', async () => {
    const watch = await keep();
    await tick(morning);
    behind = true;
    await tick(morning + 11 * 60_000);
    expect(await again(watch)).toMatchObject({ judgedTo: new Date(morning - 55 * 60_000).toISOString(), blind: null });
    await tick(morning + 40 * 60_000);
    expect((await again(watch)).blind).toMatchObject({ why: 'behind' });
  });

  test('what stands on conversations waits for them: for what was told, what is to be written, and what is to be copied', async () => {
    const { workspaceId } = house;
    const inside = <T>(work: (tx: Tx) => Promise<T>) => house.db.inWorkspace(workspaceId, work);
    const metricOf = async (source: 'events' | 'conversations') => {
      const id = await inside((tx) =>
        insertMetric(
          tx,
          workspaceId,
          {
            ...{
              shipped: null,
              name: `Of ${source}`,
              group: 'own',
              better: 'lower',
              ownerId: null,
              interval: 'day',
              breakdowns: [],
            },
            formula: { kind: 'count', of: { source, filters: [] } },
          } as never,
          'Nina',
          '',
        ),
      );
      if (id === undefined) throw new Error('the name is taken');
      return id;
    };
    const metrics = { events: await metricOf('events'), conversations: await metricOf('conversations') };
    const [before, after] = [new Date(Date.now() - hour), new Date(Date.now() + hour)];
    const current = (until: Date) =>
      inside(async (tx) => [
        await reaches(deps, tx, workspaceId, { kind: 'metric', metricId: metrics.events }, until),
        await reaches(deps, tx, workspaceId, { kind: 'metric', metricId: metrics.conversations }, until),
        await reaches(deps, tx, workspaceId, { kind: 'voice', split: 'channel' }, until),
      ]);
    // The lines were never begun.
    expect(await current(after)).toEqual([true, false, true]);
    await inside((tx) => tx.run(sql`insert into measure.conversation_copy (workspace_id, whole) values (${workspaceId}, true)`));
    expect(await current(after)).toEqual([true, true, true]);
    const wrote = JSON.stringify({ id: randomUUID(), entry: randomUUID() });
    await inside((tx) =>
      tx.run(
        sql`insert into platform.event (workspace_id, type, data) values (${workspaceId}, ${customerWrote.type}, ${wrote}::jsonb)`,
      ),
    );
    expect([await current(before), await current(after)]).toEqual([
      [true, true, true],
      [true, false, false],
    ]);
    await inside((tx) => tx.run(sql`delete from platform.event where type = ${customerWrote.type}`));
    await inside((tx) => markDue(tx, workspaceId, [randomUUID()]));
    expect([await current(before), await current(after)]).toEqual([
      [true, true, true],
      [true, false, true],
    ]);
    await inside((tx) => tx.run(sql`delete from measure.conversation_due`));
  });

  test('what it looked at is gone: it says so', async () => {
    const metric = await house.db.inWorkspace(house.workspaceId, async (tx) => {
      const { id } = await tx.one<{ id: string }>(sql`
        insert into measure.metric (workspace_id, name, kind, better, shown_by) values (${house.workspaceId}, 'Sold', 'own', 'higher', 'day')
        returning id`);
      await tx.run(sql`
        insert into measure.metric_version (workspace_id, metric_id, no, formula, changed_by, why)
        values (${house.workspaceId}, ${id}, 1, ${JSON.stringify({ kind: 'count', of: { source: 'events', event: 'Order', filters: [] } })}::jsonb,
                'Nina', '')`);
      return id;
    });
    const watch = await keep({ about: { kind: 'metric', metricId: metric, above: 60 } });
    expect(watch.of).toBe('Sold');
    await tick(morning);
    await tick(morning + 2 * hour + 11 * 60_000);
    const crossed = await again(watch);
    expect(crossed.findings).toMatchObject([{ side: 'high', high: 60, low: null, expected: null }]);
    await house.db.inWorkspace(house.workspaceId, (tx) => tx.run(sql`delete from measure.metric where id = ${metric}`));
    await tick(morning + 4 * hour);
    expect(await again(watch)).toMatchObject({ of: null, blind: { why: 'gone' } });
  });

  test('what people say is counted in people, and the channel explains it', async () => {
    const lines: string[] = [];
    const columns = ['workspace', 'id', 'sender', 'occurred_at', 'channel', 'source', 'moment', 'language', 'kind', 'sentiment'];
    const say = (at: number, sender: number, channel: string) =>
      lines.push(
        JSON.stringify([
          ...[house.workspaceId, randomUUID(), sender, new Date(at).toISOString(), channel, 'conversation', randomUUID(), 'en'],
          ...['curse', 0, '', '', '', [], 1, 0],
        ]),
      );
    for (let at = began; at < morning; at += hour) for (let sender = 0; sender < 4; sender += 1) say(at, sender, 'email');
    for (let sender = 0; sender < 80; sender += 1)
      for (let word = 0; word < 2; word += 1) say(morning + hour + 10 * 60_000, sender, 'chat');
    await copy.clickhouse.insert(
      'measure_feedback',
      [...columns, 'emotion', 'effort', 'product', 'themes', 'version', 'gone'],
      `${lines.join('\n')}\n`,
      { repeatable: true },
    );
    const watch = await keep({ about: { kind: 'voice', said: 'curse', split: 'channel' } });
    await tick(morning);
    await tick(morning + 2 * hour + 11 * 60_000);
    const { findings } = await again(watch);
    expect(findings).toMatchObject([{ seen: 80, side: 'high' }]);
    expect(findings[0]?.explained[0]).toMatchObject({ label: 'chat', value: 80 });
  });
});

describe('a word', () => {
  async function withFinding(by = nina) {
    const watch = await keep({ answerHours: 2 }, by);
    await tick(morning);
    await tick(morning + 2 * hour + 11 * 60_000);
    const seen = await again(watch);
    const [finding] = seen.findings;
    if (!finding) throw new Error('nothing was found');
    return { watch: seen, finding };
  }

  test('only its owner or whoever may change measures says what it was, once, and false alarms are counted', async () => {
    const { watch, finding } = await withFinding();
    const word = { verdict: 'false_alarm' as const, note: 'A test of the shop.' };
    await expect(judgeFinding(deps, viewer, finding.id, word)).rejects.toEqual(refusal('measure.not_its_owner'));
    await expect(judgeFinding(deps, await person('Other', 'owner', house.otherWorkspaceId), finding.id, word)).rejects.toEqual(
      refusal('measure.no_such_watch_finding'),
    );
    await expect(remove(deps, nina, watch.id)).rejects.toEqual(refusal('measure.watch_has_findings'));
    expect(await judgeFinding(deps, bob, finding.id, word)).toMatchObject({ verdict: 'false_alarm', judgedBy: 'Bob' });
    await expect(judgeFinding(deps, nina, finding.id, word)).rejects.toEqual(refusal('measure.judged_before'));
    expect(settled).toEqual([{ momentId: finding.momentId, outcome: 'unfounded' }]);
    expect(await again(watch)).toMatchObject({ precision: 0, said: { real: 0, expected: 0, falseAlarm: 1, open: 0 } });
    await remove(deps, nina, watch.id);
    await expect(again(watch)).rejects.toEqual(refusal('measure.no_such_watch'));
  });

  test('its owner gets one letter; without a word in time their manager gets one, once', async () => {
    await house.db.inWorkspace(house.workspaceId, (tx) =>
      tx.run(sql`
        insert into people.reporting_line (workspace_id, employee_id, manager_id, during)
        values (${house.workspaceId}, ${nina.id}, ${bob.id}, tstzrange(now() - interval '1 day', null))`),
    );
    const { watch, finding } = await withFinding();
    for (const job of [...queued, ...queued]) await sendLetter(deps, { workspaceId: house.workspaceId, ...job });
    expect(letters.map(({ to, subject }) => [to, subject])).toEqual([[`${nina.id}@verona.test`, 'Orders: unusually high']]);
    expect(letters[0]?.text).toContain('Call the shop.');
    queued = [];
    await tick(now + 3 * hour);
    await tick(now + hour);
    expect(queued).toMatchObject([{ findingId: finding.id, why: 'missed' }]);
    for (const job of queued) await sendLetter(deps, { workspaceId: house.workspaceId, ...job });
    expect(letters[1]).toMatchObject({ to: `${bob.id}@verona.test`, subject: 'Unanswered: Orders: unusually high' });
    expect((await again(watch)).findings[0]).toMatchObject({ late: true, escalatedTo: { name: 'Bob' } });
  });

  test('what belonged to somebody who left goes up their line', async () => {
    const gone = await person('Gone', 'analyst');
    await house.db.inWorkspace(house.workspaceId, (tx) =>
      tx.run(sql`
        insert into people.reporting_line (workspace_id, employee_id, manager_id, during)
        values (${house.workspaceId}, ${gone.id}, ${bob.id}, tstzrange(now() - interval '1 day', null))`),
    );
    const { watch } = await withFinding(gone);
    await house.db.inWorkspace(house.workspaceId, (tx) =>
      tx.run(sql`update people.employee set status = 'deactivated' where id = ${gone.id}`),
    );
    await tick(now + 60_000);
    expect(await again(watch)).toMatchObject({ owner: { name: 'Bob', active: true }, findings: [{ owner: { name: 'Bob' } }] });
    await expect(keep({}, gone)).rejects.toEqual(refusal('measure.no_such_owner'));
  });
});

describe('keeping', () => {
  test('it is shown what it would have seen; resting, it judges nothing, and begins anew', async () => {
    now = morning + 4 * hour;
    const would = await preview(deps, house.workspaceId, {
      about: orders,
      grain: 'hour',
      timeZone: 'UTC',
      sensitivity: 'normal',
    });
    expect([would.buckets.length, would.alarms]).toEqual([60, 1]);
    const watch = await keep();
    await tick(morning);
    await change(deps, nina, watch.id, { paused: true });
    await tick(morning + 3 * hour);
    expect((await again(watch)).findings).toEqual([]);
    await change(deps, nina, watch.id, { paused: false, sensitivity: 'many' });
    await tick(morning + 4 * hour);
    expect(await again(watch)).toMatchObject({ findings: [], sensitivity: 'many', paused: false, blind: null });
  });

  test('a question that is refused is not kept, there are so many and no more, and another company sees none', async () => {
    await expect(keep({ about: { ...orders, breakdown: 'nothing' } as WatchedAbout })).rejects.toThrow();
    await expect(keep({ about: { kind: 'metric', metricId: randomUUID(), above: 1 } })).rejects.toEqual(
      refusal('measure.no_such_metric'),
    );
    const { id } = await keep();
    await house.db.inWorkspace(house.workspaceId, (tx) =>
      tx.run(sql`
        insert into measure.watch (workspace_id, id, title, about, grain, time_zone, sensitivity, todo, answer_hours, owner_id, created_by, next_at)
        select workspace_id, uuidv7(), title, about, grain, time_zone, sensitivity, todo, answer_hours, owner_id, created_by, next_at
          from measure.watch, generate_series(1, 99) where id = ${id}`),
    );
    await expect(keep()).rejects.toEqual(refusal('measure.too_many_watches'));
    expect((await list(deps, house.otherWorkspaceId)).items).toEqual([]);
    await expect(read(deps, house.otherWorkspaceId, id)).rejects.toEqual(refusal('measure.no_such_watch'));
  });
});
