/** Whether an article may answer: decided by who vouched for it, and by nothing but time after that. */
import type { State } from '../contract/articles.ts';

const dayMs = 86_400_000;

export interface Vouched {
  archived: boolean;
  /** Proposed from a moment and taken over by nobody yet. */
  proposed: boolean;
  /** Milliseconds; null when nobody vouched for it yet. */
  dueAt: number | null;
  expiresAt: number | null;
}

/** The day it has to be read again is the first instant of being due; the last instant of the grace is the first of being expired. */
export function stateOf({ archived, proposed, dueAt, expiresAt }: Vouched, now: number): State {
  if (archived) return 'archived';
  if (dueAt === null || expiresAt === null) return proposed ? 'proposed' : 'draft';
  if (now >= expiresAt) return 'expired';
  return now >= dueAt ? 'due' : 'verified';
}

/** Until when a verification holds. */
export function holdsUntil(verifiedAt: number, reviewDays: number, graceDays: number): { dueAt: number; expiresAt: number } {
  const dueAt = verifiedAt + reviewDays * dayMs;
  return { dueAt, expiresAt: dueAt + graceDays * dayMs };
}
