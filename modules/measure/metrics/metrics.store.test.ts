/** Metrics on a real ClickHouse: small data whose figures a reader can count. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FreshClickHouse, freshClickHouse } from '#platform/testing';
import type { Formula, MetricQuestion, Selection } from '../contract.ts';
import { insertLines } from '../conversations/analytics.ts';
import { lineOf } from '../conversations/rules/line.ts';
import { compute, computeWhole, findPeople, intervalsOf, type MeasureDeps } from './measure.ts';
import { shippedMetrics } from './rules/shipped.ts';

let fresh: FreshClickHouse;
const [workspaceId, elsewhere] = [randomUUID(), randomUUID()];
/** Sender 3 is the same person as 2. */
const personOf = (sender: string) => `if(${sender} = 3, toUInt64(2), ${sender})`;
const now = Date.parse('2026-03-01T00:00:00Z');
let deps: MeasureDeps;

interface Happened {
  sender: number;
  name: string;
  at: string;
  text?: Record<string, string>;
  num?: Record<string, number>;
}

async function happen(workspace: string, events: Happened[]): Promise<void> {
  const columns = ['workspace', 'name', 'kind', 'source', 'occurred_at', 'received_at', 'sender', 'event', 'text', 'num'];
  const lines = events.map(({ sender, name, at, text = {}, num = {} }, index) =>
    JSON.stringify([workspace, name, 'track', 'shop', at, at, sender, index + 1, text, num]),
  );
  await fresh.clickhouse.insert('listen_events', columns, `${lines.join('\n')}\n`, { token: randomUUID() });
}

const order = (sender: number, at: string, total: number, currency = 'EUR'): Happened => ({
  ...{ sender, name: 'Order Completed', at },
  ...{ text: { currency }, num: { total } },
});
const checkout = (sender: number, at: string): Happened => ({ sender, name: 'Checkout Started', at });
const scored = (sender: number, at: string, value: number): Happened => ({
  ...{ sender, name: 'Survey Answered', at },
  ...{ text: { question_type: 'nps' }, num: { value } },
});

beforeAll(async () => {
  fresh = await freshClickHouse();
  deps = {
    clickhouse: fresh.clickhouse,
    listen: { propertyTypes: async () => new Map() },
    customers: {
      personOf,
      describePeople: async (_workspace, nos) =>
        new Map(nos.map((no) => [no, { id: no, name: `No. ${no}`, kind: 'customer' } as never])),
    },
    clock: { now: () => now },
  };
  await happen(workspaceId, [
    checkout(1, '2026-01-05T10:00:00Z'),
    order(1, '2026-01-05T10:20:00Z', 30),
    checkout(1, '2026-01-06T10:00:00Z'), // abandoned after having bought
    checkout(2, '2026-01-07T10:00:00Z'),
    order(3, '2026-01-07T11:00:00Z', 50), // the same person under another name
    checkout(4, '2026-01-08T10:00:00Z'),
    order(4, '2026-01-10T10:00:00Z', 70), // too late for a day's window
    order(1, '2026-01-13T10:00:00Z', 20, 'USD'),
    ...[10, 9, 9, 8, 7, 6, 0].map((value, index) => scored(index + 1, '2026-01-09T10:00:00Z', value)),
    checkout(5, '2026-02-28T20:00:00Z'), // still has the time to buy
  ]);
  await happen(elsewhere, [order(9, '2026-01-05T10:00:00Z', 1_000_000)]);
});
afterAll(() => fresh.close());

const january: MetricQuestion = {
  ...{ from: '2026-01-05T00:00:00Z', to: '2026-01-19T00:00:00Z', interval: 'week', timeZone: 'UTC' },
  filters: [],
};
const event = (name: string): Selection => ({ source: 'events', event: name, filters: [] });
const orders = event('Order Completed');
async function valuesOf(formula: Formula, question: MetricQuestion = january) {
  const computed = await compute(deps, workspaceId, formula, question, await intervalsOf(deps, question));
  return computed.series.map(({ label, value, base, points }) => ({
    label,
    value,
    base,
    points: points.map((point) => point.value),
  }));
}
const only = async (formula: Formula) => (await valuesOf(formula))[0];

