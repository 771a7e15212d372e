/**
 * Where activities and what leads from one to the next are drawn: layers from the beginning down to the end. Pure.
 *
 * Layered drawing after Sugiyama, Tagawa and Toda (1981), kept small. Followed from the beginning, the busiest way first, what
 * leads to a step one is coming from goes back; a line over several layers has a place of its own in each between, so that
 * it runs through no box; a few sweeps bring neighbours close.
 */
import type { JourneyEdge } from '#measure/contract';

export interface Box {
  /** Null names: where cases begin and end. */
  name: string | null;
  end: boolean;
  x: number;
  y: number;
}

export interface Line {
  edge: JourneyEdge;
  /** An SVG path. */
  path: string;
  /** Where its words stand. */
  labelX: number;
  labelY: number;
  back: boolean;
}

export interface Drawing {
  width: number;
  height: number;
  boxes: Box[];
  lines: Line[];
}

export const boxWidth = 168;
export const boxHeight = 46;
const gapX = 28;
const gapY = 62;
const margin = 24;
/** What a line takes of a layer it only passes. */
const laneWidth = 34;
const START = '\u0000start';
const END = '\u0000end';

const fromOf = ({ from }: JourneyEdge) => from ?? START;
const toOf = ({ to }: JourneyEdge) => to ?? END;

/** The edges worth drawing among these activities: the busiest way in and out of each, and as many more as stay readable. */
export function worthDrawing(edges: readonly JourneyEdge[], names: ReadonlySet<string>): JourneyEdge[] {
  const known = (name: string | null) => name === null || names.has(name);
  const among = edges.filter(({ from, to }) => known(from) && known(to)).toSorted((a, b) => b.count - a.count);
  const [left, entered] = [new Set<string>(), new Set<string>()];
  const most = Math.round(names.size * 1.5);
  return among.filter((edge, at) => {
    const first = !left.has(fromOf(edge)) || !entered.has(toOf(edge));
    left.add(fromOf(edge));
    entered.add(toOf(edge));
    return first || at < most;
  });
}

interface Place {
  /** Undefined: a line passes here. */
  name: string | undefined;
  width: number;
  x: number;
}

/** A line from layer to layer: where it starts, what it passes, where it arrives; always downwards. */
interface Way {
  edge: JourneyEdge;
  back: boolean;
  places: Place[];
}

export function draw(edges: readonly JourneyEdge[]): Drawing {
  const names = [...new Set(edges.flatMap((edge) => [fromOf(edge), toOf(edge)]))];
  const back = goingBack(names, edges);
  const layerOf = layers(
    names,
    edges.filter((edge) => !back.has(edge)),
  );
  const rows: Place[][] = Array.from({ length: Math.max(0, ...layerOf.values()) + 1 }, () => []);
  const boxes = new Map(names.map((name) => [name, { name, width: boxWidth, x: 0 } as Place]));
  for (const [name, place] of boxes) rows[layerOf.get(name) ?? 0]?.push(place);
  const ways = edges
    .filter((edge) => fromOf(edge) !== toOf(edge))
    .map((edge) => wayOf(edge, back.has(edge), boxes, layerOf, rows));
  settle(rows, ways);

  const widthOf = (row: Place[]) => row.reduce((sum, { width }) => sum + width + gapX, -gapX);
  const width = Math.max(boxWidth, ...rows.map(widthOf)) + margin * 4;
  for (const row of rows) {
    let x = (width - widthOf(row)) / 2;
    for (const place of row) {
      place.x = x;
      x += place.width + gapX;
    }
  }
  const yOf = (layer: number) => margin + layer * (boxHeight + gapY);
  const topOf = (name: string) => yOf(layerOf.get(name) ?? 0);
  return {
    width,
    height: margin * 2 + rows.length * (boxHeight + gapY) - gapY,
    boxes: names.map((name) => ({
      ...{ name: name === START || name === END ? null : name, end: name === END },
      ...{ x: boxes.get(name)?.x ?? 0, y: topOf(name) },
    })),
    lines: edges.map((edge) => {
      const way = ways.find((one) => one.edge === edge);
      if (!way) return loop(edge, (boxes.get(fromOf(edge))?.x ?? 0) + boxWidth, topOf(fromOf(edge)));
      const upper = way.back ? toOf(edge) : fromOf(edge);
      return lineOf(way, layerOf.get(upper) ?? 0, yOf);
    }),
  };
}

/** Edges that lead back to where one is coming from, and those to itself. */
function goingBack(names: readonly string[], edges: readonly JourneyEdge[]): Set<JourneyEdge> {
  const leaving = new Map<string, JourneyEdge[]>();
  for (const edge of edges.toSorted((a, b) => b.count - a.count))
    leaving.set(fromOf(edge), [...(leaving.get(fromOf(edge)) ?? []), edge]);
  const back = new Set<JourneyEdge>();
  const state = new Map<string, 'open' | 'done'>();
  const follow = (name: string) => {
    state.set(name, 'open');
    for (const edge of leaving.get(name) ?? []) {
      const next = state.get(toOf(edge));
      if (next === 'open') back.add(edge);
      else if (next === undefined) follow(toOf(edge));
    }
    state.set(name, 'done');
  };
  for (const name of [START, ...names]) if (!state.has(name)) follow(name);
  return back;
}

