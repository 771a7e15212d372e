/** The matrix on real engines: small data whose cells a reader can count. */
import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { NobodyWhy } from '#moments';
import { addEmployeeTo, principalOf } from '#people/testing';
import { createAudit } from '#platform/audit';
import { createLog } from '#platform/log';
import { sql } from '#platform/postgres';
import { type FreshClickHouse, type FreshDatabase, freshClickHouse, freshDatabase } from '#platform/testing';
import { fill } from '../audits/sheets.ts';
import { create as createTemplate } from '../audits/templates.ts';
import type { MatrixRow, Touchpoint, TouchpointRule } from '../contract.ts';
import { insertLines } from '../conversations/analytics.ts';
import { lineOf } from '../conversations/rules/line.ts';
import { publishFeedback } from '../voice/analytics/feedback.ts';
import { holes } from './holes.ts';
import { behindCell, conversationsIn, type ListsDeps, qualityCsv, saidIn } from './lists.ts';
import { read } from './matrix.ts';
import { change, create, ownCell, putInOrder, type RegistryDeps, remove } from './registry.ts';
import { qualityOf } from './rules/quality.ts';

let fresh: FreshDatabase;
let reports: FreshClickHouse;
let deps: ListsDeps & RegistryDeps;
let ws: string;
let principal: ReturnType<typeof principalOf>;

const now = Date.parse('2026-03-31T00:00:00Z');
const span = { from: '2026-03-01T00:00:00.000Z', to: '2026-03-31T00:00:00.000Z' };
const [queue, lostQueue] = [randomUUID(), randomUUID()];
const [delivery, returns] = [randomUUID(), randomUUID()];
const departments: Record<string, string> = {};
const people: Record<string, string> = {};
const works = new Map<string, string>();
const gone = new Set<string>();
let why: [string, NobodyWhy][] = [];
const noRule: TouchpointRule = { channels: [], kinds: [], events: [], places: [], products: [], themes: [] };

const conversation = (change: object) => ({
  ...{ id: randomUUID(), no: 1, kind: 'message', senderNo: '1', channel: 'email', language: 'en', openedBy: 'message' },
  ...{ openedAt: new Date('2026-03-10T09:00:00Z'), outcome: null, messages: 1, contacts: 1, transfers: 0, reopened: 0 },
  ...{ answeredBy: 0, answerSeconds: null, resolvedSeconds: null, rating: null, goodwill: [], owner: people.ada },
  ...change,
});
const words = (change: object) => ({
  ...{ id: randomUUID(), senderNo: '1', occurredAt: new Date('2026-03-12T09:00:00Z'), channel: 'email', source: 'conversation' },
  ...{ momentId: null, language: 'en', kind: 'experience', sentiment: 0, emotion: null, effort: null, product: '' },
  ...{ touchpoint: '', themes: [], version: '1' },
  ...change,
});

