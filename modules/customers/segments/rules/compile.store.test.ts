// The key test: the compiled SQL, run by a real ClickHouse, says what a plain reading of the rule in memory says.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshClickHouse, freshClickHouse } from '#platform/testing';
import type { FactTest, SegmentLeaf, SegmentMoment, SegmentRule } from '../../contract/segment-rule.ts';
import { segmentRule } from '../../contract/segment-rule.ts';
import { publishListed, publishProfiles } from '../analytics.ts';
import { everyoneMatching, hitsOf } from './compile.ts';

const hour = 3_600_000;
const now = Date.parse('2026-03-01T12:00:00.000Z');

// ---- a small world -------------------------------------------------------------------------------------------------------

interface Person {
  no: number;
  senders: number[];
  kind: 'person' | 'organisation' | 'visitor';
  identifiers: string[];
  consent: Record<string, 'granted' | 'denied'>;
  text: Record<string, string>;
  num: Record<string, number>;
  since: Record<string, number>;
}
interface Event {
  sender: number;
  name: string;
  at: number;
  text: Record<string, string>;
  num: Record<string, number>;
}
interface World {
  people: Person[];
  events: Event[];
  /** Numbers that were put on the one list there is. */
  listed: number[];
}

// ---- the oracle: what a rule means -----------------------------------------------------------------------------------------

type Facts = { text: Record<string, string>; num: Record<string, number> };

function passes({ text, num }: Facts, name: string, test: FactTest): boolean {
  const [word, number] = [text[name], num[name]];
  const equals = (value: string | number) => (typeof value === 'number' ? number === value : word === value);
  switch (test.operator) {
    case 'equals':
      return equals(test.value);
    case 'not_equals':
      return !equals(test.value);
    case 'contains':
      return word?.toLowerCase().includes(test.value.toLowerCase()) ?? false;
    case 'starts_with':
      return word?.toLowerCase().startsWith(test.value.toLowerCase()) ?? false;
    case 'greater':
      return number !== undefined && number > test.value;
    case 'less':
      return number !== undefined && number < test.value;
    case 'between':
      return number !== undefined && number >= test.from && number <= test.to;
    case 'exists':
      return word !== undefined || number !== undefined;
    case 'absent':
      return word === undefined && number === undefined;
  }
}

const startOf = (span: { amount: number; unit: 'hour' | 'day' }) => now - span.amount * (span.unit === 'day' ? 24 : 1) * hour;

function falls(at: number, moment: SegmentMoment | { in: 'ever' }): boolean {
  if (moment.in === 'ever') return true;
  if (moment.in === 'last') return at > startOf(moment);
  if (moment.in === 'before_last') return at <= startOf(moment);
  return at >= Date.parse(moment.from) && at < Date.parse(moment.to);
}

function matches(rule: SegmentRule, person: Person, world: World, rules: Map<string, SegmentRule>): boolean {
  const theirs = (leaf: { event: string; where: { property: string; test: FactTest }[] }) =>
    world.events.filter(
      (event) =>
        person.senders.includes(event.sender) &&
        event.name === leaf.event &&
        leaf.where.every(({ property, test }) => passes(event, property, test)),
    );
  switch (rule.kind) {
    case 'group': {
      const inner = rule.rules.map((each) => matches(each, person, world, rules));
      if (rule.match === 'all') return inner.every(Boolean);
      return rule.match === 'any' ? inner.some(Boolean) : !inner.some(Boolean);
    }
    case 'trait':
      return passes(person, rule.trait, rule.test);
    case 'trait_changed':
      return (person.since[rule.trait] ?? 0) > startOf(rule.within);
    case 'customer':
      return rule.is.includes(person.kind);
    case 'identifier':
      return person.identifiers.includes(rule.type) === rule.has;
    case 'consent': {
      const said = person.consent[rule.purpose];
      return rule.is === 'not_granted' ? said !== 'granted' : (said ?? 'unknown') === rule.is;
    }
    case 'segment':
      return matches(rules.get(rule.segment) as SegmentRule, person, world, rules) === rule.member;
    case 'list':
      return person.senders.some((sender) => world.listed.includes(sender)) === rule.on;
    case 'no_event':
      return !theirs(rule).some(({ at }) => falls(at, rule.window));
    case 'event_time': {
      const times = theirs(rule).map(({ at }) => at);
      const at = rule.which === 'first' ? Math.min(...times) : Math.max(...times);
      return times.length > 0 && falls(at, rule.when);
    }
    case 'event': {
      const found = theirs(rule).filter(({ at }) => falls(at, rule.window));
      const { measure } = rule;
      const value = measure.of === 'count' ? found.length : found.reduce((sum, { num }) => sum + (num[measure.property] ?? 0), 0);
      if (rule.operator === 'at_least') return value >= rule.amount;
      return rule.operator === 'at_most' ? value <= rule.amount : value === rule.amount;
    }
  }
}

// ---- anything that can be said -------------------------------------------------------------------------------------------

