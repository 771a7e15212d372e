// Segments on real engines: from an event at the door to people who enter, leave, merge and vanish.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '#platform/clock';
import { createEvents, type Lane } from '#platform/events';
import { createIds } from '#platform/ids';
import { createLog } from '#platform/log';
import { sql } from '#platform/postgres';
import { type FreshClickHouse, type FreshDatabase, freshClickHouse, freshDatabase } from '#platform/testing';
import * as contract from '../contract.ts';
import { type CustomersUnderTest, customersUnderTest } from '../testing.ts';
import { segmentsHolder } from './holder.ts';
import { segmentLane } from './lane.ts';
import { createSweeper, type Sweeper } from './sweep.ts';

let fresh: FreshDatabase;
let reports: FreshClickHouse;
let house: CustomersUnderTest;
let sweeper: Sweeper;

/** As another process would run it. */
let otherLane: Lane;

beforeAll(async () => {
  fresh = await freshDatabase();
  reports = await freshClickHouse();
  house = await customersUnderTest(fresh, reports.clickhouse);
  const log = createLog({ level: 'silent' });
  const lanes = { add: () => {}, wake: () => {} };
  const deps = {
    db: fresh.db,
    clickhouse: reports.clickhouse,
    events: createEvents({ db: fresh.db, lanes, log }),
    lanes,
    realtime: { publish: () => {} },
    listen: house.listen,
    clock: systemClock,
    newId: createIds(() => systemClock.now()),
    log,
    // Sweeps are asked for by hand here.
    jobs: { handle: () => {}, every: () => {}, add: async () => {}, cancel: async () => {} },
  };
  sweeper = createSweeper(deps);
  otherLane = segmentLane(deps);
});
afterAll(async () => {
  await reports.close();
  await fresh.close();
});

/** Everything that would happen by itself within a second. */
async function settle(): Promise<void> {
  await house.run('listen.analytics');
  await house.settle();
  await house.run('customers.segment_touches');
  await house.run('customers.segments');
}

const all = (...rules: contract.SegmentRule[]): contract.SegmentGroup => ({ kind: 'group', match: 'all', rules });
const bought = (amount: number, hours = 24 * 365): contract.SegmentRule => ({
  kind: 'event',
  event: 'Bought',
  where: [],
  window: { in: 'last', amount: hours, unit: 'hour' },
  measure: { of: 'count' },
  operator: 'at_least',
  amount,
});
const plan = (value: string): contract.SegmentRule => ({ kind: 'trait', trait: 'plan', test: { operator: 'equals', value } });

const make = async (name: string, rule: contract.SegmentRule) => {
  const made = await house.call(contract.createSegment, { body: { name, description: '', rule } });
  expect(made).toMatchObject({ state: 'filling', size: 0 });
  await sweeper.sweep(house.workspaceId, made.id);
  await house.run('customers.segments');
  return made.id;
};
const inside = async (id: string) => {
  const { items } = await house.call(contract.segmentPeople, { params: { id } });
  return items.map(({ name }) => name).sort((a, b) => (a < b ? -1 : 1));
};
const customer = (userId: string, traits: Record<string, unknown> = {}) => ({
  type: 'identify',
  userId,
  traits: { name: userId, ...traits },
});
const buys = (userId: string, at = new Date(systemClock.now())) => ({
  type: 'track',
  userId,
  event: 'Bought',
  timestamp: at.toISOString(),
});
const told = (type: string) =>
  fresh.db.inWorkspace(house.workspaceId, (tx) =>
    tx.many<{ data: { segment: string; ids: string[] } }>(sql`select data from platform.event where type = ${type} order by id`),
  );
const idOf = async (ref: string) => (await house.call(contract.getPerson, { params: { person: ref } })).id;

