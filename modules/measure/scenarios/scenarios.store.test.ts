// Scenarios on real engines: quality beside an oracle that walks, what customers leave, and who may see it.
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type FreshClickHouse, freshClickHouse } from '#platform/testing';
import { began, byPerson, contextOf, logs, type SmallLog, tick, ticks, writeLog } from '../behaviour/testing.ts';
import { type ScenarioDefinition, scenarioDefinition } from '../contract.ts';
import { Bound } from '../rules/events-sql.ts';
import { groupRows, passageRows, peopleRows } from './analytics.ts';
import type { PassagesContext } from './rules/passages-sql.ts';
import { figureOf, figureOfPassages, nothing, type Passage, qualityOf } from './rules/quality.ts';
import { groupsQuery, passagesQuery, peopleQuery } from './rules/questions-sql.ts';
import { type Done, walk } from './testing.ts';

let copy: FreshClickHouse;
beforeAll(async () => {
  copy = await freshClickHouse();
});
afterAll(async () => {
  await copy?.close();
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
    await copy.clickhouse.insert('measure_conversation', columns, `${lines.join('\n')}\n`, { token: randomUUID() });
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
    await fc.assert(cases, { numRuns: 6, endOnFailure: true });
  });
});
