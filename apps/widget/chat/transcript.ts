/** The visitor's copy of the transcript. Lines are numbered without gaps, so nothing can be missing without being noticed. */
import type { ChatLine } from '#listen/contract';

/** Older lines leave the page; they stay with the server. */
export const most = 500;

export interface Transcript {
  lines: readonly ChatLine[];
  /** The last number taken in: what to ask after. */
  lastSeq: number;
}

/** From where a page that knows nothing begins. */
export const beginAt = (lastSeq: number): Transcript => ({ lines: [], lastSeq: Math.max(0, lastSeq - most) });

/**
 * Takes lines in, in whatever order and however often they come. What is known is known; a line behind a hole is left out and
 * `hole` says to ask again after `lastSeq`.
 */
export function takeIn(before: Transcript, items: readonly ChatLine[]): { transcript: Transcript; hole: boolean } {
  const fresh: ChatLine[] = [];
  let { lastSeq } = before;
  let hole = false;
  for (const line of [...items].sort((a, b) => a.seq - b.seq)) {
    if (line.seq <= lastSeq) continue;
    if (line.seq > lastSeq + 1) {
      hole = true;
      break;
    }
    fresh.push(line);
    lastSeq = line.seq;
  }
  if (fresh.length === 0) return { transcript: before, hole };
  return { transcript: { lines: [...before.lines, ...fresh].slice(-most), lastSeq }, hole };
}

/** Answers of ours that the visitor has not seen. */
export const unreadAfter = (lines: readonly ChatLine[], seen: number): number =>
  lines.filter(({ seq, author }) => author !== 'visitor' && seq > seen).length;
