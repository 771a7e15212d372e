import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { forgetSession } from '../../session.ts';
import { chooseWorkspace } from '../../workspace.ts';

/** Into the console after signing in: nothing of an earlier session is kept, and the way leads back to where one came from. */
export function useEnter(): (workspaceId?: string) => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { back } = useSearch({ strict: false }) as { back?: string };
  return async (workspaceId) => {
    forgetSession(client);
    if (workspaceId) chooseWorkspace(workspaceId);
    // Only ways inside this console: a link must not send people elsewhere after they signed in.
    const inside = back?.startsWith('/') && !back.startsWith('//') && !back.includes('\\');
    await navigate({ to: '/' });
    if (inside && back) await navigate({ href: back, replace: true });
  };
}
