/** Random small logs, in ClickHouse and in memory: what answers are checked on. */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { ClickHouse } from '#platform/clickhouse';
import type { BehaviourContext } from '../rules/steps-sql.ts';

export interface Deed {
  name: string;
  kind: 'track' | 'identify';
  /** Milliseconds since the epoch. */
  at: number;
  sender: number;
  event: number;
  plan: string | undefined;
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
  const rows = numbered.map(({ name, kind, at, sender, event, plan }) =>
    JSON.stringify([workspaceId, name, kind, 'shop', at, at, sender, event, plan === undefined ? {} : { plan }, {}]),
  );
  const columns = ['workspace', 'name', 'kind', 'source', 'occurred_at', 'received_at', 'sender', 'event', 'text', 'num'];
  await clickhouse.insert('listen_events', columns, rows.join('\n'), { token: randomUUID() });
  const merged = new Map(merges.map(([from, into]) => [no(from), no(into)]));
  if (merged.size > 0) {
    const lines = [...merged].map(([sender, person]) => JSON.stringify([workspaceId, sender, person, 1])).join('\n');
    await clickhouse.insert('customers_person_of_change', ['workspace', 'sender', 'person', 'version'], lines, {
      token: randomUUID(),
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
