/** Random small logs, in ClickHouse and in memory: what answers are checked on. */

import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { ClickHouse } from '#platform/clickhouse';
import type { Filter, FunnelQuestion, Step } from '../contract.ts';
import type { BehaviourContext } from './rules/steps-sql.ts';
import { millisOf } from './rules/steps-sql.ts';

export interface Deed {
  name: string;
  kind: 'track' | 'identify';
  /** Milliseconds since the epoch. */
  at: number;
  sender: number;
  event: number;
  plan: string | undefined;
  price: number | undefined;
}

export interface SmallLog {
  workspaceId: string;
  deeds: Deed[];
  /** Senders who are another person now. */
  merged: Map<number, number>;
}

export const began = Date.parse('2026-03-01T00:00:00Z');
/** Few instants, so that many things happen at once and on the edges of windows. */
export const tick = 60_000;
export const ticks = 24;

const names = ['A', 'B', 'C', 'D'];

const deed = fc.record({
  name: fc.constantFrom(...names),
  kind: fc.constantFrom('track' as const, 'track' as const, 'track' as const, 'identify' as const),
  tick: fc.nat(ticks - 1),
  sender: fc.integer({ min: 1, max: 24 }),
  plan: fc.constantFrom('pro', 'free', undefined),
  /** More of them than a breakdown shows by themselves. */
  price: fc.option(fc.nat(13), { nil: undefined }),
});

export const logs = fc.record({
  deeds: fc.array(deed, { minLength: 120, maxLength: 240 }),
  merges: fc.uniqueArray(fc.tuple(fc.integer({ min: 13, max: 24 }), fc.integer({ min: 1, max: 12 })), {
    maxLength: 6,
    selector: ([from]) => from,
  }),
});

let written = 0;

/** Writes the log as a workspace of its own. Senders are numbered apart from those of other logs: their people are. */
export async function writeLog(
  clickhouse: ClickHouse,
  { deeds, merges }: typeof logs extends fc.Arbitrary<infer T> ? T : never,
  tickMs = tick,
): Promise<SmallLog> {
  const workspaceId = randomUUID();
  written += 1;
  const base = written * 100;
  const no = (sender: number) => base + sender;
  const numbered = deeds.map(
    ({ tick: at, sender, ...rest }, index): Deed => ({
      ...rest,
      at: began + at * tickMs,
      sender: no(sender),
      event: index + 1,
    }),
  );
  const rows = numbered.map(({ name, kind, at, sender, event, plan, price }) =>
    JSON.stringify([
      workspaceId,
      name,
      kind,
      'shop',
      at,
      at,
      sender,
      event,
      plan === undefined ? {} : { plan },
      price === undefined ? {} : { price },
    ]),
  );
  const columns = ['workspace', 'name', 'kind', 'source', 'occurred_at', 'received_at', 'sender', 'event', 'text', 'num'];
  await clickhouse.insert('listen_events', columns, rows.join('\n'), { token: randomUUID() });
  const merged = new Map(merges.map(([from, into]) => [no(from), no(into)]));
  if (merged.size > 0) {
    const lines = [...merged].map(([sender, person]) => JSON.stringify([workspaceId, sender, person, 1])).join('\n');
    await clickhouse.insert('customers_person_of_change', ['workspace', 'sender', 'person', 'version'], lines, {
      repeatable: true,
    });
    await clickhouse.command('system reload dictionary customers_person_of');
  }
  return { workspaceId, deeds: numbered, merged };
}

/** Each person's deeds, under who they are now. */
export function byPerson({ deeds, merged }: SmallLog): Map<number, Deed[]> {
  const people = new Map<number, Deed[]>();
  for (const deed of deeds) {
    const person = merged.get(deed.sender) ?? deed.sender;
    people.set(person, [...(people.get(person) ?? []), deed]);
  }
  return people;
}

export const contextOf = (workspaceId: string): BehaviourContext => ({
  workspaceId,
  person: "dictGetOrDefault('customers_person_of', 'person', sender, sender)",
  typesOf: () => () => 'text',
});

/** Linear between the two nearest, as `quantileExactInclusive`. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = q * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? Number.NaN;
  const high = sorted[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

// ── The oracle of funnels: every possible way, tried ──

export interface Way {
  level: number;
  /** By step: rows' instants. */
  far: { first: number; here: number; previous: number }[];
  /** Value of the breakdown at the first row of the furthest way; undefined: without. */
  label: string | undefined;
}

