/** A conversation is a list by number; entries arrive by reading, by stream and as answers to our own acts. */
import type { Entry } from '#moments/contract';

/** By number, each once, the newest word about it last. */
export function merged(known: readonly Entry[], news: readonly Entry[]): Entry[] {
  const bySeq = new Map([...known, ...news].map((entry) => [entry.seq, entry]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq);
}

const settled = new Set<Entry['state']>([null, 'sent', 'failed', 'undone']);

/** The number of the first entry whose fate is still open, or undefined. */
export const firstUnsettled = (entries: readonly Entry[]): number | undefined =>
  entries.find(({ state }) => !settled.has(state))?.seq;

/** So many of the customer's messages tell what it is about: the newest may only be "thank you". */
const TELLING = 3;

/** What the customer said last, newest first, for what answers it. */
export const lastSaid = (entries: readonly Entry[]): string | undefined =>
  entries
    .filter(({ kind, text }) => kind === 'in' && text.trim() !== '')
    .slice(-TELLING)
    .map(({ text }) => text.trim())
    .reverse()
    .join('\n') || undefined;
