/**
 * Who is whom: a pure function of the *set* of evidence and decisions.
 *
 * Nothing here knows in which order things arrived. The set is sorted by what it says (strength, then when it happened, then
 * its identifiers) and joined greedily, so the same set gives the same people on every machine, in every order, for ever.
 *
 * Strength, strongest first:
 * 1. explicit: an operator's merge, a trusted caller's alias. Overrides limits; only an operator's separation stands against it.
 * 2. trusted: a server or an import saw two identifiers together. Joins within the limits per person.
 * 3. claimed: a browser said so. May attach an anonymous visitor to a person known only by claims. Never joins two known
 *    people, never touches a person a trusted source vouched for.
 */
import type { IdentitySettings } from '../../contract/settings.ts';
import type { DecisionFacts } from './decisions.ts';
import { standingOf } from './decisions.ts';
import type { Key } from './identifiers.ts';
import { typeRulesOf } from './identifiers.ts';

export interface IdentifierFacts {
  key: Key;
  type: string;
  value: string;
  /** A trusted source has stated it. */
  verified: boolean;
  /** When it was first heard of, in ms; a claim may introduce a name but not take one that was there before. */
  firstSeen: number;
  /** The workspace's blocked values (or the built-in ones) name it: its evidence does not count. */
  blocked: boolean;
  /** It is seen with too many others to be anybody's: set its claims aside, or all its evidence. See `crowding`. */
  crowded: Crowded;
}
export type Crowded = 'no' | 'claims' | 'all';

/** Two identifiers seen together. Many sightings of one pair are one link, dated by the earliest. Of an alias `a` survives. */
export interface LinkFacts {
  a: Key;
  b: Key;
  kind: 'identify' | 'alias';
  trusted: boolean;
  /** Milliseconds. */
  at: number;
}

export interface Evidence {
  identifiers: readonly IdentifierFacts[];
  links: readonly LinkFacts[];
  decisions: readonly DecisionFacts[];
  settings: IdentitySettings;
}

export type RefusalReason =
  /** The person would have more identifiers of one type than allowed: strong ids in conflict. */
  | 'limit'
  /** A claim would join two people who are both known. */
  | 'two_known'
  /** A claim would change a person a trusted source vouched for. */
  | 'verified'
  /** An operator said these are two people. */
  | 'kept_apart';

export interface RefusedLink {
  link: LinkFacts;
  reason: RefusalReason;
  /** For `limit`: the type in conflict. */
  type?: string;
}

export interface PersonFacts {
  canonical: Key;
  /** Sorted; the canonical one among them. */
  members: Key[];
  /** A trusted source vouches for an identifier that names somebody. */
  verified: boolean;
  /** Somebody, not only devices. */
  known: boolean;
}

export interface Partition {
  people: PersonFacts[];
  /** Links whose two ends are one person, because of them or anyway. */
  joined: LinkFacts[];
  refused: RefusedLink[];
}

interface Group {
  members: IdentifierFacts[];
  counts: Map<string, number>;
  verified: boolean;
  known: boolean;
}

interface Claimant {
  link: LinkFacts;
  tier: 0 | 1 | 2;
}