describe('kept current', () => {
  test('filled in quiet; then people enter by what they do, leave by what they become, and both is told once', async () => {
    await house.say(
      'server',
      customer('ann', { plan: 'gold' }),
      customer('bob', { plan: 'gold' }),
      customer('cyd', { plan: 'free' }),
    );
    await house.say('server', buys('ann'), buys('cyd'));
    await settle();
    const id = await make('Gold buyers', all(plan('gold'), bought(1)));
    expect(await inside(id)).toEqual(['ann']);
    expect(await house.call(contract.getSegment, { params: { id } })).toMatchObject({ state: 'current', size: 1, problem: null });
    expect(await told('customers.segment_entered')).toEqual([]);

    await house.say('server', buys('bob'));
    await settle();
    expect(await inside(id)).toEqual(['ann', 'bob']);
    await house.say('server', customer('ann', { plan: 'free' }));
    await settle();
    expect(await inside(id)).toEqual(['bob']);
    const [ann, bob] = [await idOf('user_id:ann'), await idOf('user_id:bob')];
    expect((await told('customers.segment_entered')).map(({ data }) => data)).toEqual([{ segment: id, ids: [bob] }]);
    expect((await told('customers.segment_left')).map(({ data }) => data)).toEqual([{ segment: id, ids: [ann] }]);

    const { items } = await house.call(contract.segmentsOfPerson, { params: { person: ann } });
    expect(items).toMatchObject([{ id, name: 'Gold buyers', leftAt: expect.any(String) }]);
    const { days, size } = await house.call(contract.getSegment, { params: { id } });
    expect(size).toBe(1);
    expect(days).toMatchObject([{ size: 1, entered: 1, left: 1 }]);
  });

  test('people who become one count as one at once, and as two again when they are separated', async () => {
    await house.say('server', customer('left'), customer('right'), buys('left'), buys('right'));
    await settle();
    const id = await make('Bought twice', all(bought(2)));
    expect(await inside(id)).toEqual([]);
    const left = await idOf('user_id:left');
    const { decisionId } = await house.call(contract.mergePeople, {
      params: { person: left },
      body: { others: [await idOf('user_id:right')], dryRun: false },
    });
    await settle();
    expect(await inside(id)).toHaveLength(1);
    await house.call(contract.separatePeople, {
      params: { person: left },
      body: { separate: { what: 'merge', decisionId: decisionId ?? '' }, dryRun: false },
    });
    await settle();
    expect(await inside(id)).toEqual([]);
  });

  test('whoever did it long enough ago leaves by the passing of time', async () => {
    const seconds = 4;
    await house.say('server', customer('late'), buys('late', new Date(systemClock.now() - 3_600_000 + seconds * 1000)));
    await settle();
    const id = await make('Within the hour', all(bought(1, 1)));
    expect(await inside(id)).toContain('late');
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    await sweeper.sweep(house.workspaceId, id);
    // A sweep suspects; the lane decides.
    expect(await inside(id)).toContain('late');
    await settle();
    expect(await inside(id)).not.toContain('late');
  });

  test('a copy that was dropped is written again, and nobody leaves by that', async () => {
    const { items } = await house.call(contract.listSegments);
    const id = items.find(({ name }) => name === 'Gold buyers')?.id ?? '';
    const before = await inside(id);
    expect(before).not.toEqual([]);
    await reports.clickhouse.command('truncate table customers_profile');
    await reports.clickhouse.command('truncate table customers_segment_member');
    await fresh.db.inWorkspace(house.workspaceId, (tx) => tx.run(sql`update customers.segment set sweep_due = now()`));
    await sweeper.sweepDue(house.workspaceId);
    await settle();
    expect(await inside(id)).toEqual(before);
    const [row] = await reports.clickhouse.query<{ count: string }>(
      'select count() as count from customers_segment_member final where segment = {id: UUID}',
      { id },
    );
    expect(row?.count).toBe(String(before.length));
  });

  test('one process at a time; the turn of one that died passes on', async () => {
    await house.say('server', buys('bob'));
    await house.run('listen.analytics');
    const hold = (until: string) =>
      fresh.db.inWorkspace(house.workspaceId, (tx) =>
        tx.run(sql`update customers.segment_lane set holder = ${crypto.randomUUID()}, held_until = ${until}::timestamptz`),
      );
    await hold('infinity');
    expect(await otherLane.step(house.workspaceId)).toBe(false);
    const behind = await fresh.db.inWorkspace(house.workspaceId, (tx) =>
      tx.one<{ behind: boolean }>(sql`
        select (l.at_tx, l.at_id) < (c.at_tx, c.at_id) as behind from customers.segment_lane l
          join listen.copy_cursor c using (workspace_id)`),
    );
    expect(behind).toEqual({ behind: true });
    await hold('2020-01-01');
    await otherLane.step(house.workspaceId);
    expect(
      await fresh.db.inWorkspace(house.workspaceId, (tx) =>
        tx.one<{ same: boolean }>(sql`
        select (l.at_tx, l.at_id) = (c.at_tx, c.at_id) as same from customers.segment_lane l
          join listen.copy_cursor c using (workspace_id)`),
      ),
    ).toEqual({ same: true });
  });
});

