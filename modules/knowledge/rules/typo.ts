/** What a word that nobody wrote was probably meant to be. */

export interface Candidate {
  no: string;
  lexeme: string;
  /** Texts that hold it. */
  docs: number;
}

/** Steps from one word to another: insert, delete, replace, swap of neighbours (restricted Damerau-Levenshtein). */
export function distance(a: string, b: string): number {
  let [before, row]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (before[j - 2] ?? 0) + 1);
      next.push(least);
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}

/** Slips forgiven in a word of this length: none in the shortest, where every neighbour is another word. */
const slips = (length: number) => {
  if (length <= 3) return 0;
  return length <= 7 ? 1 : 2;
};

/**
 * At most three words: fewest slips first, of those the ones most texts hold. A word that is begun but not finished
 * ("deliv") counts as one slip, so that whoever is still typing sees something.
 */
export function meant(word: string, candidates: readonly Candidate[]): Candidate[] {
  const near = candidates
    .map((candidate) => {
      const begun = word.length >= 3 && candidate.lexeme.startsWith(word);
      return { candidate, off: begun ? 1 : distance(word, candidate.lexeme), allowed: begun ? 1 : slips(word.length) };
    })
    .filter(({ off, allowed }) => off <= allowed)
    .toSorted((a, b) => a.off - b.off || b.candidate.docs - a.candidate.docs);
  const best = near[0]?.off;
  return near
    .filter(({ off }) => off === best)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}
