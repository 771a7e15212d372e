// Brand promises on real engines: from words, answers and events to a score, and back to the people and their words.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addEmployeeTo } from '#people/testing';
import { createAudit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { type BodyOf, Refusal } from '#platform/contract';
import { createIds } from '#platform/ids';
import { createLog } from '#platform/log';
import { sql } from '#platform/postgres';
import { type FreshClickHouse, type FreshDatabase, freshClickHouse, freshDatabase } from '#platform/testing';
import { type BrandPromise, createBrandPromise, experienceOf, listBrandPromises } from '../contract.ts';
import { insertMetric } from '../metrics/store.ts';
import { forgetFeedback } from '../voice/analytics/feedback.ts';
import { copyLane } from '../voice/copy.ts';
import type { VoiceDeps } from '../voice/ground.ts';
import { enterReadingRoom, keepWords } from '../voice/keep.ts';
import { eraseSaid } from '../voice/store/feedback.ts';
import { insertTheme, mergeThemes } from '../voice/store/voice.ts';
import type { ExperienceDeps } from './asked.ts';
import { people, words } from './behind.ts';
import { experience, exportIndex, list } from './experience.ts';
import * as promises from './promises.ts';

const now = Date.parse('2026-03-30T12:00:00Z');
const span = { from: '2026-01-05T00:00:00Z', to: '2026-03-30T00:00:00Z', timeZone: 'UTC' };
const [late, thanks] = [randomUUID(), randomUUID()];
const segment = randomUUID();
let house: FreshDatabase;
let copy: FreshClickHouse;
let deps: ExperienceDeps;
let nina: Principal;
let metricId: string;

const inHouse = <T>(work: Parameters<typeof house.db.inWorkspace<T>>[1]) => house.db.inWorkspace(house.workspaceId, work);

const copied = () => copyLane(deps as unknown as VoiceDeps).step(house.workspaceId);

/** Customers write; what they wrote is read, sorted and copied as in the house. */
async function said(of: { sender: number; text: string; at: string }[]): Promise<void> {
  await inHouse(async (tx) => {
    const room = await enterReadingRoom(tx, house.workspaceId);
    for (const { sender, text, at } of of)
      await keepWords(deps, tx, house.workspaceId, room, {
        ...{ origin: `event:${randomUUID()}`, senderNo: String(sender), momentId: null, occurredAt: new Date(at) },
        ...{ channel: 'review', source: 'Review Submitted', product: '', touchpoint: '', text, hint: 'en' },
      });
  });
  await copied();
}

let events = 0;
async function happened(
  of: { sender: number; name: string; at: string; text?: object; num?: object }[],
  workspaceId = house.workspaceId,
): Promise<void> {
  const columns = ['workspace', 'name', 'kind', 'source', 'occurred_at', 'received_at', 'sender', 'event', 'text', 'num'];
  const lines = of.map(({ sender, name, at, text = {}, num = {} }) =>
    JSON.stringify([workspaceId, name, 'track', 'shop', at, at, sender, ++events, text, num]),
  );
  await copy.clickhouse.insert('listen_events', columns, `${lines.join('\n')}\n`, { token: randomUUID() });
}
const delivered = (sender: number, at: string) => ({ sender, name: 'Order Delivered', at });

const nextDay = (more: Partial<BodyOf<typeof createBrandPromise>> = {}) =>
  createBrandPromise.body?.parse({
    ...{ words: 'At your door the next day', presentedIn: 'Spring campaign', presentedFrom: '2026-02-02', ownerId: nina.id },
    experiences: [
      { kind: 'theme', themeId: late, counts: 'broken' },
      { kind: 'event', event: 'Order Delivered', counts: 'kept' },
    ],
    ...more,
  }) as BodyOf<typeof createBrandPromise>;
const make = (more: Partial<BodyOf<typeof createBrandPromise>> = {}): Promise<BrandPromise> =>
  promises.create(deps, nina, nextDay(more));
const asked = (more: object = {}) => experienceOf.body?.parse({ ...span, ...more }) as BodyOf<typeof experienceOf>;
const read = (id: string, more: object = {}) => experience(deps, house.workspaceId, id, asked(more));
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error) => (error instanceof Refusal ? error.kind.code : error),
  );

