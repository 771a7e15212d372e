/**
 * How many events the next batch takes. As many as are cheapest, fewer where events are large (a batch is one insert, held in
 * memory whole), and fewer after a refusal: halved until whatever is refused stands alone, doubled again behind it.
 */
export interface Batch {
  /** How many it was allowed to take. */
  asked: number;
  rows: number;
  /** What was written, in characters; 0 when nothing was. */
  size: number;
  refused: boolean;
}

export const batchSize = 10_000;
/** Characters; an engine takes 64 MiB in one insert, and a character is up to three bytes. */
export const mostInABatch = 16 * 1024 * 1024;

export function nextBatchSize({ asked, rows, size, refused }: Batch): number {
  if (refused) return Math.max(1, Math.ceil(rows / 2));
  const fitting = size === 0 ? batchSize : Math.floor((mostInABatch * rows) / size);
  return Math.max(1, Math.min(batchSize, asked * 2, fitting));
}
