/** What no part of the house can keep, whatever a schema allows: NUL in text (Postgres has none), and bottomless nesting. */
import { type FieldProblem, Refusal } from '#platform/contract';
import { refusals } from './problems.ts';

const maxDepth = 64;

/** Throws `http.invalid` naming the first field that cannot be kept. */
export function assertKeepable(value: unknown, where: string): void {
  const problem = look(value, '', maxDepth);
  if (!problem) return;
  const field = { ...problem, path: problem.path || where };
  throw new Refusal(refusals.invalid, { detail: `${field.path}: ${field.message}`, fields: [field] });
}

function look(value: unknown, path: string, levels: number): FieldProblem | undefined {
  if (typeof value === 'string')
    return value.includes('\u0000') ? { path, message: 'text cannot hold the character NUL' } : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  if (levels === 0) return { path: path.slice(0, 100), message: `nested more than ${maxDepth} levels deep` };
  for (const [key, part] of Object.entries(value)) {
    const at = path ? `${path}.${key}` : key;
    const problem = key.includes('\u0000')
      ? { path, message: 'names cannot hold the character NUL' }
      : look(part, at, levels - 1);
    if (problem) return problem;
  }
  return undefined;
}