beforeAll(async () => {
  [house, copy] = await Promise.all([freshDatabase(), freshClickHouse()]);
  const id = await addEmployeeTo(house.db, house.workspaceId, 'Nina', 'analyst');
  nina = { kind: 'employee', id, label: 'Nina', workspaceId: house.workspaceId, role: 'analyst' };
  deps = {
    ...{ db: house.db, clickhouse: copy.clickhouse, clock: { now: () => now }, newId: createIds(() => now) },
    audit: createAudit({ log: createLog({ level: 'silent' }) }),
    listen: { propertyTypes: async () => new Map() },
    people: {
      policy: () => true,
      colleagues: async (_tx: unknown, ids: string[]) =>
        ids.filter((one) => one === id).map(() => ({ id, name: 'Nina', active: true })),
    },
    customers: {
      // Sender 3 is the same person as 2.
      personOf: (sender: string) => `if(${sender} = 3, toUInt64(2), ${sender})`,
      inSegment: (sender: string, _workspace: string, segmentId: string) => ({
        sql: `${sender} in {members: Array(UInt64)} and {segment: UUID} != generateUUIDv4()`,
        params: { members: Array.from({ length: 100 }, (_none, no) => no + 101), segment: segmentId },
      }),
      segmentName: async (_tx: unknown, _workspace: string, one: string) => (one === segment ? 'Members' : undefined),
      describePeople: async (_workspace: string, nos: string[]) =>
        new Map(nos.map((no) => [no, { id: randomUUID(), name: `No. ${no}`, kind: 'customer' }])),
    },
  } as unknown as ExperienceDeps;
  await inHouse(async (tx) => {
    for (const [theme, name, phrases] of [
      [late, 'Late delivery', ['late', 'delay']],
      [thanks, 'Delivery praised', ['quick delivery']],
    ] as const)
      await insertTheme(
        tx,
        house.workspaceId,
        theme,
        { name, description: '', phrases: [...phrases], departmentId: null },
        'Nina',
      );
    const returns = { kind: 'count' as const, of: { source: 'events' as const, event: 'Order Returned', filters: [] } };
    metricId = (await insertMetric(
      tx,
      house.workspaceId,
      {
        ...{ shipped: null, name: 'Returns', group: 'own', better: 'lower', ownerId: null, interval: 'week', breakdowns: [] },
        formula: returns,
      },
      'Nina',
      '',
    )) as string;
  });
});
afterAll(() => Promise.all([house?.close(), copy?.close()]));