beforeAll(async () => {
  [fresh, reports] = await Promise.all([freshDatabase(), freshClickHouse()]);
  ws = fresh.workspaceId;
  principal = principalOf(ws, 'analyst');
  for (const name of ['Care', 'Shipping']) departments[name] = randomUUID();
  for (const name of ['ada', 'sam', 'nobody']) people[name] = await addEmployeeTo(fresh.db, ws, name);
  works.set(people.ada as string, departments.Care as string);
  works.set(people.sam as string, departments.Shipping as string);
  await fresh.db.inWorkspace(ws, (tx) =>
    tx.run(sql`
      insert into measure.theme (workspace_id, id, name, department_id, created_by)
      values (${ws}, ${delivery}, 'Delivery', ${departments.Shipping}, 'Test'), (${ws}, ${returns}, 'Returns', null, 'Test')`),
  );
  deps = {
    ...{ db: fresh.db, clickhouse: reports.clickhouse, audit: createAudit({ log: createLog({ level: 'silent' }) }) },
    ...{ newId: randomUUID, clock: { now: () => now } },
    people: {
      policy: () => true,
      departments: async () => Object.entries(departments).map(([name, id]) => ({ id, name })),
      workplaces: async (_tx: unknown, ids: readonly string[]) =>
        [...works].flatMap(([employeeId, departmentId]) => (ids.includes(employeeId) ? [{ employeeId, departmentId }] : [])),
      colleagues: async (_tx: unknown, ids: readonly string[]) =>
        Object.entries(people).flatMap(([name, id]) => (ids.includes(id) ? [{ id, name, active: !gone.has(id) }] : [])),
    } as never,
    moments: {
      queues: async () => [
        { id: queue, name: 'Front desk', answererId: people.sam },
        { id: lostQueue, name: 'Attic', answererId: null },
      ],
      whyNobodyOwns: async (_tx: unknown, _ws: string, ids: readonly string[]) => new Map(why.filter(([id]) => ids.includes(id))),
    } as never,
    customers: {
      personOf: (sender: string) => sender,
      describePeople: async (_ws: string, nos: readonly string[]) =>
        new Map(nos.map((no) => [no, { id: no, name: `No. ${no}` }])),
    } as never,
  };
  const about = randomUUID();
  const conversations = [
    conversation({ no: 1 }),
    // Begun long before the span and open still.
    conversation({ no: 2, openedAt: new Date('2025-01-01T00:00:00Z'), channel: 'chat' }),
    conversation({ no: 3, owner: queue, channel: 'chat' }),
    // By words, not by channel: it speaks of delivery.
    conversation({ no: 4, id: about, owner: people.sam, channel: 'chat' }),
    conversation({
      ...{ no: 5, owner: people.sam, outcome: 'answered', answerSeconds: 60, resolvedSeconds: 7_200, answeredBy: 1 },
      goodwill: [{ currency: 'EUR', amount: 1_250 }],
    }),
    conversation({ no: 6, owner: lostQueue, kind: 'stuck', channel: null, openedBy: 'opening_rule' }),
    conversation({
      no: 7,
      kind: 'stuck',
      channel: null,
      openedBy: 'opening_rule',
      outcome: 'answered',
      answerSeconds: 5,
      resolvedSeconds: 9,
    }),
    conversation({ no: 8, owner: people.nobody, channel: 'phone' }),
    // Goes on in another one.
    conversation({ no: 9, outcome: 'merged' }),
  ];
  const line = (workspace: string) => (each: object) => lineOf(workspace, '1', each as never, undefined);
  await insertLines(reports.clickhouse, conversations.map(line(ws)).join(''));
  await insertLines(reports.clickhouse, line(fresh.otherWorkspaceId)(conversation({})));
  const records = [
    words({ momentId: about, themes: [delivery], sentiment: -0.5, channel: 'chat' }),
    words({ themes: [delivery], sentiment: 0.1, channel: 'review', touchpoint: 'Trustpilot' }),
    words({ themes: [delivery, returns], sentiment: null, channel: 'review' }),
    words({ channel: 'survey', source: 'Survey Answered', sentiment: 0.9 }),
    words({ channel: 'email', sentiment: 0.4, occurredAt: new Date('2026-01-01T00:00:00Z') }),
  ];
  await publishFeedback(reports.clickhouse, ws, records as never);
});
afterAll(() => Promise.all([fresh.close(), reports.close()]));

const named = (name: string, rule: Partial<TouchpointRule>, more = {}) =>
  create(deps, principal, { name, rule: { ...noRule, ...rule }, ownerId: null, voiceWeight: 0.5, ...more });
const matrix = () => read(deps, ws, span);
const cellAt = (row: MatrixRow | undefined, department: string | null) =>
  row?.cells.find((cell) => cell.department === (department && departments[department]));
/** Only what happened in the cells, by name. */
async function openBy() {
  const { rows, departments: columns } = await matrix();
  const name = (id: string | null) => columns.find((column) => column.id === id)?.name ?? 'none';
  return rows.map(({ touchpoint, cells }) => [
    touchpoint?.name ?? 'none',
    Object.fromEntries(cells.flatMap(({ department, open }) => (open > 0 ? [[name(department), open]] : []))),
  ]);
}

