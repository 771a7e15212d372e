// Scenarios on real engines: quality beside an oracle that walks, what customers leave, and who may see it.
import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { principalOf } from '#people/testing';
import { createAudit } from '#platform/audit';
import { createLog } from '#platform/log';
import { sql } from '#platform/postgres';
import { type FreshClickHouse, type FreshDatabase, freshClickHouse, freshDatabase } from '#platform/testing';
import { began, byPerson, contextOf, logs, type SmallLog, tick, ticks, writeLog } from '../behaviour/testing.ts';
import { type ScenarioDefinition, scenarioDefinition } from '../contract.ts';
import { Bound } from '../rules/events-sql.ts';
import { groupRows, passageRows, peopleRows } from './analytics.ts';
import { associate } from './associations.ts';
import { accept, listContributions, setAside } from './contributions.ts';
import { answerDeck } from './deck.ts';
import { createLink, createPages, type LinkDeps, listLinks, type PageRequest, revokeLink } from './links.ts';
import { overlay } from './overlay.ts';
import { type AskingDeps, answerQuality, exportPassages, findPeople } from './quality.ts';
import type { PassagesContext } from './rules/passages-sql.ts';
import { figureOf, figureOfPassages, nothing, type Passage, qualityOf } from './rules/quality.ts';
import { groupsQuery, passagesQuery, peopleQuery } from './rules/questions-sql.ts';
import { change, create, list, read, remove } from './scenarios.ts';
import { type Done, walk } from './testing.ts';

let copy: FreshClickHouse;
let fresh: FreshDatabase;
let deps: AskingDeps & LinkDeps;
let now = Date.parse('2026-03-10T12:00:00Z');
beforeAll(async () => {
  [copy, fresh] = await Promise.all([freshClickHouse(), freshDatabase()]);
  deps = {
    ...{ db: fresh.db, clickhouse: copy.clickhouse, audit: createAudit({ log: createLog({ level: 'silent' }) }) },
    ...{ clock: { now: () => now }, baseUrl: 'https://verona.test' },
    listen: { propertyTypes: async () => new Map() },
    customers: {
      personOf: (sender) => sender,
      describePeople: async (_workspace, nos) =>
        new Map(nos.map((no) => [no, { id: no, name: `No. ${no}`, kind: 'customer' } as never])),
      inSegment: (sender) => ({ sql: `${sender} in {members: Array(UInt64)}`, params: { members: [1, 2] } }),
      segmentName: async () => 'Two of them',
      find: async (_tx, _workspace, id) => ({ id, name: 'No. 1', senderNos: ['1'] }) as never,
    },
  };
});
afterAll(async () => {
  await copy?.close();
  await fresh?.close();
});

const minutes = (amount: number) => ({ amount, unit: 'minute' as const });
const stepNo = (most: number) => fc.integer({ min: 1, max: most });

/** Two to four of the events A to D, one of which may be shown by nothing. */
const definitions: fc.Arbitrary<ScenarioDefinition> = fc
  .record({
    events: fc.array(fc.constantFrom('A', 'B', 'C', 'D'), { minLength: 2, maxLength: 4 }),
    truths: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    hidden: fc.option(stepNo(3)),
    window: fc.integer({ min: 3, max: 12 }),
    target: fc.integer({ min: 1, max: 2 }),
    beyond: fc.integer({ min: 1, max: 6 }),
    weights: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 4, maxLength: 4 }),
    cap: fc.constantFrom(0, 40, 100),
  })
  .map(({ events, truths, hidden, window, target, beyond, weights, cap }) => {
    const steps = events.map((event, at) => ({
      ...{ name: event, momentOfTruth: truths[at] ?? false },
      shownBy: at === hidden && at < events.length - 1 && events.length > 2 ? null : { event },
    }));
    const seen = steps.flatMap(({ shownBy }, at) => (shownBy && at > 0 ? [at + 1] : []));
    const weight = (at: number) => weights[at] ?? 1;
    return scenarioDefinition.parse({
      ...{ role: 'one', outcome: 'done', steps, window: minutes(window), showstopperCap: cap },
      metrics: [
        ...seen.map((to, at) => ({
          ...{ kind: 'elapsed', name: `to ${to}`, from: at === 0 ? 1 : seen[at - 1], to, weight: weight(at) },
          ...{ target: minutes(target), limit: minutes(target + beyond) },
        })),
        { kind: 'reached', name: 'done', weight: weight(1) },
        { kind: 'contacts', name: 'asked', target: 0, limit: 3, weight: weight(2) },
        { kind: 'repeats', name: 'again', step: 1, target: 0, limit: 2, weight: weight(3) },
      ],
    });
  });