describe('a promise of delivery', () => {
  let promise: BrandPromise;

  test('nobody spoke and nobody lived through it: nothing is known, and that is said', async () => {
    promise = await make();
    expect(promise).toMatchObject({
      owner: { name: 'Nina' },
      presented: 100,
      bound: [{ name: 'Late delivery' }, { name: 'Order Delivered' }],
    });
    const { whole } = await read(promise.id);
    expect(whole).toMatchObject({ score: null, low: null, gap: null, index: null, told: { people: 0 } });
  });

  test('ten complaints about late delivery: the score falls, and lists the ten with their words', async () => {
    await happened(Array.from({ length: 100 }, (_none, no) => delivered(no + 101, '2026-03-03T10:00:00Z')));
    const before = (await read(promise.id)).whole;
    expect(before).toMatchObject({ score: 100, gap: 0, told: { people: 100, broken: 0, kept: 100 } });
    await said(
      Array.from({ length: 10 }, (_none, no) => ({
        sender: no + 101,
        text: `Parcel ${no} was late again`,
        at: '2026-03-05T10:00:00Z',
      })),
    );
    const { whole, weeks, countedFrom } = await read(promise.id);
    expect(whole).toMatchObject({ score: 90, gap: -10, index: 90, told: { people: 100, broken: 10, kept: 90 } });
    expect(whole.parts).toMatchObject([
      { people: 10, broken: 10 },
      { people: 100, broken: 0 },
    ]);
    // Wilson's interval of 90 in 100.
    expect([whole.low?.toFixed(1), whole.high?.toFixed(1)]).toEqual(['82.6', '94.5']);
    expect(countedFrom).toBe('2026-02-02T00:00:00.000Z');
    expect(weeks.length).toBe(12);
    expect(weeks.filter((week) => week.people > 0)).toMatchObject([{ at: '2026-03-02T00:00:00.000Z', score: 90, broken: 10 }]);
    const behind = await people(deps, house.workspaceId, promise.id, { ...span, verdict: 'broken', limit: 50, offset: 0 });
    expect(behind.total).toBe(10);
    expect(behind.people.map(({ name }) => name).sort()).toEqual(Array.from({ length: 10 }, (_none, no) => `No. ${no + 101}`));
    const page = { ...span, verdict: 'broken' as const, limit: 6 };
    const first = await words(deps, nina, promise.id, page);
    const rest = await words(deps, nina, promise.id, { ...page, after: first.next ?? '' });
    expect([first.items.length, rest.items.length, rest.next]).toEqual([6, 4, null]);
    expect(new Set([...first.items, ...rest.items].map(({ text }) => text)).size).toBe(10);
  });

  test('a person is counted once, under whatever name; once broken is broken; what nobody was told yet is not counted', async () => {
    await happened([delivered(2, '2026-03-10T10:00:00Z'), delivered(2, '2026-03-11T10:00:00Z')]);
    // Before it was presented, and by nobody: neither counts.
    await happened([delivered(500, '2026-01-10T10:00:00Z'), delivered(0, '2026-03-10T10:00:00Z')]);
    await said([{ sender: 3, text: 'Such a delay, awful', at: '2026-03-12T10:00:00Z' }]);
    const { whole, around } = await read(promise.id);
    expect(whole.told).toMatchObject({ people: 101, broken: 11 });
    expect(around).toMatchObject({
      day: '2026-02-02',
      before: { told: { people: 1, broken: 0 } },
      after: { told: { people: 101 } },
    });
    const moved = await read(promise.id, { around: '2026-03-09' });
    expect(moved.around).toMatchObject({
      before: { told: { people: 101, broken: 10 } },
      after: { told: { people: 1, broken: 1 } },
    });
    expect((await read(promise.id, { around: '2026-05-01' })).around.after).toBeNull();
  });

  test('by segment: only its people', async () => {
    const { segments } = await read(promise.id, { segments: [segment] });
    expect(segments).toMatchObject([{ segment: { name: 'Members' }, experienced: { told: { people: 100, broken: 10 } } }]);
    expect(await refusal(read(promise.id, { segments: [randomUUID()] }))).toBe('measure.no_such_promise_segment');
    const own = await make({ words: 'For members', segmentId: segment });
    // Its own segment and the one asked for: two conditions at once.
    expect((await read(own.id, { segments: [segment] })).segments[0]?.experienced.told.people).toBe(100);
    await promises.remove(deps, nina, own.id);
  });

  test('as CSV: both components, with their sizes, a line for each segment', async () => {
    const csv = await exportIndex(deps, house.workspaceId, { ...span, segments: [segment] });
    const [head = '', ...lines] = csv.trim().split('\n');
    const cells = lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [head.split(',')[at], cell])));
    expect(cells).toMatchObject([
      {
        promise: 'At your door the next day',
        segment: '',
        presented: '100',
        experienced: '89.1089',
        people: '101',
        people_broken: '11',
      },
      { segment: 'Members', experienced: '90', index: '90', people: '100', people_broken: '10' },
    ]);
  });

  test('another company sees none of it', async () => {
    const other = house.otherWorkspaceId;
    expect((await list(deps, other, listBrandPromises.query?.parse(span) as typeof span)).items).toEqual([]);
    expect(await refusal(experience(deps, other, promise.id, asked()))).toBe('measure.no_such_brand_promise');
  });

  test('a theme that was merged lives on in the other; words that are erased leave the score', async () => {
    const into = randomUUID();
    await inHouse(async (tx) => {
      await insertTheme(
        tx,
        house.workspaceId,
        into,
        { name: 'Delivery', description: '', phrases: [], departmentId: null },
        'Nina',
      );
      await mergeThemes(tx, house.workspaceId, late, into, ['late', 'delay']);
      await tx.run(sql`update measure.feedback set themes = array[${into}]::uuid[], version = version + 1, stale = true`);
    });
    await copied();
    const { whole } = await read(promise.id);
    expect(whole.told).toMatchObject({ people: 101, broken: 11 });
    expect((await promises.read(deps, house.workspaceId, promise.id)).bound[0]).toEqual({ name: 'Delivery', gone: false });
    await inHouse((tx) => eraseSaid(tx, house.workspaceId, ['101']));
    await forgetFeedback(copy.clickhouse, house.workspaceId, { senders: ['101'] });
    expect((await read(promise.id)).whole.told.broken).toBe(10);
    expect((await words(deps, nina, promise.id, { ...span, limit: 50 })).items.length).toBe(10);
  });
});

