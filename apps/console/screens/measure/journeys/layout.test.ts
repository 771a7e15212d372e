import { expect, test } from 'vitest';
import type { JourneyEdge } from '#measure/contract';
import { boxHeight, boxWidth, draw, worthDrawing } from './layout.ts';

const edge = (from: string | null, to: string | null, count: number): JourneyEdge => ({
  ...{ from, to, count, cases: count, medianSeconds: null, p90Seconds: null },
});
const edges = [
  edge(null, 'A', 10),
  edge('A', 'B', 9),
  edge('B', 'C', 6),
  edge('B', 'D', 3),
  edge('C', 'B', 2),
  edge('C', 'C', 1),
  edge('C', null, 7),
  edge('D', null, 3),
];

test('cases run down from their beginning to their end; what goes back is drawn as going back', () => {
  const { boxes, lines } = draw(edges);
  const y = (name: string) => boxes.find((box) => box.name === name)?.y ?? -1;
  const [start, end] = [boxes.find((box) => box.name === null && !box.end), boxes.find((box) => box.end)];
  expect([start?.y ?? 0, y('A'), y('B'), y('C')]).toEqual(
    [start?.y, y('A'), y('B'), y('C')].toSorted((a, b) => (a ?? 0) - (b ?? 0)),
  );
  expect(y('C')).toBe(y('D'));
  expect(end?.y).toBeGreaterThan(y('C'));
  expect(lines.filter(({ back }) => back).map(({ edge: { from, to } }) => `${from}${to}`)).toEqual(['CB', 'CC']);
});

test('no two boxes lie on each other, and all lie within the picture', () => {
  const { boxes, width, height } = draw(edges);
  for (const [at, one] of boxes.entries()) {
    expect(one.x >= 0 && one.x + boxWidth <= width && one.y >= 0 && one.y + boxHeight <= height).toBe(true);
    for (const other of boxes.slice(at + 1)) {
      const apart = Math.abs(one.x - other.x) >= boxWidth || Math.abs(one.y - other.y) >= boxHeight;
      expect(apart, `${one.name} and ${other.name}`).toBe(true);
    }
  }
});

test('of many connections the busiest of each activity stay, so that nothing hangs alone', () => {
  const names = ['A', 'B', 'C', 'D', 'E', 'F'];
  const full = names.flatMap((from, i) => names.map((to, j) => edge(from, to, 100 - i * 6 - j)));
  const kept = worthDrawing(full, new Set(names));
  expect(kept.length).toBeLessThan(full.length / 2);
  for (const name of names) expect(kept.some(({ from, to }) => from === name || to === name)).toBe(true);
});

test('a line over several layers runs beside the boxes between', () => {
  const { boxes, lines } = draw([...edges, edge('A', null, 4)]);
  const long = lines.find(({ edge: { from, to } }) => from === 'A' && to === null);
  const ends = [...(long?.path ?? '').matchAll(/(-?[\d.]+) (-?[\d.]+)(?= C|$)/g)].map(([, x, y]) => [Number(x), Number(y)]);
  expect(ends.length).toBeGreaterThan(4);
  for (const [x = 0, y = 0] of ends.slice(1, -1)) {
    const hit = boxes.find((box) => x > box.x && x < box.x + boxWidth && y >= box.y && y <= box.y + boxHeight);
    expect(hit?.name).toBeUndefined();
  }
});

test('a circle of equals still has an order', () => {
  const { boxes } = draw([edge(null, 'A', 1), edge('A', 'B', 5), edge('B', 'A', 5), edge('B', null, 1)]);
  expect(new Set(boxes.map(({ y }) => y)).size).toBe(4);
});
