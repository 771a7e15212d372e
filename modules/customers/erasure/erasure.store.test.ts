import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createImportFile, removeImportFile } from '#listen/contract';
import { raw, sql } from '#platform/postgres';
import { type FreshClickHouse, type FreshDatabase, freshClickHouse, freshDatabase } from '#platform/testing';
import {
  erasePerson,
  exportPerson,
  getErasure,
  getPerson,
  listErasures,
  listPeople,
  mergePeople,
  refusals,
  separatePeople,
  setTraits,
} from '../contract.ts';
import { type CustomersUnderTest, customersUnderTest } from '../testing.ts';

let fresh: FreshDatabase;
let reports: FreshClickHouse;
let house: CustomersUnderTest;
beforeAll(async () => {
  [fresh, reports] = await Promise.all([freshDatabase(), freshClickHouse()]);
  house = await customersUnderTest(fresh, reports.clickhouse);
  await house.jobs.start();
});
afterAll(async () => {
  await house.jobs.stop();
  await Promise.all([fresh.close(), reports.close()]);
});

const person = (ref: string) => house.call(getPerson, { params: { person: ref } });
const everything = async () => {
  await house.settle();
  await house.run('listen.analytics');
};

/** Every table with a text of the word in it, in both engines. Job payloads, outbox, audit log: all of them. */
async function whereIs(word: string): Promise<string[]> {
  const found: string[] = [];
  const tables = await fresh.ownerDb.inSystem((tx) =>
    tx.many<{ name: string }>(sql`
      select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema')`),
  );
  for (const { name } of tables) {
    const { hits } = await fresh.ownerDb.inSystem((tx) =>
      tx.one<{ hits: string }>(raw(`select count(*) as hits from ${name} t where t::text ilike '%${word}%'`)),
    );
    if (hits !== '0') found.push(name);
  }
  for (const table of ['listen_events', 'customers_person_of_change']) {
    const rows = await reports.clickhouse.query<{ hits: string }>(
      `select count() as hits from ${table} where positionCaseInsensitive(toString(tuple(*)), {word: String}) > 0`,
      { word },
    );
    if (rows[0]?.hits !== '0') found.push(table);
  }
  return found;
}

describe('a mapping of senders to people in ClickHouse', () => {
  const personOf = async (no: string) => {
    const [row] = await reports.clickhouse.query<{ person: string }>(
      `select ${house.customers.personOf('toUInt64({no: UInt64})')} as person`,
      { no },
    );
    return row?.person;
  };
  const numberOf = async (ref: string) => {
    const { senderNos } = await fresh.db.inWorkspace(fresh.workspaceId, (tx) => house.customers.find(tx, fresh.workspaceId, ref));
    return senderNos;
  };

  test('follows merges and separations; strangers are themselves', async () => {
    await house.say('server', { type: 'identify', userId: 'ch1' }, { type: 'identify', userId: 'ch2' });
    await everything();
    const [[one], [two]] = [await numberOf('user_id:ch1'), await numberOf('user_id:ch2')];
    if (one === undefined || two === undefined) throw new Error('no numbers');
    expect(await personOf(two)).toBe(two);
    const { decisionId } = await house.call(mergePeople, {
      params: { person: 'user_id:ch1' },
      body: { others: ['user_id:ch2'], dryRun: false },
    });
    await everything();
    await expect.poll(() => personOf(two), { timeout: 10_000 }).toBe(one);
    const described = await house.customers.describePeople(fresh.workspaceId, [one, two, '999999']);
    expect([...described.values()].map(({ id }) => id)).toEqual(Array(2).fill((await person('user_id:ch1')).id));
    const separate = { what: 'merge' as const, decisionId: decisionId ?? '' };
    await house.call(separatePeople, { params: { person: 'user_id:ch1' }, body: { separate, dryRun: false } });
    await everything();
    await expect.poll(() => personOf(two), { timeout: 10_000 }).toBe(two);
  }, 40_000);
});