test('before anything is named, everything is at no touchpoint, and nothing is lost', async () => {
  const { rows, total, columns } = await matrix();
  expect(rows).toHaveLength(1);
  expect(total).toMatchObject({ open: 6, conversations: 7, said: 4, known: 3, detected: 2, engaged: 1 });
  // Ada has two open, Sam one and what lies in his queue; one is somebody’s without a department, one lies where nobody answers.
  expect(columns.map(({ open }) => open)).toEqual([2, 2, 2]);
  expect(rows[0]?.cells.map(({ unowned }) => unowned)).toEqual([true, true, true]);
});

test('what fits several belongs to the first; in another order, to another one', async () => {
  const one = await named('Delivery', { themes: [delivery] });
  const other = await named('Chat', { channels: ['chat'] });
  const third = await named('Checkout', { kinds: ['stuck'] });
  expect(await openBy()).toEqual([
    ['Delivery', { Shipping: 1 }],
    ['Chat', { Care: 1, Shipping: 1 }],
    ['Checkout', { none: 1 }],
    ['none', { Care: 1, none: 1 }],
  ]);
  await putInOrder(deps, principal, [other.id, one.id, third.id]);
  expect((await openBy()).slice(0, 2)).toEqual([
    ['Chat', { Care: 1, Shipping: 2 }],
    ['Delivery', {}],
  ]);
  await putInOrder(deps, principal, [one.id, other.id, third.id]);
  await expect(putInOrder(deps, principal, [one.id, one.id, other.id])).rejects.toMatchObject({
    kind: { code: 'measure.not_their_order' },
  });
});

test('every sum is the length of the list it opens', async () => {
  const { rows, columns, total, departments: all } = await matrix();
  const ids = [...all.map(({ id }) => id), 'none'];
  const count = async (which: 'open' | 'begun' | 'missed', place: { touchpoint?: string; department?: string }) => {
    const { items, total: found } = await conversationsIn(deps, ws, { ...span, ...place, which, limit: 200, offset: 0 });
    expect(items).toHaveLength(found);
    return found;
  };
  const spoken = async (place: { touchpoint?: string; department?: string }) =>
    (await saidIn(deps, principal, { ...span, ...place, limit: 1 })).total;
  for (const row of rows) {
    const touchpoint = row.touchpoint?.id ?? 'none';
    for (const [at, cell] of row.cells.entries()) {
      const place = { touchpoint, department: ids[at] as string };
      expect(await count('open', place)).toBe(cell.open);
      expect(await spoken(place)).toBe(cell.said);
    }
    expect(await count('begun', { touchpoint })).toBe(row.total.conversations);
    expect(await count('missed', { touchpoint })).toBe(row.total.detected - row.total.engaged);
  }
  for (const [at, column] of columns.entries()) expect(await count('open', { department: ids[at] as string })).toBe(column.open);
  expect(await count('open', {})).toBe(total.open);
  expect(total).toMatchObject({ open: 6, conversations: 7, said: 4, known: 3 });
});

test('words outside a conversation belong to the department that answers for their themes; a mood unknown is not counted', async () => {
  const [row] = (await matrix()).rows;
  expect(cellAt(row, 'Shipping')).toMatchObject({ said: 3, known: 2 });
  expect(cellAt(row, 'Shipping')?.voice).toBeCloseTo(50 * (1 + (-0.5 + 0.1) / 2), 5);
  expect(cellAt(row, 'Shipping')?.quality).toMatchObject({ of: 'voice' });
});

test('each list of a cell has its people, each once', async () => {
  for (const company of [ws, fresh.otherWorkspaceId])
    for (const list of ['open', 'begun', 'engaged', 'missed'] as const) {
      const { items } = await conversationsIn(deps, company, { ...span, which: list, limit: 200, offset: 0 });
      const found = (await behindCell(deps, company, { ...span, list }, 10)).map(({ person }) => person);
      expect([company, list, found.length > 0]).toEqual([company, list, items.length > 0]);
      expect(new Set(found).size).toBe(found.length);
    }
  expect(await behindCell(deps, ws, { ...span, list: 'said' }, 10)).toEqual([{ person: '1' }]);
});