export function partition(evidence: Evidence): Partition {
  const { settings } = evidence;
  const rulesOf = typeRulesOf(settings);
  const standing = standingOf(evidence.decisions);
  const facts = new Map(evidence.identifiers.map((identifier) => [identifier.key, identifier]));
  const groups = new Map<Key, Group>();
  for (const identifier of evidence.identifiers) {
    const named = !rulesOf(identifier.type).anonymous;
    groups.set(identifier.key, {
      members: [identifier],
      counts: new Map([[identifier.type, 1]]),
      verified: named && identifier.verified && !identifier.blocked,
      known: named,
    });
  }

  /** Why the two may not become one, if they may not. */
  function objection(a: Group, b: Group, { link, tier }: Claimant): { reason: RefusalReason; type?: string } | undefined {
    if (standing.apart(a.members, b.members)) return { reason: 'kept_apart' };
    if (tier === 0) return undefined;
    if (tier === 2) {
      const visitor = [a, b].some((group) => !group.known);
      if (!visitor && !isNew(a, link) && !isNew(b, link)) return { reason: 'two_known' };
      if ((a.verified || b.verified) && !(settings.claimsMayJoinVerified && visitor)) return { reason: 'verified' };
    }
    for (const [type, count] of a.counts) {
      const other = b.counts.get(type);
      if (other !== undefined && count + other > rulesOf(type).limit) return { reason: 'limit', type };
    }
    return undefined;
  }

  function join(a: Group, b: Group): void {
    const [into, from] = a.members.length >= b.members.length ? [a, b] : [b, a];
    for (const member of from.members) {
      into.members.push(member);
      groups.set(member.key, into);
    }
    for (const [type, count] of from.counts) into.counts.set(type, (into.counts.get(type) ?? 0) + count);
    into.verified ||= from.verified;
    into.known ||= from.known;
  }

  const refused: RefusedLink[] = [];
  const considered: Claimant[] = [];
  for (const claimant of inOrder(evidence, facts, standing.merges)) {
    const a = groups.get(claimant.link.a);
    const b = groups.get(claimant.link.b);
    if (a === undefined || b === undefined) continue;
    considered.push(claimant);
    if (a === b) continue;
    const reason = objection(a, b, claimant);
    if (reason === undefined) join(a, b);
    else refused.push({ link: claimant.link, ...reason });
  }

  const together = (link: LinkFacts) => groups.get(link.a) === groups.get(link.b);
  const givenUp = new Map<Key, number>();
  for (const { link, tier } of considered) {
    if (tier === 0 && together(link)) givenUp.set(link.b, Math.max(givenUp.get(link.b) ?? 0, link.at));
  }
  const people = [...new Set(groups.values())].map((group) => ({
    canonical: canonicalOf(group, rulesOf, givenUp),
    members: group.members.map((member) => member.key).sort(),
    verified: group.verified,
    known: group.known,
  }));
  return {
    people: people.sort((a, b) => compare(a.canonical, b.canonical)),
    joined: considered.map(({ link }) => link).filter(together),
    refused: refused.filter(({ link }) => !together(link)),
  };
}

/** A name that comes up for the first time in this very statement: nobody else can have been meant. */
function isNew(group: Group, link: LinkFacts): boolean {
  const [only] = group.members;
  return group.members.length === 1 && only !== undefined && only.firstSeen >= link.at;
}

/** Everything that speaks for one person, strongest first, then oldest first; evidence that does not count is left out. */
function inOrder(evidence: Evidence, facts: ReadonlyMap<Key, IdentifierFacts>, merges: readonly LinkFacts[]): Claimant[] {
  const claimants: Claimant[] = merges.map((link) => ({ link, tier: 0 }));
  for (const link of evidence.links) {
    const ends = [facts.get(link.a), facts.get(link.b)];
    if (ends.some((end) => end === undefined || end.blocked)) continue;
    if (link.trusted && link.kind === 'alias') claimants.push({ link, tier: 0 });
    else if (link.trusted && ends.every((end) => end?.crowded !== 'all')) claimants.push({ link, tier: 1 });
    else if (!link.trusted && ends.every((end) => end?.crowded === 'no')) claimants.push({ link, tier: 2 });
  }
  return claimants.sort(
    (x, y) =>
      x.tier - y.tier ||
      x.link.at - y.link.at ||
      compare(x.link.a, y.link.a) ||
      compare(x.link.b, y.link.b) ||
      compare(x.link.kind, y.link.kind),
  );
}

/**
 * The identifier a person is called by: the strongest type; among equals the one an operator or alias chose as survivor, then
 * a vouched-for one, then the first by spelling. A known id always wins over a device, whichever came first.
 */
function canonicalOf(group: Group, rulesOf: ReturnType<typeof typeRulesOf>, givenUp: ReadonlyMap<Key, number>): Key {
  const [first] = [...group.members].sort(
    (a, b) =>
      Number(a.blocked) - Number(b.blocked) ||
      rulesOf(a.type).rank - rulesOf(b.type).rank ||
      (givenUp.get(a.key) ?? -1) - (givenUp.get(b.key) ?? -1) ||
      Number(b.verified) - Number(a.verified) ||
      compare(a.key, b.key),
  );
  if (first === undefined) throw new Error('a person without identifiers');
  return first.key;
}

export const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
