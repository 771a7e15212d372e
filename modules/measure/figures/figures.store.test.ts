// Any figure becomes a segment, on real engines: who is kept is who its people would name, of this workspace and no other.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CustomersUnderTest, customersUnderTest } from '#customers/testing';
import { createAudit } from '#platform/audit';
import { systemClock } from '#platform/clock';
import { createLog } from '#platform/log';
import { type FreshClickHouse, type FreshDatabase, freshClickHouse, freshDatabase } from '#platform/testing';
import { createMetric, type Figure, type FigureWords, keepFigure } from '../contract.ts';
import { lineColumns } from '../conversations/rules/line.ts';
import { replacePeople } from '../lifetime/store.ts';
import { create } from '../metrics/metrics.ts';
import { publishFeedback } from '../voice/analytics/feedback.ts';
import { keep } from './keep.ts';
import { type FigureDeps, peopleBehind } from './people.ts';

let fresh: FreshDatabase;
let reports: FreshClickHouse;
let house: CustomersUnderTest;
let deps: FigureDeps & Pick<CustomersUnderTest, 'customers'>;
let metric = '';

const day = '2026-03-02';
const span = { from: `${day}T00:00:00.000Z`, to: '2026-03-04T00:00:00.000Z' };
const did = (userId: string, event: string, at: string) => ({
  ...{ type: 'track', userId, event, timestamp: `${day}T${at}:00.000Z` },
  properties: { channel: event === 'Added' ? 'mail' : undefined },
});

const answered = (userId: string, value: number) => ({
  ...{ type: 'track', userId, event: 'Survey Answered', timestamp: '2026-03-03T09:00:00.000Z' },
  properties: { survey: 's', response: userId, question: 'price', question_type: 'rating', value },
});

beforeAll(async () => {
  [fresh, reports] = await Promise.all([freshDatabase(), freshClickHouse()]);
  house = await customersUnderTest(fresh, reports.clickhouse);
  const { listen, customers, workspaceId, principal } = house;
  // What these figures stand on; those of scenarios, promises and touchpoints are tried where they have all of it.
  deps = { db: fresh.db, clickhouse: reports.clickhouse, clock: systemClock, listen, customers } as Partial<
    typeof deps
  > as typeof deps;
  for (const userId of ['ann', 'bob', 'cyd', 'dee'])
    await house.say('server', { type: 'identify', userId, traits: { name: userId }, timestamp: `${day}T08:00:00.000Z` });
  await house.say(
    'server',
    ...[did('ann', 'Added', '09:00'), did('ann', 'Ordered', '09:10')],
    ...[did('bob', 'Added', '09:00'), did('cyd', 'Added', '09:00'), did('cyd', 'Searched', '09:05')],
    did('dee', 'Searched', '09:00'),
    ...[answered('ann', 4), answered('cyd', 0)],
  );
  await house.run('listen.analytics');
  await house.settle();

  const no = (ref: string) =>
    fresh.db.inWorkspace(workspaceId, async (tx) => (await customers.find(tx, workspaceId, `user_id:${ref}`)).senderNos[0] ?? '');
  const words = {
    senderNo: await no('bob'),
    occurredAt: new Date(`${day}T10:00:00Z`),
    kind: 'curse' as const,
    id: crypto.randomUUID(),
  };
  const unknown = { momentId: null, language: 'en', sentiment: -0.5, emotion: null, effort: null, product: '', themes: [] };
  await publishFeedback(reports.clickhouse, workspaceId, [
    { ...words, ...unknown, channel: 'chat', source: 'chat', touchpoint: '', version: '1' } as never,
  ]);
  const cells = [workspaceId, crypto.randomUUID(), 1, 0, 1, Number(await no('dee')), 'mail', 'question', 'en', 'customer'];
  const line = [...cells, `${day}T11:00:00.000Z`, 'open', 'nobody', 1, 1, 0, 0, 0, null, null, null, '', null, {}, null];
  await reports.clickhouse.insert('measure_conversation', lineColumns, `${JSON.stringify(line)}\n`, { repeatable: true });
  const worth = async (ref: string, purchases: number, alive: number, value: number) => ({
    ...{ person: await no(ref), purchases, alive, expected: 1, value },
  });
  const expected = [await worth('ann', 1, 0.9, 10), await worth('bob', 3, 0.9, 30), await worth('cyd', 2, 0.2, 20)];
  await fresh.db.inWorkspace(workspaceId, (tx) => replacePeople(tx, workspaceId, expected));
  const people = { colleagues: async () => [] } as never;
  const asked = createMetric.body?.parse({
    name: 'Orders',
    better: 'higher',
    formula: { kind: 'count', of: { event: 'Ordered' } },
  });
  const log = createLog({ level: 'silent' });
  ({ id: metric } = await create({ db: fresh.db, people, audit: createAudit({ log }) }, principal, asked as never));
});
afterAll(async () => {
  await reports.close();
  await fresh.close();
});

