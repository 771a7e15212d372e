import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { retryParked } from '#listen/contract';
import { sql } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { type Customer, getPerson, mergePeople, refusals } from '../contract.ts';
import { type CustomersUnderTest, customersUnderTest } from '../testing.ts';
import { compare } from './rules/partition.ts';

let fresh: FreshDatabase;
let house: CustomersUnderTest;
beforeAll(async () => {
  fresh = await freshDatabase();
  house = await customersUnderTest(fresh);
});
afterAll(() => fresh.close());

const person = (ref: string) => house.call(getPerson, { params: { person: ref } });
const partition = () =>
  fresh.db.inWorkspace(fresh.workspaceId, (tx) =>
    tx.many<{ members: string[] }>(sql`
      select array_agg(type || ':' || value order by type, value) as members from customers.identifier
       where workspace_id = ${fresh.workspaceId} group by person_no order by 1`),
  );

describe('F10: the same ids, said in all orders by eight workers at once', () => {
  test('one person, every event conserved, no orphan', async () => {
    const at = '2026-03-01T00:00:00Z';
    const email = 'race@x.org';
    const sayings = [
      { type: 'identify', userId: 'r', anonymousId: 'd1', traits: { email } },
      { type: 'identify', userId: 'r', anonymousId: 'd2' },
      { type: 'alias', userId: 'r', previousId: 'old-r' },
      { type: 'track', userId: 'r', anonymousId: 'd3', event: 'Seen' },
      { type: 'identify', anonymousId: 'd4', traits: { email } },
      { type: 'identify', userId: 'old-r', anonymousId: 'd5' },
      { type: 'track', anonymousId: 'd1', event: 'Seen' },
      { type: 'track', anonymousId: 'd5', event: 'Seen' },
    ].map((message) => ({ ...message, timestamp: at }));
    const orders = fc.sample(fc.shuffledSubarray(sayings, { minLength: 8, maxLength: 8 }), { numRuns: 8, seed: 3 });
    let open = true;
    const lanes = Promise.all(
      [1, 2, 3].map(async () => {
        while (open) await house.settle();
      }),
    );
    await Promise.all(
      orders.map(async (order) => {
        for (const message of order) await house.say('server', message);
        // Operators at work in the same minute; the two may not be known yet, or one already.
        await house
          .call(mergePeople, { params: { person: 'user_id:r' }, body: { others: ['anonymous_id:d4'], dryRun: false } })
          .catch((error: { kind?: unknown }) => {
            if (error.kind !== refusals.same_customer && error.kind !== refusals.no_such_customer) throw error;
          });
      }),
    );
    open = false;
    await lanes;
    await house.settle();

    expect(await partition()).toEqual([
      {
        members: [
          ...['d1', 'd2', 'd3', 'd4', 'd5'].map((device) => `anonymous_id:${device}`),
          `email:${email}`,
          'user_id:old-r',
          'user_id:r',
        ],
      },
    ]);
    const { rows, people, orphans } = await fresh.db.inWorkspace(fresh.workspaceId, async (tx) => {
      const { no } = await tx.one<{ no: string }>(sql`select no from customers.person where workspace_id = ${fresh.workspaceId}`);
      const nos = await tx.many<{ no: string }>(
        sql`select no from customers.identifier where workspace_id = ${fresh.workspaceId}`,
      );
      return {
        rows: await house.listen.countEventsOf(
          tx,
          fresh.workspaceId,
          nos.map((row) => row.no),
        ),
        people: no,
        orphans: await tx.many(sql`
          select e.id from listen.event e where e.workspace_id = ${fresh.workspaceId}
             and not exists (select 1 from customers.identifier i where i.workspace_id = e.workspace_id and i.no = e.sender_no)`),
      };
    });
    expect(rows).toBe(64);
    expect(orphans).toEqual([]);
    expect(people).toBeDefined();
    const ids = (await person('user_id:r')).identifiers.map(({ id }) => id);
    for (const id of ids) expect((await person(id)).canonicalId).toBe((await person('user_id:r')).id);
  }, 60_000);
});

