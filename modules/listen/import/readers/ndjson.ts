/** NDJSON: one JSON object a line. */
import type { Read } from './reading.ts';
import type { TextRow } from './text-rows.ts';

/** Deeper values would exhaust the stack of whoever writes them out again. */
const maxDepth = 100;

export function ndjsonRecord(row: TextRow): Read {
  if ('problem' in row) return row;
  const { line, end } = row;
  let value: unknown;
  try {
    value = JSON.parse(row.text);
  } catch (error) {
    return { line, end, problem: `is not JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { line, end, problem: 'is JSON but no object' };
  if (row.text.length > 2 * maxDepth && isDeep(value)) return { line, end, problem: `is nested deeper than ${maxDepth} levels` };
  return { line, end, record: value as Record<string, unknown> };
}

function isDeep(value: object): boolean {
  let level: object[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return true;
    level = level.flatMap(
      (holder) => Object.values(holder).filter((item: unknown) => typeof item === 'object' && item !== null) as object[],
    );
  }
  return false;
}
