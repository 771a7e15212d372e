/**
 * Words that are being written, never lost: kept in memory and in this browser at once, sent to the server when the fingers
 * rest. What the server has not confirmed outranks what it tells.
 */
export type DraftKind = 'out' | 'note';

export interface DraftWorld {
  save(momentId: string, kind: DraftKind, text: string): Promise<unknown>;
  /** Survives a reload of the page. */
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  after(milliseconds: number, run: () => void): () => void;
}

const REST_MS = 600;
const AGAIN_MS = 5_000;

interface Kept {
  text: string;
  /** Cancels the save that is due. */
  cancel: (() => void) | undefined;
}

export class DraftKeeper {
  readonly #world: DraftWorld;
  readonly #kept = new Map<string, Kept>();

  constructor(world: DraftWorld) {
    this.#world = world;
  }

  /** What to show in the box; `told` is what the server remembers. */
  read(momentId: string, kind: DraftKind, told: string | null): string {
    const name = nameOf(momentId, kind);
    return this.#kept.get(name)?.text ?? this.#world.storage.getItem(name) ?? told ?? '';
  }

  write(momentId: string, kind: DraftKind, text: string): void {
    const name = nameOf(momentId, kind);
    this.#kept.get(name)?.cancel?.();
    this.#world.storage.setItem(name, text);
    this.#kept.set(name, { text, cancel: this.#world.after(REST_MS, () => void this.#save(momentId, kind, text)) });
  }

  /** They were said: the server forgets its copy by itself. */
  said(momentId: string, kind: DraftKind): void {
    const name = nameOf(momentId, kind);
    this.#kept.get(name)?.cancel?.();
    this.#kept.delete(name);
    this.#world.storage.removeItem(name);
  }

  async #save(momentId: string, kind: DraftKind, text: string): Promise<void> {
    const name = nameOf(momentId, kind);
    const isStill = () => this.#kept.get(name)?.text === text;
    try {
      await this.#world.save(momentId, kind, text);
      if (isStill()) this.#world.storage.removeItem(name);
    } catch {
      // The words are still here and in the browser; the server gets them when it is back.
      const kept = this.#kept.get(name);
      if (kept && isStill()) kept.cancel = this.#world.after(AGAIN_MS, () => void this.#save(momentId, kind, text));
    }
  }
}

const nameOf = (momentId: string, kind: DraftKind) => `verona.draft.${kind}.${momentId}`;