describe('export and erase', () => {
  const word = 'Zebrafish';
  const tell = async () => {
    await house.say(
      'server',
      { type: 'identify', userId: 'z1', traits: { email: `${word}@x.org`, name: `Zoe ${word}` } },
      {
        type: 'track',
        userId: 'z1',
        anonymousId: 'zdev',
        event: 'Wrote',
        properties: { text: `I am ${word}`, email: `${word}@x.org` },
      },
      { type: 'group', userId: 'z1', groupId: 'zoo', traits: { name: 'The Zoo' } },
      { type: 'track', userId: 'z1', event: 'Consent Updated', properties: { purpose: 'email', granted: true, evidence: word } },
      { type: 'track', userId: 'other', event: 'Wrote', properties: { text: 'not me' } },
    );
    await everything();
  };

  test('an export has everything of every store, and is audited', async () => {
    await tell();
    const file = JSON.parse(String(await house.call(exportPerson, { params: { person: 'user_id:z1' }, body: {} })));
    expect(file.listen.events).toHaveLength(4);
    expect(file.customer).toMatchObject({ name: `Zoe ${word}`, consent: [{ purpose: 'email', status: 'granted' }] });
    expect(JSON.stringify(file)).not.toContain('not me');
    const entries = await fresh.ownerDb.inSystem((tx) =>
      tx.many(sql`select action from platform.audit where action like 'customers.%'`),
    );
    expect(entries).toContainEqual({ action: 'customers.person_exported' });
  });

  test('an erasure leaves nothing but its proof, answers 410, and holds for what comes later', async () => {
    const before = await person('user_id:z1');
    await house.call(setTraits, { params: { person: before.id }, body: { traits: { secret: word } } });
    expect(await whereIs(word)).not.toEqual([]);
    const erase = (confirm: string) =>
      house.call(erasePerson, { params: { person: 'user_id:z1' }, body: { reason: 'asked by letter', confirm } });
    await expect(erase((await person('user_id:other')).id)).rejects.toMatchObject({ kind: refusals.confirmation_differs });

    const proof = await erase(before.id);
    expect(proof.state).toBe('erasing');
    expect(proof.removed.find(({ store }) => store === 'listen.event')?.rows).toBe(4);
    await expect.poll(() => whereIs(word), { timeout: 15_000 }).toEqual([]);
    expect(await house.jobs.failed()).toEqual([]);
    for (const ref of [before.id, 'user_id:z1', `email:${word}@x.org`, ...before.identifiers.map(({ id }) => id)]) {
      await expect(person(ref)).rejects.toMatchObject({ kind: refusals.erased, extra: { erasureId: proof.id } });
    }
    expect((await house.call(listPeople, { query: { search: word, kind: 'all' } })).items).toEqual([]);
    expect((await person('user_id:other')).id).toBeDefined();
    expect((await person('group_id:zoo')).accounts).toEqual([]);

    // Running lanes hear the signal; here it is given by hand.
    await house.run('customers.forgetting');
    // They come back: under the same id, and named by somebody else.
    await house.say(
      'server',
      { type: 'track', userId: 'z1', event: 'Wrote', properties: { text: `again ${word}` } },
      { type: 'identify', userId: 'other', traits: { email: `${word}@x.org` } },
    );
    await everything();
    await expect(person('user_id:z1')).rejects.toMatchObject({ kind: refusals.erased });
    const later = await house.call(getErasure, { params: { id: proof.id } });
    expect(later.removedLater).toBeGreaterThan(0);
    expect((await person('user_id:other')).identifiers.map(({ value }) => value)).toEqual(['other']);
    expect((await house.call(listErasures)).items.map(({ id }) => id)).toContain(proof.id);
  }, 40_000);

  test('the proof names files that may speak of them, and is done only when these are gone', async () => {
    await house.say('server', { type: 'identify', userId: 'filed', traits: { name: 'In a file' } });
    await everything();
    const file = await house.call(createImportFile, { body: { name: 'letters.csv', bytes: 10 } });
    const { id } = await person('user_id:filed');
    const { id: proof } = await house.call(erasePerson, {
      params: { person: 'user_id:filed' },
      body: { reason: 'asked', confirm: id },
    });
    const read = () => house.call(getErasure, { params: { id: proof } });
    const named = async () => (await read()).waiting.map(({ holder, store, name }) => `${holder} ${store} ${name}`);
    await expect.poll(named, { timeout: 10_000 }).toEqual(['listen listen.import_file letters.csv']);
    await fresh.ownerDb.inSystem((tx) => tx.run(sql`update customers.erasure set copies_gone = true where id = ${proof}`));
    expect((await read()).state).toBe('erasing');

    await house.call(removeImportFile, { params: { id: file.id } });
    // Whoever comes back makes the house look again at once; else it is five minutes.
    await house.run('customers.forgetting');
    await house.say('server', { type: 'track', userId: 'filed', event: 'Wrote' });
    await everything();
    await expect.poll(named, { timeout: 10_000 }).toEqual([]);
    await fresh.ownerDb.inSystem((tx) => tx.run(sql`update customers.erasure set copies_gone = true where id = ${proof}`));
    expect((await read()).state).toBe('done');
    expect(await house.jobs.failed()).toEqual([]);
  }, 40_000);

  test('G05: after a restore that brings them back, the tombstones erase them again', async () => {
    await house.say('server', { type: 'identify', userId: 'phoenix', traits: { email: 'phoenix@x.org' } });
    await everything();
    const { id } = await person('user_id:phoenix');
    await house.call(erasePerson, { params: { person: id }, body: { reason: 'asked', confirm: id } });
    const ledger = await house.erasureLedger();
    // The backup knew them and not their erasure.
    await fresh.ownerDb.inSystem(async (tx) => {
      await tx.run(sql`delete from customers.tombstone`);
      await tx.run(sql`delete from customers.erasure`);
    });
    const restored = await customersUnderTest(fresh, reports.clickhouse);
    await restored.say('server', { type: 'identify', userId: 'phoenix', anonymousId: 'ashes', traits: { name: 'Fawkes' } });
    await restored.settle();
    const back = () => restored.call(getPerson, { params: { person: 'user_id:phoenix' } });
    expect((await back()).name).toBe('Fawkes');
    expect(await restored.customers.eraseAgain(ledger)).toBe(1);
    await expect(back()).rejects.toMatchObject({ kind: refusals.erased });
  });
});