describe('by counting', () => {
  test('count and people: merged senders are one person, another workspace is nobody', async () => {
    expect(await only({ kind: 'count', of: orders })).toMatchObject({ value: 4, points: [3, 1] });
    expect(await only({ kind: 'people', of: orders })).toMatchObject({ value: 3, points: [3, 1] });
  });

  test('money is never added over currencies; nothing heard is unknown, not nought', async () => {
    const euros: Formula = { kind: 'money', of: orders, property: 'total', currency: 'EUR', in: 'currency' };
    expect(await only(euros)).toMatchObject({ value: 150, points: [150, null] });
  });

  test('NPS, top box and mean of the same answers', async () => {
    const of = event('Survey Answered');
    const nps = await only({ kind: 'score', of, property: 'value', how: { how: 'nps' } });
    // 3 promoters and 2 detractors of 7.
    expect(nps?.value).toBeCloseTo((100 * (3 - 2)) / 7, 9);
    expect(nps?.base).toBe(7);
    expect((await only({ kind: 'score', of, property: 'value', how: { how: 'top_box', from: 8 } }))?.value).toBeCloseTo(
      400 / 7,
      9,
    );
    expect((await only({ kind: 'score', of, property: 'value', how: { how: 'mean' } }))?.value).toBe(7);
  });

  test('a rate of rows, a ratio of two counts, and a split of both', async () => {
    const rich: Formula = { kind: 'rate', of: orders, where: [{ property: 'total', operator: 'greater', value: 40 }] };
    expect(await only(rich)).toMatchObject({ value: 50, base: 4 });
    const perPerson: Formula = { kind: 'ratio', top: { what: 'rows', of: orders }, bottom: { what: 'people', of: orders } };
    expect((await only(perPerson))?.value).toBeCloseTo(4 / 3, 9);
    const split = await valuesOf(rich, { ...january, breakdown: 'currency' });
    expect(split).toMatchObject([
      { label: 'EUR', base: 3 },
      { label: 'USD', value: 0, base: 1 },
    ]);
  });

  test('breadth: different things each person did, per person', async () => {
    const breadth = shippedMetrics.find(({ shipped }) => shipped === 'breadth')?.formula as Formula;
    // 1: three names, 2 (with 3): three, 4: three, 5 to 7: one each.
    expect((await only(breadth))?.value).toBeCloseTo((3 * 3 + 3) / 6, 9);
  });
});

describe('steps of a person', () => {
  const bought: Formula = { kind: 'people_rate', among: event('Checkout Started'), did: orders, hours: 24, not: false };

  test('who did within the time, by whatever name they did it', async () => {
    expect(await only(bought)).toMatchObject({ base: 3 });
    expect((await only(bought))?.value).toBeCloseTo(200 / 3, 9);
  });

  test('who did not, counted from the last time they began', async () => {
    // 1 bought once and left the next one; 4 came too late.
    expect((await only({ ...bought, not: true }))?.value).toBeCloseTo(200 / 3, 9);
  });

  test('whoever still has the time is not counted, and their interval says that it is open', async () => {
    const question: MetricQuestion = { ...january, from: '2026-02-23T00:00:00Z', to: '2026-03-02T00:00:00Z' };
    const starts = await intervalsOf(deps, question);
    const { series } = await compute(deps, workspaceId, bought, question, starts);
    expect(series[0]).toMatchObject({ value: null, base: 0, points: [{ open: true, value: null }] });
  });

  test('again is not the same one', async () => {
    const again: Formula = { kind: 'people_rate', among: orders, did: orders, hours: 24 * 14, not: false };
    expect((await only(again))?.value).toBeCloseTo(100 / 3, 9);
  });

  test('time between, with its percentile', async () => {
    const elapsed: Formula = { kind: 'elapsed', from: event('Checkout Started'), to: orders, hours: 24, percentile: 50 };
    // 20 minutes and one hour.
    expect(await only(elapsed)).toMatchObject({ value: 2_400, base: 2 });
  });

  test('the people behind: all, those who did, those who did not', async () => {
    const asked = { question: january, part: 'miss' as const, limit: 10, offset: 0 };
    const missed = await findPeople(deps, workspaceId, { ...bought, not: false }, asked);
    expect(missed.people.map(({ id }) => id)).toEqual(['4']);
    const first = await findPeople(
      deps,
      workspaceId,
      { kind: 'count', of: orders },
      { ...asked, part: 'all', at: '2026-01-12T00:00:00Z' },
    );
    expect(first).toMatchObject({ total: 1, people: [{ id: '1', value: 1 }] });
  });
});

