// Rules over events on real Postgres: from the door of a source to a moment that somebody owns, once.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CustomersUnderTest, customersUnderTest } from '#customers/testing';
import { createAudit } from '#platform/audit';
import type { BodyOf, ParamsOf, ReplyOf, Route } from '#platform/contract';
import { createEvents, type Lane, type Subscription } from '#platform/events';
import { createIds } from '#platform/ids';
import { createLog } from '#platform/log';
import { sql, type Tx } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import * as contract from '../contract/rules.ts';
import { createOwnership } from '../ownership/ownership.ts';
import { laneName } from './lane.ts';
import { watchRules } from './watch-rules.ts';

const log = createLog({ level: 'silent' });
const minute = 60_000;

let fresh: FreshDatabase;
let house: CustomersUnderTest;
/** Time goes on for the sweep alone: what is said is said now. */
let ahead = 0;
const clock = { now: () => Date.now() + ahead };

beforeAll(async () => {
  fresh = await freshDatabase();
  house = await customersUnderTest(fresh);
});
afterAll(() => fresh.close());
beforeEach(() => {
  ahead = 0;
});

/** A process with the room's rules, driven by hand: making another one is a restart. */
function process(more: { newId?: () => string } = {}) {
  const lanes: Lane[] = [];
  const subscriptions: Subscription[] = [];
  const sweeps: (() => Promise<void>)[] = [];
  const handlers = new Map<string, (caller: never) => Promise<unknown>>();
  const ground = {
    db: fresh.db,
    customers: house.customers,
    listen: house.listen,
    realtime: { topic: () => {}, publish: () => {}, nudge: () => {} },
    events: {
      tell: createEvents({ db: fresh.db, lanes: { add: () => {}, wake: () => {} }, log }).tell,
      subscribe: (one: Subscription) => void subscriptions.push(one),
    },
    jobs: { every: (_name: string, _ms: number, work: () => Promise<void>) => void sweeps.push(work) },
    lanes: { add: (lane: Lane) => void lanes.push(lane) },
    people: { responsible: async () => [], standings: async () => [], teamMembers: async () => [] },
    clocks: { happened: async () => {} },
    audit: createAudit({ log }),
    newId: createIds(() => Date.now()),
    clock,
    log,
    ...more,
    bind: ((route: Route, handle: (caller: never) => Promise<unknown>) => handlers.set(route.id, handle)) as never,
  };
  watchRules({ ...ground, ownership: createOwnership(ground as never) } as never);
  const lane = lanes.find(({ name }) => name === laneName);
  if (lane === undefined) throw new Error('no lane');
  return {
    lane,
    async read(workspaceId = fresh.workspaceId) {
      // Watermarks wait for transactions of the whole server, also for those of other tests.
      for (let quiet = 0; quiet < 3; ) quiet = (await lane.step(workspaceId)) === false ? quiet + 1 : 0;
    },
    async sweep() {
      for (const work of sweeps) await work();
    },
    entered: (data: unknown) =>
      fresh.db.inWorkspace(fresh.workspaceId, async (tx) => {
        const event = {
          id: randomUUID(),
          type: 'customers.segment_entered',
          workspaceId: fresh.workspaceId,
          at: new Date(),
          data,
        };
        for (const one of subscriptions) await one.handle(tx, event);
        for (const one of subscriptions) await one.handle(tx, event);
      }),
    async call<T extends Route>(route: T, parts: { params?: ParamsOf<T>; body?: BodyOf<T> } = {}): Promise<ReplyOf<T>> {
      const handle = handlers.get(route.id);
      const body = route.body?.parse(parts.body ?? {});
      const { principal, workspaceId } = house;
      const reply = await handle?.({ ...parts, body, principal, workspaceId } as never);
      return (route.reply ? route.reply.parse(reply) : reply) as never;
    },
  };
}

interface Opened {
  id: string;
  title: string;
  kind: string;
  owned: boolean;
  evidence: number;
}

const inside = <T>(work: (tx: Tx) => Promise<T>, workspaceId = fresh.workspaceId) => fresh.db.inWorkspace(workspaceId, work);

