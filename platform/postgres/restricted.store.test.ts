import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createLog } from '#platform/log';
import { assertRestricted, openDb } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';

let fresh: FreshDatabase;
let admin: pg.Client;
const made: string[] = [];

beforeAll(async () => {
  fresh = await freshDatabase();
  admin = new pg.Client({ connectionString: inject('postgres').superuserUrl });
  await admin.connect();
});
afterAll(async () => {
  await fresh.close();
  for (const role of made) await admin.query(`drop role ${role}`);
  await admin.end();
});

/** What the start says when the server is given a role with these attributes. */
async function verdictOn(attributes: string): Promise<string> {
  const role = `test_${randomBytes(6).toString('hex')}`;
  await admin.query(`create role ${role} login password 'secret' ${attributes}`);
  made.push(role);
  const url = new URL(fresh.url);
  url.username = role;
  url.password = 'secret';
  const db = openDb({ url: url.href, log: createLog({ level: 'silent' }), max: 1 });
  return assertRestricted(db)
    .then(
      () => 'accepted',
      (error: Error) => error.message,
    )
    .finally(() => db.close());
}

// Case A25: each of these would read every workspace's rows.
test.each([
  ['superuser', 'it is a superuser'],
  ['bypassrls', 'it has BYPASSRLS'],
  ['in role verona_owner', 'it owns tables'],
])('a role that is %s is refused, with the cure', async (attributes, reason) => {
  const verdict = await verdictOn(attributes);
  expect(verdict).toContain(reason);
  expect(verdict).toContain('create role verona_app');
});

test('the owner itself is refused', async () => {
  await expect(assertRestricted(fresh.ownerDb)).rejects.toThrow('it owns tables');
});

test('a plain role is accepted, and so is the one the embedded server makes', async () => {
  expect(await verdictOn('')).toBe('accepted');
  await assertRestricted(fresh.db);
});
