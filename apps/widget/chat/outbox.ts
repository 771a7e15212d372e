/**
 * What the visitor said and the server has not confirmed yet. Each line has an id of its own under which the server takes it
 * once, so it is sent until confirmed, by whichever tab is open, and stands once.
 */
import type { Keep } from './keep.ts';

export interface OutgoingFile {
  id: string;
  name: string;
  type: string;
  size: number;
}

export interface Outgoing {
  clientId: string;
  text: string;
  files: OutgoingFile[];
  /** Milliseconds since 1970, by the visitor's clock: only for the order and to show. */
  at: number;
  /** The chat it was written in; null before there was one. Never sent into another. */
  chatId: string | null;
  /** Why the server will not have it; it then waits for the visitor. */
  refused?: string;
}

export interface Outbox {
  all(): readonly Outgoing[];
  add(line: Outgoing): void;
  /** Confirmed, or given up by the visitor. */
  settle(clientId: string): void;
  refuse(clientId: string, why: string): void;
  retry(clientId: string): void;
  /** Lines written before there was a chat are of this one; those of another chat are let go. */
  adopt(chatId: string): void;
  /** Looks again at what other tabs kept. */
  reload(): void;
  clear(): void;
}

export function createOutbox(keep: Keep): Outbox {
  let lines: Outgoing[] = [];
  // A key each: two tabs that write at once never overwrite one another.
  const nameOf = (clientId: string) => `out:${clientId}`;
  const save = (line: Outgoing) => keep.set(nameOf(line.clientId), line);
  const change = (clientId: string, how: (line: Outgoing) => Outgoing) => {
    lines = lines.map((line) => {
      if (line.clientId !== clientId) return line;
      const changed = how(line);
      save(changed);
      return changed;
    });
  };
  const self: Outbox = {
    all: () => lines,
    add(line) {
      lines = [...lines, line];
      save(line);
    },
    settle(clientId) {
      lines = lines.filter((line) => line.clientId !== clientId);
      keep.remove(nameOf(clientId));
    },
    refuse: (clientId, why) => change(clientId, (line) => ({ ...line, refused: why })),
    retry: (clientId) => change(clientId, ({ refused: _refused, ...line }) => line),
    adopt(chatId) {
      for (const line of lines) {
        if (line.chatId === null) change(line.clientId, (own) => ({ ...own, chatId }));
        else if (line.chatId !== chatId) self.settle(line.clientId);
      }
    },
    reload() {
      const kept = keep
        .names('out:')
        .map((name) => keep.get<Outgoing>(name))
        .filter((line): line is Outgoing => typeof line?.clientId === 'string');
      const known = new Set(kept.map(({ clientId }) => clientId));
      // Where nothing can be kept, what is in memory is all there is.
      lines = [...kept, ...lines.filter(({ clientId }) => !known.has(clientId))].sort((a, b) => a.at - b.at);
    },
    clear() {
      for (const { clientId } of lines) self.settle(clientId);
    },
  };
  self.reload();
  return self;
}
