/** A batch of the log as lines of the copy; what cannot be one, with the reason. */
import { setImmediate } from 'node:timers/promises';
import { lineOf } from '../analytics.ts';
import { flattenEvent } from '../ingest/rules/flatten.ts';
import { createTally, type Tally } from '../rules/tally.ts';
import type { LogRow } from '../store/log.ts';

export interface Projected {
  lines: string;
  /** The events that have a line. */
  written: LogRow[];
  /** Of the events that the catalogue has not counted yet. */
  tally: Tally;
  failed: { row: LogRow; reason: string }[];
}

export interface Known {
  /** Whether the catalogue counts it now. */
  counts(row: LogRow): boolean;
  /** Whether somebody decided that it is left out. */
  leftOut(row: LogRow): boolean;
}

/** Events at a stretch (a few milliseconds): between two, whoever waits for an answer has a turn. */
const stretch = 250;

export async function project(workspaceId: string, rows: readonly LogRow[], { counts, leftOut }: Known): Promise<Projected> {
  const tally = createTally();
  const failed: Projected['failed'] = [];
  const written: LogRow[] = [];
  let lines = '';
  for (const [index, row] of rows.entries()) {
    if (index % stretch === stretch - 1) await setImmediate();
    if (leftOut(row)) continue;
    try {
      const flat = flattenEvent(JSON.parse(row.body));
      lines += lineOf(workspaceId, row, flat);
      written.push(row);
      if (counts(row)) tally.add(row, flat);
    } catch (error) {
      failed.push({ row, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { lines, written, tally, failed };
}
