/**
 * Which workspace this tab works in. Kept per tab, remembered for the next one: two tabs may show two workspaces.
 */
import { useSyncExternalStore } from 'react';

const KEY = 'verona.workspace';
const listeners = new Set<() => void>();
let workspace: string | undefined = sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY) ?? undefined;

export function currentWorkspace(): string | undefined {
  return workspace;
}

export function chooseWorkspace(id: string | undefined): void {
  if (id === workspace) return;
  workspace = id;
  for (const store of [sessionStorage, localStorage]) {
    if (id) store.setItem(KEY, id);
    else store.removeItem(KEY);
  }
  for (const listener of listeners) listener();
}

export function useWorkspaceId(): string | undefined {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, currentWorkspace);
}
