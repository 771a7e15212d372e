import { expect, test } from 'vitest';
import { batchSize, mostInABatch, nextBatchSize } from './pace.ts';

const went = { asked: batchSize, rows: batchSize, size: 3_000_000, refused: false };

test('small events go in whole batches, also after a trickle', () => {
  expect(nextBatchSize(went)).toBe(batchSize);
  expect(nextBatchSize({ ...went, rows: 3, size: 900 })).toBe(batchSize);
  expect(nextBatchSize({ ...went, rows: 3, size: 0 })).toBe(batchSize);
});

test('large events go in batches that fit into one insert', () => {
  expect(nextBatchSize({ ...went, rows: 1_000, size: 2 * mostInABatch })).toBe(500);
  expect(nextBatchSize({ ...went, rows: 1, size: 2 * mostInABatch })).toBe(1);
});

test('a refusal halves down to one event; behind it batches grow again', () => {
  const sizes: number[] = [];
  for (let size = batchSize; size > 1; ) {
    size = nextBatchSize({ ...went, asked: size, rows: size, refused: true });
    sizes.push(size);
  }
  expect(sizes.at(-1)).toBe(1);
  expect(sizes.length).toBe(14);
  expect(nextBatchSize({ ...went, asked: 1, rows: 1, size: 300 })).toBe(2);
  expect(nextBatchSize({ ...went, asked: 1, rows: 1, size: 0, refused: true })).toBe(1);
});