const turns = fc.array(
  fc.record({ sender: fc.integer({ min: 1, max: 24 }), tick: fc.nat(ticks - 1), contacts: fc.integer({ min: 1, max: 3 }) }),
  {
    maxLength: 20,
  },
);

/** Conversations of the log's people; the log's senders are numbered apart from others'. */
async function writeTurns(log: SmallLog, said: { sender: number; tick: number; contacts: number }[]) {
  const base = Math.floor((log.deeds[0]?.sender ?? 0) / 100) * 100;
  const rows = said.map(({ sender, tick: at, contacts }) => ({ sender: base + sender, at: began + at * tick, contacts }));
  const lines = rows.map(({ sender, at, contacts }) =>
    JSON.stringify([log.workspaceId, randomUUID(), 1, 0, sender, new Date(at).toISOString(), contacts]),
  );
  const columns = ['workspace', 'moment', 'version', 'gone', 'sender', 'opened_at', 'contacts'];
  if (lines.length > 0)
    await copy.clickhouse.insert('measure_conversation', columns, `${lines.join('\n')}\n`, { repeatable: true });
  return rows;
}

const contextFor = (workspaceId: string, now: number): PassagesContext => ({
  ...contextOf(workspaceId),
  ...{ now, only: [], bound: new Bound() },
});

describe('quality', () => {
  test('passages, their quality and its interval are what walking finds', { timeout: 60_000 }, async () => {
    const cases = fc.asyncProperty(
      ...[logs, definitions, turns, fc.integer({ min: ticks - 8, max: ticks + 20 }), fc.integer({ min: 2, max: 8 })],
      async (events, definition, said, nowTick, cut) => {
        const log = await writeLog(copy.clickhouse, events);
        const turned = await writeTurns(log, said);
        const now = began + nowTick * tick;
        const stepsOf = (name: string) =>
          definition.steps.flatMap(({ shownBy }, at) => (shownBy?.event === name ? [at + 1] : []));
        const done = new Map<number, Done[]>();
        for (const [person, deeds] of byPerson(log))
          done.set(
            person,
            deeds.map(({ at, name }) => ({ at, steps: stepsOf(name), contacts: 0 })),
          );
        for (const { sender, at, contacts } of turned) {
          const person = log.merged.get(sender) ?? sender;
          done.get(person)?.push({ at, steps: [], contacts });
        }
        const walked = [...done].flatMap(([person, each]) => walk(definition, String(person), each, now));
        const asked = { definition, from: began, to: began + ticks * tick };
        const context = () => contextFor(log.workspaceId, now);
        const byStart = (list: Passage[]) =>
          list.toSorted((a, b) => a.person.localeCompare(b.person) || a.startedAt - b.startedAt);
        expect(byStart(await passageRows(copy.clickhouse, passagesQuery(asked, context(), 10_000)))).toEqual(byStart(walked));

        const valued = walked.map((passage) => ({ ...passage, ...qualityOf(definition, passage), person: passage.person }));
        const figure = figureOfPassages(valued.map(({ person, value }) => ({ person, quality: value })));
        const rows = await groupRows(copy.clickhouse, groupsQuery(asked, context()));
        const whole = rows.find(({ isEarlier }) => !isEarlier);
        const told = whole ? figureOf(whole) : nothing;
        expect(told.passages).toBe(figure.passages);
        expect(told.people).toBe(figure.people);
        for (const part of ['value', 'low', 'high'] as const) {
          if (figure[part] === null) expect(told[part]).toBeNull();
          else expect(told[part]).toBeCloseTo(figure[part], 6);
        }
        expect(whole?.underWay ?? 0).toBe(valued.filter(({ underWay }) => underWay).length);
        definition.steps.forEach((_step, at) => {
          const over = valued.filter(({ value }) => value !== null);
          expect(whole?.reached[at] ?? 0).toBe(over.filter(({ reached }) => reached[at]).length);
          expect(whole?.failed[at] ?? 0).toBe(over.filter(({ failed }) => failed.includes(at + 1)).length);
        });
        // The later part alone: what began before it is not in it, whatever of it goes on.
        const from = began + cut * 2 * tick;
        const later = await passageRows(copy.clickhouse, passagesQuery({ ...asked, from }, context(), 10_000));
        expect(later.every(({ startedAt }) => startedAt >= from)).toBe(true);
        const people = await peopleRows(
          copy.clickhouse,
          peopleQuery(asked, context(), { part: 'failed', step: undefined }, { limit: 500, offset: 0 }),
        );
        const failing = new Set(
          valued.filter(({ value, failed }) => value !== null && failed.length > 0).map(({ person }) => person),
        );
        expect(new Set(people.map(({ person }) => person))).toEqual(failing);
      },
    );
    await fc.assert(cases, { numRuns: 4, endOnFailure: true });
  });
});