/** Moments of whoever says so, oldest first. */
const openedFor = (user: string) =>
  inside((tx) =>
    tx.many<Opened>(sql`
      select m.id, m.title, m.kind, (m.owner_queue is not null or m.owner_employee is not null) as owned,
             (select count(*)::int from moments.entry e
               where e.workspace_id = m.workspace_id and e.moment_id = m.id and e.details ->> 'event' = 'evidence') as evidence
        from moments.moment m join listen.sender s on s.workspace_id = m.workspace_id and s.no = m.sender_no
       where s.value = ${user} order by m.no`),
  );

const track = (userId: string, event: string, properties: Record<string, unknown> = {}, more: Record<string, unknown> = {}) =>
  house.say('server', { type: 'track', userId, event, properties, ...more });

describe('a checkout', () => {
  test('that is stuck opens one moment after its time, owned, with its evidence; one that is finished opens none', async () => {
    const one = process();
    await track('stuck', 'Checkout Started', { cart: 'c1' });
    await track('done', 'Checkout Started');
    await track('done', 'Order Completed');
    await one.read();
    ahead = 29 * minute;
    await one.sweep();
    expect(await openedFor('stuck')).toEqual([]);
    ahead = 31 * minute;
    await Promise.all([one.sweep(), process().sweep()]);
    await one.sweep();
    expect(await openedFor('stuck')).toMatchObject([
      { title: 'Checkout stuck', kind: 'stuck_checkout', owned: true, evidence: 1 },
    ]);
    expect(await openedFor('done')).toEqual([]);
    const told = await inside((tx) =>
      tx.one<{ text: string }>(sql`select text from moments.entry where details ->> 'event' = 'evidence' limit 1`),
    );
    expect(told.text).toBe('Checkout Started, and no Order Completed within 30 minutes.');
  });

  test('that was finished while nobody read is not called stuck after the outage', async () => {
    const before = process();
    await track('outage', 'Checkout Started');
    await before.read();
    await track('outage', 'Order Completed');
    // Half an hour later the sweep comes back first: what it has not read holds it.
    ahead = 31 * minute;
    const after = process();
    await after.sweep();
    expect(await openedFor('outage')).toEqual([]);
    await after.read();
    await after.sweep();
    expect(await openedFor('outage')).toEqual([]);
  });

  test('begun as a visitor and finished signed in is the same customer', async () => {
    const one = process();
    await house.say('server', { type: 'track', anonymousId: 'v1', event: 'Checkout Started' });
    await house.say('server', { type: 'identify', anonymousId: 'v1', userId: 'signed-in' });
    await track('signed-in', 'Order Completed');
    await house.settle();
    await one.read();
    ahead = 31 * minute;
    await one.sweep();
    expect([...(await openedFor('v1')), ...(await openedFor('signed-in'))]).toEqual([]);
  });
});

