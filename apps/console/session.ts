/** Who is here, in which workspace, and what they may do: for hiding what the server would refuse anyway. */
import { type QueryClient, queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { use } from 'react';
import { type Action, routes } from '#people/contract';
import type { ReplyOf } from '#platform/contract';
import { call } from './api.ts';
import { isProblem, type ProblemError } from './problem.ts';
import { chooseWorkspace, currentWorkspace } from './workspace.ts';

export type Me = ReplyOf<typeof routes.me>;

export const sessionKey = [routes.me.id];

/** `null`: nobody is signed in. */
const me = queryOptions<Me | null, ProblemError>({
  queryKey: sessionKey,
  staleTime: 60_000,
  queryFn: async ({ signal }) => {
    try {
      return settle(await call(routes.me, undefined, { signal }));
    } catch (error) {
      if (isProblem(error, { code: 'auth.sign_in_needed' })) return null;
      // A workspace this account has left, or another account's: forget it and ask again without.
      if (!currentWorkspace() || !isStaleWorkspace(error)) throw error;
      chooseWorkspace(undefined);
      return settle(await call(routes.me, undefined, { signal }));
    }
  },
});

const isStaleWorkspace = (error: unknown) =>
  isProblem(error, { code: 'auth.workspace_needed' }) ||
  isProblem(error, { code: 'auth.not_allowed' }) ||
  isProblem(error, { code: 'people.not_found' });

function settle(answer: Me): Me {
  if (answer.workspace) chooseWorkspace(answer.workspace.id);
  return answer;
}

/** For route guards: the present session, from cache when fresh. */
export const readSession = (client: QueryClient): Promise<Me | null> => client.fetchQuery(me);

/** Forgets everything read so far: after sign-in, sign-out, or another workspace. */
export function forgetSession(client: QueryClient): void {
  client.clear();
}

/** False once an open page's session has ended. */
export const useIsSignedIn = (): boolean => useSuspenseQuery(me).data !== null;

const never = new Promise<never>(() => undefined);

/** The signed-in session. Only inside the shell, whose guard has seen to it that there is one. */
export function useSession(): Me & { can: (action: Action) => boolean } {
  const { data } = useSuspenseQuery(me);
  // The session has just ended, and the shell is about to take this component off the page: wait for that.
  if (!data) return use(never);
  return { ...data, can: (action) => data.actions.includes(action) };
}
