// Journeys on a real ClickHouse: what is lived is told, checked by hand and on published event logs.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { datasetPath, type FreshClickHouse, freshClickHouse } from '#platform/testing';
import { answerAttribution, findConverted } from '../attribution/attribution.ts';
import { attributionQuestion, type JourneyPlace, type JourneyQuestion, journeyQuestion } from '../contract.ts';
import { answerJourneys, findJourneyPeople, type JourneyDeps } from './journeys.ts';

let fresh: FreshClickHouse;
let deps: JourneyDeps;
beforeAll(async () => {
  fresh = await freshClickHouse();
  deps = {
    clickhouse: fresh.clickhouse,
    clock: { now: () => 0 },
    // As the catalogue would: whatever is asked for was sent as text.
    listen: { propertyTypes: async (_workspace, _event, names) => new Map(names.map((name) => [name, 'text' as const])) },
    customers: {
      personOf: (sender) => sender,
      describePeople: async (_workspace, nos) =>
        new Map(nos.map((no) => [no, { id: no, kind: 'person' as const, name: `Person ${no}` } as never])),
    },
  };
});
afterAll(() => fresh?.close());

interface Step {
  sender: number;
  name: string;
  at: string;
  text?: Record<string, string>;
  num?: Record<string, number>;
}

/** A workspace of its own, holding these events in this order. */
let made = 0;
async function logOf(steps: Step[]): Promise<string> {
  made += 1;
  const workspace = `00000000-0000-7000-8000-${String(made).padStart(12, '0')}`;
  const columns = ['workspace', 'name', 'kind', 'source', 'occurred_at', 'received_at', 'sender', 'event', 'text', 'num'];
  const lines = steps.map(({ sender, name, at, text = {}, num = {} }, event) =>
    JSON.stringify([workspace, name, 'track', 'test', at, at, sender, event, text, num]),
  );
  for (let from = 0; from < lines.length; from += 60_000)
    await fresh.clickhouse.insert('listen_events', columns, `${lines.slice(from, from + 60_000).join('\n')}\n`, {
      token: `${workspace}:${from}`,
    });
  return workspace;
}

const ever = { from: '2000-01-01T00:00:00.000Z', to: '2030-01-01T00:00:00.000Z' };
const asking = (words: Partial<JourneyQuestion>) => journeyQuestion.parse({ case: { of: 'person' }, ...ever, ...words });
const ask = (workspace: string, words: Partial<JourneyQuestion>) => answerJourneys(deps, workspace, asking(words));
const at = (minutes: number) => new Date(Date.parse('2026-01-01T00:00:00Z') + minutes * 60_000).toISOString();
const peopleAt = async (workspace: string, words: Partial<JourneyQuestion>, place: JourneyPlace) => {
  const { people, total } = await findJourneyPeople(deps, workspace, {
    question: asking(words),
    place,
    limit: 100,
    offset: 0,
  });
  return { total, ids: people.map(({ id }) => id).sort(), cases: people.map(({ value }) => value) };
};

