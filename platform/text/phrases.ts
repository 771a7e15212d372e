/**
 * What a text is about: its one to three word phrases; and which of many phrases stand out now against before.
 */
import { isKnown, lexicons } from './lexicons/index.ts';
import { sentencesOf, wordsOf } from './tokens.ts';

const longest = 3;
const atMost = 40;
const everyStop = new Set(Object.values(lexicons).flatMap(({ stop }) => stop));

/** Phrases that begin and end with a word that means something, in order of appearance, each once. */
export function phrasesOf(text: string, language: string | null): string[] {
  const stop = isKnown(language) ? new Set(lexicons[language].stop) : everyStop;
  const means = (word: string | undefined) => word !== undefined && word.length > 2 && !stop.has(word) && !/^\d+$/u.test(word);
  const found = new Set<string>();
  for (const sentence of sentencesOf(text)) {
    // Elided articles ("l'ordine") are no part of the word; English negations ("don't") are.
    const words = wordsOf(sentence).map((word) =>
      language === 'en' ? word.replace(/'s$/u, '') : (word.split("'").at(-1) ?? word),
    );
    for (let from = 0; from < words.length; from += 1)
      for (let length = 1; length <= longest && from + length <= words.length; length += 1)
        if (means(words[from]) && means(words[from + length - 1])) found.add(words.slice(from, from + length).join(' '));
  }
  return [...found].slice(0, atMost);
}

export interface Counted {
  phrase: string;
  /** People who used it, in the records looked at and in those they are compared with. */
  now: number;
  before: number;
}

/**
 * Weighted log-odds with an informative Dirichlet prior (Monroe, Colaresi & Quinn 2008), as a z-score: how surely a phrase is
 * said more now than in the comparison, given that rare words swing by chance.
 */
export function standingOut(counted: readonly Counted[], totals: { now: number; before: number }, prior = 0.5) {
  const whole = totals.now + totals.before;
  return counted
    .map(({ phrase, now, before }) => {
      const expected = Math.max(0.01, prior * ((now + before) / Math.max(1, whole)) * 10);
      const odds = (count: number, total: number) =>
        Math.log((count + expected) / Math.max(1e-9, total + 10 * prior - count - expected));
      const difference = odds(now, totals.now) - odds(before, totals.before);
      const variance = 1 / (now + expected) + 1 / (before + expected);
      return { phrase, now, before, z: difference / Math.sqrt(variance) };
    })
    .sort((a, b) => b.z - a.z || b.now - a.now || (a.phrase < b.phrase ? -1 : 1));
}
