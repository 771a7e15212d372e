import { expect, test } from 'vitest';
import { type Edge, layOut, size } from './sankey.ts';

const place = (event: string | null, rest = false) => ({ event, rest });
const edges: Edge[] = [
  { at: 1, from: place('View'), to: place('Add'), visits: 60 },
  { at: 1, from: place('View'), to: place(null, true), visits: 10 },
  { at: 1, from: place('View'), to: place(null), visits: 30 },
  { at: 2, from: place('Add'), to: place(null), visits: 60 },
  { at: 2, from: place(null, true), to: place(null), visits: 10 },
];

test('what goes into a place is as high as the place, and an end has no curve', () => {
  const { places, links, width } = layOut(edges);
  const view = places.find(({ event }) => event === 'View');
  const add = places.find(({ event }) => event === 'Add');
  expect(view?.height).toBe(size.height);
  expect(add?.height).toBeCloseTo(size.height * 0.6);
  expect(links.map(({ edge, width: wide }) => [edge.to.event, Math.round(wide)])).toEqual([
    ['Add', size.height * 0.6],
    [null, size.height * 0.1],
  ]);
  expect(width).toBe(2 * size.column);
});

test('the others stand under those shown, and nothing lies over another', () => {
  const { places } = layOut(edges);
  const second = places.filter(({ at }) => at === 2);
  const [add, others] = [second.find(({ rest }) => !rest), second.find(({ rest }) => rest)];
  expect(others?.y).toBeGreaterThanOrEqual((add?.y ?? 0) + (add?.height ?? 0));
  expect(layOut([])).toMatchObject({ places: [], links: [] });
});
