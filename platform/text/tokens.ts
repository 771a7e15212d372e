/** Text to words: one way of cutting for everything that reads what customers write. */

const word = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’][\p{L}]+)*/gu;
const address = /https?:\/\/\S+|www\.\S+/giu;

/** How much of one text is read: what follows says nothing new about its mood, and a novel must not hold up the house. */
export const readAtMost = 5_000;

/** Lower-case words, apostrophes straightened, without addresses; letters and digits of any script. */
export function wordsOf(text: string): string[] {
  const plain = text.slice(0, readAtMost).normalize('NFC').replace(address, ' ').replaceAll('’', "'").toLowerCase();
  return plain.match(word) ?? [];
}

/** The same text in the shape phrases are looked for: words between single spaces, one at each end; elided words stand apart. */
export const paddedOf = (text: string): string => ` ${wordsOf(text).join(' ').replaceAll("'", ' ')} `;

/** Whether a phrase, itself padded, stands in it as whole words. */
export const says = (padded: string, phrase: string): boolean => padded.includes(phrase);

/** Rough sentences: enough to weigh a long text piece by piece. */
export const sentencesOf = (text: string): string[] =>
  text
    .slice(0, readAtMost)
    .split(/(?<=[.!?…])\s+|\n+/u)
    .map((one) => one.trim())
    .filter((one) => one !== '');
