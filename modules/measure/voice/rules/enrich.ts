/** What is made of a customer's words: read, sorted, corrected by people. */
import { type Reading, readText } from '#platform/text';
import type { VoiceKind } from '../../contract.ts';
import type { ByHand } from './themes.ts';

/** What people said against the reading; whatever is here counts, however often the text is read again. */
export interface Corrected {
  kind?: VoiceKind;
  sentiment?: number;
  themes?: ByHand;
}

export interface Enriched extends Omit<Reading, 'kindBy'> {
  kindBy: Reading['kindBy'] | 'person';
  themes: string[];
}

export function enrich(
  text: string,
  hint: string | null,
  sort: (text: string, byHand?: ByHand) => string[],
  corrected: Corrected = {},
): Enriched {
  const reading: Enriched = { ...readText(text, hint), themes: sort(text, corrected.themes) };
  if (corrected.kind !== undefined) Object.assign(reading, { kind: corrected.kind, kindBy: 'person' });
  if (corrected.sentiment !== undefined) Object.assign(reading, { sentiment: corrected.sentiment, sentimentUnknown: null });
  return reading;
}

/** Thanks wait for nothing; whoever asks, wishes, tells or curses is owed an answer. */
export const isOwed = (kind: VoiceKind): boolean => kind !== 'appreciation';