const step = (event: string) => ({ event });
const way = { steps: [step('Added'), step('Ordered')], window: { amount: 1, unit: 'hour' as const }, ...span };
const added = { event: 'Added', measure: { kind: 'count' as const }, interval: 'day' as const, ...span };
const figures: [string, () => FigureWords, string[]][] = [
  ['a trend', () => ({ of: 'trend', question: added }), ['ann', 'bob', 'cyd']],
  ['a point', () => ({ of: 'trend', question: added, at: '2026-03-03T00:00:00.000Z' }), []],
  ['who dropped out', () => ({ of: 'funnel', question: way, step: 1, which: 'dropped' }), ['bob', 'cyd']],
  ['who then searched', () => ({ of: 'funnel', question: way, step: 1, which: 'dropped', next: 'Searched' }), ['cyd']],
  [
    'an edge',
    () => ({
      ...{ of: 'paths', question: { anchor: step('Added'), ...span }, at: 1, from: { event: 'Added', rest: false } },
      to: { event: 'Ordered', rest: false },
    }),
    ['ann'],
  ],
  [
    'a cohort',
    () => ({
      of: 'retention',
      question: { first: step('Added'), return: step('Ordered'), interval: 'week', ...span },
      cohort: 0,
    }),
    ['ann', 'bob', 'cyd'],
  ],
  [
    'a state',
    () => ({ of: 'lifecycle', question: { active: step('Ordered'), interval: 'week', ...span }, interval: 0, state: 'fresh' }),
    ['ann'],
  ],
  ['a breadth', () => ({ of: 'breadth', question: { events: ['Added', 'Searched'], ...span }, events: 2 }), ['cyd']],
  [
    'an activity',
    () => ({ of: 'journeys', question: { case: { of: 'session' }, ...span }, place: { at: 'activity', name: 'Searched' } }),
    ['cyd', 'dee'],
  ],
  [
    'a channel',
    () => ({ of: 'attribution', question: { channel: 'channel', conversion: step('Ordered'), ...span }, channel: 'mail' }),
    ['ann'],
  ],
  ['a metric', () => ({ of: 'metric', metric, question: { interval: 'day', ...span } }), ['ann']],
  ['conversations', () => ({ of: 'conversations', channel: 'mail', ...span }), ['dee']],
  ['what was said', () => ({ of: 'voice', kind: 'curse', ...span }), ['bob']],
  ['answers', () => ({ of: 'answers', survey: 's', questions: ['price'], ...span }), ['ann', 'cyd']],
  ['answers that apply', () => ({ of: 'answers', survey: 's', questions: ['price'], notApplicable: [0], ...span }), ['ann']],
  ['everybody of a lifetime value', () => ({ of: 'lifetime' }), ['ann', 'bob', 'cyd']],
  ['the most valuable', () => ({ of: 'lifetime', part: 'best' }), ['bob']],
  ['who bought once', () => ({ of: 'lifetime', part: 'once' }), ['ann']],
  ['who came back', () => ({ of: 'lifetime', part: 'returned' }), ['bob', 'cyd']],
  ['who may be gone', () => ({ of: 'lifetime', part: 'leaving' }), ['cyd']],
];

const parsed = (name: string, figure: FigureWords) =>
  keepFigure.body?.parse({ name, origin: `Was found behind ${name}`, figure }) as Parameters<typeof keep>[2];
const namesOf = async (nos: string[]) => {
  const people = await house.customers.describePeople(house.workspaceId, nos);
  return [...people.values()].map(({ name }) => name ?? '').sort((a, b) => a.localeCompare(b));
};

test.each(figures)('%s keeps its people', async (name, figure, expected) => {
  const asked = parsed(name, figure());
  const rows = await peopleBehind(deps, house.workspaceId, asked.figure as Figure, 10);
  expect(await namesOf(rows.map(({ person }) => person))).toEqual(expected);
  const kept = keep(deps, house.principal, asked);
  if (expected.length === 0) await expect(kept).rejects.toMatchObject({ kind: { code: 'customers.nobody_to_list' } });
  else expect(await kept).toMatchObject({ name, people: expected.length });
});

test('another workspace finds nobody behind the same figure, and cannot keep these people by their numbers', async () => {
  const other = fresh.otherWorkspaceId;
  const rows = await peopleBehind(deps, house.workspaceId, parsed('x', { of: 'trend', question: added }).figure as Figure, 10);
  expect(rows).toHaveLength(3);
  for (const figure of [
    { of: 'voice', kind: 'curse', ...span },
    { of: 'answers', survey: 's', questions: ['price'], ...span },
    { of: 'lifetime', part: 'all' },
  ] as FigureWords[])
    expect(await peopleBehind(deps, other, parsed('x', figure).figure as Figure, 10)).toEqual([]);
  const principal = { ...house.principal, workspaceId: other };
  const words = { name: 'Stolen', description: '', origin: 'x', nos: rows.map(({ person }) => person) };
  await expect(house.customers.keepList(principal, words)).rejects.toMatchObject({ kind: { code: 'customers.nobody_to_list' } });
});
