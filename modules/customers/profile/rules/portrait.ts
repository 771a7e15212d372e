/** A customer at the start of the relationship beside today, from the histories of all their identifiers. */
import type { Origin, TraitRow } from './facts.ts';
import { textOf } from './history.ts';

export interface TraitNow extends Origin {
  name: string;
  value: unknown;
  since: number;
}

export interface TraitChange extends Origin {
  name: string;
  from: unknown;
  to: unknown;
  at: number;
}

export interface PortraitFacts {
  start: { at: number; traits: Record<string, unknown> } | undefined;
  now: TraitNow[];
  changes: TraitChange[];
  claimed: TraitNow[];
}

/** The first day of a relationship is spent on filling in forms: what was said until then is where it starts. */
const firstDay = 24 * 60 * 60 * 1000;

/** What counts for a person: everything, or only what trusted sources said once one of them vouches for the person. */
export function portraitOf(rows: readonly TraitRow[], verified: boolean): PortraitFacts {
  const counting = rows.filter((row) => row.trusted || !verified);
  const names = [...new Set(counting.map((row) => row.name))].sort((a, b) => (a < b ? -1 : 1));
  const histories = names.map((name) => ({ name, words: wordsOf(counting.filter((row) => row.name === name)) }));
  const first = Math.min(...counting.map((row) => row.from));
  const claimed = verified ? nowOf(rows.filter((row) => !row.trusted)) : [];
  if (counting.length === 0) return { start: undefined, now: [], changes: [], claimed };

  const atStart = first + firstDay;
  const start: Record<string, unknown> = {};
  const changes: TraitChange[] = [];
  for (const { name, words } of histories) {
    const settled = words.findLastIndex((word) => word.from <= atStart);
    const value = words[settled]?.value ?? null;
    if (value !== null) start[name] = value;
    let before: unknown = value;
    for (const word of words.slice(settled + 1)) {
      changes.push({ ...originOf(word), name, from: before, to: word.value, at: word.from });
      before = word.value;
    }
  }
  return {
    start: { at: first, traits: start },
    now: nowOf(counting),
    changes: changes.sort((a, b) => b.at - a.at || (a.name < b.name ? -1 : 1)),
    claimed,
  };
}

/** The traits that hold now, as plain values. */
export function traitsNow(rows: readonly TraitRow[], verified: boolean): Record<string, unknown> {
  const counting = rows.filter((row) => row.trusted || !verified);
  return Object.fromEntries(nowOf(counting).map(({ name, value }) => [name, value]));
}

function nowOf(rows: readonly TraitRow[]): TraitNow[] {
  const latest = new Map<string, TraitRow>();
  for (const row of rows) {
    const best = latest.get(row.name);
    if (row.until === undefined && (best === undefined || later(row, best))) latest.set(row.name, row);
  }
  return [...latest.values()]
    .filter((row) => row.value !== null)
    .map((row) => ({ ...originOf(row), name: row.name, value: row.value, since: row.from }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** The last word: the one said latest, confirmations included; at one instant the greater value, so that order is no matter. */
function later(a: TraitRow, b: TraitRow): boolean {
  return a.confirmedAt !== b.confirmedAt ? a.confirmedAt > b.confirmedAt : textOf(a.value) > textOf(b.value);
}

/**
 * One trait over all identifiers: each word that changed what held, in order of time. A confirmation is a word too: when one
 * identifier says blue, another red, and the first blue again, it went back to blue.
 */
function wordsOf(rows: readonly TraitRow[]): TraitRow[] {
  const said = rows.flatMap((row) => (row.confirmedAt > row.from ? [row, { ...row, from: row.confirmedAt }] : [row]));
  const inOrder = said.sort((a, b) => a.from - b.from || (textOf(a.value) < textOf(b.value) ? -1 : 1));
  const words: TraitRow[] = [];
  for (const row of inOrder) {
    const last = words.at(-1);
    if (last !== undefined && textOf(last.value) === textOf(row.value)) continue;
    if (last?.from === row.from) words.pop();
    if (textOf(words.at(-1)?.value ?? null) !== textOf(row.value)) words.push(row);
  }
  return words;
}

const originOf = ({ sourceId, eventId, editor, trusted }: Origin): Origin => ({ sourceId, eventId, editor, trusted });
