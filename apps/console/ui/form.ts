/**
 * Forms whose bad news comes from the server: each of a problem's `fields[]` goes to the input of the same dotted path,
 * what belongs to no input stays for a banner.
 */
import { type UseFormInput, type UseFormReturnType, useForm } from '@mantine/form';
import { useState } from 'react';
import { ProblemError } from '../problem.ts';

/** True when the form has an input at this dotted path (`shifts.0.from`). */
function hasPath(values: unknown, path: string): boolean {
  let at: unknown = values;
  for (const part of path.split('.')) {
    if (typeof at !== 'object' || at === null || !(part in at)) return false;
    at = (at as Record<string, unknown>)[part];
  }
  return true;
}

/** Splits a problem: messages for inputs the form has, and whether anything is left that only a banner can say. */
export function sortFields(values: unknown, problem: Pick<ProblemError, 'fields'>) {
  const known = problem.fields.filter(({ path }) => hasPath(values, path));
  return {
    errors: Object.fromEntries(known.map(({ path, message }) => [path, message])),
    needsBanner: known.length === 0 || known.length < problem.fields.length,
  };
}

interface ProblemForm<Values extends Record<string, unknown>> {
  form: UseFormReturnType<Values>;
  /** For `<Problem>` above the form; undefined when every complaint found its input. */
  banner: ProblemError | undefined;
  busy: boolean;
  /** For `<form onSubmit>`: validates, runs the act, spreads the problem, moves focus to the first wrong input. */
  onSubmit: (event?: React.FormEvent<HTMLFormElement>) => void;
}

export function useProblemForm<Values extends Record<string, unknown>>(
  input: UseFormInput<Values>,
  act: (values: Values) => Promise<unknown>,
): ProblemForm<Values> {
  const form = useForm<Values>({ mode: 'controlled', ...input });
  const [banner, setBanner] = useState<ProblemError>();
  const [busy, setBusy] = useState(false);

  const focusFirst = (errors: Record<string, unknown>) => {
    const first = Object.keys(errors)[0];
    if (first) form.getInputNode(first)?.focus();
  };

  const run = async (values: Values) => {
    setBusy(true);
    setBanner(undefined);
    try {
      await act(values);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const { errors, needsBanner } = sortFields(values, error);
      form.setErrors(errors);
      if (needsBanner) setBanner(error);
      focusFirst(errors);
    } finally {
      setBusy(false);
    }
  };

  return { form, banner, busy, onSubmit: form.onSubmit((values) => void run(values), focusFirst) };
}
