/** The sign-in library's errors in the shape every other problem has. */

import { i18n } from '../../i18n/i18n.ts';
import { ProblemError } from '../../problem.ts';

interface AuthError {
  status?: number;
  code?: string | undefined;
  message?: string | undefined;
}

/** Known codes have words of ours; unknown ones keep the library's sentence. */
const KNOWN: Record<string, string> = {
  INVALID_EMAIL_OR_PASSWORD: 'wrong_password',
  INVALID_PASSWORD: 'wrong_own_password',
  SESSION_NOT_FRESH: 'sign_in_again',
  INVALID_CODE: 'wrong_code',
  INVALID_BACKUP_CODE: 'wrong_code',
  INVALID_TOKEN: 'link_gone',
  WEAK_PASSWORD: 'weak_password',
};

export function authProblem({ status = 0, code = '', message = '' }: AuthError): ProblemError {
  const word = KNOWN[code] ?? (status === 429 ? 'too_often' : 'other');
  return new ProblemError({
    type: 'about:blank',
    title: i18n.t(`auth.problem.${word}.title`),
    status,
    detail: KNOWN[code] ? '' : message,
    code: `auth.${word}`,
    cure: i18n.t(`auth.problem.${word}.cure`),
  });
}

/** Unwraps the library's `{ data, error }`. */
export async function orThrow<T>(answer: Promise<{ data: T; error: AuthError | null }>): Promise<NonNullable<T>> {
  const { data, error } = await answer;
  if (error) throw authProblem(error);
  return data as NonNullable<T>;
}
