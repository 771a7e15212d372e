/**
 * What the command palette finds besides screens. A room adds a source once, when its code is loaded or the shell starts:
 *
 *     paletteSources.push({ id: 'customers', title: 'customers.title', action: 'customers.read', search: async (text, signal) => […] });
 */
import { spotlight } from '@mantine/spotlight';
import type { ComponentType } from 'react';
import type { Action } from '#people/contract';

export interface PaletteItem {
  id: string;
  label: string;
  description?: string;
  icon?: ComponentType<{ size?: number; stroke?: number }>;
  run: () => void;
}

export interface PaletteSource {
  id: string;
  /** i18n key of the group's heading. */
  title: string;
  /** Left out for roles that lack it. */
  action: Action;
  /** Asked while somebody types, from two characters on; an empty answer shows nothing. */
  search: (text: string, signal: AbortSignal, go: (to: string) => void) => Promise<PaletteItem[]>;
}

export const paletteSources: PaletteSource[] = [];

/** Few things, all read: those whose name holds every word. */
export function named<T extends { name: string }>(items: readonly T[], text: string): T[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return items.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
}

let write: ((text: string) => void) | undefined;

/** Opens the palette with these words in it. */
export function searchEverything(text: string): void {
  spotlight.open();
  write?.(text);
}

/** The palette says how words get into it. */
export function onSearchEverything(take: (text: string) => void): () => void {
  write = take;
  return () => {
    write = undefined;
  };
}