const withoutIds = ({ identifiers, portrait, accounts, openSuggestions, name, verified, kind, firstSeen }: Customer) => ({
  ...{ name, verified, kind, firstSeen, openSuggestions },
  names: identifiers.map(({ type, value }) => `${type}:${value}`).sort(compare),
  why: identifiers
    .flatMap(({ value, why }) => why.map(({ by, with: other, at }) => `${value} ${by} ${other.value} ${at}`))
    .sort(compare),
  start: portrait.start,
  now: portrait.now.map(({ name: trait, value, since }) => ({ trait, value, since })),
  plan: portrait.now.find((trait) => trait.name === 'plan')?.value,
  changes: portrait.changes.map(({ name: trait, from, to, at }) => ({ trait, from, to, at })),
  roles: accounts.map(({ role }) => role),
  accounts: accounts.map(({ role, since, until }) => ({ role, since, until })),
});

test('M1 on the real store: any order of arrival, any cut into batches, gives the same people and the same histories', async () => {
  const days = (day: number) => new Date(Date.UTC(2026, 3, day)).toISOString();
  const sayings = (tag: string) =>
    [
      [
        'browser',
        { type: 'identify', anonymousId: `${tag}x`, traits: { email: `${tag}@m.org`, plan: 'free' }, timestamp: days(1) },
      ],
      ['browser', { type: 'identify', anonymousId: `${tag}x`, userId: `${tag}u`, traits: { plan: 'gold' }, timestamp: days(2) }],
      ['browser', { type: 'identify', anonymousId: `${tag}y`, userId: `${tag}u`, traits: { plan: 'gold' }, timestamp: days(4) }],
      ['browser', { type: 'identify', userId: `${tag}u`, traits: { plan: 'free', city: 'Rome' }, timestamp: days(3) }],
      ['browser', { type: 'identify', anonymousId: `${tag}x`, userId: `${tag}w`, timestamp: days(5) }],
      ['server', { type: 'identify', userId: `${tag}w`, traits: { email: `${tag}@w.org`, plan: 'vip' }, timestamp: days(6) }],
      ['server', { type: 'identify', userId: `${tag}w`, traits: { plan: 'vip' }, timestamp: days(9) }],
      ['server', { type: 'identify', userId: `${tag}w`, traits: { plan: 'none' }, timestamp: days(8) }],
      ['browser', { type: 'group', userId: `${tag}u`, groupId: `${tag}g`, context: { role: 'buyer' }, timestamp: days(3) }],
      ['browser', { type: 'group', userId: `${tag}u`, groupId: `${tag}g`, context: { role: 'owner' }, timestamp: days(7) }],
      ['browser', { type: 'group', userId: `${tag}u`, groupId: `${tag}g`, context: { role: 'buyer' }, timestamp: days(5) }],
    ] as const;
  const seen: unknown[] = [];
  const orders = fc.sample(
    fc.shuffledSubarray(
      sayings('').map((_, at) => at),
      { minLength: 11, maxLength: 11 },
    ),
    { numRuns: 6, seed: 11 },
  );
  for (const [run, order] of [sayings('').map((_, at) => at), ...orders].entries()) {
    const tag = `z${run}`;
    const all = sayings(tag);
    for (const [place, at] of order.entries()) {
      const saying = all[at];
      if (saying !== undefined) await house.say(saying[0], saying[1]);
      if (place % 3 === run % 3) await house.settle();
    }
    await house.settle();
    const whole = await Promise.all(
      ['user_id:u', 'user_id:w', 'anonymous_id:x', 'anonymous_id:y'].map((each) => person(each.replace(':', `:${tag}`))),
    );
    // Ids are given by arrival; everything else must be the same to the last letter.
    seen.push(JSON.parse(JSON.stringify(whole.map(withoutIds)).replaceAll(tag, '*')));
  }
  expect(seen[0]).toMatchObject([
    {
      names: ['anonymous_id:*x', 'anonymous_id:*y', 'email:*@m.org', 'user_id:*u'],
      plan: 'gold',
      roles: ['owner', 'buyer'],
    },
    { names: ['email:*@w.org', 'user_id:*w'], plan: 'vip' },
    { names: ['anonymous_id:*x', 'anonymous_id:*y', 'email:*@m.org', 'user_id:*u'] },
    { names: ['anonymous_id:*x', 'anonymous_id:*y', 'email:*@m.org', 'user_id:*u'] },
  ]);
  for (const other of seen) expect(other).toEqual(seen[0]);
}, 60_000);