describe('by hand', () => {
  // One: A B A C in one sitting (waits 10, 20, 30 minutes) and A alone a day later. Two: A B. Three: B, of another workspace.
  const steps: Step[] = [
    { sender: 1, name: 'A', at: at(0) },
    { sender: 1, name: 'B', at: at(10) },
    { sender: 1, name: 'A', at: at(30) },
    { sender: 1, name: 'C', at: at(60) },
    { sender: 1, name: 'A', at: at(1500) },
    { sender: 2, name: 'A', at: at(5) },
    { sender: 2, name: 'B', at: at(35) },
  ];
  let workspace: string;
  beforeAll(async () => {
    workspace = await logOf(steps);
    await logOf([{ sender: 3, name: 'B', at: at(0) }]);
  });

  test('a session ends when nothing comes for the pause; what follows what, and after how long', async () => {
    const answer = await ask(workspace, { case: { of: 'session', idleMinutes: 60 } });
    expect(answer).toMatchObject({ cases: 3, events: 7, people: 2, variantCount: 3, medianSeconds: 1800, reworked: 1 / 3 });
    expect(answer.variants.map(({ steps: way, cases }) => [way.join(''), cases]).sort()).toEqual([
      ['A', 1],
      ['AB', 1],
      ['ABAC', 1],
    ]);
    const edge = (from: string | null, to: string | null) => answer.edges.find((one) => one.from === from && one.to === to);
    expect(edge('A', 'B')).toMatchObject({ count: 2, cases: 2, medianSeconds: 1200, p90Seconds: 1680 });
    expect(edge('B', 'A')).toMatchObject({ count: 1, medianSeconds: 1200 });
    expect(edge(null, 'A')).toMatchObject({ count: 3, medianSeconds: null });
    expect(edge('A', null)).toMatchObject({ count: 1 });
    expect(answer.edges.reduce((sum, { count }) => sum + count, 0)).toBe(7 + 3);
    expect(answer.activities[0]).toEqual({
      ...{ name: 'A', count: 4, cases: 3, starts: 3, ends: 1, repeatedIn: 1, repeats: 1 },
    });
  });

  test('a pause of exactly the minutes belongs to the session; one millisecond more begins another', async () => {
    expect((await ask(workspace, { case: { of: 'session', idleMinutes: 30 } })).cases).toBe(3);
    expect((await ask(workspace, { case: { of: 'session', idleMinutes: 29 } })).cases).toBe(5);
  });

  test('cases are chosen by how they begin, end, and what they pass', async () => {
    const words = { case: { of: 'session' as const, idleMinutes: 60 } };
    expect((await ask(workspace, { ...words, ends: 'B' })).cases).toBe(1);
    expect((await ask(workspace, { ...words, starts: 'B' })).cases).toBe(0);
    expect((await ask(workspace, { ...words, through: ['C'] })).cases).toBe(1);
    expect((await ask(workspace, { ...words, without: ['C'] })).cases).toBe(2);
    expect((await ask(workspace, { ...words, events: ['A'] })).variantCount).toBe(2);
  });

  test('every variant, edge and activity opens its people', async () => {
    const words = { case: { of: 'session' as const, idleMinutes: 60 } };
    const { variants } = await ask(workspace, words);
    for (const { id, steps: way } of variants) {
      const { ids } = await peopleAt(workspace, words, { at: 'variant', id });
      expect(ids).toEqual([way.join('') === 'AB' ? '2' : '1']);
    }
    expect(await peopleAt(workspace, words, { at: 'all' })).toEqual({ total: 2, ids: ['1', '2'], cases: [2, 1] });
    expect((await peopleAt(workspace, words, { at: 'edge', from: 'B', to: 'A' })).ids).toEqual(['1']);
    expect((await peopleAt(workspace, words, { at: 'edge', from: null, to: 'A' })).ids).toEqual(['1', '2']);
    expect((await peopleAt(workspace, words, { at: 'edge', from: 'B', to: null })).ids).toEqual(['2']);
    expect((await peopleAt(workspace, words, { at: 'activity', name: 'A', repeated: true })).ids).toEqual(['1']);
    expect((await peopleAt(workspace, words, { at: 'activity', name: 'C', repeated: false })).ids).toEqual(['1']);
  });

  test('nothing heard is nothing told, not an error', async () => {
    expect(await ask(workspace, { events: ['Never'] })).toMatchObject({
      ...{ cases: 0, events: 0, medianSeconds: null, reworked: 0, variants: [], edges: [], activities: [] },
    });
  });

  test('what somebody sends cannot break out of a name', async () => {
    const nasty = "x' or 1=1 --\\";
    const own = await logOf([{ sender: 1, name: nasty, at: at(0), text: { [nasty]: nasty } }]);
    const answer = await ask(own, { case: { of: 'property', property: nasty }, activity: nasty, starts: nasty });
    expect(answer.variants).toMatchObject([{ steps: [nasty], cases: 1 }]);
  });
});

