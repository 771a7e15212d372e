/** The languages we have words for. */

import { paddedOf } from '../tokens.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { it } from './it.ts';
import { pt } from './pt.ts';
import type { Lexicon } from './types.ts';

/** Phrases in the shape they are looked for; single words as they are. */
function ready(lexicon: Lexicon): Lexicon {
  const shaped = (phrases: readonly string[]) => phrases.map(paddedOf);
  const { want, thanks, asks, complaint, offence, hard, easy, anger, sadness, fear, joy } = lexicon;
  return {
    ...lexicon,
    ...{ want: shaped(want), thanks: shaped(thanks), asks: shaped(asks), complaint: shaped(complaint), offence: shaped(offence) },
    ...{ hard: shaped(hard), easy: shaped(easy) },
    ...{ anger: shaped(anger), sadness: shaped(sadness), fear: shaped(fear), joy: shaped(joy) },
  };
}

export const lexicons = { en: ready(en), it: ready(it), es: ready(es), pt: ready(pt), de: ready(de), fr: ready(fr) };
export type Known = keyof typeof lexicons;
export const isKnown = (language: string | null): language is Known =>
  language !== null && language in lexicons && Object.hasOwn(lexicons, language);
