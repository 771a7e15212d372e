import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { routes } from './contract.ts';
import { type FrontDoor, goodPassword, openFrontDoor, type Visitor } from './testing.ts';

let database: FreshDatabase;
let door: FrontDoor;
beforeAll(async () => {
  database = await freshDatabase();
  door = await openFrontDoor(database.db);
});
afterAll(async () => {
  await door.close();
  await database.close();
});

const at = (path: string, params: Record<string, string>) =>
  path.replace(/\{(\w+)\}/g, (_all, name: string) => params[name] ?? '');
const me = (visitor: Visitor) => visitor.call('GET', routes.me.path);
const withKey = (secret: string, path: string = routes.me.path, headers = {}) =>
  door.visitor().call('GET', path, undefined, { authorization: `Bearer ${secret}`, ...headers });
const tokenOf = (link: string) => link.split('#')[1] ?? '';
const invite = async (email: string, role = 'agent', by: Visitor = door.owner) =>
  by.call('POST', routes.invite.path, { email, role });
const accept = (token: string, name = 'New Person') =>
  door.visitor().call('POST', routes.acceptInvitation.path, { token, name, password: goodPassword });
const behind = <T>(query: ReturnType<typeof sql>) => database.ownerDb.inSystem((tx) => tx.many<T>(query));

describe('invitations', () => {
  test('A06 of twenty who accept at the same instant one gets in', async () => {
    const { body } = await invite('rush@verona.test');
    const answers = await Promise.all(Array.from({ length: 20 }, () => accept(tokenOf(body.link))));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 410]));
    expect(await behind(sql`select count(*)::int as n from people.employee where email = 'rush@verona.test'`)).toEqual([
      { n: 1 },
    ]);
  });

  test('the link is mailed and shown, each works, together once; neither is kept', async () => {
    const { body } = await invite('both@verona.test');
    expect(body).toMatchObject({ mail: 'sent', invitation: { state: 'open', email: 'both@verona.test', invitedBy: 'owner' } });
    const mailed = /\S+#(\S+)/.exec(door.mails.at(-1)?.text ?? '')?.[1] ?? '';
    expect(mailed).not.toBe(tokenOf(body.link));
    const look = await door.visitor().call('POST', routes.readInvitation.path, { token: tokenOf(body.link) });
    expect(look.body).toMatchObject({ email: 'both@verona.test', role: 'agent', hasAccount: false });
    expect((await accept(mailed)).status).toBe(201);
    expect((await accept(tokenOf(body.link))).status).toBe(410);
    const kept = JSON.stringify(await behind(sql`select * from people.invitation`));
    expect(kept).not.toContain(mailed);
    // Only the one out of the mailbox proves that the mailbox is theirs.
    expect(await behind(sql`select "emailVerified" as proven from auth."user" where email = 'both@verona.test'`)).toEqual([
      { proven: true },
    ]);
  });

  test('B06 an expired, withdrawn, unknown, short or empty token opens nothing', async () => {
    const expired = await invite('late@verona.test');
    await behind(sql`update people.invitation set expires_at = now() - interval '1 second' where email = 'late@verona.test'`);
    expect((await accept(tokenOf(expired.body.link))).status).toBe(410);
    const withdrawn = await invite('gone@verona.test');
    const path = at(routes.revokeInvitation.path, { invitationId: withdrawn.body.invitation.id });
    expect((await door.owner.call('DELETE', path)).status).toBe(204);
    expect((await accept(tokenOf(withdrawn.body.link))).status).toBe(410);
    expect((await accept(`invite_${'x'.repeat(32)}`)).status).toBe(410);
    for (const short of ['', 'invite_']) expect((await accept(short)).status).toBe(400);
  });

  test('a new invitation replaces the one before', async () => {
    const first = await invite('twice@verona.test');
    const second = await invite('Twice@Verona.test', 'viewer');
    expect((await accept(tokenOf(first.body.link))).status).toBe(410);
    expect((await accept(tokenOf(second.body.link))).status).toBe(201);
    expect((await invite('twice@verona.test')).body.code).toBe('people.email_taken');
  });

  test('A07 a token made for something else, or for another address, opens nothing and stays good for its own', async () => {
    const { body } = await invite('right@verona.test');
    const token = tokenOf(body.link);
    const wrong = await door.colleague('Wrong', 'viewer');
    const join = await wrong.call('POST', routes.joinWorkspace.path, { token });
    expect(join).toMatchObject({ status: 403, body: { code: 'people.invitation_not_yours' } });
    const reset = await door.visitor().call('POST', '/api/auth/reset-password', { token, newPassword: goodPassword });
    expect(reset.status).toBe(400);
    expect((await withKey(token)).status).toBe(401);
    const setup = { token, workspace: 'x', name: 'x', email: 'x@verona.test', password: goodPassword };
    expect((await door.visitor().call('POST', routes.setUp.path, setup)).status).toBe(410);
    expect((await accept(token)).status).toBe(201);
  });

  test('an account is never taken over: who has one signs in and joins', async () => {
    const other = await door.owner.call('POST', routes.createWorkspace.path, { name: 'Second House' });
    const there = { 'verona-workspace': other.body.workspace.id };
    // Making one enters it; the other tests go on in the first.
    await door.owner.call('POST', at(routes.enterWorkspace.path, { workspaceId: door.workspaceId }));
    const ann = await door.colleague('Anna', 'agent');
    const { body } = await door.owner.call('POST', routes.invite.path, { email: ann.email, role: 'admin' }, there);
    expect(await accept(tokenOf(body.link))).toMatchObject({ status: 409, body: { code: 'people.account_exists' } });
    expect((await ann.call('POST', routes.joinWorkspace.path, { token: tokenOf(body.link) })).status).toBe(201);
    const seen = await ann.call('GET', routes.me.path, undefined, there);
    expect(seen.body).toMatchObject({ role: 'admin', workspace: { name: 'Second House' } });
    expect(seen.body.workspaces).toHaveLength(2);
    expect((await me(ann)).body.role).toBe('agent');
    const enter = at(routes.enterWorkspace.path, { workspaceId: other.body.workspace.id });
    expect((await ann.call('POST', enter)).status).toBe(204);
    expect((await me(ann)).body.role).toBe('admin');
  });

  test('nobody invites above themselves', async () => {
    const admin = await door.colleague('Adam', 'admin');
    expect((await invite('boss@verona.test', 'owner', admin)).body.code).toBe('people.role_above_own');
    expect((await invite('peer@verona.test', 'admin', admin)).status).toBe(201);
    const agent = await door.colleague('Agnes', 'agent');
    expect((await invite('any@verona.test', 'viewer', agent)).body.code).toBe('auth.not_allowed');
  });
});