test('attribution: a conversion uses up its touches within the window; what leads nowhere is lost', async () => {
  const day = 1440;
  const touch = (sender: number, days: number, channel: string): Step => ({
    ...{ sender, name: 'Visit', at: at(days * day), text: { channel } },
  });
  const order = (sender: number, days: number, total: number): Step => ({
    ...{ sender, name: 'Order', at: at(days * day), num: { total } },
  });
  const workspace = await logOf([
    // One: mail and ad lead to an order, then ad alone to the next; a last look leads nowhere.
    ...[touch(1, 1, 'mail'), touch(1, 2, 'ad'), order(1, 3, 100), touch(1, 4, 'ad'), order(1, 5, 50), touch(1, 6, 'web')],
    // Two: the touch lies too far back; the order came by itself.
    ...[touch(2, -40, 'mail'), order(2, 3, 7)],
    // Three: touched before the span, within the window.
    ...[touch(3, -5, 'mail'), order(3, 1, 30)],
    // Four: ordered before the span: neither conversion nor lost way.
    ...[touch(4, -9, 'ad'), order(4, -8, 1000)],
  ]);
  const question = attributionQuestion.parse({
    ...{ channel: 'channel', conversion: { event: 'Order' }, value: 'total', windowDays: 30 },
    ...{ from: at(0), to: at(30 * day) },
  });
  const numbers = {
    ...deps,
    listen: {
      propertyTypes: async () =>
        new Map([
          ['channel', 'text'],
          ['total', 'number'],
        ] as const),
    },
  };
  const answer = await answerAttribution(numbers, workspace, question);
  expect(answer).toMatchObject({
    ...{ attributed: { conversions: 3, value: 180 }, untouched: { conversions: 1, value: 7 }, lost: 1 },
    paths: [
      { channels: ['ad'], conversions: 1, value: 50 },
      { channels: ['mail'], conversions: 1, value: 30 },
      { channels: ['mail', 'ad'], conversions: 1, value: 100 },
    ],
  });
  const { models, assisted } = answer.channels.find(({ channel }) => channel === 'mail') ?? {};
  expect([assisted, models?.first, models?.last, models?.linear]).toEqual([
    2,
    { conversions: 2, value: 130 },
    { conversions: 1, value: 30 },
    { conversions: 1.5, value: 80 },
  ]);
  const who = async (channel: string | undefined, place: 'first' | 'last' | 'any') => {
    const { people } = await findConverted(numbers, workspace, { question, channel, place, limit: 10, offset: 0 });
    return people.map(({ id, value }) => [id, value]);
  };
  expect(await who(undefined, 'any')).toEqual([
    ['1', 2],
    ['3', 1],
  ]);
  expect(await who('mail', 'last')).toEqual([['3', 1]]);
  expect(await who('ad', 'any')).toEqual([['1', 2]]);
  expect(await who('web', 'any')).toEqual([]);
});

/** Published logs; the figures stand in the README beside the data. */
const rowsOf = (file: string) => {
  const [head = '', ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n');
  const names = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return (name: string) => cells[names.indexOf(name)] ?? '';
  });
};

const sepsis = datasetPath('journeys/sepsis.csv.gz');
test.skipIf(!sepsis)('sepsis: 1,050 cases, 15,214 events, 16 activities, 846 variants', async () => {
  const rows = rowsOf(sepsis ?? '');
  const workspace = await logOf(
    rows.map((cell, no) => ({
      ...{ sender: no, name: cell('activity'), at: `${cell('timestamp')}Z`, text: { patient: cell('case_id') } },
    })),
  );
  const words = { case: { of: 'property' as const, property: 'patient' }, variants: 200 };
  const answer = await ask(workspace, words);
  expect(answer).toMatchObject({ cases: 1050, events: 15_214, variantCount: 846 });
  expect(answer.activities).toHaveLength(16);
  expect(answer.edges.reduce((sum, { count }) => sum + count, 0)).toBe(15_214 + 1050);
  // The case called NA was written as nothing by whoever made the file: an empty name is a name, not an absence.
  const na = await ask(workspace, { ...words, filters: [{ property: 'patient', operator: 'equals', value: '' }] });
  expect(na).toMatchObject({ cases: 1, events: 24 });
});

const helpdesk = datasetPath('tickets/helpdesk.csv.gz');
test.skipIf(!helpdesk)('helpdesk: 3,804 cases, 9 activities, top variant 1 > 8 > 6 in 2,173 (57.1 %)', async () => {
  const workspace = await logOf(
    rowsOf(helpdesk ?? '').map((cell) => ({
      ...{ sender: Number(cell('case_id')), name: cell('activity_id'), at: `${cell('timestamp')}Z` },
    })),
  );
  const answer = await ask(workspace, {});
  expect(answer).toMatchObject({ cases: 3804, events: 13_710, people: 3804 });
  expect(answer.activities).toHaveLength(9);
  expect(answer.variants[0]).toMatchObject({ steps: ['1', '8', '6'], cases: 2173 });
  expect(answer.variants[0]?.share).toBeCloseTo(0.571, 3);
});

const servicenow = datasetPath('tickets/servicenow_incident_events.csv.gz');
test.skipIf(!servicenow)('ServiceNow: 20,769 incidents in 119,998 events; the steps are values of a property', async () => {
  const workspace = await logOf(
    rowsOf(servicenow ?? '').map((cell, no) => ({
      sender: no,
      name: 'Incident Updated',
      at: `${cell('sys_updated_at')}:00Z`,
      text: { number: cell('number'), state: cell('incident_state') },
    })),
  );
  const words = { case: { of: 'property' as const, property: 'number' }, activity: 'state' };
  const answer = await ask(workspace, words);
  expect(answer).toMatchObject({ cases: 20_769, events: 119_998 });
  // The state -100 stands in the log twice.
  expect(answer.activities.find(({ name }) => name === '-100')?.count).toBe(2);
  expect((await ask(workspace, { ...words, ends: 'Closed' })).cases).toBe(20_768);
});
