/** The frequent events of each place by themselves, the others together. Pure. */
import type { PathPlace } from '../../contract.ts';

export interface Edge {
  at: number;
  from: string;
  /** '' where the path ends. */
  to: string;
  visits: number;
}

export interface FoldedEdge {
  at: number;
  from: PathPlace;
  to: PathPlace;
  visits: number;
}

/** `shown[n]`: the events shown by themselves at place n + 1, most visits first. */
export function shownPlaces(edges: readonly Edge[], most: number): string[][] {
  const places: Map<string, number>[] = [];
  for (const { at, from, visits } of edges) {
    const place = places[at - 1] ?? new Map<string, number>();
    places[at - 1] = place.set(from, (place.get(from) ?? 0) + visits);
  }
  return places.map((place) =>
    [...place]
      .sort(([a, left], [b, right]) => right - left || (a < b ? -1 : 1))
      .slice(0, most)
      .map(([event]) => event),
  );
}

export function foldEdges(edges: readonly Edge[], shown: readonly (readonly string[])[]): FoldedEdge[] {
  const place = (event: string, at: number): PathPlace => {
    if (event === '') return { event: null, rest: false };
    return shown[at - 1]?.includes(event) ? { event, rest: false } : { event: null, rest: true };
  };
  const folded = new Map<string, FoldedEdge>();
  for (const { at, from, to, visits } of edges) {
    const edge = { at, from: place(from, at), to: place(to, at + 1), visits };
    const key = JSON.stringify([at, edge.from, edge.to]);
    const known = folded.get(key);
    if (known) known.visits += visits;
    else folded.set(key, edge);
  }
  return [...folded.values()].sort((a, b) => a.at - b.at || b.visits - a.visits);
}
