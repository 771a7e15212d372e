import { expect, test } from 'vitest';
import { lineOf } from './places.ts';

const text = `verona: mapping/1
name: shop
emit:
  - type: track
    event: Sold
    properties:
      price: { field: price }
`;

test.each([
  ['name', 2],
  ['emit.0.event', 5],
  ['emit.0.properties.price.as', 7],
  ['emit.0.nothing', 4],
  ['line 6', 6],
  ['', 1],
  ['elsewhere', 1],
])('%s stands in line %i', (path, line) => {
  expect(lineOf(text, path)).toBe(line);
});
