/** Which themes a text belongs to. */
import { paddedOf, says } from '#platform/text';

export interface Ruled {
  id: string;
  phrases: readonly string[];
}

/** What somebody sorted by hand against the rules: put in, taken out. */
export interface ByHand {
  add?: string[];
  remove?: string[];
}

/** Prepared once for many texts. */
export function sorterOf(themes: readonly Ruled[]): (text: string, byHand?: ByHand) => string[] {
  const shaped = themes.map(({ id, phrases }) => ({
    id,
    phrases: phrases.map(paddedOf).filter((phrase) => phrase.trim() !== ''),
  }));
  const known = new Set(themes.map(({ id }) => id));
  return (text, { add = [], remove = [] } = {}) => {
    const padded = paddedOf(text);
    const ruled = shaped.filter(({ phrases }) => phrases.some((phrase) => says(padded, phrase))).map(({ id }) => id);
    const all = new Set([...ruled, ...add.filter((id) => known.has(id))]);
    for (const id of remove) all.delete(id);
    return [...all].sort((a, b) => (a < b ? -1 : 1));
  };
}

/** What to keep of a choice of themes, so that later rules still count for what was not spoken of. */
export function byHandOf(ruled: readonly string[], chosen: readonly string[]): Required<ByHand> {
  return { add: chosen.filter((id) => !ruled.includes(id)), remove: ruled.filter((id) => !chosen.includes(id)) };
}

export interface Found {
  phrase: string;
  records: readonly string[];
  people: number;
  before: number;
  score: number;
}

/**
 * Phrases of mostly the same records are one subject: the strongest speaks, the longer one where it is as strong, and the others
 * go along with it.
 */
export function together(found: readonly Found[], atMost: number): (Found & { along: string[] })[] {
  const kept: (Found & { along: string[] })[] = [];
  const ordered = [...found].sort((a, b) => b.people - a.people || b.score - a.score || b.phrase.length - a.phrase.length);
  for (const one of ordered) {
    const records = new Set(one.records);
    const same = kept.find((other) => {
      const shared = other.records.filter((id) => records.has(id)).length;
      return shared >= 0.6 * Math.min(records.size, other.records.length);
    });
    if (same === undefined) {
      if (kept.length < atMost) kept.push({ ...one, along: [] });
      continue;
    }
    const names = one.phrase.includes(same.phrase) && one.people >= 0.8 * same.people;
    if (names) {
      same.along.push(same.phrase);
      same.phrase = one.phrase;
    } else if (same.along.length < 5) same.along.push(one.phrase);
  }
  return kept;
}