describe('defined', () => {
  test('a segment may use others, never itself; a used one cannot be deleted', async () => {
    await house.say('server', customer('dee', { tier: 'a' }), customer('eve', { tier: 'a', vip: true }));
    await settle();
    const base = await make('Tier A', all({ kind: 'trait', trait: 'tier', test: { operator: 'equals', value: 'a' } }));
    const user = await make(
      'Tier A but not VIP',
      all(
        { kind: 'segment', segment: base, member: true },
        { kind: 'group', match: 'none', rules: [{ kind: 'trait', trait: 'vip', test: { operator: 'exists' } }] },
      ),
    );
    expect(await inside(user)).toEqual(['dee']);
    expect(await house.call(contract.getSegment, { params: { id: base } })).toMatchObject({
      usedBy: [{ name: 'Tier A but not VIP' }],
    });
    const circular = { name: 'Tier A', description: '', rule: all({ kind: 'segment', segment: user, member: true }) };
    await expect(house.call(contract.updateSegment, { params: { id: base }, body: circular })).rejects.toMatchObject({
      kind: { code: 'customers.segment_in_circle' },
      fields: [{ path: 'rule.rules.0.segment' }],
    });
    await expect(house.call(contract.previewSegment, { body: { rule: circular.rule, segment: base } })).rejects.toMatchObject({
      kind: { code: 'customers.segment_in_circle' },
    });
    await expect(house.call(contract.deleteSegment, { params: { id: base } })).rejects.toMatchObject({
      kind: { code: 'customers.segment_in_use' },
    });

    // Another rule for the one below: both are filled anew, and nobody is told of people who did nothing.
    const before = (await told('customers.segment_entered')).length;
    const body = {
      name: 'Tier A',
      description: '',
      rule: all({ kind: 'trait', trait: 'name', test: { operator: 'equals', value: 'eve' } }),
    };
    expect(await house.call(contract.updateSegment, { params: { id: base }, body })).toMatchObject({ state: 'filling' });
    for (const id of [base, user]) await sweeper.sweep(house.workspaceId, id);
    await settle();
    expect([await inside(base), await inside(user)]).toEqual([['eve'], []]);
    expect(await told('customers.segment_entered')).toHaveLength(before);

    await expect(house.call(contract.createSegment, { body })).rejects.toMatchObject({
      kind: { code: 'customers.segment_name_taken' },
    });
    await house.call(contract.deleteSegment, { params: { id: user } });
    await house.call(contract.deleteSegment, { params: { id: base } });
    await expect(house.call(contract.getSegment, { params: { id: base } })).rejects.toMatchObject({
      kind: { code: 'customers.no_such_segment' },
    });
  });

  test('asked before it is saved: how many, of how many, and who', async () => {
    const { size, of, sample } = await house.call(contract.previewSegment, { body: { rule: all(plan('gold')) } });
    const { items } = await house.call(contract.listPeople, { query: { kind: 'all', limit: 200 } });
    expect(of).toBe(items.length);
    expect(sample.map(({ name }) => name)).toEqual(['bob']);
    expect(size).toBe(1);
  });

  test('E01, E04: only what the schema knows can be said', () => {
    const hostile: unknown[] = [
      { kind: 'trait', trait: 'plan', test: { operator: 'AND 1=(select 1)--', value: 'x' } },
      { kind: 'trait', trait: 'plan', test: { operator: 'equals', value: 'x', script: 'x' } },
      { kind: 'script', code: 'Runtime.exec' },
      {
        kind: 'event',
        event: 'Bought',
        where: [],
        window: { in: 'ever', sql: '1' },
        measure: { of: 'count' },
        operator: 'at_least',
        amount: 1,
      },
      {
        kind: 'event',
        event: 'Bought',
        where: [],
        window: { in: 'ever' },
        measure: { of: 'quantile(0.5)' },
        operator: 'at_least',
        amount: 1,
      },
      { kind: 'identifier', type: "email') or 1=1", has: true },
    ];
    for (const rule of hostile)
      expect(contract.segmentRule.safeParse({ kind: 'group', match: 'all', rules: [rule] }).success).toBe(false);
    let deep: unknown = plan('gold');
    for (let depth = 0; depth < 5_000; depth += 1) deep = { kind: 'group', match: 'all', rules: [deep] };
    expect(contract.segmentRule.safeParse(deep).success).toBe(false);
  });
});