/** The longest way from the top; the end stands below everything. */
function layers(names: readonly string[], edges: readonly JourneyEdge[]): Map<string, number> {
  const layerOf = new Map(names.map((name) => [name, name === START ? 0 : 1]));
  // As many rounds as there are names settle any graph without circles.
  for (let round = 0; round < names.length; round += 1) {
    for (const edge of edges) {
      const below = (layerOf.get(fromOf(edge)) ?? 0) + 1;
      if (below > (layerOf.get(toOf(edge)) ?? 0)) layerOf.set(toOf(edge), below);
    }
  }
  const others = names.filter((name) => name !== END).map((name) => layerOf.get(name) ?? 0);
  if (layerOf.has(END)) layerOf.set(END, Math.max(0, ...others) + 1);
  return layerOf;
}

/** Gives a line its places in the layers it passes. */
function wayOf(edge: JourneyEdge, back: boolean, boxes: Map<string, Place>, layerOf: Map<string, number>, rows: Place[][]): Way {
  const [upper, lower] = back ? [toOf(edge), fromOf(edge)] : [fromOf(edge), toOf(edge)];
  const places: Place[] = [];
  const [top, bottom] = [layerOf.get(upper) ?? 0, layerOf.get(lower) ?? 0];
  for (let layer = top + 1; layer < bottom; layer += 1) {
    const place = { name: undefined, width: laneWidth, x: 0 };
    rows[layer]?.push(place);
    places.push(place);
  }
  const ends = [boxes.get(upper), boxes.get(lower)].flatMap((place) => place ?? []);
  return { edge, back, places: [...ends.slice(0, 1), ...places, ...ends.slice(1)] };
}

/** Brings what belongs together close: each place goes to the middle of what it is joined to, some sweeps long. */
function settle(rows: Place[][], ways: readonly Way[]): void {
  const near = new Map<Place, Place[]>();
  const join = (one: Place, other: Place) => near.set(one, [...(near.get(one) ?? []), other]);
  for (const { places } of ways) {
    for (const [at, place] of places.entries()) {
      const next = places[at + 1];
      if (!next) continue;
      join(place, next);
      join(next, place);
    }
  }
  const column = new Map<Place, number>();
  const number = (row: Place[]) => {
    for (const [at, place] of row.entries()) column.set(place, at - (row.length - 1) / 2);
  };
  rows.forEach(number);
  for (let sweep = 0; sweep < 6; sweep += 1) {
    for (const row of sweep % 2 === 0 ? rows : rows.toReversed()) {
      const middle = (place: Place) => {
        const others = near.get(place) ?? [];
        return others.reduce((sum, other) => sum + (column.get(other) ?? 0), 0) / Math.max(1, others.length);
      };
      const wish = new Map(row.map((place) => [place, middle(place)]));
      row.sort((a, b) => (wish.get(a) ?? 0) - (wish.get(b) ?? 0));
      number(row);
    }
  }
}

function lineOf({ edge, back, places }: Way, top: number, yOf: (layer: number) => number): Line {
  // Those that go back leave and arrive a little aside, so that they do not cover those that go on.
  const aside = back ? -boxWidth / 4 : 0;
  const points = places.flatMap(({ name, x, width }, at) => {
    const y = yOf(top + at);
    const middle = x + width / 2 + (name === undefined ? 0 : aside);
    if (at === 0) return [{ x: middle, y: y + boxHeight }];
    if (at === places.length - 1) return [{ x: middle, y }];
    return [
      { x: middle, y },
      { x: middle, y: y + boxHeight },
    ];
  });
  const run = back ? points.toReversed() : points;
  const path = run.reduce((text, { x, y }, at) => {
    const before = run[at - 1];
    if (!before) return `M${x} ${y}`;
    const half = (before.y + y) / 2;
    return `${text} C${before.x} ${half}, ${x} ${half}, ${x} ${y}`;
  }, '');
  // In the first gap after where it leaves; two lines out of one box part by then.
  const [one, two] = [run[0] ?? { x: 0, y: 0 }, run[1] ?? { x: 0, y: 0 }];
  const along = 0.6;
  return { edge, back, path, labelX: one.x + (two.x - one.x) * along, labelY: one.y + (two.y - one.y) * along + 4 };
}

/** From a step to itself, at its right side. */
function loop(edge: JourneyEdge, x: number, top: number): Line {
  const y = top + boxHeight / 2;
  return {
    ...{ edge, back: true, labelX: x + 12, labelY: top + boxHeight + 8 },
    path: `M${x} ${y - 10} C${x + 30} ${y - 22}, ${x + 30} ${y + 22}, ${x} ${y + 10}`,
  };
}
