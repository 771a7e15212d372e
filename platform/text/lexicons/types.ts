/** What we know of a language's words. Own lists: small, readable, and easily mended. */
export interface Lexicon {
  /** Languages other than English, which VADER reads: polarity, -3 … 3. */
  polarity?: Readonly<Record<string, number>>;
  negations: readonly string[];
  boosters?: readonly string[];
  /** Words that carry nothing of the matter. */
  stop: readonly string[];
  /** Phrases, as whole words, that make up a reading by themselves. */
  want: readonly string[];
  thanks: readonly string[];
  asks: readonly string[];
  complaint: readonly string[];
  offence: readonly string[];
  hard: readonly string[];
  easy: readonly string[];
  anger: readonly string[];
  sadness: readonly string[];
  fear: readonly string[];
  joy: readonly string[];
}

/** A list as one readable line. */
export const list = (text: string): string[] => text.split(',').map((word) => word.trim());
export const scored = (scores: Record<number, string>): Record<string, number> =>
  Object.fromEntries(Object.entries(scores).flatMap(([score, words]) => list(words).map((word) => [word, Number(score)])));
