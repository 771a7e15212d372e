/** Which words an ear is there for. Pure. */

/** Whole words, in any case, with or without accents: "ship" is not heard in "relationship". */
export function speaksOf(text: string, words: readonly string[]): boolean {
  const plain = plainOf(text);
  return words.some((word) => {
    const wanted = plainOf(word).trim();
    if (wanted === '') return false;
    for (let at = plain.indexOf(wanted); at >= 0; at = plain.indexOf(wanted, at + 1)) {
      if (!isLetter(plain[at - 1]) && !isLetter(plain[at + wanted.length])) return true;
    }
    return false;
  });
}

export interface Filter {
  /** Only what speaks of one of these; everything when empty. */
  keywords: readonly string[];
  /** Never what speaks of one of these. */
  without: readonly string[];
}

export const isWanted = (text: string, { keywords, without }: Filter): boolean =>
  (keywords.length === 0 || speaksOf(text, keywords)) && !speaksOf(text, without);

const plainOf = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
const isLetter = (letter: string | undefined) => letter !== undefined && /[\p{L}\p{N}_]/u.test(letter);
