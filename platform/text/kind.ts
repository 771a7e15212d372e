/**
 * What somebody does when they write: share an experience, appreciate, curse, ask, or want something that is not there.
 * Plain phrases decide where they are plain; else, in English, a model trained on our own sentences (`seed.ts`); else the mood.
 */
import { type Classifier, train } from './classifier.ts';
import { isKnown, lexicons } from './lexicons/index.ts';
import { seed } from './seed.ts';
import type { Sentiment } from './sentiment.ts';
import { says } from './tokens.ts';

export const kinds = ['experience', 'appreciation', 'curse', 'question', 'want'] as const;
export type Kind = (typeof kinds)[number];

/** By what it was decided, so that whoever corrects it knows whom they contradict. */
export type KindBy = 'phrases' | 'model' | 'mood';

let model: Classifier | undefined;
/** Trained at first need, in some hundredths of a second: the sentences are the source, there is nothing to ship beside them. */
function kindModel(): Classifier {
  model ??= train(seed, { c: 2, epochs: 20, balanced: true });
  return model;
}

const bitter = -0.3;
const glad = 0.4;

export function kindOf(text: string, padded: string, language: string | null, sentiment: Sentiment): { kind: Kind; by: KindBy } {
  const mood = sentiment.value ?? 0;
  const asks = /[?¿؟？]/u.test(text);
  if (!isKnown(language)) return { kind: asks ? 'question' : 'experience', by: 'mood' };
  const lexicon = lexicons[language];
  const has = (phrases: readonly string[]) => phrases.some((phrase) => says(padded, phrase));
  const scolds = has(lexicon.complaint) || has(lexicon.offence);
  if (has(lexicon.want) && !(scolds && mood < -0.6)) return { kind: 'want', by: 'phrases' };
  if (scolds && mood < bitter) return { kind: 'curse', by: 'phrases' };
  if (asks && (has(lexicon.asks) || mood > bitter)) return { kind: 'question', by: 'phrases' };
  if (has(lexicon.thanks) && mood >= glad && !scolds) return { kind: 'appreciation', by: 'phrases' };
  if (language === 'en') return { kind: likeliest(text, asks || has(lexicon.asks)), by: 'model' };
  if (scolds || mood <= bitter) return { kind: 'curse', by: 'mood' };
  if (mood >= glad) return { kind: 'appreciation', by: 'mood' };
  return { kind: 'experience', by: 'mood' };
}

/** Nobody asks without a question mark or a word of asking: then the next likeliest. */
function likeliest(text: string, mayAsk: boolean): Kind {
  const model = kindModel();
  const margins = model.margins(text);
  const ranked = model.labels.map((label, at) => ({ label, margin: margins[at] ?? 0 })).sort((a, b) => b.margin - a.margin);
  return (ranked.find(({ label }) => mayAsk || label !== 'question')?.label ?? 'experience') as Kind;
}