const hour = 3_600_000;
const day = 24 * hour;
const start = Date.parse('2026-03-01T08:00:00Z');
const span = { from: '2026-03-01T00:00:00Z', to: '2026-03-03T00:00:00Z' };
/** From order to hands within two days is well, after six days worth nothing. */
const shoes = scenarioDefinition.parse({
  ...{ role: 'a parent', outcome: 'the right shoes', window: { amount: 8, unit: 'day' } },
  steps: [
    { name: '=Orders', shownBy: { event: 'Order' } },
    { name: 'Is told', shownBy: null },
    { name: 'Holds them', shownBy: { event: 'Delivered' }, momentOfTruth: true, condition: 'in one piece' },
  ],
  metrics: [
    {
      ...{ kind: 'elapsed', name: 'Order to hands', weight: 3, from: 1, to: 3 },
      ...{ target: { amount: 2, unit: 'day' }, limit: { amount: 6, unit: 'day' } },
    },
    { kind: 'repeats', name: 'Ordered once', weight: 1, step: 1, target: 0, limit: 2 },
  ],
});

async function happen(workspaceId: string, events: [sender: number, name: string, at: number][]) {
  const lines = events.map(([sender, name, at], no) =>
    JSON.stringify([
      workspaceId,
      name,
      'track',
      'shop',
      at,
      at,
      sender,
      no + 1,
      {},
      name === 'Order' ? { total: 10 * sender } : {},
    ]),
  );
  const columns = ['workspace', 'name', 'kind', 'source', 'occurred_at', 'received_at', 'sender', 'event', 'text', 'num'];
  await copy.clickhouse.insert('listen_events', columns, `${lines.join('\n')}\n`, { token: randomUUID() });
}

const analyst = () => principalOf(fresh.workspaceId, 'analyst');
const refusal = (code: string) => expect.objectContaining({ kind: expect.objectContaining({ code }) });

