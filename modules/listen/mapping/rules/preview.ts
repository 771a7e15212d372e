/** What a mapping makes of some records, before anything is kept: side by side, with counts and reasons. Pure. */
import type { MappedMessage, RecordProblem } from '../contract.ts';
import type { CompiledMapping } from './compile.ts';

/** One record as a reader gave it, or why it gave none. */
export type Sample = { line: number; record: unknown } | { line: number; problem: string };

export interface PreviewRow {
  line: number;
  record?: unknown;
  messages: MappedMessage[];
  problems: RecordProblem[];
  skipped: boolean;
}

export interface Tally {
  records: number;
  /** Records that gave messages; the others were skipped, refused, or the document asked for nothing. */
  used: number;
  skipped: number;
  refused: number;
  messages: number;
  /** Messages by kind, tracks by event name. */
  byName: Record<string, number>;
  people: number;
  earliest: string | null;
  latest: string | null;
}

export interface Preview {
  rows: PreviewRow[];
  tally: Tally;
}

/** Distinct names beyond this share the name "…": a field in the wrong place must not make a table of a million lines. */
const nameLimit = 200;

/** Counts what a mapping makes; one instance a pass. */
function createTally(): { add(row: Omit<PreviewRow, 'record'>): void; tally(): Tally } {
  const names = new Map<string, number>();
  const people = new Set<string>();
  const sum = { records: 0, used: 0, skipped: 0, refused: 0, messages: 0 };
  let earliest: string | null = null;
  let latest: string | null = null;
  return {
    add({ messages, problems, skipped }) {
      sum.records += 1;
      if (skipped) sum.skipped += 1;
      else if (problems.length > 0) sum.refused += 1;
      else if (messages.length > 0) sum.used += 1;
      sum.messages += messages.length;
      for (const message of messages) {
        const name = message.event ?? message.type;
        const known = names.has(name) || names.size < nameLimit ? name : '…';
        names.set(known, (names.get(known) ?? 0) + 1);
        people.add(message.userId === undefined ? `a:${message.anonymousId}` : `u:${message.userId}`);
        const { timestamp } = message;
        if (timestamp === undefined) continue;
        if (earliest === null || timestamp < earliest) earliest = timestamp;
        if (latest === null || timestamp > latest) latest = timestamp;
      }
    },
    tally: () => ({ ...sum, byName: Object.fromEntries(names), people: people.size, earliest, latest }),
  };
}

/** A dry run over a sample. Message ids are those an import of the same content would make. */
export function preview(mapping: CompiledMapping, samples: Iterable<Sample>, digest: string): Preview {
  const run = mapping.start();
  const counter = createTally();
  const rows: PreviewRow[] = [];
  for (const sample of samples) {
    const row: PreviewRow =
      'problem' in sample
        ? {
            line: sample.line,
            messages: [],
            skipped: false,
            problems: [{ line: sample.line, field: null, target: 'record', message: sample.problem }],
          }
        : { line: sample.line, record: sample.record, ...run.map(sample.record, { digest, line: sample.line }) };
    counter.add(row);
    rows.push(row);
  }
  return { rows, tally: counter.tally() };
}