test('cost is the goodwill given, and why nobody turned to somebody is told', async () => {
  const { rows } = await matrix();
  expect(cellAt(rows.at(-1), 'Shipping')).toMatchObject({ goodwill: [{ currency: 'EUR', amount: 12.5 }], openHours: 2 });
  const checkout = rows.find(({ touchpoint }) => touchpoint?.name === 'Checkout');
  expect(checkout?.total).toMatchObject({ detected: 2, engaged: 1 });
  const missed = await conversationsIn(deps, ws, {
    ...{ ...span, which: 'missed', limit: 10, offset: 0, touchpoint: checkout?.touchpoint?.id },
  });
  expect(missed.items).toMatchObject([{ no: 6, missed: 'in_queue', owner: { kind: 'queue', name: 'Attic' } }]);
  why = [[missed.items[0]?.moment ?? '', 'capped']];
  const again = await conversationsIn(deps, ws, { ...span, which: 'missed', limit: 10, offset: 0 });
  expect(again.items.map(({ no, missed: reason }) => [no, reason])).toContainEqual([6, 'capped']);
});

test('a cell has an owner when one was named who is still here', async () => {
  const [row] = (await matrix()).rows;
  const touchpointId = row?.touchpoint?.id as string;
  const where = { touchpointId, departmentId: departments.Care as string };
  expect(cellAt(row, 'Care')).toMatchObject({ owner: null, unowned: true });
  await ownCell(deps, principal, where, people.ada as string);
  expect(cellAt((await matrix()).rows[0], 'Care')).toMatchObject({ owner: { name: 'ada' }, unowned: false });
  gone.add(people.ada as string);
  expect(cellAt((await matrix()).rows[0], 'Care')).toMatchObject({ owner: { name: 'ada', active: false }, unowned: true });
  await expect(ownCell(deps, principal, where, people.ada as string)).rejects.toMatchObject({
    kind: { code: 'measure.no_such_owner' },
  });
  gone.clear();
  await expect(ownCell(deps, principal, { ...where, departmentId: randomUUID() }, null)).rejects.toMatchObject({
    kind: { code: 'measure.no_such_department' },
  });
});

test('holes are what nobody answers for, and close one by one', async () => {
  const kinds = async () => (await holes(deps, ws)).items.map(({ kind, name }) => `${kind} ${name}`);
  expect(await kinds()).toEqual(expect.arrayContaining(['touchpoint Chat', 'theme Returns', 'metric Net promoter score']));
  expect(await kinds()).not.toContain('theme Delivery');
  const { rows } = await matrix();
  for (const { touchpoint } of rows)
    if (touchpoint) await change(deps, principal, touchpoint.id, { ...pick(touchpoint), ownerId: people.ada as string });
  await fresh.db.inWorkspace(ws, async (tx) => {
    await tx.run(sql`update measure.metric set owner_id = ${people.sam} where workspace_id = ${ws}`);
    await tx.run(sql`update measure.theme set department_id = ${departments.Care} where id = ${returns}`);
  });
  expect(await kinds()).toEqual([]);
  await fresh.db.inWorkspace(ws, async (tx) => {
    await tx.run(sql`insert into measure.scenario (workspace_id, id, name) values (${ws}, ${delivery}, 'Shoes for school')`);
    await tx.run(sql`insert into measure.scenario_version (workspace_id, scenario_id, no, definition, changed_by)
      values (${ws}, ${delivery}, 1, '{}', 'Nina')`);
    await tx.run(sql`insert into measure.view (workspace_id, id, kind, question, span, title, sentence, shared, owner_id, owner_name)
      values (${ws}, ${delivery}, 'journeys', '{}', '{}', 'From order to hands', '', true, ${randomUUID()}, 'Carla')`);
  });
  expect(await kinds()).toEqual(['scenario Shoes for school', 'journey From order to hands']);
  await fresh.db.inWorkspace(ws, async (tx) => {
    await tx.run(sql`update measure.scenario set owner_id = ${people.sam} where workspace_id = ${ws}`);
    await tx.run(sql`update measure.view set owner_id = ${people.sam} where workspace_id = ${ws}`);
  });
  expect(await kinds()).toEqual([]);
  gone.add(people.ada as string);
  expect((await holes(deps, ws)).items).toContainEqual(expect.objectContaining({ name: 'Chat', left: 'ada' }));
  gone.clear();
});
const newAudit = (words: Parameters<typeof createTemplate>[2]) => createTemplate(deps, principal, words);
const pick = ({ name, rule, voiceWeight }: { name: string; rule: TouchpointRule; voiceWeight: number }) => ({
  name,
  rule,
  voiceWeight,
});

