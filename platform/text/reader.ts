/** Reads one text of a customer whole: what the house makes of it without asking anybody outside. */
import { type Effort, effortOf } from './effort.ts';
import { type Emotion, emotionOf } from './emotion.ts';
import { type Kind, type KindBy, kindOf } from './kind.ts';
import { languageOf } from './language.ts';
import { offends } from './offence.ts';
import { phrasesOf } from './phrases.ts';
import { sentimentOf, type Unknown, withoutManners } from './sentiment.ts';
import { paddedOf } from './tokens.ts';

/** Changes whenever the same text would be read differently: what was read by an older edition is read again. */
export const readerEdition = 1;

export interface Reading {
  language: string | null;
  kind: Kind;
  kindBy: KindBy;
  /** -1 … 1; null when it cannot be told, with the reason. */
  sentiment: number | null;
  sentimentUnknown: Unknown | null;
  emotion: Emotion | null;
  effort: Effort | null;
  offensive: boolean;
  phrases: string[];
}

/** Pure; some tenths of a millisecond a message. `hint`: the language its channel claims. */
export function readText(text: string, hint?: string | null): Reading {
  const language = languageOf(text, hint);
  const padded = paddedOf(text);
  const sounds = sentimentOf(text, language);
  const { kind, by } = kindOf(text, padded, language, sounds);
  const asking = kind === 'question' || kind === 'want';
  const sentiment = asking && language === 'en' ? sentimentOf(withoutManners(text), language) : sounds;
  return {
    language,
    kind,
    kindBy: by,
    sentiment: sentiment.value,
    sentimentUnknown: sentiment.reason ?? null,
    emotion: emotionOf(padded, language, sentiment, asking),
    effort: effortOf(padded, language),
    offensive: offends(padded, language),
    phrases: phrasesOf(text, language),
  };
}
