/** Where places and ways of a Sankey diagram lie. Pure: edges in, rectangles and curves out. */
import type { PathPlace, paths } from '#measure/contract';
import type { ReplyOf } from '#platform/contract';

export type Edge = ReplyOf<typeof paths>['edges'][number];

export interface Place extends PathPlace {
  /** From 1. */
  at: number;
  visits: number;
  x: number;
  y: number;
  height: number;
}

export interface Link {
  edge: Edge;
  /** Middle line, as wide as its visits. */
  path: string;
  width: number;
}

export const size = { column: 200, bar: 12, gap: 26, height: 380 };

const keyOf = (at: number, { event, rest }: PathPlace) => `${at}:${rest}:${event}`;
const ends = ({ event, rest }: PathPlace) => event === null && !rest;

/** A path that ends has no curve: its place is higher than what leaves it. */
export function layOut(edges: readonly Edge[]): { places: Place[]; links: Link[]; width: number; height: number } {
  const known = new Map<string, Place>();
  for (const { at, from, visits } of edges) {
    const key = keyOf(at, from);
    const place = known.get(key) ?? { ...from, at, visits: 0, x: (at - 1) * size.column, y: 0, height: 0 };
    place.visits += visits;
    known.set(key, place);
  }
  const places = [...known.values()];
  // Every path has a first place: no column holds more than the first.
  const whole = places.reduce((sum, { at, visits }) => sum + (at === 1 ? visits : 0), 0);
  const scale = size.height / Math.max(1, whole);
  const last = Math.max(0, ...places.map(({ at }) => at));
  let height = 0;
  for (let at = 1; at <= last; at += 1) {
    let y = size.gap;
    for (const place of places
      .filter((one) => one.at === at)
      .sort((a, b) => Number(a.rest) - Number(b.rest) || b.visits - a.visits)) {
      place.y = y;
      place.height = Math.max(2, place.visits * scale);
      y += place.height + size.gap;
    }
    height = Math.max(height, y);
  }
  const left = new Map<Place, number>();
  const right = new Map<Place, number>();
  const links = [...edges]
    .filter(({ to }) => !ends(to))
    .flatMap((edge): Link[] => {
      const from = known.get(keyOf(edge.at, edge.from));
      const to = known.get(keyOf(edge.at + 1, edge.to));
      if (!(from && to)) return [];
      const width = edge.visits * scale;
      const y1 = from.y + (right.get(from) ?? 0) + width / 2;
      const y2 = to.y + (left.get(to) ?? 0) + width / 2;
      right.set(from, (right.get(from) ?? 0) + width);
      left.set(to, (left.get(to) ?? 0) + width);
      const [x1, x2] = [from.x + size.bar, to.x];
      const bend = (x2 - x1) / 2;
      return [{ edge, width: Math.max(1, width), path: `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}` }];
    });
  const width = Math.max(0, ...places.map(({ x }) => x)) + size.column;
  return { places, links, width, height };
}