const names = ['plan', 'n', 'a.b', "it's"];
const eventNames = ['Bought', 'Seen', 'Zoë "said" {hi}'];
const purposes = ['mail', 'ads'];
const identifierTypes = ['email', 'user_id', 'crm'];
const words = ['', 'gold', 'Gold plus', "o'hara", 'ÉTÉ', '5', '%', '{p1: String}', '\\'];
const numbers = [-2, -1, 0, 1, 2, 5, 0.5];
const saved = '0198c000-0000-7000-8000-000000000001';
const kept = '0198c000-0000-7000-8000-000000000002';

const one = <T>(...values: T[]) => fc.constantFrom(...values);
const word = one(...words);
const said = one(...words.filter((each) => each !== ''));
const number = one(...numbers);
const instant = fc.integer({ min: 0, max: 60 * 24 }).map((hours) => now - hours * hour);
const facts = fc.record({
  text: fc.dictionary(one(...names), word, { maxKeys: 3 }),
  num: fc.dictionary(one(...names), number, { maxKeys: 2 }),
});
// A fact is a word or a number; the flat maps never hold both for one name.
const apart = <F extends Facts>(both: F): F => ({
  ...both,
  num: Object.fromEntries(Object.entries(both.num).filter(([name]) => !(name in both.text))),
});

const world: fc.Arbitrary<World> = fc
  .record({
    people: fc.array(
      fc.record({
        kind: one<Person['kind']>('person', 'organisation', 'visitor'),
        senders: fc.integer({ min: 1, max: 3 }),
        identifiers: fc.subarray(identifierTypes),
        consent: fc.dictionary(one(...purposes), one<'granted' | 'denied'>('granted', 'denied')),
        facts: facts.map(apart),
        since: fc.dictionary(one(...names), instant),
      }),
      { minLength: 1, maxLength: 8 },
    ),
    events: fc.array(fc.record({ sender: fc.nat(), name: one(...eventNames), at: instant, facts: facts.map(apart) }), {
      maxLength: 30,
    }),
    listed: fc.array(fc.nat(), { maxLength: 4 }),
  })
  .map(({ people, events, listed }) => {
    let no = 0;
    const made = people.map(({ senders, facts: known, ...rest }) => {
      const own = Array.from({ length: senders }, () => ++no);
      return { ...rest, ...known, senders: own, no: own[0] as number };
    });
    return {
      people: made,
      listed: listed.map((place) => 1 + (place % no)),
      events: events.map(({ sender, facts: carried, ...rest }) => ({ ...rest, ...carried, sender: 1 + (sender % no) })),
    };
  });

const test_: fc.Arbitrary<FactTest> = fc.oneof(
  fc.record({ operator: one('equals' as const, 'not_equals' as const), value: fc.oneof(word, number) }),
  fc.record({ operator: one('contains' as const, 'starts_with' as const), value: said }),
  fc.record({ operator: one('greater' as const, 'less' as const), value: number }),
  fc.record({ operator: fc.constant('between' as const), from: number, to: number }),
  fc.record({ operator: one('exists' as const, 'absent' as const) }),
) as fc.Arbitrary<FactTest>;
const last = fc.record({
  in: fc.constant('last' as const),
  amount: fc.integer({ min: 1, max: 40 }),
  unit: one('hour' as const, 'day' as const),
});
const between = fc.tuple(instant, fc.integer({ min: 1, max: 500 })).map(([from, hours]) => ({
  in: 'between' as const,
  from: new Date(from).toISOString(),
  to: new Date(from + hours * hour).toISOString(),
}));
const window = fc.oneof(fc.constant({ in: 'ever' as const }), last, between);
const events = {
  event: one(...eventNames),
  where: fc.array(fc.record({ property: one(...names), test: test_ }), { maxLength: 2 }),
};

const leaf: fc.Arbitrary<SegmentLeaf> = fc.oneof(
  fc.record({ kind: fc.constant('trait' as const), trait: one(...names), test: test_ }),
  fc.record({ kind: fc.constant('trait_changed' as const), trait: one(...names), within: last }),
  fc.record({
    kind: fc.constant('event' as const),
    ...events,
    window,
    measure: fc.oneof(
      fc.constant({ of: 'count' as const }),
      fc.record({ of: fc.constant('sum' as const), property: one(...names) }),
    ),
    operator: one('at_least' as const, 'at_most' as const, 'exactly' as const),
    amount: number,
  }),
  fc.record({ kind: fc.constant('no_event' as const), ...events, window }),
  fc.record({
    kind: fc.constant('event_time' as const),
    which: one('first' as const, 'last' as const),
    ...events,
    when: fc.oneof(
      last,
      between,
      last.map((span) => ({ ...span, in: 'before_last' as const })),
    ),
  }),
  fc.record({ kind: fc.constant('segment' as const), segment: fc.constant(saved), member: fc.boolean() }),
  fc.record({ kind: fc.constant('list' as const), list: fc.constant(kept), on: fc.boolean() }),
  fc.record({
    kind: fc.constant('customer' as const),
    is: fc.subarray(['person', 'organisation', 'visitor'] as const, { minLength: 1 }).map((each) => [...each]),
  }),
  fc.record({
    kind: fc.constant('consent' as const),
    purpose: one(...purposes),
    is: one('granted' as const, 'denied' as const, 'unknown' as const, 'not_granted' as const),
  }),
  fc.record({ kind: fc.constant('identifier' as const), type: one(...identifierTypes), has: fc.boolean() }),
);
const groupOf = (inner: fc.Arbitrary<SegmentRule>): fc.Arbitrary<SegmentRule> =>
  fc.record({
    kind: fc.constant('group' as const),
    match: one('all' as const, 'any' as const, 'none' as const),
    rules: fc.array(inner, { minLength: 1, maxLength: 3 }),
  });
