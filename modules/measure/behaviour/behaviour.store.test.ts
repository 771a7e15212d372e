// Answers on the real engine beside oracles in TypeScript that share nothing with the SQL but the question.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshClickHouse, freshClickHouse } from '#platform/testing';
import type { FunnelQuestion } from '../contract.ts';
import { funnelRows, nextRows, peopleOfBar, shownFunnelWords } from './analytics/funnel.ts';
import { reachedOf } from './rules/funnel.ts';
import { shownValues } from './rules/funnel-sql.ts';
import { isStep, type Way, wayOf } from './testing/funnel-oracle.ts';
import { began, byPerson, contextOf, type Deed, logs, quantile, tick, ticks, writeLog } from './testing/logs.ts';

let copy: FreshClickHouse;
beforeAll(async () => {
  copy = await freshClickHouse();
});
afterAll(() => copy.close());

const at = (tickNo: number) => new Date(began + tickNo * tick).toISOString();
const step = fc.record({
  event: fc.constantFrom('A', 'B', 'C', 'D'),
  filters: fc.constantFrom(
    [],
    [],
    [],
    [{ property: 'plan', operator: 'equals' as const, value: 'pro' }],
    [{ property: 'plan', operator: 'exists' as const }],
  ),
});
const span = fc.tuple(fc.nat(6), fc.integer({ min: 8, max: ticks })).map(([from, to]) => ({ from: at(from), to: at(to) }));

const funnels: fc.Arbitrary<FunnelQuestion> = fc
  .record({
    steps: fc.array(step, { minLength: 2, maxLength: 4 }),
    order: fc.constantFrom('ordered' as const, 'strict' as const, 'any' as const),
    window: fc.integer({ min: 1, max: 20 }).map((amount) => ({ amount, unit: 'minute' as const })),
    exclusions: fc.array(fc.record({ step, after: fc.nat(2), length: fc.integer({ min: 1, max: 3 }) }), { maxLength: 2 }),
    breakdown: fc.constantFrom(undefined, 'plan'),
    span,
  })
  .map(({ span: within, exclusions, breakdown, ...rest }) => ({
    ...rest,
    ...within,
    ...(breakdown !== undefined && { breakdown }),
    exclusions: exclusions.flatMap(({ step: ending, after, length }) => {
      const first = Math.min(after + 1, rest.steps.length - 1);
      return [{ ...ending, after: first, before: Math.min(first + length, rest.steps.length) }];
    }),
  }));

const runs = { numRuns: 25, endOnFailure: true };

test('funnels: how far, how long, by which value, and who: as every possible way through the log says', async () => {
  let converted = 0;
  await fc.assert(
    fc.asyncProperty(logs, funnels, async (random, question) => {
      const log = await writeLog(copy.clickhouse, random);
      const base = contextOf(log.workspaceId);
      const shown = question.breakdown === undefined ? [] : await shownFunnelWords(copy.clickhouse, question, base);
      const context = { ...base, shown };
      const ways = new Map<number, Way>();
      for (const [person, deeds] of byPerson(log)) {
        const way = wayOf(deeds, question, shown);
        if (way) ways.set(person, way);
      }
      const expectedOf = (of: Way[]) =>
        question.steps.map((_step, index) => {
          const came = of
            .filter(({ level }) => level > index)
            .map(({ far }) => far[index])
            .filter((one) => one !== undefined);
          const times = (values: number[]) =>
            index === 0 || values.length === 0
              ? null
              : { median: Math.round(quantile(values, 0.5)), p90: Math.round(quantile(values, 0.9)) };
          return {
            people: came.length,
            dropped: index === question.steps.length - 1 ? 0 : of.filter(({ level }) => level === index + 1).length,
            sincePrevious: times(came.map(({ here, previous }) => here - previous)),
            sinceFirst: times(came.map(({ here, first }) => here - first)),
          };
        });
      const rows = await funnelRows(copy.clickhouse, question, context);
      const told = (row: (typeof rows)[number] | undefined) =>
        reachedOf(row?.people ?? question.steps.map(() => 0), row?.sincePrevious ?? [], row?.sinceFirst ?? []);
      const all = [...ways.values()];
      converted += all.filter(({ level }) => level === question.steps.length).length;
      expect(told(rows.find(({ whole }) => whole))).toEqual(expectedOf(all));
      for (const row of rows.filter(({ whole }) => !whole)) {
        expect(row.code).not.toBe(shownValues);
        expect(told(row)).toEqual(expectedOf(all.filter(({ label }) => label === shown[row.code])));
      }
      if (question.breakdown !== undefined)
        expect(rows.filter(({ whole }) => !whole).length).toBe(new Set(all.map(({ label }) => label)).size);

      for (const which of ['reached', 'dropped'] as const) {
        const bar = { step: 2, which, rest: false, next: undefined, limit: 500, offset: 0 };
        const found = await peopleOfBar(copy.clickhouse, question, context, bar);
        const expected = [...ways].flatMap(([person, { level, far }]) =>
          (which === 'reached' ? level >= 2 : level === 2) ? [[String(person), String(far[1]?.here)] as const] : [],
        );
        expect(new Map(found.map(({ person, at: when }) => [person, when]))).toEqual(new Map(expected));
        expect(found[0]?.total ?? 0).toBe(expected.length);
      }
    }),
    runs,
  );
  expect(converted).toBeGreaterThan(15);
});

test('what those who dropped out did next is the first thing after their last step', async () => {
  const question: FunnelQuestion = {
    steps: [
      { event: 'A', filters: [] },
      { event: 'B', filters: [] },
    ],
    order: 'ordered',
    window: { amount: 6, unit: 'minute' },
    exclusions: [],
    from: at(0),
    to: at(ticks),
  };
  await fc.assert(
    fc.asyncProperty(logs, async (random) => {
      const log = await writeLog(copy.clickhouse, random);
      const context = { ...contextOf(log.workspaceId), shown: [] };
      const expected = new Map<string, string[]>();
      for (const [person, deeds] of byPerson(log)) {
        const way = wayOf(deeds, question, []);
        if (way?.level !== 1) continue;
        const next = nextAfter(deeds, way.far[0]?.here ?? 0, 6 * tick);
        expected.set(next, [...(expected.get(next) ?? []), String(person)]);
      }
      const rows = await nextRows(copy.clickhouse, question, context, 1);
      expect(Object.fromEntries(rows.map(({ next, people }) => [next, people]))).toEqual(
        Object.fromEntries([...expected].map(([next, people]) => [next, people.length])),
      );
      for (const [next, people] of expected) {
        const bar = { step: 1, which: 'dropped' as const, rest: false, next, limit: 500, offset: 0 };
        const found = await peopleOfBar(copy.clickhouse, question, context, bar);
        expect(new Set(found.map(({ person }) => person))).toEqual(new Set(people));
      }
    }),
    { numRuns: 8, endOnFailure: true },
  );
});

function nextAfter(deeds: readonly Deed[], here: number, windowMs: number): string {
  const [first] = deeds
    .filter(({ kind, at: when }) => kind === 'track' && when > here && when <= here + windowMs)
    .toSorted((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
  return first?.name ?? '';
}

test('an exclusion, a filter and a step are told apart', () => {
  const deed: Deed = { name: 'A', kind: 'track', at: 0, sender: 1, event: 1, plan: undefined };
  expect(isStep(deed, { event: 'A', filters: [{ property: 'plan', operator: 'exists' }] })).toBe(false);
});
