/** What routing knows, on real Postgres: who is valued, what was promised, whose clock breaks next, who declined. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CustomersUnderTest, customersUnderTest } from '#customers/testing';
import { createAudit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { createEvents } from '#platform/events';
import { createIds } from '#platform/ids';
import { createLog } from '#platform/log';
import { sql, type Tx } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { openFor, settleFor } from '../for-colleagues.ts';
import { listPromised, lookAtPromises, promiseTo, settlePromised } from '../promises.ts';
import { setRouting } from '../settings.ts';
import { findMoment } from '../store/moments.ts';
import { type Acting, resolve } from './acts.ts';
import { waitingFacts } from './facts.ts';
import { whyNobodyOwns } from './nobody.ts';
import { createOwnership } from './ownership.ts';

const log = createLog({ level: 'silent' });
const minute = 60_000;
let fresh: FreshDatabase;
let house: CustomersUnderTest;
let acting: Acting;
let ahead = 0;

beforeAll(async () => {
  fresh = await freshDatabase();
  house = await customersUnderTest(fresh);
  const ground = {
    db: fresh.db,
    customers: house.customers,
    listen: { chat: { staffingChanged: () => {} } },
    realtime: { topic: () => {}, publish: () => {}, nudge: () => {} },
    events: { tell: createEvents({ db: fresh.db, lanes: { add: () => {}, wake: () => {} }, log }).tell },
    people: { responsible: async () => [], standings: async () => [], teamMembers: async () => [] },
    clocks: { happened: async () => {} },
    knowledge: { recordResolved: async () => {} },
    audit: createAudit({ log }),
    newId: createIds(() => Date.now()),
    clock: { now: () => Date.now() + ahead },
    log,
    leads: () => false,
  };
  acting = { ...ground, ownership: createOwnership(ground as never) } as never;
});
afterAll(() => fresh.close());

const inside = <T>(work: (tx: Tx) => Promise<T>) => fresh.db.inWorkspace(fresh.workspaceId, work);

async function agent(name: string, taking = true): Promise<Principal & { id: string }> {
  const employeeId = randomUUID();
  const standing = { employeeId, name, role: 'agent', presence: taking ? 'online' : 'away', able: true, taking } as const;
  await inside((tx) => acting.ownership.standing(tx, fresh.workspaceId, standing as never));
  return { kind: 'employee', id: employeeId, label: name, workspaceId: fresh.workspaceId, role: 'agent' };
}

const agentBack = ({ id, label }: { id: string; label: string }) =>
  inside((tx) =>
    acting.ownership.standing(tx, fresh.workspaceId, {
      ...{ employeeId: id, name: label, role: 'agent', presence: 'online', able: true, taking: true },
    }),
  );

async function customer(userId: string, traits: Record<string, unknown> = {}): Promise<string> {
  await house.say('server', { type: 'identify', userId, traits });
  await house.settle();
  return (await inside((tx) => house.customers.find(tx, fresh.workspaceId, `user_id:${userId}`))).senderNos[0] ?? '';
}

const open = (senderNo: string | null, owner?: Principal & { id: string }, priority = 0) =>
  inside(async (tx) => {
    await acting.ownership.lock(tx, fresh.workspaceId);
    return acting.ownership.open(tx, fresh.workspaceId, {
      ...{ kind: 'test', title: 'Where is it?', senderNo, priority, by: 'Test' },
      openedBy: { rule: 'test', sentence: 'For a test.' },
      ...(owner && { owner: { id: owner.id, name: owner.label } }),
    });
  });

const momentOf = async (id: string) => {
  const moment = await inside((tx) => findMoment(tx, fresh.workspaceId, id));
  if (moment === undefined) throw new Error('no such moment');
  return moment;
};
const factsOf = async (id: string) => {
  const moment = await momentOf(id);
  const [facts] = await inside((tx) => waitingFacts(acting, tx, fresh.workspaceId, [{ ...moment, since: Date.now() }]));
  return facts;
};
const promiseIn = (minutes: number) => new Date(acting.clock.now() + minutes * minute).toISOString();
const everybodyLeaves = () =>
  inside(async (tx) => {
    const here = await tx.many<{ id: string; name: string }>(sql`
      select employee_id as id, name from moments.agent where workspace_id = ${fresh.workspaceId} and able`);
    for (const { id, name } of here) {
      const standing = { employeeId: id, name, role: 'agent', presence: 'offline', able: false, taking: false };
      await acting.ownership.standing(tx, fresh.workspaceId, standing as never);
    }
  });

test('a customer is valued by a number among their traits, and a valued one goes to whoever takes care of them', async () => {
  const admin = { ...house.principal };
  await setRouting(acting, admin, { by: 'trait', trait: 'lifetime_value', full: 1_000 });
  const [gold, poor] = [await customer('gold', { lifetime_value: 4_000 }), await customer('poor', { lifetime_value: 100 })];
  await agent('Junior');
  const senior = await agent('Senior');
  await inside((tx) =>
    tx.run(sql`update moments.agent set senior = true where workspace_id = ${fresh.workspaceId} and employee_id = ${senior.id}`),
  );
  const [valued, other] = [await open(gold), await open(poor)];
  expect(await factsOf(valued)).toMatchObject({ value: 1 });
  expect(await factsOf(other)).toMatchObject({ value: 0.1 });
  const moment = await momentOf(valued);
  expect(moment.ownerEmployee).toBe(senior.id);
  await setRouting(acting, admin, null);
  expect(await factsOf(valued)).toMatchObject({ value: null });
  await expect(setRouting(acting, admin, { by: 'segment', segment: randomUUID() })).rejects.toMatchObject({
    kind: { code: 'customers.no_such_segment' },
  });
  await everybodyLeaves();
});

test('whoever promised gets the customer back, before everybody else', async () => {
  const ann = await customer('ann');
  const [keeper, other] = [await agent('Keeper', false), await agent('Other', false)];
  const first = await open(ann, keeper);
  await promiseTo(acting, keeper, first, { epoch: 1, text: 'Call back about the refund', dueAt: promiseIn(60) });
  expect(await factsOf(first)).toMatchObject({ promisedBy: keeper.id, dueAt: expect.closeTo(Date.now() + 60 * minute, -4) });
  // Another moment of the same customer, while both have room: the promise decides.
  for (const one of [other, keeper]) await agentBack(one);
  const again = await momentOf(await open(ann));
  expect(again.ownerEmployee).toBe(keeper.id);
  const band = await inside((tx) =>
    tx.many<{ sentence: string }>(sql`
      select reason ->> 'sentence' as sentence from moments.ownership
       where workspace_id = ${fresh.workspaceId} and moment_id = ${again.id}`),
  );
  expect(band[0]?.sentence).toMatch(/^Keeper promised this customer to call back/);
  await everybodyLeaves();
});

test('a promise comes back before its time, opens what was settled, and is loud when it is missed; once each', async () => {
  const bob = await customer('bob');
  const keeper = await agent('Patient');
  const id = await open(bob, keeper);
  const made = await promiseTo(acting, keeper, id, { epoch: 1, text: 'Send the label', dueAt: promiseIn(60) });
  await resolve(acting, keeper, id, { epoch: 1, outcome: 'answered', note: '' });
  const lines = async () =>
    (
      await inside((tx) =>
        tx.many<{ did: string }>(sql`
          select details ->> 'did' as did from moments.entry
           where workspace_id = ${fresh.workspaceId} and moment_id = ${id} and details ->> 'event' = 'promise' order by seq`),
      )
    ).map(({ did }) => did);
  await lookAtPromises(acting, fresh.workspaceId);
  expect(await momentOf(id)).toMatchObject({ state: 'resolved' });
  ahead = 50 * minute;
  await lookAtPromises(acting, fresh.workspaceId);
  await lookAtPromises(acting, fresh.workspaceId);
  expect(await momentOf(id)).toMatchObject({ state: 'open', ownerEmployee: keeper.id, priority: '0' });
  expect(await lines()).toEqual(['made', 'due']);
  ahead = 61 * minute;
  await lookAtPromises(acting, fresh.workspaceId);
  await lookAtPromises(acting, fresh.workspaceId);
  expect(await momentOf(id)).toMatchObject({ state: 'open', priority: '2' });
  expect(await lines()).toEqual(['made', 'due', 'missed']);
  const stranger = await agent('Stranger', false);
  await expect(settlePromised(acting, stranger, made.id, { outcome: 'kept', note: '' })).rejects.toMatchObject({
    kind: { code: 'moments.promise_not_yours' },
  });
  expect(await settlePromised(acting, keeper, made.id, { outcome: 'kept', note: 'Late, sorry' })).toMatchObject({
    outcome: 'kept',
    missed: true,
  });
  await expect(settlePromised(acting, keeper, made.id, { outcome: 'kept', note: '' })).rejects.toMatchObject({
    kind: { code: 'moments.promise_settled' },
  });
  expect(await listPromised(acting, fresh.workspaceId, { customer: 'user_id:bob', state: 'open' })).toEqual([]);
  expect(await listPromised(acting, fresh.workspaceId, { customer: 'user_id:bob', state: 'all' })).toHaveLength(1);
  ahead = 0;
  await everybodyLeaves();
});

test('whoever gets room takes what breaks next, not what came first', async () => {
  const [early, soon] = [await open(null, undefined, 2), await open(null, undefined, 2)];
  await inside((tx) =>
    tx.run(sql`
      insert into moments.clock (workspace_id, moment_id, kind, round, state, ended, due_at)
      values (${fresh.workspaceId}, ${soon}, 'first_reply', 1, 'running', false, now() + interval '5 minutes')`),
  );
  const one = await agent('One hand', false);
  await inside((tx) =>
    tx.run(sql`update moments.agent set capacity = 1 where workspace_id = ${fresh.workspaceId} and employee_id = ${one.id}`),
  );
  await agentBack(one);
  expect((await momentOf(soon)).ownerEmployee).toBe(one.id);
  expect((await momentOf(early)).ownerEmployee).toBeNull();
});

test('what is seen for a colleague is theirs while they are here, else a queue’s; one key opens one moment', async () => {
  await everybodyLeaves();
  const { workspaceId } = fresh;
  const [here, away] = [await agent('Here', false), randomUUID()];
  const ask = (key: string, colleagueId: string) => ({
    ...{
      key,
      colleagueId,
      kind: 'watch',
      title: 'Orders: unusually low',
      sentence: 'Two, not twenty.',
      note: 'Call.',
      by: 'Orders',
    },
  });
  const opened = await inside((tx) => openFor(acting, tx, workspaceId, ask('a', here.id)));
  expect(await momentOf(opened)).toMatchObject({ ownerEmployee: here.id, senderNo: null, state: 'open' });
  expect(await inside((tx) => openFor(acting, tx, workspaceId, ask('a', here.id)))).toBe(opened);
  const queued = await inside((tx) => openFor(acting, tx, workspaceId, ask('b', away)));
  expect(await momentOf(queued)).toMatchObject({ ownerEmployee: null, ownerQueue: expect.any(String) });
  const how = { outcome: 'unfounded', by: 'Here', note: 'It was expected.' };
  for (let again = 0; again < 2; again += 1) await inside((tx) => settleFor(acting, tx, workspaceId, opened, how));
  expect(await momentOf(opened)).toMatchObject({ state: 'resolved', outcome: 'unfounded' });
});

test('what nobody took says why: nobody was here, hands were full, or the hours it is counted by were closed', async () => {
  await everybodyLeaves();
  await agent('Busy');
  await inside((tx) => tx.run(sql`update moments.agent set capacity = 0 where workspace_id = ${fresh.workspaceId}`));
  const [full, closed] = [await open(await customer('many')), await open(await customer('late'))];
  await everybodyLeaves();
  const deserted = await open(await customer('night'));
  const hours = { timeZone: 'UTC', always: false, week: [], days: [], closed: [] };
  await inside(async (tx) => {
    await tx.run(sql`insert into moments.applied_clause (workspace_id, hash, body) values (${fresh.workspaceId}, 'never open',
      ${JSON.stringify({ id: 'c', name: 'c', targets: { first_reply: { hours } } })}::jsonb)`);
    await tx.run(sql`insert into moments.clock_fact (workspace_id, moment_id, seq, at, what, details)
      values (${fresh.workspaceId}, ${closed}, 1, now(), 'clause_applied', '{"hash": "never open"}')`);
  });
  const why = await inside((tx) => whyNobodyOwns(tx, fresh.workspaceId, [full, closed, deserted]));
  expect([full, closed, deserted].map((id) => why.get(id))).toEqual(['capped', 'outside_hours', 'nobody_here']);
});