test('answers count from a height on, moods by what they tell, metrics by their target', async () => {
  const answers = [9, 9, 3].map((value, no) => ({
    ...{ sender: 200 + no, name: 'Survey Answered', at: '2026-03-03T10:00:00Z' },
    ...{ text: { survey: 's1', question: 'on_time' }, num: { value } },
  }));
  await happened([
    ...answers,
    ...[1, 2, 3, 4].map((no) => ({ sender: 600 + no, name: 'Order Returned', at: '2026-03-03T10:00:00Z' })),
  ]);
  await said([
    { sender: 300, text: 'Quick delivery, wonderful, thank you!', at: '2026-03-04T10:00:00Z' },
    { sender: 301, text: 'Quick delivery? Terrible, awful service!', at: '2026-03-04T10:00:00Z' },
  ]);
  const promise = await make({
    words: 'Delivered with care',
    presented: 80,
    experiences: [
      { kind: 'survey', survey: 's1', question: 'on_time', atLeast: 7 },
      { kind: 'theme', themeId: thanks, counts: 'by_mood' },
      { kind: 'metric', metricId, target: 2 },
    ],
  });
  const { whole } = await read(promise.id);
  expect(whole.parts).toMatchObject([{ people: 3, broken: 1 }, { people: 2, broken: 1 }, null]);
  // Four returns where two were the most: half the target reached; 3 of 5 people say it was kept.
  expect(whole.reached).toMatchObject([{ name: 'Returns', value: 4, target: 2, score: 50, base: 4 }]);
  expect(whole).toMatchObject({ score: 55, gap: -25, told: { people: 5, broken: 2, score: 60 } });
  const one = { ...span, limit: 50, offset: 0 };
  expect((await people(deps, house.workspaceId, promise.id, { ...one, experience: 0, verdict: 'kept' })).total).toBe(2);
  await inHouse((tx) => tx.run(sql`delete from measure.metric where id = ${metricId}`));
  expect((await promises.read(deps, house.workspaceId, promise.id)).bound[2]).toEqual({ name: '', gone: true });
  expect((await read(promise.id)).whole).toMatchObject({ score: 60, reached: [] });
});

test('a promise names what is there: an owner, a segment, themes, metrics; the audit log says what became of it', async () => {
  expect(await refusal(make({ ownerId: randomUUID() }))).toBe('measure.no_such_owner');
  expect(await refusal(make({ segmentId: randomUUID() }))).toBe('measure.no_such_promise_segment');
  expect(await refusal(make({ experiences: [{ kind: 'theme', themeId: randomUUID(), counts: 'broken' }] }))).toBe(
    'measure.no_such_experience',
  );
  const promise = await make({ words: '=1+1' });
  const changed = await promises.change(deps, nina, promise.id, nextDay({ words: '=2+2', presentedUntil: '2026-03-01' }));
  expect(changed).toMatchObject({ words: '=2+2', presentedUntil: '2026-03-01' });
  // A spreadsheet must not run the words.
  expect(await exportIndex(deps, house.workspaceId, { ...span, segments: [] })).toContain("'=2+2");
  await promises.remove(deps, nina, promise.id);
  expect(await refusal(promises.read(deps, house.workspaceId, promise.id))).toBe('measure.no_such_brand_promise');
  const actions = await inHouse((tx) =>
    tx.many<{ action: string }>(
      sql`select action from platform.audit where subject = ${`brand_promise:${promise.id}`} order by no`,
    ),
  );
  expect(actions.map(({ action }) => action)).toEqual([
    'measure.brand_promise_made',
    'measure.brand_promise_changed',
    'measure.brand_promise_removed',
  ]);
  expect(await refusal(read(promise.id, { from: span.to, to: span.from }))).toBe('measure.no_such_span');
});
