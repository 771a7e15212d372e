import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultIdentitySettings, type IdentitySettings } from '../../contract/settings.ts';
import type { DecisionFacts } from './decisions.ts';
import { keyOf } from './identifiers.ts';
import { compare, type Evidence, type IdentifierFacts, type LinkFacts, type Partition, partition } from './partition.ts';

const settings: IdentitySettings = {
  ...defaultIdentitySettings,
  types: [
    { type: 'user_id', limit: 1, anonymous: false },
    { type: 'email', limit: 2, anonymous: false },
    { type: 'anonymous_id', limit: 3, anonymous: true },
  ],
};
const known = { user_id: 4, email: 3, anonymous_id: 5 };
const universe = Object.entries(known).flatMap(([type, count]) =>
  Array.from({ length: count }, (_, at) => ({ type, value: String.fromCharCode(97 + at) })),
);
const keys = universe.map(keyOf);

/** Links and decisions about a small world, so that they often meet. Verified follows from the trusted links, as in life. */
const evidence: fc.Arbitrary<Evidence> = fc
  .record({
    links: fc.array(
      fc
        .record({
          a: fc.constantFrom(...keys),
          b: fc.constantFrom(...keys),
          kind: fc.constantFrom<'identify' | 'alias'>('identify', 'identify', 'identify', 'alias'),
          trusted: fc.boolean(),
          at: fc.integer({ min: 1, max: 20 }),
        })
        .filter((link) => link.a !== link.b),
      { maxLength: 14 },
    ),
    groupings: fc.array(
      fc.record({
        kind: fc.constantFrom<'merge' | 'separate'>('merge', 'separate'),
        left: fc.uniqueArray(fc.constantFrom(...keys), { minLength: 1, maxLength: 2 }),
        right: fc.uniqueArray(fc.constantFrom(...keys), { minLength: 1, maxLength: 2 }),
        at: fc.integer({ min: 1, max: 20 }),
      }),
      { maxLength: 3 },
    ),
    spoken: fc.uniqueArray(fc.constantFrom(...keys), { maxLength: 3 }),
    firstSeen: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: keys.length, maxLength: keys.length }),
  })
  .map(({ links, groupings, spoken, firstSeen }) => ({
    links,
    decisions: groupings.map(({ kind, left, right, at }, index) => ({
      id: `d${index}`,
      kind,
      at,
      groups: [left, right.filter((key) => !left.includes(key))],
    })),
    identifiers: world(new Set([...spoken, ...links.filter((link) => link.trusted).flatMap(({ a, b }) => [a, b])]), firstSeen),
    settings,
  }));

function world(verified: ReadonlySet<string>, firstSeen: readonly number[] = []): IdentifierFacts[] {
  return universe.map((identifier, at) => ({
    ...identifier,
    key: keyOf(identifier),
    verified: verified.has(keyOf(identifier)),
    firstSeen: firstSeen[at] ?? 0,
    blocked: false,
    crowded: 'no',
  }));
}

type Resolve = (evidence: Evidence) => Partition;
const shapeOf = ({ people }: Partition) => people.map(({ canonical, members }) => [canonical, ...members].join(' '));
const sets = (people: Partition['people']) => people.map(({ members }) => members.join(' ')).sort();
const personOf = ({ people }: Partition, key: string) => people.find(({ members }) => members.includes(key));
const verifiedUsers = (members: readonly string[], facts: readonly IdentifierFacts[]) =>
  members.filter((key) => key.startsWith('user_id:') && facts.some((fact) => fact.key === key && fact.verified));

