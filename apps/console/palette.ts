/**
 * What the command palette finds besides screens. A room adds a source once, when its code is loaded or the shell starts:
 *
 *     paletteSources.push({ id: 'customers', title: 'customers.palette', search: async (text, signal) => […] });
 */
import type { ComponentType } from 'react';

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
  /** Asked while somebody types, from two characters on; an empty answer shows nothing. */
  search: (text: string, signal: AbortSignal, go: (to: string) => void) => Promise<PaletteItem[]>;
}

export const paletteSources: PaletteSource[] = [];
