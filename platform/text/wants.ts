/** The thing somebody wishes for, without the wishing: "I wish you had size 48" → `size 48`. For putting the same wishes together. */
import { isKnown, lexicons } from './lexicons/index.ts';
import { paddedOf, says, sentencesOf, wordsOf } from './tokens.ts';

const mostWords = 12;

/** What stands after the phrase of wishing, in the sentence that wishes. */
function wishOf(text: string, phrases: readonly string[]): string | undefined {
  for (const sentence of sentencesOf(text)) {
    const padded = paddedOf(sentence);
    const said = phrases.filter((phrase) => says(padded, phrase)).sort((a, b) => b.length - a.length)[0];
    if (said !== undefined) return padded.slice(padded.indexOf(said) + said.length);
  }
  return undefined;
}

/** Words of the wish that mean something, each once, sorted: numbers count ("48" is what they want). */
export function wishWords(text: string, language: string | null): string[] {
  const lexicon = isKnown(language) ? lexicons[language] : undefined;
  const filler = new Set(lexicon?.stop ?? []);
  const meant = (part: string) => telling(part, filler);
  const wish = meant(wishOf(text, lexicon?.want ?? []) ?? '');
  // "A dark mode, please add it": the thing stands before the wish.
  return wish.length > 0 ? wish : meant(text);
}

function telling(part: string, filler: ReadonlySet<string>): string[] {
  const words = wordsOf(part)
    .flatMap((word) => word.split("'"))
    // The plural of English and of the Romance languages: enough for "sizes" to meet "size".
    .map((word) => (word.length > 3 ? word.replace(/(?<!s)s$/u, '') : word))
    .filter((word) => !filler.has(word) && (word.length > 1 || /\d/u.test(word)) && !wishing.has(word));
  return [...new Set(words)].slice(0, mostWords).sort((a, b) => (a < b ? -1 : 1));
}

const wishing = new Set([
  'had',
  'have',
  'add',
  'option',
  'possible',
  'able',
  'hope',
  'wish',
  'suggest',
  'suggestion',
  'consider',
  'offer',
  'sold',
  'sell',
  'stock',
  'available',
  'aveste',
  'avete',
  'tuvieran',
  'tivessem',
  'hätten',
]);

/** Of two wishes: shared words over all words (Jaccard). */
export function alike(a: readonly string[], b: readonly string[]): number {
  const shared = a.filter((word) => b.includes(word)).length;
  const all = a.length + b.length - shared;
  return all === 0 ? 0 : shared / all;
}
