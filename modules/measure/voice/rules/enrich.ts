/** What is made of a customer's words: read by rules, then by a language model where one was asked, sorted, corrected by people. */
import { type AskedReading, type Reading, readText } from '#platform/text';
import type { VoiceKind } from '../../contract.ts';
import type { ByHand } from './themes.ts';

/** What people said against the reading; whatever is here counts, however often the text is read again. */
export interface Corrected {
  kind?: VoiceKind;
  sentiment?: number;
  themes?: ByHand;
}

export interface Enriched extends Omit<Reading, 'kindBy' | 'sentimentUnknown'> {
  kindBy: Reading['kindBy'] | 'language_model' | 'person';
  sentimentUnknown: Reading['sentimentUnknown'] | 'model';
  themes: string[];
}

export function enrich(
  text: string,
  hint: string | null,
  sort: (text: string, byHand?: ByHand) => string[],
  corrected: Corrected = {},
  said: AskedReading | null = null,
): Enriched {
  const read: Enriched = { ...readText(text, hint), themes: sort(text, corrected.themes) };
  const reading = said === null ? read : laidOver(read, said);
  if (corrected.kind !== undefined) Object.assign(reading, { kind: corrected.kind, kindBy: 'person' });
  if (corrected.sentiment !== undefined) Object.assign(reading, { sentiment: corrected.sentiment, sentimentUnknown: null });
  return reading;
}

/** Phrases, themes and wishes stay with the rules: they are made of the very words. */
const laidOver = (read: Enriched, said: AskedReading): Enriched => ({
  ...read,
  ...said,
  kindBy: 'language_model',
  sentimentUnknown: said.sentiment === null ? 'model' : null,
});

/** Thanks wait for nothing; whoever asks, wishes, tells or curses is owed an answer. */
export const isOwed = (kind: VoiceKind): boolean => kind !== 'appreciation';
