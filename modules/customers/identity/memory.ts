/**
 * What a worker remembers so that a plain event of somebody known costs next to nothing. Facts only, never conclusions: that
 * an identifier exists and what was seen of it; who is whom is always asked of the database. Written after commit.
 */
import { LRUCache } from 'lru-cache';

export interface Remembered {
  no: string;
  type: string;
  verified: boolean;
  /** Milliseconds. */
  firstSeen: number;
  lastSeen: number;
  blocked: boolean;
}

export interface Memory {
  byNo(no: string): Remembered | undefined;
  byName(workspaceId: string, type: string, value: string): Remembered | undefined;
  /** The earliest sighting of a link that is known to be stored. */
  linkAt(key: string): number | undefined;
  keep(workspaceId: string, identifier: Remembered & { value: string }): void;
  keepLink(key: string, at: number): void;
  /** Somebody was erased: begin anew rather than remember whom not to remember. */
  forgetAll(): void;
}

const most = 200_000;

export function createMemory(): Memory {
  // Numbers are unique in the whole database, so they need no workspace beside them.
  const numbers = new LRUCache<string, Remembered>({ max: most });
  const names = new LRUCache<string, string>({ max: most });
  const links = new LRUCache<string, number>({ max: most });
  const nameOf = (workspaceId: string, type: string, value: string) => `${workspaceId} ${type} ${value}`;
  return {
    byNo: (no) => numbers.get(no),
    byName(workspaceId, type, value) {
      const no = names.get(nameOf(workspaceId, type, value));
      return no === undefined ? undefined : numbers.get(no);
    },
    linkAt: (key) => links.get(key),
    keep(workspaceId, { value, ...identifier }) {
      numbers.set(identifier.no, identifier);
      names.set(nameOf(workspaceId, identifier.type, value), identifier.no);
    },
    keepLink: (key, at) => {
      links.set(key, at);
    },
    forgetAll() {
      numbers.clear();
      names.clear();
      links.clear();
    },
  };
}
