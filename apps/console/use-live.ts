/** Live updates for screens: the one connection of this page, as hooks. */
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from 'react';
import type { Topic, z } from '#platform/contract';
import { path } from '#platform/realtime/contract';
import { Live, type LiveError, type LiveState } from './live.ts';
import { useSession } from './session.ts';
import { currentWorkspace, useWorkspaceId } from './workspace.ts';

/** Browsers cannot set headers on a socket, so the workspace travels in the address. */
const address = () => {
  const url = new URL(path, location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  const workspace = currentWorkspace();
  if (workspace) url.searchParams.set('workspace', workspace);
  return url;
};

let whenRevoked: () => void = () => undefined;

/** What the page does when the server ends the session under an open socket. */
export function onRevoked(act: () => void): void {
  whenRevoked = act;
}

export const live = new Live({
  connect: () => new WebSocket(address()),
  after: (milliseconds, run) => {
    const timer = setTimeout(run, milliseconds);
    return () => clearTimeout(timer);
  },
  random: Math.random,
  revoked: () => whenRevoked(),
});

window.addEventListener('online', () => live.retryNow());

interface LiveOptions {
  key?: string;
  /** Start after this one instead of now. */
  cursor?: string;
  enabled?: boolean;
  /** More happened than is sent message by message: read anew. */
  onChanged?: () => void;
}

/** Hands every message of a topic to `onMessage` while the component is on the page. `enabled: false` pauses. */
export function useLive<M extends z.ZodType>(
  topic: Topic<M>,
  onMessage: (message: z.output<M>) => void,
  { key, cursor, enabled = true, onChanged }: LiveOptions = {},
): { error: LiveError | undefined } {
  const workspace = useWorkspaceId();
  const { actions } = useSession();
  // A subject one may not hear of is no fault of the screen: it stays as it was read.
  const hears = enabled && (actions as string[]).includes(topic.action);
  const [error, setError] = useState<LiveError>();
  const hear = useEffectEvent(onMessage);
  const change = useEffectEvent(() => onChanged?.());
  // biome-ignore lint/correctness/useExhaustiveDependencies: another workspace is another stream.
  useEffect(() => {
    if (!hears) return;
    setError(undefined);
    const more = {
      ...(key !== undefined && { key }),
      ...(cursor !== undefined && { cursor }),
      onError: setError,
      onChanged: () => change(),
    };
    return live.subscribe(topic, more, (message) => hear(message));
  }, [topic, key, cursor, enabled, workspace]);
  return { error };
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(live.watch, live.state);
}