describe('an event', () => {
  test('that is sent again opens nothing twice; another of the same customer joins the open moment', async () => {
    const one = process();
    const again = { messageId: randomUUID() };
    await track('angry', 'Complaint Made', { channel: 'public', text: 'Never again' }, again);
    await one.read();
    await track('angry', 'Complaint Made', { channel: 'public', text: 'Never again' }, again);
    await one.read();
    await process().read();
    expect(await openedFor('angry')).toMatchObject([{ title: 'In public: Never again', evidence: 1 }]);
    await track('angry', 'Mention', { text: 'What a scam!' });
    await track('angry', 'Mention', { text: 'All is well now' });
    await track('angry', 'Complaint Made', { channel: 'private' });
    await one.read();
    expect(await openedFor('angry')).toMatchObject([{ evidence: 2 }]);
  });

  test('that anybody could claim opens a hundred moments an hour and rule; the rest gathers in one, owned, none unheard', async () => {
    const one = process();
    const claims = Array.from({ length: 130 }, (_, n) => ({
      ...{ type: 'track', anonymousId: `claimer-${n}`, event: 'Delivery Late', properties: { order_id: `claimed-${n}` } },
    }));
    await house.say('browser', ...claims);
    await track('known-to-us', 'Delivery Late', { order_id: 'said by our shop' });
    await one.read();
    const opened = await inside((tx) =>
      tx.many<Opened>(sql`
        select m.title, m.owner_queue is not null or m.owner_employee is not null as owned,
               (select count(*)::int from moments.entry e
                 where e.workspace_id = m.workspace_id and e.moment_id = m.id and e.details ->> 'event' = 'evidence') as evidence
          from moments.moment m where m.workspace_id = ${fresh.workspaceId}
           and (m.title like 'Order claimed-%' or m.title like '%many at once') order by m.no`),
    );
    expect(opened.filter(({ evidence }) => evidence === 1)).toHaveLength(100);
    expect(opened.filter(({ evidence }) => evidence !== 1)).toMatchObject([
      { title: 'Delivery late: many at once', owned: true, evidence: 30 },
    ]);
    // What a server says for itself has a moment of its own all the same.
    expect(await openedFor('known-to-us')).toMatchObject([{ title: 'Order said by our shop is late', evidence: 1 }]);
  });

  test('of long ago, or from a file, opens nothing', async () => {
    const one = process();
    await track('past', 'Delivery Late', { order_id: '1' }, { timestamp: '2026-01-01T10:00:00Z' });
    const { source } = await house.listen.sources.create(house.principal, { name: 'A file', kind: 'import' });
    await track('filed', 'Delivery Late', { order_id: '2' });
    const moved = await inside((tx) =>
      tx.run(sql`
        update listen.event set source_id = ${source.id} where sender_no = (select no from listen.sender where value = 'filed')`),
    );
    expect(moved).toBe(1);
    await one.read();
    expect(await openedFor('past')).toEqual([]);
    expect(await openedFor('filed')).toEqual([]);
  });

  test('that cannot be stored does not stop the others', async () => {
    const one = process();
    await one.call(contract.createRule, {
      body: {
        name: 'Odd',
        body: {
          trigger: {
            kind: 'begun_not_finished',
            begins: { event: 'Odd Begun' },
            finishes: [{ event: 'Odd Done' }],
            key: 'key',
            due: { by: 'property', property: 'by' },
          },
          title: '{{properties.key}}',
        },
      } as never,
    });
    await track('odd', 'Odd Begun', { key: 'nul \u0000 inside', by: '2026-13-45' });
    await track('odd', 'Odd Begun', { key: 'nul \u0000 inside', by: new Date(Date.now() + minute).toISOString() });
    await track('odd', 'Delivery Late', { order_id: 'nul \u0000' });
    await one.read();
    expect(await openedFor('odd')).toHaveLength(1);
    ahead = 2 * minute;
    await one.sweep();
    expect(await openedFor('odd')).toHaveLength(2);

    // Postgres refuses what the first of these is made of; the second is none the worse.
    const ids = createIds(() => Date.now());
    let first = true;
    const poisoned = process({
      newId: () => {
        const id = first ? 'no uuid' : ids();
        first = false;
        return id;
      },
    });
    await track('poison', 'Delivery Late');
    await track('healthy', 'Delivery Late');
    await poisoned.read();
    expect([await openedFor('poison'), (await openedFor('healthy')).length]).toEqual([[], 1]);
  });

  test('counts once when the process dies before its commit', async () => {
    await track('restart', 'Delivery Late', { order_id: '7' });
    const dying = process();
    const real = fresh.db.inWorkspace;
    const db = fresh.db as { inWorkspace: typeof real };
    db.inWorkspace = (workspaceId, work, options) =>
      real.call(
        fresh.db,
        workspaceId,
        async (tx: Tx) => {
          await work(tx);
          throw new Error('killed');
        },
        options,
      ) as never;
    await expect(dying.lane.step(fresh.workspaceId)).rejects.toThrow('killed');
    db.inWorkspace = real;
    expect(await openedFor('restart')).toEqual([]);
    await process().read();
    expect(await openedFor('restart')).toMatchObject([{ title: 'Order 7 is late', evidence: 1 }]);
  });

  test('that waits behind an older transaction is looked for again at once, not with the next sweep', async () => {
    const one = process();
    await one.read();
    await track('before', 'Delivery Late', { order_id: '8' });
    await inside(async (tx) => {
      await tx.run(sql`select pg_current_xact_id()`);
      await track('behind', 'Delivery Late', { order_id: '9' });
      expect(await one.lane.step(fresh.workspaceId)).toBe('later');
    });
    await one.read();
    expect(await openedFor('behind')).toMatchObject([{ title: 'Order 9 is late' }]);
  });

  test('of one workspace is nothing to another', async () => {
    const one = process();
    await one.read(fresh.otherWorkspaceId);
    const { n } = await inside(
      (tx) => tx.one<{ n: number }>(sql`select count(*)::int as n from moments.moment`),
      fresh.otherWorkspaceId,
    );
    expect(n).toBe(0);
  });
});

