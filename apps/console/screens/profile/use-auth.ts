/** Reads and acts through the sign-in library, with its errors in the shape of every other problem. */
import { type UseQueryResult, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ProblemError } from '../../problem.ts';
import { showProblem } from '../../ui/Problem.tsx';
import { orThrow } from '../auth/auth-problem.ts';

type Answer<T> = Parameters<typeof orThrow<T>>[0];

const KEY = 'auth';

export function useAuthRead<T>(name: string, read: () => Answer<T>): UseQueryResult<NonNullable<T>, ProblemError> {
  return useQuery<NonNullable<T>, ProblemError>({ queryKey: [KEY, name], queryFn: () => orThrow(read()) });
}

/** Everything read about the account is read again after each act. */
export function useRefreshAuth(): () => Promise<void> {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: [KEY] });
}

/** For buttons: a failure becomes a toast. */
export function useAuthAct<T, V>(act: (args: V) => Answer<T>, onSuccess?: () => void) {
  const refresh = useRefreshAuth();
  return useMutation<NonNullable<T>, Error, V>({
    mutationFn: (args) => orThrow(act(args)),
    meta: { shown: true },
    onError: (error) => error instanceof ProblemError && showProblem(error),
    onSuccess: async () => {
      await refresh();
      onSuccess?.();
    },
  });
}