/** The promises of `partition`, each as a property that a given way of resolving keeps or breaks. */
const promises: Record<string, (resolve: Resolve) => fc.IProperty<unknown>> = {
  'M1 the order of arrival changes nothing': (resolve) =>
    fc.property(
      evidence.chain((set) =>
        fc.tuple(
          fc.constant(set),
          fc.shuffledSubarray([...set.links], { minLength: set.links.length, maxLength: set.links.length }),
          fc.shuffledSubarray([...set.decisions], { minLength: set.decisions.length, maxLength: set.decisions.length }),
          fc.shuffledSubarray([...set.identifiers], { minLength: keys.length, maxLength: keys.length }),
        ),
      ),
      ([set, links, decisions, identifiers]) => {
        expect(shapeOf(resolve({ ...set, links, decisions, identifiers }))).toEqual(shapeOf(resolve(set)));
      },
    ),
  'M2 merge and then separate gives back what was': (resolve) =>
    fc.property(evidence, fc.nat(), fc.nat(), (set, one, other) => {
      const before = resolve(set);
      const left = before.people[one % before.people.length];
      const right = before.people[other % before.people.length];
      if (left === undefined || right === undefined || left === right) return;
      const groups = [left.members, right.members];
      const merged = [...set.decisions, { id: 'm', kind: 'merge', groups, at: 100 } satisfies DecisionFacts];
      expect(personOf(resolve({ ...set, decisions: merged }), left.canonical)?.members).toEqual(
        [...left.members, ...right.members].sort(compare),
      );
      const separated = [...merged, { id: 's', kind: 'separate', groups, at: 101 } satisfies DecisionFacts];
      expect(shapeOf(resolve({ ...set, decisions: separated }))).toEqual(shapeOf(before));
    }),
  'M3 and M4 every identifier is in exactly one person, whatever was decided': (resolve) =>
    fc.property(evidence, (set) => {
      const { people } = resolve(set);
      expect(people.flatMap(({ members }) => members).sort(compare)).toEqual([...keys].sort(compare));
      for (const { canonical, members } of people) expect(members).toContain(canonical);
    }),
  'M5 the machine never joins two vouched-for people': (resolve) =>
    fc.property(evidence, (set) => {
      const byMachine = { ...set, decisions: [], links: set.links.filter((link) => link.kind === 'identify') };
      for (const { members } of resolve(byMachine).people) {
        expect(verifiedUsers(members, set.identifiers).length).toBeLessThanOrEqual(1);
      }
    }),
  'M6 claims never change a vouched-for person': (resolve) =>
    fc.property(evidence, (set) => {
      const withoutClaims = resolve({ ...set, links: set.links.filter((link) => link.trusted) });
      const withClaims = resolve(set);
      const vouched = (people: Partition['people']) => sets(people.filter(({ verified }) => verified));
      expect(vouched(withClaims.people)).toEqual(vouched(withoutClaims.people));
    }),
  'an operator’s separation stands against every evidence': (resolve) =>
    fc.property(evidence, fc.constantFrom(...keys), fc.constantFrom(...keys), (set, a, b) => {
      if (a === b) return;
      const apart: DecisionFacts = { id: 's', kind: 'separate', groups: [[a], [b]], at: 100 };
      const result = resolve({ ...set, decisions: [...set.decisions, apart] });
      expect(personOf(result, a)).not.toBe(personOf(result, b));
    }),
};

const runs = { numRuns: 400 };

describe('who is whom', () => {
  for (const [promise, property] of Object.entries(promises)) {
    test(promise, () => {
      fc.assert(property(partition), runs);
    }, 30_000);
  }
});

describe('the promises catch wrong ways of resolving', () => {
  /** Joins whatever comes as it comes: what most products do. */
  const asItComes: Resolve = (set) => {
    const seen: LinkFacts[] = [];
    let result = partition({ ...set, links: [] });
    for (const link of set.links) {
      const a = personOf(result, link.a);
      const b = personOf(result, link.b);
      const users = new Set([...(a?.members ?? []), ...(b?.members ?? [])].filter((key) => key.startsWith('user_id:')));
      if (users.size > 1) continue;
      seen.push({ ...link, trusted: true, kind: 'alias' });
      result = partition({ ...set, links: seen });
    }
    return result;
  };
  const wrong: Record<string, { resolve: Resolve; caughtBy: RegExp }> = {
    'as it comes': { resolve: asItComes, caughtBy: /^M1/ },
    'limits ignored': {
      resolve: (set) =>
        partition({ ...set, settings: { ...settings, types: settings.types.map((type) => ({ ...type, limit: 1000 })) } }),
      caughtBy: /^M5/,
    },
    'browsers believed': {
      resolve: (set) => partition({ ...set, links: set.links.map((link) => ({ ...link, trusted: true })) }),
      caughtBy: /^M6/,
    },
    'visitors may join anybody': {
      resolve: (set) => partition({ ...set, settings: { ...settings, claimsMayJoinVerified: true } }),
      caughtBy: /^M6/,
    },
    'separations forgotten': {
      resolve: (set) => partition({ ...set, decisions: set.decisions.filter(({ kind }) => kind === 'merge') }),
      caughtBy: /^M2/,
    },
    'lone identifiers dropped': {
      resolve: (set) => {
        const result = partition(set);
        return { ...result, people: result.people.filter(({ members }) => members.length > 1) };
      },
      caughtBy: /^M3/,
    },
  };
  for (const [name, { resolve, caughtBy }] of Object.entries(wrong)) {
    test(name, () => {
      const [promise, property] = Object.entries(promises).find(([each]) => caughtBy.test(each)) ?? [];
      if (promise === undefined || property === undefined) throw new Error('no such promise');
      expect(fc.check(property(resolve), { ...runs, seed: 7 }).failed, promise).toBe(true);
    });
  }
});

