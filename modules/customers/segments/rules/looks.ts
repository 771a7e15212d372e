/** Who is to be looked at in which segments, and what was seen. */

/** In a touch: look at them in every segment. */
export const everySegment = '00000000-0000-0000-0000-000000000000';

export interface Look {
  people: string[];
  segmentIds: 'all' | ReadonlySet<string>;
  /** A sweep found them odd: their copy may be wrong even if nothing changes. */
  suspected: boolean;
}

interface Touched {
  segmentId: string;
  person: string;
}
interface Heard {
  senderNo: string;
  names: string[];
}

/**
 * People whose profile changed are looked at in every segment; people who did something, in the segments that speak of it;
 * people whom a sweep found, in the segment it swept.
 */
export function looksOf(
  touches: readonly Touched[],
  heard: readonly Heard[],
  owners: ReadonlyMap<string, string>,
  mentions: ReadonlyMap<string, ReadonlySet<string>>,
): Look[] {
  const changed = new Set(touches.filter(({ segmentId }) => segmentId === everySegment).map(({ person }) => person));
  const acted = new Set<string>();
  const names = new Set<string>();
  for (const { senderNo, names: said } of heard) {
    const person = owners.get(senderNo);
    // Nobody yet: when they become somebody, they are touched.
    if (person === undefined || changed.has(person)) continue;
    acted.add(person);
    for (const name of said) names.add(name);
  }
  const concerned = new Set([...mentions].filter(([, events]) => [...names].some((name) => events.has(name))).map(([id]) => id));
  const odd = new Map<string, string[]>();
  for (const { segmentId, person } of touches) {
    if (segmentId !== everySegment) odd.set(segmentId, [...(odd.get(segmentId) ?? []), person]);
  }
  const looks: Look[] = [
    { people: [...changed], segmentIds: 'all', suspected: false },
    { people: [...acted], segmentIds: concerned, suspected: false },
    ...[...odd].map(([id, people]): Look => ({ people, segmentIds: new Set([id]), suspected: true })),
  ];
  return looks.filter(({ people, segmentIds }) => people.length > 0 && (segmentIds === 'all' || segmentIds.size > 0));
}

export interface Seen {
  segmentId: string;
  inside: string[];
  outside: string[];
  suspects: string[];
}

/** `matching`: for each person who exists, which of the segments they match, in the order of `segmentIds`. */
export function seenOf(segmentIds: readonly string[], look: Look, matching: ReadonlyMap<string, readonly boolean[]>): Seen[] {
  return segmentIds.map((segmentId, at) => ({
    segmentId,
    inside: look.people.filter((person) => matching.get(person)?.[at] === true),
    outside: look.people.filter((person) => matching.get(person)?.[at] !== true),
    suspects: look.suspected ? look.people : [],
  }));
}