const rule = groupOf(
  fc.oneof({ weight: 3, arbitrary: leaf as fc.Arbitrary<SegmentRule> }, { weight: 1, arbitrary: groupOf(leaf) }),
);
const withoutSegments = groupOf(leaf.filter(({ kind }) => kind !== 'segment'));

// ---- the engine ------------------------------------------------------------------------------------------------------------

let house: FreshClickHouse;
beforeAll(async () => {
  house = await freshClickHouse();
});
afterAll(() => house.close());

let offset = 0;

/** Sender numbers are unique over all workspaces: each world gets its own stretch. */
async function settle({ people, events, listed }: World) {
  const workspaceId = crypto.randomUUID();
  const base = offset;
  offset += 100;
  const no = (local: number) => local + base;
  const { clickhouse } = house;
  const profiles = people.map(({ no: own, senders: _, ...rest }) => ({ ...rest, person: String(no(own)) }));
  // The newer version counts, though the older one arrives later.
  await publishProfiles(clickhouse, workspaceId, '2', profiles, []);
  await publishProfiles(
    clickhouse,
    workspaceId,
    '1',
    [],
    profiles.map(({ person }) => person),
  );
  await clickhouse.insert(
    'listen_events',
    ['workspace', 'name', 'kind', 'source', 'occurred_at', 'received_at', 'sender', 'event', 'text', 'num'],
    events
      .map((one, at) => {
        const [name, instant, text, num] = [one.name, new Date(one.at), one.text, one.num].map((part) => JSON.stringify(part));
        return `["${workspaceId}",${name},"track","s",${instant},${instant},${no(one.sender)},${at},${text},${num}]\n`;
      })
      .join(''),
    { token: `${workspaceId} events` },
  );
  const listedNos = [...new Set(listed)].map((local) => String(no(local)));
  await publishListed(clickhouse, workspaceId, kept, listedNos);
  // Stands for the published dictionary, which hears of a change a second or two later.
  const pairs = people.flatMap((one) => one.senders.map((sender) => [no(sender), no(one.no)] as const));
  const personOf = (sender: string) =>
    `transform(${sender}, [${pairs.map(([each]) => each)}], [${pairs.map(([, owner]) => owner)}], ${sender})`;
  return { workspaceId, no, personOf };
}

test('compiled rules say what they mean: on everybody, and on some known people', { timeout: 300_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(world, withoutSegments, fc.array(rule, { minLength: 12, maxLength: 12 }), async (small, used, rules) => {
      const { workspaceId, no, personOf } = await settle(small);
      const asking = { workspaceId, now, rules: new Map([[saved, used]]), personOf };
      const expected = rules.map((each) =>
        small.people.filter((one) => matches(each, one, small, asking.rules)).map((one) => String(no(one.no))),
      );

      const found = await Promise.all(
        rules.map(async (each) => {
          expect(segmentRule.safeParse(each).error).toBeUndefined();
          const { sql, params } = everyoneMatching(each, asking);
          const rows = await house.clickhouse.query<{ person: string }>(sql, params, { restricted: true });
          return rows.map(({ person }) => person).sort((a, b) => Number(a) - Number(b));
        }),
      );
      const wrong = rules.flatMap((each, at) =>
        String(found[at]) === String(expected[at]) ? [] : [{ rule: each, found: found[at], expected: expected[at] }],
      );
      expect(wrong).toEqual([]);

      const some = small.people.filter((_, at) => at % 2 === 0);
      const { sql, params } = hitsOf(rules, asking, {
        people: some.map((one) => String(no(one.no))),
        senders: some.flatMap((one) => one.senders.map((sender) => String(no(sender)))),
        owners: some.flatMap((one) => one.senders.map(() => String(no(one.no)))),
      });
      const rows = await house.clickhouse.query<{ person: string; hits: number[] }>(sql, params, { restricted: true });
      const hits = new Map(rows.map((row) => [row.person, row.hits]));
      expect(some.map((one) => hits.get(String(no(one.no))))).toEqual(
        some.map((one) => expected.map((people) => Number(people.includes(String(no(one.no)))))),
      );
    }),
    { numRuns: 25 },
  );
});
