import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sql } from '#platform/postgres';
import { type FreshDatabase, freshDatabase } from '#platform/testing';
import { routes } from './contract.ts';
import { addEmployeeTo, type FrontDoor, openFrontDoor } from './testing.ts';

let database: FreshDatabase;
let door: FrontDoor;
/** The workspace the owner has nothing to do with. */
let elsewhere: string;
beforeAll(async () => {
  database = await freshDatabase();
  door = await openFrontDoor(database.db);
  elsewhere = door.workspaceId === database.workspaceId ? database.otherWorkspaceId : database.workspaceId;
});
afterAll(async () => {
  await door.close();
  await database.close();
});

const at = (path: string, params: Record<string, string>) =>
  path.replace(/\{(\w+)\}/g, (_all, name: string) => params[name] ?? '');
const call = (method: string, path: string, body?: unknown) => door.owner.call(method, path, body);
const add = async (name: string, more = {}): Promise<string> => {
  const { body } = await call('POST', routes.addEmployee.path, { name, email: `${name.toLowerCase()}@dir.test`, ...more });
  return body.id as string;
};
const manage = (employeeId: string, managerId: string | null, since?: string) =>
  call('PUT', at(routes.setManager.path, { employeeId }), { managerId, ...(since && { since }) });

describe('reporting lines', () => {
  test('say who reports to whom since when, then and now', async () => {
    const [ann, bob, cleo] = [await add('Line-Ann'), await add('Line-Bob'), await add('Line-Cleo')];
    await manage(ann, bob, '2026-01-01T00:00:00.000Z');
    const { body } = await manage(ann, cleo, '2026-06-01T00:00:00.000Z');
    expect(body.lines).toMatchObject([
      { managerId: bob, since: '2026-01-01T00:00:00.000Z', until: '2026-06-01T00:00:00.000Z' },
      { managerId: cleo, since: '2026-06-01T00:00:00.000Z', until: null },
    ]);
    const managerAt = async (instant: string) => {
      const answer = await call('GET', `${routes.reportingLines.path}?at=${instant}`);
      return answer.body.items.find((line: { employeeId: string }) => line.employeeId === ann)?.managerId;
    };
    expect(await managerAt('2025-12-31T23:59:59.999Z')).toBeUndefined();
    expect(await managerAt('2026-05-31T23:59:59.999Z')).toBe(bob);
    expect(await managerAt('2026-06-01T00:00:00.000Z')).toBe(cleo);
    const detail = await call('GET', at(routes.getEmployee.path, { employeeId: ann }));
    expect(detail.body).toMatchObject({ manager: { id: cleo, name: 'Line-Cleo' }, lines: [{}, {}] });
    expect((await call('GET', at(routes.getEmployee.path, { employeeId: cleo }))).body.reports).toMatchObject([{ id: ann }]);
  });

  test('now means now: the answer shows it at once', async () => {
    const [dan, eve] = [await add('Line-Dan'), await add('Line-Eve')];
    expect((await manage(dan, eve)).status).toBe(200);
    expect((await call('GET', at(routes.getEmployee.path, { employeeId: dan }))).body.manager.id).toBe(eve);
    expect((await manage(dan, null)).status).toBe(200);
    expect((await call('GET', at(routes.getEmployee.path, { employeeId: dan }))).body.manager).toBeNull();
  });

  test('hold no circle at any instant, also when two changes race to close one', async () => {
    const [fay, gil, hen] = [await add('Line-Fay'), await add('Line-Gil'), await add('Line-Hen')];
    await manage(fay, gil);
    await manage(gil, hen, '2030-01-01T00:00:00.000Z');
    const refused = await manage(hen, fay);
    expect(refused).toMatchObject({ status: 409, body: { code: 'people.reporting_cycle' } });
    expect(refused.body.detail).toContain('2030-01-01');
    expect((await manage(fay, fay)).body.code).toBe('people.reporting_cycle');
    // Two changes that share nobody, and neither closes the circle alone.
    for (let round = 0; round < 5; round++) {
      const [ivo, jan, kay, leo] = await Promise.all(['I', 'J', 'K', 'L'].map((name) => add(`Race-${name}${round}`)));
      if (!(ivo && jan && kay && leo)) throw new Error('four people');
      await Promise.all([manage(ivo, jan), manage(kay, leo)]);
      const answers = await Promise.all([manage(jan, kay), manage(leo, ivo)]);
      expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    }
  });

  test('one manager at a time is a key of the table', async () => {
    const [kim, lea] = [await add('Line-Kim'), await add('Line-Lea')];
    await manage(kim, lea, '2026-01-01T00:00:00.000Z');
    const second = database.db.inWorkspace(door.workspaceId, (tx) =>
      tx.run(sql`
        insert into people.reporting_line (workspace_id, employee_id, manager_id, during)
        values (${door.workspaceId}, ${kim}, ${lea}, tstzrange('2026-03-01', '2026-04-01'))`),
    );
    await expect(second).rejects.toMatchObject({ code: '23P01' });
  });
});

