/** Live updates for screens: the one connection of this page, as hooks. */
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import type { Topic, z } from '#platform/contract';
import { Live, type LiveError, type LiveState } from './live.ts';
import { currentWorkspace, useWorkspaceId } from './workspace.ts';

/** Browsers cannot set headers on a socket, so the workspace travels in the address. */
const address = () => {
  const url = new URL('/api/realtime', location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  const workspace = currentWorkspace();
  if (workspace) url.searchParams.set('workspace', workspace);
  return url;
};

export const live = new Live({
  connect: () => new WebSocket(address()),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
  random: Math.random,
});

window.addEventListener('online', () => live.retryNow());

/**
 * Hands every message of a topic to `onMessage` while the component is on the page. `enabled: false` pauses. `onChanged`: more
 * happened than could be sent, so ask the API.
 */
export function useLive<M extends z.ZodType>(
  topic: Topic<M>,
  onMessage: (message: z.output<M>) => void,
  { key, cursor, enabled = true, onChanged }: { key?: string; cursor?: string; enabled?: boolean; onChanged?: () => void } = {},
): { error: LiveError | undefined } {
  const workspace = useWorkspaceId();
  const [error, setError] = useState<LiveError>();
  const hear = useEffectEvent(onMessage);
  const ask = useEffectEvent(() => onChanged?.());
  // biome-ignore lint/correctness/useExhaustiveDependencies: another workspace is another stream.
  useEffect(() => {
    if (!enabled) return;
    setError(undefined);
    const more = {
      ...(key !== undefined && { key }),
      ...(cursor !== undefined && { cursor }),
      onError: setError,
      onChanged: () => ask(),
    };
    return live.subscribe(topic, more, (message) => hear(message));
  }, [topic, key, cursor, enabled, workspace]);
  return { error };
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(live.watch, live.state);
}