describe('a list: people kept as they were found', () => {
  const nosOf = (...refs: string[]) =>
    fresh.db.inWorkspace(house.workspaceId, async (tx) => {
      const nos: string[] = [];
      for (const ref of refs) nos.push((await house.customers.find(tx, house.workspaceId, `user_id:${ref}`)).senderNos[0] ?? '');
      return nos;
    });
  const keep = async (name: string, nos: string[]) => {
    const origin = `Stopped at the till: ${name}`;
    const { id } = await house.customers.keepList(house.principal, { name, description: '', origin, nos });
    await sweeper.sweep(house.workspaceId, id);
    await house.run('customers.segments');
    return id;
  };

  test('stays as it was: nobody joins, whoever is merged stays, an undone merge changes nothing', async () => {
    await house.say('server', customer('kim'), customer('lou'), customer('max'));
    await settle();
    // A number nobody is known by is nobody; a person under two numbers is one.
    const id = await keep('Till', [...(await nosOf('kim', 'lou', 'kim')), '999999999']);
    expect(await inside(id)).toEqual(['kim', 'lou']);
    expect(await house.call(contract.getSegment, { params: { id } })).toMatchObject({
      size: 2,
      state: 'current',
      list: { origin: 'Stopped at the till: Till', people: 2 },
      rule: { rules: [{ kind: 'list', list: id, on: true }] },
    });

    const max = await idOf('user_id:max');
    const { decisionId } = await house.call(contract.mergePeople, {
      params: { person: max },
      body: { others: [await idOf('user_id:kim')], dryRun: false },
    });
    await settle();
    expect(await house.call(contract.getSegment, { params: { id } })).toMatchObject({ size: 2 });
    await house.call(contract.separatePeople, {
      params: { person: max },
      body: { separate: { what: 'merge', decisionId: decisionId ?? '' }, dryRun: false },
    });
    await settle();
    expect(await inside(id)).toEqual(['kim', 'lou']);
  });

  test('its copy is written again after ClickHouse lost it, and nobody leaves by that', async () => {
    const { items } = await house.call(contract.listSegments);
    const id = items.find(({ name }) => name === 'Till')?.id ?? '';
    await reports.clickhouse.command('truncate table customers_list_member');
    await sweeper.sweep(house.workspaceId, id);
    await settle();
    expect(await inside(id)).toEqual(['kim', 'lou']);
  });

  test('an export tells who is on it; whoever is erased leaves it, also in the copy', async () => {
    await house.say('server', customer('nan'));
    await settle();
    const id = await keep('Erased later', await nosOf('nan', 'lou'));
    const nan = await idOf('user_id:nan');
    const subject = { workspaceId: house.workspaceId, ids: [nan], senderNos: await nosOf('nan'), identifiers: [] };
    const holder = segmentsHolder(reports.clickhouse);
    expect(await fresh.db.inWorkspace(house.workspaceId, (tx) => holder.export(tx, subject))).toMatchObject({
      lists: [{ name: 'Erased later', origin: 'Stopped at the till: Erased later' }],
    });
    const proof = await house.call(contract.erasePerson, { params: { person: nan }, body: { reason: 'asked', confirm: nan } });
    expect(proof.removed).toContainEqual({ holder: 'segments', store: 'customers.list_member', rows: 1 });
    await settle();
    expect(await inside(id)).toEqual(['lou']);
    // Profile, member and list.
    expect(await holder.eraseCopies?.(subject)).toMatchObject([{ rows: 3 }]);
    expect(await holder.eraseCopies?.(subject)).toMatchObject([{ rows: 0 }]);
    // What it was on the day stays said.
    expect(await house.call(contract.getSegment, { params: { id } })).toMatchObject({ size: 1, list: { people: 2 } });
  });

  test('it goes with its segment, not while another rule needs it; nobody and a taken name are refused', async () => {
    const id = await keep('Needed', await nosOf('kim'));
    const user = await make('Needs it', all({ kind: 'list', list: id, on: false }, plan('gold')));
    await expect(house.call(contract.deleteSegment, { params: { id } })).rejects.toMatchObject({
      kind: { code: 'customers.segment_in_use' },
    });
    await house.call(contract.deleteSegment, { params: { id: user } });
    await house.call(contract.deleteSegment, { params: { id } });
    await expect(
      house.call(contract.previewSegment, { body: { rule: all({ kind: 'list', list: id, on: true }) } }),
    ).rejects.toMatchObject({ kind: { code: 'customers.no_such_list' }, fields: [{ path: 'rule.rules.0.list' }] });
    const kept = (name: string, nos: string[]) =>
      house.customers.keepList(house.principal, { name, description: '', origin: 'x', nos });
    await expect(kept('Nobody', ['999999999'])).rejects.toMatchObject({ kind: { code: 'customers.nobody_to_list' } });
    await expect(kept('till', await nosOf('kim'))).rejects.toMatchObject({ kind: { code: 'customers.segment_name_taken' } });
    const tooMany = Array.from({ length: contract.mostListed + 1 }, (_, at) => String(at));
    await expect(kept('Too many', tooMany)).rejects.toMatchObject({ kind: { code: 'customers.list_too_long' } });
  });
});