describe('one scenario', () => {
  let id: string;
  beforeAll(async () => {
    id = (await create(deps, analyst(), { name: 'Shoes', definition: shoes })).id;
    await happen(fresh.workspaceId, [
      // 1: in a day, all well: 100
      ...([
        [1, 'Order', start],
        [1, 'Looked for help', start + hour],
        [1, 'Delivered', start + day],
      ] as [number, string, number][]),
      // 2: four days is half of the way to the limit, and ordered twice: (3 · 0.5 + 1 · 0.5) / 4 = 50
      ...([
        [2, 'Order', start],
        [2, 'Order', start + hour],
        [2, 'Delivered', start + 4 * day],
      ] as [number, string, number][]),
      // 3: never came; the moment of truth failed: 0
      [3, 'Order', start],
      // 4: may still come
      [4, 'Order', start + 1.5 * day],
    ]);
    await happen(fresh.otherWorkspaceId, [[9, 'Order', start]]);
  });

  test('its quality is what a reader can count, and opens its people', async () => {
    const { quality, underWay, steps, metrics } = await answerQuality(deps, fresh.workspaceId, id, span);
    expect(quality).toMatchObject({ value: 50, passages: 3, people: 3 });
    expect(underWay).toBe(1);
    expect(steps).toEqual([
      { reached: 3, failed: null },
      { reached: null, failed: null },
      { reached: 2, failed: 1 },
    ]);
    expect(metrics[0]).toMatchObject({ passages: 3, score: 0.5, median: 2.5 * day, never: 1 });
    const behind = await findPeople(deps, fresh.workspaceId, id, { question: span, part: 'all', limit: 10, offset: 0 });
    expect(behind.people.map(({ id: person, quality: of }) => [person, of])).toEqual([
      ['3', 0],
      ['2', 50],
      ['1', 100],
    ]);
    const inSegment = await answerQuality(deps, fresh.workspaceId, id, { ...span, segmentId: randomUUID() });
    expect(inSegment.quality).toMatchObject({ value: 75, people: 2 });
    await expect(answerQuality(deps, fresh.otherWorkspaceId, id, span)).rejects.toEqual(refusal('measure.no_such_scenario'));
  });

  test('the figure can be computed from the exported file alone', async () => {
    const file = await exportPassages(deps, fresh.workspaceId, id, span);
    const rows: Record<string, string>[] = parse(file, { columns: true });
    expect(rows).toHaveLength(4);
    // Nothing of ours but the columns: scores by target and limit of the head, weights of the row, cap where a moment of truth failed.
    const column = (row: Record<string, string>, begin: string) => Object.keys(row).find((name) => name.startsWith(begin)) ?? '';
    const recomputed = rows
      .filter((row) => row.under_way === 'no')
      .map((row) => {
        let [sum, weights] = [0, 0];
        for (const no of ['1', '2']) {
          const name = column(row, `metric ${no}:`);
          const [, target, limit] = (/target (\d+); limit (\d+)/.exec(name) ?? []).map(Number);
          const value = row[name] === 'never' ? Number.POSITIVE_INFINITY : Number(row[name]);
          const score = Math.min(1, Math.max(0, ((limit ?? 0) - value) / ((limit ?? 0) - (target ?? 0))));
          expect(score).toBeCloseTo(Number(row[`metric ${no} score`]), 12);
          sum += score * Number(row[`metric ${no} weight`]);
          weights += Number(row[`metric ${no} weight`]);
        }
        const value = (100 * sum) / weights;
        const quality = row.failed_moments_of_truth ? Math.min(value, Number(row.showstopper_cap)) : value;
        expect(quality).toBeCloseTo(Number(row.quality), 12);
        return quality;
      });
    const { quality } = await answerQuality(deps, fresh.workspaceId, id, span);
    expect(recomputed.reduce((sum, each) => sum + each, 0) / recomputed.length).toBeCloseTo(quality.value ?? Number.NaN, 9);
  });

  test('the actual path of one person over the ideal, with what came between', async () => {
    const { passages } = await overlay(deps, fresh.workspaceId, id, { question: span, person: randomUUID() });
    expect(passages).toHaveLength(1);
    expect(passages[0]?.steps.map(({ sincePrevious, between }) => [sincePrevious, between.map(({ event }) => event)])).toEqual([
      [null, []],
      [null, []],
      [day, ['Looked for help']],
    ]);
    expect(passages[0]).toMatchObject({ quality: 100, after: [], cut: false });
  });

  test('of too few people nothing is said about what goes with quality', async () => {
    const asked = { question: span, days: 30, cameBack: 'Order', spent: { event: 'Order', property: 'total' } };
    now = start + 60 * day;
    const { items } = await associate(
      { ...deps, listen: { propertyTypes: async () => new Map([['total', 'number']]) } },
      fresh.workspaceId,
      id,
      asked,
    );
    now = Date.parse('2026-03-10T12:00:00Z');
    expect(items.map(({ kind, silent, r, people }) => [kind, silent, r, people])).toEqual(
      ['came_back', 'contacts', 'hours', 'spent'].map((kind) => [kind, 'too_few', null, 4]),
    );
  });

  test('of forty people it says what goes with quality, and adds no two currencies', async () => {
    const { otherWorkspaceId } = fresh;
    const made = await create(deps, principalOf(otherWorkspaceId, 'analyst'), { name: 'Shoes', definition: shoes });
    // The later it came, the worse: forty different qualities. The better half came back and paid, the more the better it was.
    const lines = Array.from({ length: 40 }, (_, at) => {
      const [sender, ordered] = [201 + at, start + (at + 1) * 1_000];
      const deed = (name: string, when: number, words = {}, numbers = {}) =>
        JSON.stringify([otherWorkspaceId, name, 'track', 'shop', when, when, sender, when, words, numbers]);
      const paid = (currency: string | undefined, total: number) =>
        deed('Paid', ordered + 10 * day, currency === undefined ? {} : { currency }, { total });
      return [
        ...[deed('Order', ordered), deed('Delivered', ordered + 2 * day + (at + 1) * hour)],
        // Three pay in dollars, one of them in euro as well, and one says no currency.
        ...(at < 3 ? [paid('usd', 100_000)] : []),
        ...(at === 3 ? [paid(undefined, 7)] : []),
        ...(at > 3 && at < 20 ? [paid(' EUR', 1_000 - at)] : []),
        ...(at === 0 ? [deed('Paid', ordered + 11 * day, { currency: 'EUR' }, { total: 5 })] : []),
      ];
    }).flat();
    const columns = ['workspace', 'name', 'kind', 'source', 'occurred_at', 'received_at', 'sender', 'event', 'text', 'num'];
    await copy.clickhouse.insert('listen_events', columns, `${lines.join('\n')}\n`, { token: randomUUID() });
    // The twenty who were served worst asked once, each of them for longer.
    const asked = Array.from({ length: 20 }, (_, at) =>
      JSON.stringify([otherWorkspaceId, randomUUID(), 1, 0, 221 + at, start + day, 1, 3_600 * (at + 1)]),
    );
    await copy.clickhouse.insert(
      'measure_conversation',
      ['workspace', 'moment', 'version', 'gone', 'sender', 'opened_at', 'contacts', 'resolved_seconds'],
      `${asked.join('\n')}\n`,
      { repeatable: true },
    );
    now = start + 60 * day;
    const ask = (currency?: string) =>
      associate({ ...deps, listen: { propertyTypes: async () => new Map([['total', 'number']]) } }, otherWorkspaceId, made.id, {
        question: { ...span, from: new Date(start + 1).toISOString() },
        days: 30,
        cameBack: 'Paid',
        spent: { event: 'Paid', property: 'total', currency },
      });
    const { items, money } = await ask();
    const dollars = await ask('USD');
    now = Date.parse('2026-03-10T12:00:00Z');
    await remove(deps, principalOf(otherWorkspaceId, 'analyst'), made.id);
    const [cameBack, contacts, hours, spent] = items;
    // Ranks 1 to 40 against two halves: (30.5 − 10.5) / 2 over the standard deviation of the ranks, √((40² − 1) / 12).
    expect(cameBack).toMatchObject({ people: 40, silent: null, worst: 0, best: 1, circular: false });
    expect(cameBack?.r).toBeCloseTo(10 / Math.sqrt(1_599 / 12), 9);
    expect([cameBack?.low ?? 0, cameBack?.r ?? 0, cameBack?.high ?? 0]).toEqual(
      [cameBack?.low ?? 0, cameBack?.r ?? 0, cameBack?.high ?? 0].toSorted((a, b) => a - b),
    );
    expect(contacts?.r).toBeCloseTo(-10 / Math.sqrt(1_599 / 12), 9);
    // The worst thirteen: 20 to 8 hours.
    expect(hours).toMatchObject({ people: 40, silent: null, worst: 14, best: 0 });
    // The best twelve by quality that count are the fifth to the sixteenth: 996 to 985.
    expect(spent).toMatchObject({ people: 36, silent: null, worst: 0, best: 990.5 });
    expect(money).toEqual({
      ...{ currency: 'EUR', leftOut: 4 },
      currencies: [
        { currency: 'EUR', people: 17 },
        { currency: 'USD', people: 3 },
        { currency: '', people: 1 },
      ],
    });
    expect(dollars.money).toMatchObject({ currency: 'USD', leftOut: 18 });
    expect(dollars.items[3]).toMatchObject({ people: 22, silent: 'too_few' });
  });

  test('the deck has a cell for everybody and for each segment, with the worst moment of truth', async () => {
    const segment = randomUUID();
    const { rows } = await answerDeck(deps, fresh.workspaceId, { ...span, segments: [segment] });
    expect(rows[0]?.cells.map(({ quality, worst }) => [quality.value, worst?.name ?? null])).toEqual([
      [50, 'Holds them'],
      [75, null],
    ]);
  });

  test('another definition is another version; the old one can still be asked; nobody overwrites a colleague', async () => {
    const gentler = scenarioDefinition.parse({ ...shoes, showstopperCap: 100 });
    const changed = await change(deps, analyst(), id, {
      name: 'Shoes',
      definition: gentler,
      why: 'Too hard',
      scenarioVersion: 1,
    });
    expect(changed.scenarioVersion).toBe(2);
    await expect(change(deps, analyst(), id, { name: 'Shoes', definition: shoes, why: '', scenarioVersion: 1 })).rejects.toEqual(
      refusal('measure.scenario_changed_meanwhile'),
    );
    const figure = async (scenarioVersion?: number) =>
      (await answerQuality(deps, fresh.workspaceId, id, { ...span, ...(scenarioVersion && { scenarioVersion }) })).quality.value;
    // Ordered once is worth something now: 25 instead of 0.
    expect([await figure(1), await figure(2), await figure()]).toEqual([50, 175 / 3, 175 / 3]);
    expect((await read(deps, fresh.workspaceId, id)).versions.map(({ no, why }) => [no, why])).toEqual([
      [2, 'Too hard'],
      [1, ''],
    ]);
    expect(await list(deps, fresh.otherWorkspaceId)).toEqual([]);
  });
});