describe('conversations', () => {
  const at = '2026-01-06T09:00:00Z';
  const moment = (change: object) => ({
    ...{ id: randomUUID(), no: 1, kind: 'message', senderNo: '1', channel: 'email', language: 'en', openedBy: 'message' },
    ...{ openedAt: new Date(at), outcome: 'answered', messages: 2, contacts: 1, transfers: 0, reopened: 0, answeredBy: 1 },
    ...{ answerSeconds: 600, resolvedSeconds: 3_600, rating: null, goodwill: [], owner: randomUUID() },
    ...change,
  });

  beforeAll(async () => {
    const moments = [
      moment({}),
      // The same person asked by mail and came back in the chat under another name two days later.
      moment({ no: 2, senderNo: '2', answerSeconds: 1_200 }),
      moment({ no: 3, senderNo: '3', channel: 'chat', openedAt: new Date('2026-01-08T09:00:00Z'), rating: 5 }),
      moment({
        no: 4,
        senderNo: null,
        channel: null,
        openedBy: 'opening_rule',
        outcome: null,
        answerSeconds: null,
        resolvedSeconds: null,
        contacts: 0,
      }),
      moment({ no: 5, senderNo: '6', outcome: 'merged' }),
    ];
    await insertLines(fresh.clickhouse, moments.map((each) => lineOf(workspaceId, '1', each as never, undefined)).join(''));
  });
  const shippedOf = (name: string) => shippedMetrics.find(({ shipped }) => shipped === name)?.formula as Formula;

  test('solved at first contact looks across channels: coming back elsewhere undoes it', async () => {
    expect(await only(shippedOf('fcr'))).toMatchObject({ base: 3 });
    expect((await only(shippedOf('fcr')))?.value).toBeCloseTo(200 / 3, 9);
    expect((await only(shippedOf('asked_again')))?.value).toBeCloseTo(100 / 3, 9);
  });

  test('time to a human, satisfaction, opportunities; split by channel', async () => {
    expect(await only(shippedOf('time_to_human'))).toMatchObject({ value: 600, base: 3 });
    expect(await only(shippedOf('promise_satisfying'))).toMatchObject({ value: 100, base: 1 });
    expect(await only(shippedOf('opportunity_coverage'))).toMatchObject({ value: 0, base: 1 });
    const split = await valuesOf(shippedOf('time_to_human'), { ...january, breakdown: 'channel' });
    expect(split).toMatchObject([
      { label: 'email', value: 900 },
      { label: 'chat', value: 600 },
    ]);
  });

  test('contacts per order divide two sources', async () => {
    expect(await only(shippedOf('contacts_per_order'))).toMatchObject({ value: 0.75 });
  });
});

test('every shipped definition can be asked, also where nothing was ever heard', async () => {
  for (const { formula } of shippedMetrics) {
    const whole = await computeWhole(deps, randomUUID(), formula, january);
    expect(whole.base).toBe(0);
    expect([0, null]).toContain(whole.value);
  }
});

test('months begin where they begin there', async () => {
  const year: MetricQuestion = {
    ...{ from: '2025-11-30T23:00:00Z', to: '2026-02-22T23:00:00Z', interval: 'month', timeZone: 'Europe/Rome' },
    filters: [],
  };
  const starts = (await intervalsOf(deps, year)).map((at) => new Date(at * 1000).toISOString());
  expect(starts).toEqual(['2025-11-30T23:00:00.000Z', '2025-12-31T23:00:00.000Z', '2026-01-31T23:00:00.000Z']);
  expect(await valuesOf({ kind: 'count', of: orders }, year)).toMatchObject([{ value: 4, points: [0, 4, 0] }]);
});