test('erased people vanish from segments, their history and the copies', async () => {
  await house.say('server', customer('forgotten', { plan: 'platinum' }));
  await settle();
  const id = await make('Platinum', plan('platinum'));
  expect(await inside(id)).toEqual(['forgotten']);
  const person = await idOf('user_id:forgotten');
  const { workspaceId } = house;
  const { senderNos } = await fresh.db.inWorkspace(workspaceId, (tx) => house.customers.find(tx, workspaceId, person));
  const proof = await house.call(contract.erasePerson, { params: { person }, body: { reason: 'asked', confirm: person } });
  expect(proof.removed).toContainEqual({ holder: 'segments', store: 'customers.segment_member', rows: 1 });
  await settle();
  expect(await inside(id)).toEqual([]);
  expect(await house.call(contract.getSegment, { params: { id } })).toMatchObject({ size: 0 });

  const holder = segmentsHolder(reports.clickhouse);
  expect(await holder.eraseCopies?.({ workspaceId, senderNos })).toMatchObject([{ rows: 2 }]);
  expect(await holder.eraseCopies?.({ workspaceId, senderNos })).toMatchObject([{ rows: 0 }]);
});

test('the people of a segment as CSV, names that look like formulas defused', async () => {
  await house.say('server', customer('=1+1', { plan: 'csv' }));
  await settle();
  const id = await make('CSV', all(plan('csv')));
  const stream = (await house.call(contract.exportSegment, { params: { id } })) as unknown as AsyncIterable<Buffer>;
  let text = '';
  for await (const part of stream) text += part.toString();
  const [head, row] = text.split('\n');
  expect(head).toBe('id,kind,name,email,phone,verified,first_seen,last_seen,entered_at');
  expect(row).toContain(",person,'=1+1,");
});