test('a late wake-up, another workspace: nobody sees anybody else’s people', async () => {
  await house.say('server', { type: 'identify', userId: 'mine', traits: { email: 'mine@x.org' } });
  await house.settle();
  const seen = await fresh.db.inWorkspace(fresh.otherWorkspaceId, (tx) =>
    tx.many(
      sql`select 1 from customers.identifier union all select 1 from customers.person union all select 1 from customers.trait`,
    ),
  );
  expect(seen).toEqual([]);
  await expect(
    fresh.db.inWorkspace(fresh.otherWorkspaceId, (tx) => house.customers.find(tx, fresh.otherWorkspaceId, 'user_id:mine')),
  ).rejects.toMatchObject({ kind: refusals.no_such_customer });
});

test('one event that cannot be read is kept aside with the reason; its batch goes on', async () => {
  await house.say('server', { type: 'identify', userId: 'good1', traits: { name: 'One' } });
  await house.say('server', { type: 'identify', userId: 'bad', traits: { name: 'Bad' } });
  await house.say('server', { type: 'identify', userId: 'good2', traits: { name: 'Nu\u0000l \ud800' } });
  await fresh.ownerDb.inSystem((tx) => tx.run(sql`update listen.event set body = '{"broken' where body like '%"bad"%'`));
  await house.settle();
  expect((await person('user_id:good1')).name).toBe('One');
  expect((await person('user_id:good2')).portrait.now).toMatchObject([{ name: 'name', value: 'Nu\uFFFDl \uFFFD' }]);
  const aside = await fresh.ownerDb.inSystem((tx) => tx.many(sql`select stage, reason, body from listen.parked`));
  expect(aside).toMatchObject([{ stage: 'identity', reason: expect.stringContaining('JSON'), body: '{"broken' }]);
});

test('an event kept aside is really heard when it is tried again: refused with the reason first, then as if it had never failed', async () => {
  await house.say('server', { type: 'identify', userId: 'late', traits: { email: 'late@x.org', plan: 'gold' } });
  await fresh.ownerDb.inSystem((tx) =>
    tx.run(sql`update listen.event set body = '{"broken' || body where body like '%late@x.org%'`),
  );
  await house.settle();
  expect((await person('user_id:late').catch((error) => error)).kind).toBe(refusals.no_such_customer);
  const aside = () =>
    fresh.ownerDb.inSystem((tx) =>
      tx.one<{ id: string; settledHow: string | null }>(
        sql`select id, settled_how as "settledHow" from listen.parked where body like '%late@x.org%'`,
      ),
    );
  const { id } = await aside();
  const again = () => house.call(retryParked, { params: { id }, body: {} });
  await expect(again()).rejects.toMatchObject({
    kind: { code: 'listen.still_unusable' },
    message: expect.stringContaining('JSON'),
  });
  expect((await aside()).settledHow).toBe(null);

  await fresh.ownerDb.inSystem((tx) =>
    tx.run(sql`update listen.event set body = substr(body, 9) where body like '{"broken%late@x.org%'`),
  );
  await expect(again()).resolves.toEqual({ outcome: 'kept' });
  expect((await aside()).settledHow).toBe('retried');
  expect((await person('email:late@x.org')).portrait.now).toContainEqual(
    expect.objectContaining({ name: 'plan', value: 'gold' }),
  );
  expect((await person('email:late@x.org')).id).toBe((await person('user_id:late')).id);
});