describe('rules as they are kept', () => {
  test('the shipped ones can be switched off, not removed; one without its segment cannot be switched on', async () => {
    const one = process();
    const { items } = await one.call(contract.listRules);
    expect(items.filter(({ shipped }) => shipped !== null)).toHaveLength(5);
    const late = items.find(({ shipped }) => shipped === 'delivery_late');
    const risk = items.find(({ shipped }) => shipped === 'valued_at_risk');
    if (!(late && risk)) throw new Error('a shipped rule is missing');
    const refused = (work: Promise<unknown>) =>
      work.then(
        () => 'nothing',
        (error: { kind?: { code: string } }) => error.kind?.code,
      );
    expect(await refused(one.call(contract.deleteRule, { params: { id: late.id } }))).toBe('moments.shipped_rule_stays');
    expect(await refused(one.call(contract.changeRule, { params: { id: risk.id }, body: { enabled: true } }))).toBe(
      'moments.rule_unfinished',
    );
    await one.call(contract.changeRule, { params: { id: late.id }, body: { enabled: false } });
    await track('quiet', 'Delivery Late');
    await one.read();
    expect(await openedFor('quiet')).toEqual([]);
    await one.call(contract.changeRule, { params: { id: late.id }, body: { enabled: true } });
    expect(await openedFor('quiet')).toEqual([]);
    await track('quiet', 'Delivery Late');
    await one.read();
    expect(await openedFor('quiet')).toHaveLength(1);
  });

  test('whoever enters the chosen segment has a moment, once', async () => {
    const one = process();
    await house.say('server', { type: 'identify', userId: 'valued', traits: { name: 'Vera Valued' } });
    await house.settle();
    const person = await inside((tx) => house.customers.find(tx, fresh.workspaceId, 'user_id:valued'));
    const { items } = await one.call(contract.listRules);
    const risk = items.find(({ shipped }) => shipped === 'valued_at_risk');
    if (!risk) throw new Error('a shipped rule is missing');
    const segment = randomUUID();
    const body = { ...risk.body, trigger: { kind: 'segment_entered' as const, segment } };
    await one.call(contract.changeRule, { params: { id: risk.id }, body: { enabled: true, body } });
    await one.entered({ segment: randomUUID(), ids: [person.id] });
    expect(await openedFor('valued')).toEqual([]);
    await one.entered({ segment, ids: [person.id, randomUUID()] });
    expect(await openedFor('valued')).toMatchObject([{ title: 'Vera Valued is at risk', evidence: 1 }]);
  });

  test('a dry run says what a rule would have opened, and opens nothing', async () => {
    const one = process();
    const body = {
      trigger: {
        kind: 'begun_not_finished' as const,
        begins: { event: 'Trial Begun', where: [] },
        finishes: [{ event: 'Trial Paid', where: [] }],
        key: 'trial',
        due: { by: 'minutes' as const, minutes: 5 },
      },
      title: 'Trial {{properties.trial}}',
      kind: 'event',
      priority: 0,
      skills: [],
      queue: null,
    };
    await track('dry', 'Trial Begun', { trial: 'a' });
    await track('dry', 'Trial Begun', { trial: 'b' });
    await track('dry', 'Trial Paid', { trial: 'b' });
    ahead = 6 * minute;
    expect(await one.call(contract.tryRule, { body: { body, days: 1 } })).toMatchObject({
      count: 1,
      items: [{ title: 'Trial a', sender: { type: 'user_id', value: 'dry' } }],
    });
    await one.read();
    expect(await openedFor('dry')).toEqual([]);
  });
});
