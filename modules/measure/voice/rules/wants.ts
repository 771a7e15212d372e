/** Whether two people wish for the same. */
import { alike } from '#platform/text';

/** Half of all words shared: "size 48 shoes" is "shoes in size 48 please", "size 42 shoes" is another wish. */
const enough = 0.5;
const isNumber = (word: string) => /^\d+$/u.test(word);
const numbersOf = (words: readonly string[]) => words.filter(isNumber).join(' ');

export function sameWant<T extends { words: readonly string[] }>(words: readonly string[], wants: readonly T[]): T | undefined {
  let best: { want: T; likeness: number } | undefined;
  for (const want of wants) {
    if (numbersOf(want.words) !== numbersOf(words)) continue;
    const likeness = alike(words, want.words);
    if (likeness >= enough && likeness > (best?.likeness ?? 0)) best = { want, likeness };
  }
  return best?.want;
}
