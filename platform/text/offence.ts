/** Whether a text insults or swears, by the words of its language: for a colleague's eyes to be warned, never to hide what was said. */
import { isKnown, lexicons } from './lexicons/index.ts';
import { says } from './tokens.ts';

export function offends(padded: string, language: string | null): boolean {
  if (!isKnown(language)) return false;
  return lexicons[language].offence.some((word) => says(padded, word));
}
