import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { getPerson, listPeople } from '../contract.ts';
import { type CustomersUnderTest, customersUnderTest } from '../testing.ts';

let fresh: FreshDatabase;
let house: CustomersUnderTest;
beforeAll(async () => {
  fresh = await freshDatabase();
  house = await customersUnderTest(fresh);
});
afterAll(() => fresh.close());

const person = (ref: string) => house.call(getPerson, { params: { person: ref } });
const day = (at: number) => new Date(Date.UTC(2026, 0, at)).toISOString();

test('an organisation is a customer with members in roles; roles and memberships have their time', async () => {
  await house.say(
    'server',
    { type: 'group', userId: 'bo', groupId: 'acme', traits: { name: 'Acme', employees: 40, role: 'buyer' }, timestamp: day(1) },
    { type: 'group', userId: 'bo', groupId: 'acme', traits: { role: 'director' }, timestamp: day(5) },
    { type: 'group', userId: 'cy', groupId: 'acme', timestamp: day(3) },
    { type: 'track', userId: 'cy', event: 'Account Removed User', context: { groupId: 'acme' }, timestamp: day(9) },
  );
  await house.settle();
  const acme = await person('group_id:acme');
  expect(acme).toMatchObject({ kind: 'organisation', name: 'Acme' });
  expect(acme.portrait.now.map(({ name }) => name)).toEqual(['employees', 'name']);
  expect(acme.accounts.map(({ customer, role, since, until }) => [customer.name, role, since, until])).toEqual([
    ['bo', 'director', day(5), null],
    ['cy', null, day(3), day(9)],
    ['bo', 'buyer', day(1), day(5)],
  ]);
  expect((await person('user_id:bo')).accounts[0]).toMatchObject({
    customer: { id: acme.id, kind: 'organisation' },
    role: 'director',
  });
  const { items } = await house.call(listPeople, { query: { kind: 'organisation' } });
  expect(items.map(({ name }) => name)).toEqual(['Acme']);
});

test('a browser cannot make a vouched-for person a member', async () => {
  await house.say('browser', { type: 'group', userId: 'bo', groupId: 'rival', timestamp: day(10) });
  await house.settle();
  expect((await person('user_id:bo')).accounts.some(({ customer }) => customer.name === 'rival')).toBe(false);
});

test('a kiosk that a crowd signs in on belongs to nobody, and parts whom it had joined', async () => {
  const users = Array.from({ length: 11 }, (_, at) => `k${at}`);
  const sign = (userId: string, at: number) => ({ type: 'identify', userId, anonymousId: 'kiosk', timestamp: day(at + 1) });
  await house.say('browser', ...users.slice(0, 10).map(sign));
  await house.settle();
  expect((await person('anonymous_id:kiosk')).id).toBe((await person('user_id:k0')).id);
  await house.say('browser', sign('k10', 10));
  await house.settle();
  const kiosk = await person('anonymous_id:kiosk');
  expect(kiosk).toMatchObject({ kind: 'visitor', identifiers: [{ crowded: 'claims' }], openSuggestions: 0 });
  expect(kiosk.id).not.toBe((await person('user_id:k0')).id);
});
