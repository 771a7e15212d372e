/** A mapping document from its text, YAML or JSON (which YAML 1.2 contains). Data only: no tags, no aliases, no merging. */

import { parseDocument } from 'yaml';
import type { FieldProblem } from '#platform/contract';
import { type Mapping, mapping } from './contract.ts';

export type Parsed = { ok: true; mapping: Mapping } | { ok: false; problems: FieldProblem[] };

/** Far above any mapping a person writes. */
const maxLength = 200_000;

export function parseMapping(text: string): Parsed {
  if (text.length > maxLength) return refused([{ path: '', message: `is longer than ${maxLength} characters` }]);
  let given: unknown;
  try {
    const read = parseDocument(text, { uniqueKeys: true, schema: 'core', customTags: [], merge: false });
    const [first] = read.errors;
    if (first)
      return refused([{ path: lineOf(first.linePos?.[0].line), message: first.message.split('\n')[0] ?? first.message }]);
    // Aliases are how a small document unfolds into a huge one.
    given = read.toJS({ maxAliasCount: 0 });
  } catch (error) {
    return refused([{ path: '', message: error instanceof Error ? error.message : String(error) }]);
  }
  return checkMapping(given);
}

/** The same for a document that is data already. */
export function checkMapping(given: unknown): Parsed {
  const checked = mapping.safeParse(given);
  if (checked.success) return { ok: true, mapping: checked.data };
  return refused(checked.error.issues.map((issue) => ({ path: issue.path.map(String).join('.'), message: issue.message })));
}

const lineOf = (line: number | undefined) => (line === undefined ? '' : `line ${line}`);
const refused = (problems: FieldProblem[]): Parsed => ({ ok: false, problems });
