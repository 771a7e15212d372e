/**
 * How content a text sounds, -1 to 1. English: VADER (Hutto & Gilbert, ICWSM 2014), its own lexicon and rules. Italian, Spanish,
 * Portuguese, German, French: our short lists with negation and boosters, which know far fewer words. Any other language, or a
 * text without a word we know in those five: nothing, with the reason, rather than a number that was made up.
 */
import vader from 'vader-sentiment';
import { isKnown, lexicons } from './lexicons/index.ts';
import { readAtMost, sentencesOf, wordsOf } from './tokens.ts';

export type Unknown = 'language' | 'words';
export type Sentiment = { value: number; reason?: undefined } | { value: null; reason: Unknown };

/** VADER adds up and saturates: longer texts are read sentence by sentence. */
const wholeUpTo = 400;
/** Its tables are plain objects: words that every object carries would be taken for entries. */
const inherited = /\b(?:constructor|__proto__|tostring|valueof|hasownproperty|isprototypeof)\b/giu;

const compound = (text: string): number => vader.SentimentIntensityAnalyzer.polarity_scores(text).compound;

function english(text: string): number {
  const plain = text.replace(inherited, ' ').slice(0, readAtMost);
  if (plain.trim() === '') return 0;
  if (plain.length <= wholeUpTo) return compound(plain);
  const moods = sentencesOf(plain)
    .map(compound)
    .filter((mood) => mood !== 0);
  return moods.length === 0 ? 0 : moods.reduce((sum, mood) => sum + mood, 0) / moods.length;
}

/** How many words back a negation or a booster reaches, and what they do: the ways of VADER. */
const reach = 3;
const negated = -0.74;
const boosted = 0.3;
/** VADER's: turns a sum without bounds into -1 … 1. */
const squash = (sum: number) => sum / Math.sqrt(sum * sum + 15);

/**
 * Manners of asking and wishing, which a list of words takes for contentment: "could you please help", "I wish you had", "it would
 * be great if". What is left of the sentence says how they feel.
 */
const manners =
  /\b(?:please|kindly|help(?:s|ful)?|i(?:'d| would) (?:like|love)|(?:i )?wish|hope|(?:would|could) be (?:so )?(?:great|nice|good|helpful|useful|awesome|lovely|cool|wonderful|fantastic|perfect|better)(?: if| to)?|would love|great if|nice if|thanks in advance)\b/giu;

export const withoutManners = (text: string): string => text.replace(manners, ' ');

function byList(text: string, language: Exclude<keyof typeof lexicons, 'en'>): Sentiment {
  const { polarity = {}, negations, boosters = [] } = lexicons[language];
  let sum = 0;
  let known = 0;
  // What is negated in one clause says nothing of the next.
  for (const clause of text.slice(0, readAtMost).split(/[.,;:!?…\n]+/u)) {
    const words = wordsOf(clause).flatMap((word) => word.split("'"));
    words.forEach((word, at) => {
      if (!Object.hasOwn(polarity, word)) return;
      known += 1;
      let score = polarity[word] ?? 0;
      const before = words.slice(Math.max(0, at - reach), at);
      if (before.some((one) => boosters.includes(one))) score += Math.sign(score) * boosted;
      if (before.some((one) => negations.includes(one))) score *= negated;
      sum += score;
    });
  }
  return known === 0 ? { value: null, reason: 'words' } : { value: squash(sum) };
}

export function sentimentOf(text: string, language: string | null): Sentiment {
  if (!isKnown(language)) return { value: null, reason: 'language' };
  return language === 'en' ? { value: english(text) } : byList(text, language);
}
