/** Which emotion a text shows, by the words of its language; `none` when it shows none. */
import { isKnown, lexicons } from './lexicons/index.ts';
import type { Sentiment } from './sentiment.ts';
import { says } from './tokens.ts';

export const emotions = ['anger', 'sadness', 'fear', 'joy', 'none'] as const;
export type Emotion = (typeof emotions)[number];

const felt = ['anger', 'sadness', 'fear', 'joy'] as const;
/** Below it, a text without a word of emotion shows none. */
const clearly = 0.5;

/**
 * `null`: in a language we have no words for. The sentiment settles ties, and speaks where no word of emotion does; not in what is
 * asked or wished for, where "please" and "help" sound content to a list of words.
 */
export function emotionOf(padded: string, language: string | null, sentiment: Sentiment, asking: boolean): Emotion | null {
  if (!isKnown(language)) return null;
  const lexicon = lexicons[language];
  const mood = sentiment.value ?? 0;
  const counted = felt.map((emotion) => {
    const hits = lexicon[emotion].filter((phrase) => says(padded, phrase)).length;
    // Irony and negation: joyful words in a text that is bitter as a whole count for little.
    const fits = emotion === 'joy' ? mood > -0.2 : mood < 0.4;
    return { emotion, weight: hits * (fits ? 1 : 0.3) };
  });
  const best = counted.reduce((most, one) => (one.weight > most.weight ? one : most));
  if (best.weight >= 0.9) return best.emotion;
  if (mood >= clearly && !asking) return 'joy';
  return 'none';
}
