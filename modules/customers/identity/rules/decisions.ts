/**
 * What operators decided about who is whom. Symmetric: a merge says "everybody in these groups is one", a separation says
 * "nobody of one group is anybody of another". Between two identifiers the latest decision that names them stands.
 */
import type { Key } from './identifiers.ts';
import type { LinkFacts } from './partition.ts';

export interface DecisionFacts {
  id: string;
  kind: 'merge' | 'separate';
  /** The people as they were when it was decided, by all their identifiers. For a merge the first group survives. */
  groups: readonly (readonly Key[])[];
  /** Milliseconds. */
  at: number;
}

export interface Standing {
  /** What the merges that still stand say. `a` survives, `b` is given up. */
  merges: LinkFacts[];
  /** True when some decision that still stands keeps one of the left apart from one of the right. */
  apart(left: readonly { key: Key }[], right: readonly { key: Key }[]): boolean;
}

export function standingOf(decisions: readonly DecisionFacts[]): Standing {
  const latestFirst = [...decisions]
    .sort((a, b) => b.at - a.at || (a.id < b.id ? 1 : -1))
    .map((decision) => ({ ...decision, groupOf: groupOf(decision) }));
  const separations = latestFirst.filter((decision) => decision.kind === 'separate');

  /** The latest decision with the two in different groups. */
  const between = (a: Key, b: Key) => latestFirst.find(({ groupOf: at }) => at.has(a) && at.has(b) && at.get(a) !== at.get(b));

  const merges: LinkFacts[] = [];
  for (const decision of latestFirst) {
    if (decision.kind !== 'merge') continue;
    for (const [a, b] of acrossGroups(decision.groups)) {
      if (between(a, b)?.id === decision.id) merges.push({ a, b, kind: 'alias', trusted: true, at: decision.at });
    }
  }

  function apart(left: readonly { key: Key }[], right: readonly { key: Key }[]): boolean {
    if (separations.length === 0) return false;
    const named = (side: readonly { key: Key }[]) => side.filter(({ key }) => separations.some(({ groupOf: at }) => at.has(key)));
    const others = named(right);
    return named(left).some((a) => others.some((b) => between(a.key, b.key)?.kind === 'separate'));
  }

  return { merges, apart };
}

function groupOf(decision: DecisionFacts): Map<Key, number> {
  return new Map(decision.groups.flatMap((group, at) => group.map((key) => [key, at] as const)));
}

/** Every pair of two groups, the earlier group's member first. */
function* acrossGroups(groups: readonly (readonly Key[])[]): Generator<[Key, Key]> {
  for (const [at, group] of groups.entries()) {
    for (const other of groups.slice(at + 1)) {
      for (const a of group) for (const b of other) yield [a, b];
    }
  }
}