const holds = (deed: Deed, { property, operator, value }: Filter) => {
  if (property !== 'plan') throw new Error('the logs know plans only');
  if (operator === 'equals') return deed.plan === value;
  if (operator === 'exists') return deed.plan !== undefined;
  throw new Error(`not told here: ${operator}`);
};
export const isStep = (deed: Deed, step: Step) => deed.name === step.event && step.filters.every((filter) => holds(deed, filter));

interface Row {
  at: number;
  deed: Deed;
  steps: boolean[];
  ends: boolean[];
}

/** Undefined: never began. `shown`: values of the breakdown that are shown, which decide between rows of one instant. */
export function wayOf(deeds: readonly Deed[], question: FunnelQuestion, shown: readonly string[]): Way | undefined {
  const { steps, exclusions, order, from, to, window } = question;
  const windowMs = millisOf(window);
  const bits = (flags: boolean[]) => flags.reduce((sum, flag, at) => sum + (flag ? 2 ** at : 0), 0);
  const place = (deed: Deed) => {
    if (question.breakdown === undefined) return 0;
    return deed.plan === undefined ? 99 : shown.indexOf(deed.plan);
  };
  const rows = deeds
    .filter(({ at }) => at >= Date.parse(from) && at < Date.parse(to) + windowMs)
    .map(
      (deed): Row => ({
        at: deed.at,
        deed,
        steps: steps.map((step) => isStep(deed, step)),
        ends: exclusions.map((exclusion) => isStep(deed, exclusion)),
      }),
    )
    .filter(({ deed, steps: are, ends }) => (order === 'strict' ? deed.kind === 'track' : [...are, ...ends].includes(true)))
    // Of one instant: what ends a way last, then by the highest step.
    .toSorted(
      (a, b) => a.at - b.at || bits(a.ends) - bits(b.ends) || bits(a.steps) - bits(b.steps) || place(a.deed) - place(b.deed),
    );
  const inSpan = (row: Row) => row.at < Date.parse(to);

  /** Every way to `length` steps, as places in `rows`. */
  const ways = (length: number): number[][] => {
    if (length === 1) return rows.flatMap((row, at) => (row.steps[0] && inSpan(row) ? [[at]] : []));
    return ways(length - 1).flatMap((way) => {
      const [first = 0, last = 0] = [way[0], way.at(-1)];
      return rows.flatMap((row, at) => {
        const fits = at > last && row.steps[length - 1] && row.at - (rows[first]?.at ?? 0) <= windowMs;
        const near = order !== 'strict' || at === last + 1;
        const ended = rows
          .slice(last + 1, at + 1)
          .some(({ ends }) =>
            exclusions.some(({ after = 1, before = steps.length }, index) => ends[index] && after < length && length <= before),
          );
        return fits && near && !ended ? [[...way, at]] : [];
      });
    });
  };
  /** Sets of `length` steps, in whatever order: the rows that were each step last, as seen from each row. */
  const sets = (length: number): number[][] =>
    rows.flatMap((row, here) => {
      const since = rows.findLastIndex(({ ends }, at) => at <= here && ends.includes(true));
      const within = rows
        .map((_row, at) => at)
        .filter((at) => at > since && at <= here && row.at - (rows[at]?.at ?? 0) <= windowMs);
      if (!rows.some((one, at) => within.includes(at) && one.steps.includes(true) && inSpan(one))) return [];
      const lasts = steps
        .flatMap((_step, step) => within.findLast((at) => rows[at]?.steps[step]) ?? [])
        .toSorted((a, b) => a - b);
      // Ends here, so that the earliest of all is the first time.
      return lasts.length >= length ? [[...lasts.slice(0, length), here]] : [];
    });

  const far: Way['far'] = [];
  let label: string | undefined;
  for (let length = 1; length <= steps.length; length += 1) {
    const found = order === 'any' ? sets(length) : ways(length).map((way) => [...way, way.at(-1) ?? 0]);
    const [best] = found.toSorted(
      (a, b) => (a.at(-1) ?? 0) - (b.at(-1) ?? 0) || (b[0] ?? 0) - (a[0] ?? 0) || (b[length - 2] ?? 0) - (a[length - 2] ?? 0),
    );
    if (best === undefined) break;
    const at = (index: number) => rows[best[index] ?? 0]?.at ?? 0;
    far.push({ first: at(0), here: at(length - 1), previous: at(Math.max(0, length - 2)) });
    label = rows[best[0] ?? 0]?.deed.plan;
  }
  return far.length === 0 ? undefined : { level: far.length, far, label };
}