describe('the directory', () => {
  test('pages by name, finds by parts of name, address and title, filters by place', async () => {
    const { body: department } = await call('POST', routes.createDepartment.path, { name: 'Warehouse' });
    const names = ['Zoe', 'amy', 'Émile', 'Bea', 'Cat'];
    for (const name of names) {
      await call('POST', routes.addEmployee.path, {
        name,
        email: `page-${names.indexOf(name)}@dir.test`,
        title: 'Forklift 100%',
        departmentId: department.id,
      });
    }
    const seen: string[] = [];
    for (let after = ''; ; ) {
      const query = new URLSearchParams({ departmentId: department.id, limit: '2', ...(after && { after }) });
      const { body } = await call('GET', `${routes.listEmployees.path}?${query}`);
      seen.push(...body.items.map((item: { name: string }) => item.name));
      if (body.next === null) break;
      after = body.next;
    }
    expect(seen).toHaveLength(names.length);
    expect(new Set(seen)).toEqual(new Set(names));
    expect(seen.indexOf('amy')).toBeLessThan(seen.indexOf('Bea'));
    const find = async (search: string) => {
      const { body } = await call('GET', `${routes.listEmployees.path}?search=${encodeURIComponent(search)}&limit=200`);
      return body.items.length as number;
    };
    expect(await find('FORKLIFT')).toBe(5);
    expect(await find('100%')).toBe(5);
    expect(await find('page-3@')).toBe(1);
    expect(await find('%')).toBe(5);
  });

  test('an address is one person per workspace, however it is written', async () => {
    await add('Once');
    const again = await call('POST', routes.addEmployee.path, { name: 'Again', email: 'ONCE@dir.test' });
    expect(again).toMatchObject({ status: 409, body: { code: 'people.email_taken' } });
  });

  test('A18 a field that is not offered is refused by name and changes nothing', async () => {
    const id = await add('Patch');
    const path = at(routes.changeEmployee.path, { employeeId: id });
    for (const field of ['role', 'status', 'workspaceId', 'userId', 'permissions']) {
      const { status, body } = await call('PATCH', path, { name: 'Changed', [field]: 'owner' });
      expect([status, body.fields?.[0]?.path]).toEqual([400, field]);
    }
    expect((await call('GET', at(routes.getEmployee.path, { employeeId: id }))).body).toMatchObject({
      name: 'Patch',
      role: 'viewer',
    });
  });

  test('availability keeps since when and by whom; setting the same again changes no instant', async () => {
    const first = await call('PUT', routes.setMyAvailability.path, { presence: 'online' });
    expect(first.body).toMatchObject({ presence: 'online', setBy: 'owner', hours: null });
    const hours = { timeZone: 'Europe/Rome', shifts: [{ day: 1, from: '09:00', to: '17:30' }] };
    const second = await call('PUT', routes.setMyAvailability.path, { hours });
    expect(second.body).toEqual({ ...first.body, hours });
    const away = await call('PUT', routes.setMyAvailability.path, { presence: 'away' });
    expect(away.body).toMatchObject({ presence: 'away', hours });
    expect(away.body.since > first.body.since).toBe(true);
    const bad = { timeZone: 'x', shifts: [{ day: 8, from: '9', to: '25:00' }] };
    expect((await call('PUT', routes.setMyAvailability.path, { hours: bad })).status).toBe(400);
  });

  test('departments are a tree; only empty ones are put away', async () => {
    const make = async (name: string, parentId?: string) => {
      const { body } = await call('POST', routes.createDepartment.path, { name, ...(parentId && { parentId }) });
      return body.id as string;
    };
    const company = await make('Company');
    const care = await make('Care', company);
    const chat = await make('Chat', care);
    const move = (departmentId: string, body: object) => call('PATCH', at(routes.changeDepartment.path, { departmentId }), body);
    const archive = (departmentId: string) => call('POST', at(routes.archiveDepartment.path, { departmentId }));
    expect((await move(care, { parentId: chat })).body.code).toBe('people.department_cycle');
    expect((await call('POST', routes.createDepartment.path, { name: 'CHAT', parentId: care })).body.code).toBe(
      'people.name_taken',
    );
    expect((await archive(care)).body.code).toBe('people.department_in_use');
    expect((await move(chat, { parentId: company, name: 'Live chat' })).body).toMatchObject({
      name: 'Live chat',
      parentId: company,
    });
    const id = await add('Inside', { departmentId: chat });
    expect((await archive(chat)).body.code).toBe('people.department_in_use');
    await call('PATCH', at(routes.changeEmployee.path, { employeeId: id }), { departmentId: null });
    expect((await archive(chat)).body.archivedAt).not.toBeNull();
    expect((await call('POST', routes.createDepartment.path, { name: 'x', parentId: chat })).status).toBe(404);
  });

  test('a team has members; its lead is one of them', async () => {
    const [may, ned] = [await add('Team-May'), await add('Team-Ned')];
    const { body: team } = await call('POST', routes.createTeam.path, { name: 'Night shift', leadId: may });
    expect(team).toMatchObject({ leadId: may, members: [{ id: may, name: 'Team-May' }] });
    const member = (employeeId: string) => at(routes.addTeamMember.path, { teamId: team.id, employeeId });
    expect((await call('PUT', member(ned))).body.members).toHaveLength(2);
    expect((await call('PUT', member(ned))).body.members).toHaveLength(2);
    expect((await call('DELETE', member(may))).body).toMatchObject({ leadId: null, members: [{ id: ned }] });
    expect((await call('POST', routes.createTeam.path, { name: 'night SHIFT' })).body.code).toBe('people.name_taken');
  });
});

