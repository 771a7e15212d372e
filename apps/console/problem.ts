/** Bad news in the one shape that screens handle. */
import type { FieldProblem, Problem } from '#platform/contract';

export class ProblemError extends Error implements Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly cure: string;
  readonly fields: FieldProblem[];
  readonly instance?: string;

  constructor(from: Problem) {
    super(from.detail || from.title);
    this.name = 'ProblemError';
    this.type = from.type;
    this.title = from.title;
    this.status = from.status;
    this.detail = from.detail;
    this.code = from.code;
    this.cure = from.cure;
    this.fields = from.fields ?? [];
    if (from.instance) this.instance = from.instance;
  }
}

/** True for refusals of exactly this kind: `isProblem(error, refusals.not_found)`. */
export function isProblem(error: unknown, kind: { code: string }): error is ProblemError {
  return error instanceof ProblemError && error.code === kind.code;
}
