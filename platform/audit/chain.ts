/** The hash chain, pure: sha256(hash of the entry before ‖ canonical JSON of this one). */
import { createHash } from 'node:crypto';
import { canonical } from './canonical.ts';

/** One entry as it is hashed. `at` is RFC 3339 in UTC with microseconds, as Postgres keeps it. */
export interface Sealed {
  workspaceId: string;
  no: number;
  at: string;
  actor: { kind: string; id: string; label: string };
  action: string;
  subject: string;
  details: Record<string, unknown>;
}

/** What the first entry of a workspace follows. */
export const genesis = Buffer.alloc(32);

export function hashOf(previous: Buffer, entry: Sealed): Buffer {
  return createHash('sha256').update(previous).update(canonical(entry)).digest();
}

export interface Link {
  entry: Sealed;
  previous: Buffer;
  hash: Buffer;
}

/** Where a chain stands: how many entries hold, and the hash of the last. */
export interface Head {
  no: number;
  hash: Buffer;
}

/** Follows the chain from `head`. Answers the new head, or the number of the first entry that does not hold, and why. */
export function follow(head: Head, links: Link[]): { ok: true; head: Head } | { ok: false; no: number; reason: string } {
  let at = head;
  for (const { entry, previous, hash } of links) {
    const no = at.no + 1;
    if (entry.no !== no) {
      return { ok: false, no, reason: `Entry ${no} is missing; the next one found is ${entry.no}.` };
    }
    if (!previous.equals(at.hash)) {
      return { ok: false, no, reason: `Entry ${no} does not follow the entry before it.` };
    }
    if (!hash.equals(hashOf(at.hash, entry))) {
      return { ok: false, no, reason: `Entry ${no} is not what was written.` };
    }
    at = { no, hash };
  }
  return { ok: true, head: at };
}