describe('workspaces', () => {
  test('no list, look-up or change reaches into another; a foreign id and none at all look alike', async () => {
    const canary = 'canary-of-the-other-house';
    const foreign = await addEmployeeTo(database.db, elsewhere, canary);
    const department = '0198c0de-1111-7000-8000-000000000001';
    await database.db.inWorkspace(elsewhere, async (tx) => {
      await tx.run(sql`insert into people.department (workspace_id, id, name) values (${elsewhere}, ${department}, ${canary})`);
      await tx.run(sql`insert into people.team (workspace_id, id, name) values (${elsewhere}, ${department}, ${canary})`);
      await tx.run(sql`
        insert into people.api_key (workspace_id, id, name, role, hash, hint, maker)
        values (${elsewhere}, ${department}, ${canary}, 'viewer', 'x', 'x', ${canary})`);
    });
    const own = await add('Own');
    const before = await database.ownerDb.inSystem((tx) =>
      tx.many(sql`select * from people.employee where workspace_id = ${elsewhere}`),
    );

    for (const route of Object.values(routes)) {
      if (!('action' in route.access)) continue;
      const answers = [];
      for (const id of [foreign, department, '0198c0de-0000-7000-8000-00000000dead']) {
        const path = route.path.replace(/\{\w+\}/g, id);
        const body = { name: 'x', role: 'viewer', managerId: null, presence: 'online' };
        const shape = (route as { body?: { shape?: object } }).body?.shape;
        const known = Object.fromEntries(Object.entries(body).filter(([key]) => shape && key in shape));
        const answer = await call(route.method, path, shape ? known : undefined);
        expect(JSON.stringify(answer.body)).not.toContain(canary);
        expect(answer.status).toBeLessThan(500);
        answers.push({ ...answer.body, status: answer.status, instance: '' });
      }
      if (route.path.includes('{') && route.id !== 'people.revokeInvitation') {
        expect([route.id, answers[0]]).toEqual([route.id, answers[2]]);
        expect([route.id, answers[1]]).toEqual([route.id, answers[2]]);
      }
    }
    // A foreign id inside a body is no way round either.
    for (const body of [{ departmentId: department }, { managerId: foreign }]) {
      const more = { name: 'Y', email: `${Object.keys(body)[0]?.toLowerCase()}@dir.test`, ...body };
      expect((await call('POST', routes.addEmployee.path, more)).status).toBe(404);
    }
    expect((await manage(own, foreign)).status).toBe(404);
    const after = await database.ownerDb.inSystem((tx) =>
      tx.many(sql`select * from people.employee where workspace_id = ${elsewhere}`),
    );
    expect(after).toEqual(before);
  });

  test('without a workspace the tables are empty and take nothing', async () => {
    const tables = ['employee', 'department', 'reporting_line', 'team', 'team_member', 'availability', 'invitation', 'api_key'];
    for (const table of tables) {
      const { rows } = await database.db.pool.query(`select count(*)::int as n from people.${table}`);
      expect([table, rows[0].n]).toEqual([table, 0]);
    }
    const insert = database.db.pool.query(
      `insert into people.department (workspace_id, id, name) values ('${door.workspaceId}', gen_random_uuid(), 'x')`,
    );
    await expect(insert).rejects.toMatchObject({ code: '42501' });
  });
});
