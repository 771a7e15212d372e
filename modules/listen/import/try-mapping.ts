/** Looking before importing: the first rows, a guessed mapping, what a mapping makes of them. Keeps nothing. */

import { stringify } from 'yaml';
import { Refusal, type ReplyOf } from '#platform/contract';
import { parseMapping } from '../mapping/parse.ts';
import { type CompiledMapping, compileMapping } from '../mapping/rules/compile.ts';
import { preview } from '../mapping/rules/preview.ts';
import { suggestMapping } from '../mapping/rules/suggest.ts';
import { importRefusals, type previewMapping, type suggestMapping as suggestRoute } from './contract.ts';
import type { Files } from './files.ts';
import { readRecords } from './readers/read-records.ts';
import { type Read, type ReadOptions, UnreadableFile } from './readers/reading.ts';

const suggestRows = 200;
const shownRows = 20;

/** The compiled document and how it wants files read; refuses with every place that is wrong. */
export function usableMapping(text: string): { mapping: CompiledMapping; reading: ReadOptions } {
  const parsed = parseMapping(text);
  const compiled = parsed.ok ? compileMapping(parsed.mapping) : parsed;
  if (parsed.ok && compiled.ok && 'start' in compiled.mapping)
    return { mapping: compiled.mapping, reading: parsed.mapping.reading ?? {} };
  const problems = compiled.ok ? [] : compiled.problems;
  throw new Refusal(importRefusals.mapping_unusable, {
    detail: problems.map(({ path, message }) => `${path}: ${message}`).join('; '),
    fields: problems,
  });
}

export async function previewOf(
  files: Files,
  workspaceId: string,
  id: string,
  asked: { mapping: string; rows: number },
): Promise<ReplyOf<typeof previewMapping>> {
  const { mapping, reading } = usableMapping(asked.mapping);
  const file = await files.complete(workspaceId, id);
  const samples = await firstReads(files.pathOf(workspaceId, id), reading, asked.rows);
  const { rows, tally } = preview(mapping, samples, file.digest ?? '');
  return {
    rows: rows.map(({ record, ...row }) => ({ ...row, record: (record as Record<string, unknown> | undefined) ?? null })),
    tally,
  };
}

export async function suggestionFor(files: Files, workspaceId: string, id: string): Promise<ReplyOf<typeof suggestRoute>> {
  const file = await files.complete(workspaceId, id);
  const reads = await firstReads(files.pathOf(workspaceId, id), {}, suggestRows);
  const sample = reads.flatMap((read) => ('record' in read ? [read.record] : []));
  const columns = file.columns ?? [...new Set(sample.flatMap((record) => Object.keys(record)))];
  const { mapping, guesses } = suggestMapping(columns, sample, nameFrom(file.name));
  const rows = reads.slice(0, shownRows).map((read) => ({
    line: read.line,
    record: 'record' in read ? read.record : null,
    problem: 'problem' in read ? read.problem : null,
  }));
  return { rows, mapping: stringify(mapping, { lineWidth: 120 }), guesses };
}

async function firstReads(path: string, options: ReadOptions, count: number): Promise<Read[]> {
  try {
    const reader = await readRecords(path, options);
    const reads: Read[] = [];
    try {
      for await (const read of reader) {
        reads.push(read);
        if (reads.length >= count) break;
      }
    } finally {
      await reader.close();
    }
    return reads;
  } catch (error) {
    if (error instanceof UnreadableFile)
      throw new Refusal(importRefusals.import_unreadable, { detail: `The file ${error.message}.` });
    throw error;
  }
}

/** `Orders 2024.csv.gz` → `orders-2024` */
function nameFrom(file: string): string {
  const plain = file
    .toLowerCase()
    .replace(/(?:\.(?:csv|tsv|txt|ndjson|jsonl|json|parquet|gz))+$/u, '')
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^[^a-z]+|-+$/gu, '')
    .slice(0, 40);
  return plain.length < 2 ? 'first-mapping' : plain;
}
