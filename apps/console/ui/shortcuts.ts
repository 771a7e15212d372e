/**
 * Single keys. Whoever is on the page registers what its keys do; the help sheet lists exactly what works now.
 *
 * Never while typing, never with Ctrl/⌘/Alt, and the whole lot can be switched off (WCAG 2.1.4): speech input and some
 * keyboards trip over single keys.
 */
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';

interface Shortcut {
  /** One key (`j`, `?`, `Enter`), two in a row (`g c`), or none: then only the palette offers it. */
  keys: string;
  /** What it does, for the help sheet. */
  label: string;
  run: (event: KeyboardEvent) => void;
}

const OFF = 'verona.shortcuts.off';
const SEQUENCE_MS = 1_200;

let shortcuts: Shortcut[] = [];
let off = localStorage.getItem(OFF) === 'yes';
let first: { key: string; at: number } | undefined;
const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};
const watch = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

const INTERACTIVE =
  'input, textarea, select, [contenteditable="true"], [role="textbox"], [role="dialog"], [role="menu"], [role="listbox"]';
/** Enter and Space on these already mean something. */
const PRESSABLE = 'a, button, summary, [role="button"], [role="tab"]';

function onKey(event: KeyboardEvent): void {
  if (off || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const target = event.target instanceof Element ? event.target : document.body;
  if (target.closest(INTERACTIVE)) return;
  if ((event.key === 'Enter' || event.key === ' ') && target.closest(PRESSABLE)) return;
  const pair = first && event.timeStamp - first.at < SEQUENCE_MS ? `${first.key} ${event.key}` : undefined;
  // The newest registration wins: an open panel's `j` is not the page's.
  const hit = shortcuts.findLast(({ keys }) => keys === pair) ?? shortcuts.findLast(({ keys }) => keys === event.key);
  first = hit ? undefined : { key: event.key, at: event.timeStamp };
  if (!hit) return;
  event.preventDefault();
  hit.run(event);
}

if (typeof window !== 'undefined') window.addEventListener('keydown', onKey);

/** Registers a key while the component is on the page. */
export function useShortcut(keys: string, label: string, run: (event: KeyboardEvent) => void, enabled = true): void {
  const act = useEffectEvent(run);
  useEffect(() => {
    if (!enabled) return;
    const shortcut: Shortcut = { keys, label, run: (event) => act(event) };
    shortcuts = [...shortcuts, shortcut];
    tell();
    return () => {
      shortcuts = shortcuts.filter((one) => one !== shortcut);
      tell();
    };
  }, [keys, label, enabled]);
}

export const useShortcuts = (): Shortcut[] => useSyncExternalStore(watch, () => shortcuts);

export function useShortcutsOff(): [boolean, (off: boolean) => void] {
  const value = useSyncExternalStore(watch, () => off);
  return [
    value,
    (next) => {
      off = next;
      localStorage.setItem(OFF, next ? 'yes' : 'no');
      tell();
    },
  ];
}
