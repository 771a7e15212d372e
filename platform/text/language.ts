/** Which language a text is in (Nito-ELD, Apache-2.0; its small set of n-grams), or nothing when it is too short to tell. */
import { eld } from 'eld/small';
import { isKnown } from './lexicons/index.ts';
import { readAtMost } from './tokens.ts';

/** ISO 639-1. A short text is believed only in a language whose words we know; `hint` says what the sender's page or mail said. */
export function languageOf(text: string, hint?: string | null): string | null {
  const read = eld.detect(text.slice(0, readAtMost));
  if (read.language !== '' && read.isReliable()) return read.language;
  if (hint) return hint.slice(0, 2).toLowerCase();
  return isKnown(read.language) ? read.language : null;
}