describe('cases people tell stories about', () => {
  const facts = (...names: [key: string, verified: boolean, firstSeen?: number][]): IdentifierFacts[] =>
    names.map(([key, verified, firstSeen = 0]) => {
      const [type = '', value = ''] = key.split(/:(.*)/);
      return { key, type, value, verified, firstSeen, blocked: false, crowded: 'no' };
    });
  const claim = (a: string, b: string, at: number): LinkFacts => ({ a, b, kind: 'identify', trusted: false, at });
  const told = (a: string, b: string, at: number): LinkFacts => ({ a, b, kind: 'identify', trusted: true, at });
  const resolve = (identifiers: IdentifierFacts[], links: LinkFacts[], decisions: DecisionFacts[] = []) =>
    partition({ identifiers, links, decisions, settings: defaultIdentitySettings });

  test('a visitor who signs in brings their past, and is called by the user id from then on', () => {
    const { people } = resolve(facts(['anonymous_id:x', false], ['user_id:42', false, 5]), [
      claim('user_id:42', 'anonymous_id:x', 5),
    ]);
    expect(people).toEqual([
      { canonical: 'user_id:42', members: ['anonymous_id:x', 'user_id:42'], verified: false, known: true },
    ]);
  });

  test('F11: a visitor who claims a vouched-for id stays a visitor, with a suggestion', () => {
    const { people, refused } = resolve(facts(['anonymous_id:x', false], ['user_id:42', true]), [
      claim('user_id:42', 'anonymous_id:x', 5),
    ]);
    expect(people).toHaveLength(2);
    expect(refused).toMatchObject([{ reason: 'verified' }]);
  });

  test('two user ids under one address are a conflict of strong ids, not a merge', () => {
    const { people, refused } = resolve(facts(['user_id:1', true], ['user_id:2', true], ['email:info@x.org', true]), [
      told('user_id:2', 'email:info@x.org', 9),
      told('user_id:1', 'email:info@x.org', 3),
    ]);
    expect(sets(people)).toEqual(['email:info@x.org user_id:1', 'user_id:2']);
    expect(refused).toMatchObject([{ reason: 'limit', type: 'user_id' }]);
  });

  test('an address joins the shop’s record and the CRM’s when servers say so', () => {
    const { people } = resolve(facts(['user_id:1', true], ['crm:7', true], ['email:a@x.org', true]), [
      told('user_id:1', 'email:a@x.org', 3),
      told('crm:7', 'email:a@x.org', 9),
    ]);
    expect(people).toMatchObject([{ canonical: 'user_id:1', members: ['crm:7', 'email:a@x.org', 'user_id:1'] }]);
  });

  test('a shared family tablet belongs to the first who signed in; the second stays apart', () => {
    const { people, refused } = resolve(
      facts(['anonymous_id:tablet', false], ['user_id:ann', false, 2], ['user_id:ben', false, 4]),
      [claim('user_id:ann', 'anonymous_id:tablet', 2), claim('user_id:ben', 'anonymous_id:tablet', 4)],
    );
    expect(sets(people)).toEqual(['anonymous_id:tablet user_id:ann', 'user_id:ben']);
    expect(refused).toMatchObject([{ reason: 'limit' }]);
  });

  test('a newsletter form and a later sign-up in one browser are one person', () => {
    const { people } = resolve(facts(['anonymous_id:x', false], ['email:a@x.org', false, 1], ['user_id:9', false, 5]), [
      claim('anonymous_id:x', 'email:a@x.org', 1),
      claim('user_id:9', 'anonymous_id:x', 5),
      claim('user_id:9', 'email:a@x.org', 5),
    ]);
    expect(people).toMatchObject([{ canonical: 'user_id:9' }]);
  });

  test('an alias by a trusted caller overrides the limit, and the new id survives', () => {
    const { people } = resolve(facts(['user_id:old', true], ['user_id:new', true]), [
      { a: 'user_id:new', b: 'user_id:old', kind: 'alias', trusted: true, at: 1 },
    ]);
    expect(people).toMatchObject([{ canonical: 'user_id:new', members: ['user_id:new', 'user_id:old'] }]);
  });

  test('the operator chooses who survives', () => {
    const merge: DecisionFacts = { id: 'm', kind: 'merge', at: 9, groups: [['user_id:zoe'], ['user_id:abe']] };
    const { people } = resolve(facts(['user_id:zoe', false], ['user_id:abe', true]), [], [merge]);
    expect(people).toMatchObject([{ canonical: 'user_id:zoe' }]);
  });

  test('one identifier separated out of a merge leaves the rest together', () => {
    const decisions: DecisionFacts[] = [
      { id: 'm', kind: 'merge', at: 9, groups: [['user_id:1', 'email:a@x.org'], ['user_id:2']] },
      { id: 's', kind: 'separate', at: 10, groups: [['user_id:1'], ['user_id:2', 'email:a@x.org']] },
    ];
    const { people } = resolve(
      facts(['user_id:1', true], ['email:a@x.org', true], ['user_id:2', true]),
      [told('user_id:1', 'email:a@x.org', 1)],
      decisions,
    );
    expect(sets(people)).toEqual(['email:a@x.org user_id:2', 'user_id:1']);
  });

  test('a kiosk seen with a crowd has its claims set aside', () => {
    const [kiosk, ...users] = facts(['anonymous_id:kiosk', false], ['user_id:1', false], ['user_id:2', false]);
    if (kiosk === undefined) throw new Error('no kiosk');
    const links = users.map(({ key }) => claim(key, kiosk.key, 1));
    const { people, refused } = resolve([{ ...kiosk, crowded: 'claims' }, ...users], links);
    expect(people).toHaveLength(3);
    expect(refused).toEqual([]);
  });
});