describe('API keys', () => {
  const make = (body: object, by: Visitor = door.owner) => by.call('POST', routes.createApiKey.path, body);

  test('are shown once, kept as a hash, and act with their role', async () => {
    const { body, status } = await make({ name: 'Reports', role: 'viewer' });
    expect(status).toBe(201);
    expect(body.secret).toMatch(/^vk_[\w-]{32}$/);
    expect(JSON.stringify(await behind(sql`select *, encode(hash, 'escape') from people.api_key`))).not.toContain(body.secret);
    const list = await door.owner.call('GET', routes.listApiKeys.path);
    expect(JSON.stringify(list.body)).not.toContain(body.secret);
    expect((await withKey(body.secret)).body).toMatchObject({
      account: null,
      role: 'viewer',
      workspace: { id: door.workspaceId },
    });
    expect((await withKey(body.secret, routes.listEmployees.path)).status).toBe(200);
    expect((await withKey(body.secret, routes.listApiKeys.path)).body.code).toBe('auth.not_allowed');
    await expect
      .poll(async () => (await door.owner.call('GET', routes.listApiKeys.path)).body.items[0].lastUsedAt)
      .not.toBeNull();
  });

  test('B14 stop at the next request once revoked, and when they expire', async () => {
    const { body } = await make({ name: 'Short', role: 'admin' });
    expect((await withKey(body.secret)).status).toBe(200);
    const path = at(routes.revokeApiKey.path, { apiKeyId: body.apiKey.id });
    expect((await door.owner.call('DELETE', path)).status).toBe(204);
    expect((await withKey(body.secret)).status).toBe(401);
    const expired = await make({ name: 'Past', role: 'viewer', expiresAt: '2020-01-01T00:00:00Z' });
    expect((await withKey(expired.body.secret)).status).toBe(401);
  });

  test('are never stronger than who makes them', async () => {
    const developer = await door.colleague('Devi', 'developer');
    expect((await make({ name: 'Too strong', role: 'admin' }, developer)).body.code).toBe('people.role_above_own');
    expect((await make({ name: 'Fine', role: 'developer' }, developer)).status).toBe(201);
  });

  test("A04 a workspace named in a header is only ever one's own; a foreign one and none at all look alike", async () => {
    const { body } = await make({ name: 'Own', role: 'viewer' });
    const foreign = [database.workspaceId, database.otherWorkspaceId].find((id) => id !== door.workspaceId) ?? '';
    const tries = [foreign, '0198c0de-0000-7000-8000-000000000000', 'nonsense'];
    for (const visitor of ['key', 'session']) {
      const answers = await Promise.all(
        tries.map((workspace) => {
          const headers = { 'verona-workspace': workspace };
          if (visitor === 'key') return withKey(body.secret, routes.me.path, headers);
          return door.owner.call('GET', routes.me.path, undefined, headers);
        }),
      );
      const seen = answers.map((answer) => ({ status: answer.status, ...answer.body, instance: '' }));
      expect(seen[0]).toMatchObject({ status: 404, code: 'people.no_such_workspace' });
      expect(seen[1]).toEqual(seen[0]);
      expect(seen[2]).toEqual(seen[0]);
    }
  });

  test('B11 wrong keys in a row are refused before any look-up', async () => {
    const flood = door.visitor();
    const statuses: number[] = [];
    for (let i = 0; i < 35; i++) {
      const headers = { authorization: `Bearer wrong-key-number-${i}-xxxx` };
      statuses.push((await flood.call('GET', routes.me.path, undefined, headers)).status);
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(30);
    expect(statuses.slice(30)).toEqual([429, 429, 429, 429, 429]);
    expect((await me(door.owner)).status).toBe(200);
  });
});

describe('a change of access applies at once', () => {
  test('B14 deactivating ends session, keys made, invitations to and from them; reactivating brings only membership back', async () => {
    const leaver = await door.colleague('Leo', 'admin');
    const key = await leaver.call('POST', routes.createApiKey.path, { name: "Leo's", role: 'admin' });
    const friend = await invite('friend@verona.test', 'viewer', leaver);
    const heard: unknown[] = [];
    const stop = await door.people.onAccessChanged((who) => heard.push(who));
    const path = at(routes.deactivateEmployee.path, { employeeId: leaver.employeeId });
    const answer = await door.owner.call('POST', path);
    expect(answer).toMatchObject({ status: 200, body: { status: 'deactivated' } });
    expect((await me(leaver)).status).toBe(401);
    expect((await withKey(key.body.secret)).status).toBe(401);
    expect((await accept(tokenOf(friend.body.link))).status).toBe(410);
    // A24: whoever holds a socket of theirs hears of it in time.
    await expect
      .poll(() => heard, { timeout: 1000 })
      .toContainEqual({ workspaceId: door.workspaceId, employeeId: leaver.employeeId });
    await stop();

    expect((await leaver.signIn(leaver.email)).status).toBe(200);
    expect((await me(leaver)).body).toMatchObject({ workspace: null, role: null, actions: [] });
    expect((await leaver.call('GET', routes.listEmployees.path)).body.code).toBe('auth.workspace_needed');
    await door.owner.call('POST', at(routes.reactivateEmployee.path, { employeeId: leaver.employeeId }));
    expect((await me(leaver)).body.role).toBe('admin');
    expect((await withKey(key.body.secret)).status).toBe(401);
  });

  test('a new role holds at the next request of an open session', async () => {
    const rose = await door.colleague('Rose', 'viewer');
    const path = at(routes.changeRole.path, { employeeId: rose.employeeId });
    expect((await rose.call('GET', routes.listApiKeys.path)).status).toBe(403);
    await door.owner.call('PUT', path, { role: 'developer' });
    expect((await rose.call('GET', routes.listApiKeys.path)).status).toBe(200);
    await door.owner.call('PUT', path, { role: 'viewer' });
    expect((await rose.call('GET', routes.listApiKeys.path)).status).toBe(403);
  });

  test('nobody raises themselves or touches someone above them', async () => {
    const admin = await door.colleague('Ada', 'admin');
    const self = at(routes.changeRole.path, { employeeId: admin.employeeId });
    expect((await admin.call('PUT', self, { role: 'owner' })).body.code).toBe('people.role_above_own');
    const { body } = await me(door.owner);
    const boss = { employeeId: body.employee.id as string };
    expect((await admin.call('PUT', at(routes.changeRole.path, boss), { role: 'viewer' })).body.code).toBe(
      'people.role_above_own',
    );
    expect((await admin.call('POST', at(routes.deactivateEmployee.path, boss))).body.code).toBe('people.role_above_own');
  });

  test('the last owner stays, also when two demote each other at the same instant', async () => {
    const second = await door.colleague('Olga', 'owner');
    const first = (await me(door.owner)).body.employee.id as string;
    const demote = (by: Visitor, employeeId: string) =>
      by.call('PUT', at(routes.changeRole.path, { employeeId }), { role: 'viewer' });
    for (let round = 0; round < 8; round++) {
      const answers = await Promise.all([demote(door.owner, second.employeeId), demote(second, first)]);
      const owners = await behind<{ id: string }>(sql`
        select id from people.employee where workspace_id = ${door.workspaceId} and role = 'owner' and status = 'active'`);
      expect(owners).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      await behind(sql`update people.employee set role = 'owner' where id in (${first}, ${second.employeeId})`);
    }
    await demote(door.owner, second.employeeId);
    expect((await demote(door.owner, first)).body.code).toBe('people.last_owner');
    const path = at(routes.deactivateEmployee.path, { employeeId: first });
    expect((await door.owner.call('POST', path)).body.code).toBe('people.last_owner');
  });

  test('every act is in the audit log, in an unbroken chain, without a secret', async () => {
    await sleep(50);
    const rows = await behind<{ action: string; details: unknown }>(sql`
      select action, details from platform.audit where workspace_id = ${door.workspaceId} order by no`);
    const actions = new Set(rows.map(({ action }) => action));
    for (const action of [
      'people.joined',
      'people.invited',
      'people.role_changed',
      'people.employee_deactivated',
      'people.api_key_made',
    ]) {
      expect(actions).toContain(action);
    }
    expect(JSON.stringify(rows)).not.toMatch(/vk_|invite_|setup_|hash/);
  });
});