test('the latest audit of ours counts with its weight; the file makes the figure anew', async () => {
  const [row] = (await matrix()).rows;
  const touchpoint = row?.touchpoint as Touchpoint;
  const touchpointId = touchpoint.id;
  await change(deps, principal, touchpointId, { ...pick(touchpoint), ownerId: null, voiceWeight: 0.25 });
  const friendly = { key: 'friendly', question: 'Were they friendly?', scale: { kind: 'range' as const, min: 1, max: 5 } };
  const shop = await newAudit({
    ...{ name: 'Shop visit', kind: 'mystery_shop' as const, criticalCap: 50 },
    criteria: [{ ...friendly, weight: 1, touchpointId, critical: false }],
  });
  const visit = (on: string, answer: number, subject: string | null = null) =>
    fill(deps, principal, { templateId: shop.id, templateVersion: 1, subject, on, note: '', answers: { friendly: answer } });
  await visit('2026-03-01', 1);
  const latest = await visit('2026-03-20', 4);
  await visit('2026-03-25', 5, 'Peer');
  // After the span.
  await visit('2026-04-01', 1);
  const audited = (await matrix()).rows[0];
  expect(audited?.audit).toMatchObject({ sheet: latest.id, score: 75, template: 'Shop visit', on: '2026-03-20', answered: 1 });
  const voice = audited?.total.voice ?? Number.NaN;
  expect(audited?.total.quality).toEqual({ score: 0.25 * voice + 0.75 * 75, of: 'both' });
  const { rows } = await matrix();
  for (const { touchpoint, total, audit } of rows) {
    const lines = parse<Record<string, string>>(await qualityCsv(deps, ws, { ...span, touchpoint: touchpoint?.id ?? 'none' }), {
      columns: true,
    });
    const part = (name: string) => lines.filter((line) => line.part === name).map(({ score }) => Number(score));
    const mean = (scores: number[]) =>
      scores.length === 0 ? null : scores.reduce((sum, score) => sum + score, 0) / scores.length;
    const weight = touchpoint?.voiceWeight ?? 1;
    expect(part('voice')).toHaveLength(total.known);
    expect(part('audit')).toHaveLength(audit === null ? 0 : 1);
    const anew = qualityOf(weight, mean(part('voice')), mean(part('audit')));
    expect(anew.of).toBe(total.quality.of);
    expect(anew.score ?? -1).toBeCloseTo(total.quality.score ?? -1, 6);
  }
});

test('names are taken once; another workspace sees nothing of it', async () => {
  await expect(named('chat', {})).rejects.toMatchObject({ kind: { code: 'measure.touchpoint_exists' } });
  await expect(named('Other', { themes: [randomUUID()] })).rejects.toMatchObject({ kind: { code: 'measure.no_such_theme' } });
  const elsewhere = await read(deps, fresh.otherWorkspaceId, span);
  expect(elsewhere).toMatchObject({ rows: [{ touchpoint: null }], total: { open: 1, said: 0 } });
  const chat = (await matrix()).rows.find(({ touchpoint }) => touchpoint?.name === 'Chat')?.touchpoint?.id as string;
  const stranger = principalOf(fresh.otherWorkspaceId, 'analyst');
  await expect(remove(deps, stranger, chat)).rejects.toMatchObject({ kind: { code: 'measure.no_such_touchpoint' } });
  await remove(deps, principal, chat);
  expect((await matrix()).total.open).toBe(6);
  await named('Chat', { channels: ['chat'] });
});