describe('what customers add', () => {
  const request = (secret: string, form?: Record<string, string>, ip = '192.0.2.1'): PageRequest => ({
    ...{ params: { secret }, headers: {}, query: {}, ip },
    body: Buffer.from(new URLSearchParams(form).toString()),
  });

  test('comes by a link, waits, and becomes a version or is set aside with a reason', async () => {
    const { id } = await create(deps, analyst(), { name: 'Asked', definition: { ...shoes, role: '<b>a parent</b>' } });
    const made = await createLink(deps, analyst(), id, { days: 7 });
    const secret = made.url.split('/').at(-1) ?? '';
    const { show, take } = createPages(deps);
    const page = await show(request(secret));
    expect(page.status).toBe(200);
    expect(String(page.body)).toContain('&lt;b&gt;a parent&lt;/b&gt;');
    expect(String(page.body)).not.toContain('<b>');
    expect(page.headers?.['content-security-policy']).toContain("default-src 'none'");
    expect(await take(request(secret, { step: ' ' }))).toMatchObject({ status: 422 });
    expect(await take(request(secret, { step: 'x'.repeat(121) }))).toMatchObject({ status: 422 });
    // A machine fills what nobody sees: thanked, and forgotten.
    expect(await take(request(secret, { step: 'buy pills', website: 'https://spam.example' }))).toMatchObject({ status: 303 });
    expect(await take(request(secret, { step: 'I am told before I ask' }))).toMatchObject({ status: 303 });
    expect(await take(request(secret, { metric: 'Two days' }))).toMatchObject({ status: 303 });
    const [later, first] = await listContributions(deps, fresh.workspaceId, id);
    expect([first?.step, later?.metric]).toEqual(['I am told before I ask', 'Two days']);
    expect((await listLinks(deps, fresh.workspaceId, id))[0]?.contributions).toBe(2);

    const place = { id, contribution: first?.id ?? '' };
    const same = { definition: { ...shoes, role: '<b>a parent</b>' }, scenarioVersion: 1 };
    await expect(accept(deps, analyst(), place, same)).rejects.toEqual(refusal('measure.contribution_not_in_it'));
    const told = { ...shoes.steps[1], name: 'I am told before I ask', namedBy: 'customers' };
    const definition = scenarioDefinition.parse({ ...shoes, steps: shoes.steps.with(1, told as never) });
    const accepted = await accept(deps, analyst(), place, { definition, scenarioVersion: 1 });
    expect([accepted.scenarioVersion, accepted.waiting]).toEqual([2, 1]);
    await expect(setAside(deps, analyst(), place, { reason: 'no' })).rejects.toEqual(refusal('measure.contribution_settled'));
    const other = { id, contribution: later?.id ?? '' };
    expect(await setAside(deps, analyst(), other, { reason: 'It is two days already' })).toMatchObject({ state: 'set_aside' });
    await expect(setAside(deps, principalOf(fresh.otherWorkspaceId, 'owner'), other, { reason: 'x' })).rejects.toEqual(
      refusal('measure.no_such_scenario'),
    );

    // Only its hash is kept; and a closed link is closed at once.
    const kept = await fresh.ownerDb.inSystem((tx) =>
      tx.one<{ row: string }>(sql`select l::text as row from measure.scenario_link l`),
    );
    expect(kept.row).not.toContain(secret);
    await revokeLink(deps, analyst(), id, made.id);
    expect((await show(request(secret))).status).toBe(404);
    expect((await take(request(secret, { step: 'late' }))).status).toBe(404);
  });

  test('no more than people can read: by address, and in all', async () => {
    const { id } = await create(deps, analyst(), { name: 'Flooded', definition: shoes });
    const secret = (await createLink(deps, analyst(), id, { days: 7 })).url.split('/').at(-1) ?? '';
    const { take } = createPages(deps);
    const statuses = [];
    for (let no = 0; no < 32; no += 1) statuses.push((await take(request(secret, { step: `wish ${no}` }, '192.0.2.7'))).status);
    expect(statuses.filter((status) => status === 303)).toHaveLength(30);
    expect(statuses.slice(30)).toEqual([429, 429]);
    await fresh.ownerDb.inSystem((tx) =>
      tx.run(sql`
        insert into measure.contribution (workspace_id, scenario_id, link_id, step, showstopper, metric)
        select workspace_id, scenario_id, link_id, 'more', '', '' from measure.contribution, generate_series(1, 20) where scenario_id = ${id}`),
    );
    expect((await take(request(secret, { step: 'one more' }, '192.0.2.8'))).status).toBe(409);
  });
});
