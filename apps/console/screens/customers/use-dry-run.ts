/** Asks what an act would do, without doing it: never kept, because the answer may be another one a moment later. */
import { useQuery } from '@tanstack/react-query';
import type { ProblemError } from '../../problem.ts';

export function useDryRun<Reply>(key: unknown[], ask: (signal: AbortSignal) => Promise<Reply>, enabled: boolean) {
  return useQuery<Reply, ProblemError>({
    queryKey: ['dry-run', ...key],
    queryFn: ({ signal }) => ask(signal),
    enabled,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
}
