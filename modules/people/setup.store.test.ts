import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sql } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { routes } from './contract.ts';
import { type FrontDoor, goodPassword, openFrontDoor } from './testing.ts';

let database: FreshDatabase;
let door: FrontDoor;
const tokenOf = (link = '') => link.split('#')[1] ?? '';

beforeEach(async () => {
  database = await freshDatabase();
  // A fresh installation has no workspace at all.
  await database.ownerDb.inSystem((tx) => tx.run(sql`delete from platform.workspace`));
});
afterEach(async () => {
  await door.close();
  await database.close();
});

describe('first run', () => {
  beforeEach(async () => {
    door = await openFrontDoor(database.db, { bootstrap: {} });
  });
  const body = (token: string) => ({
    token,
    workspace: 'Café Verona',
    name: 'Ann Owner',
    email: 'Ann@Verona.test',
    password: goodPassword,
  });
  const setUp = (token: string) => door.visitor().call('POST', routes.setUp.path, body(token));
  const open = async () => (await door.visitor().call('GET', routes.setupState.path)).body.open as boolean;

  test('the printed link makes the owner, once', async () => {
    expect(await open()).toBe(true);
    expect((await setUp(`setup_${'x'.repeat(32)}`)).body.code).toBe('people.setup_link_wrong');
    expect((await setUp('')).status).toBe(400);
    const done = await setUp(tokenOf(door.setupLink));
    expect(done).toMatchObject({ status: 201, body: { workspace: { name: 'Café Verona' } } });
    expect(await open()).toBe(false);
    expect(await setUp(tokenOf(door.setupLink))).toMatchObject({ status: 410, body: { code: 'people.setup_done' } });
    const ann = door.visitor();
    expect((await ann.signIn('ann@verona.test')).status).toBe(200);
    expect((await ann.call('GET', routes.me.path)).body).toMatchObject({ role: 'owner', workspace: { name: 'Café Verona' } });
  });

  test('a weak password is refused and does not use up the link', async () => {
    const weak = await door
      .visitor()
      .call('POST', routes.setUp.path, { ...body(tokenOf(door.setupLink)), password: 'password1234' });
    expect(weak).toMatchObject({ status: 422, body: { code: 'people.weak_password', fields: [{ path: 'password' }] } });
    expect((await setUp(tokenOf(door.setupLink))).status).toBe(201);
  });

  // 503: told to come back, because ten hash a password at once on a small machine.
  test('A06 of ten who use it at the same instant one succeeds', async () => {
    const token = tokenOf(door.setupLink);
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        door.visitor().call('POST', routes.setUp.path, { ...body(token), email: `ann${i}@verona.test` }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => ![201, 401, 410, 503].includes(status)).map(({ body }) => body)).toEqual([]);
    const [count] = await database.ownerDb.inSystem((tx) => tx.many(sql`select count(*)::int as accounts from auth."user"`));
    expect(count).toEqual({ accounts: 1 });
  });

  test('a restart makes a new link and the old one stops working', async () => {
    const { setupLink } = await door.people.bootstrap({});
    expect((await setUp(tokenOf(door.setupLink))).status).toBe(401);
    expect((await setUp(tokenOf(setupLink))).status).toBe(201);
    expect((await door.people.bootstrap({})).setupLink).toBeUndefined();
  });

  test('an API key from the configuration alone leaves set-up open for a person', async () => {
    const apiKey = 'a-key-from-the-environment';
    const { setupLink } = await door.people.bootstrap({ apiKey });
    expect(setupLink).toBeDefined();
    const me = await door.visitor().call('GET', routes.me.path, undefined, { authorization: `Bearer ${apiKey}` });
    expect(me.body).toMatchObject({ account: null, employee: null, role: 'owner', workspace: { name: 'Main' } });
  });
});

test('unattended set-up by many processes at once makes everything once, and again changes nothing', async () => {
  const wanted = { admin: `owner@verona.test:${goodPassword}`, apiKey: 'a-key-from-the-environment' };
  door = await openFrontDoor(database.db, { bootstrap: wanted });
  await Promise.all(Array.from({ length: 6 }, () => door.people.bootstrap(wanted)));
  await door.people.bootstrap({ ...wanted, admin: 'owner@verona.test:another-password-entirely' });
  const counts = await database.ownerDb.inSystem((tx) =>
    tx.one(sql`
      select (select count(*)::int from platform.workspace) as workspaces, (select count(*)::int from people.employee) as employees,
             (select count(*)::int from auth."user") as accounts, (select count(*)::int from people.api_key) as keys`),
  );
  expect(counts).toEqual({ workspaces: 1, employees: 1, accounts: 1, keys: 1 });
  expect((await door.visitor().signIn('owner@verona.test')).status).toBe(200);
});
