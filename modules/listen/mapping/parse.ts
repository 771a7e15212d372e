/** A mapping document from its text, YAML or JSON (which YAML 1.2 contains). Data only: no tags, no aliases, no merging. */

import { parseDocument } from 'yaml';
import type { FieldProblem, z } from '#platform/contract';
import { type Mapping, mapping } from './contract.ts';

export type Parsed = { ok: true; mapping: Mapping } | { ok: false; problems: FieldProblem[] };

/** Far above any mapping a person writes. */
const maxLength = 200_000;
const maxProblems = 50;

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
  return refused(checked.error.issues.flatMap((issue) => problemsOf(issue, [])).slice(0, maxProblems));
}

/** Of the ways a value could be right, complains about the one it tries to be: "Invalid input" helps nobody. */
function problemsOf(issue: z.core.$ZodIssue, above: PropertyKey[]): FieldProblem[] {
  const at = [...above, ...issue.path];
  if (issue.code !== 'invalid_union' || issue.errors.length === 0)
    return [{ path: at.map(String).join('.'), message: reasonOf(issue) }];
  const meant = issue.errors.reduce((best, tried) => (closeness(tried) > closeness(best) ? tried : best));
  return meant.flatMap((inner) => problemsOf(inner, at));
}

/** How near a try came: the deeper its first complaint, the nearer; a wrong kind of value is no try at all. */
function closeness(issues: z.core.$ZodIssue[]): number {
  return Math.max(
    0,
    ...issues.map((issue) => {
      const depth = issue.path.length * 10;
      if (issue.code === 'invalid_union') return depth + Math.max(0, ...issue.errors.map(closeness));
      if (issue.code === 'invalid_type') return depth;
      return depth + (issue.code === 'invalid_value' ? 1 : 2);
    }),
  );
}

function reasonOf(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'invalid_key') return issue.message;
  return `"${String(issue.path.at(-1))}" ${issue.issues[0]?.message ?? 'is no name'}`;
}

const lineOf = (line: number | undefined) => (line === undefined ? '' : `line ${line}`);
const refused = (problems: FieldProblem[]): Parsed => ({ ok: false, problems });
