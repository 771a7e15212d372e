/**
 * What every page carries: asks how the chat looks, shows the button, and fetches the messenger when it is needed — when the
 * visitor opens it, or when a chat of theirs is under way. Nothing is kept in the browser here, and nothing is said.
 */
import type { ChatLook } from '#listen/contract';
import type { Messenger, MessengerHost } from '../messenger.tsx';
import { type Launcher, makeLauncher } from './launcher.ts';
import { storageName } from './storage-name.ts';

/** Who the page says its visitor is. `identityToken` proves it; without one, name and address are only claimed. */
export interface Identity {
  identityToken?: string | undefined;
  name?: string | undefined;
  email?: string | undefined;
}

export interface VeronaChat {
  open(): void;
  close(): void;
  identify(identity: Identity): void;
  /** Called with the number of unread answers, now and whenever it changes; answers how to stop. */
  onUnread(hear: (unread: number) => void): () => void;
  /** Ends the chat on this page and forgets it in this browser: for sign-out. `open` or `identify` begin anew. */
  shutdown(): void;
}

/** File names of the messenger and of the articles' view, written in by the build. */
declare const MESSENGER: string;
declare const HELP: string;

/** Pages that could not ask at once: a tunnel, a server that starts. */
const askAgainMs = [2_000, 10_000, 60_000];

export function startChat({ base, key, ...identity }: { base: string; key: string } & Identity): VeronaChat {
  const hearing = new Set<(unread: number) => void>();
  let unread = 0;
  let who: Identity = identity;
  let wanted = false;
  let over = false;
  let look: ChatLook | undefined;
  let launcher: Launcher | undefined;
  let messenger: Promise<Messenger> | undefined;

  function begun(): boolean {
    try {
      return localStorage.getItem(storageName(key)) !== null;
    } catch {
      return false;
    }
  }

  function load(): Promise<Messenger> | undefined {
    if (launcher === undefined || look === undefined) return undefined;
    const { place } = launcher;
    const host: MessengerHost = {
      base,
      key,
      look,
      identity: who,
      help: `${base}/${HELP}`,
      place,
      onUnread(count) {
        unread = count;
        launcher?.showUnread(count);
        for (const hear of hearing) hear(count);
      },
      onOpen: (isOpen) => launcher?.showOpen(isOpen),
    };
    messenger ??= (import(/* @vite-ignore */ `${base}/${MESSENGER}`) as Promise<typeof import('../messenger.tsx')>)
      .then(({ mountMessenger }) => mountMessenger(host))
      .catch((error: unknown) => {
        // The next click tries again.
        messenger = undefined;
        throw error;
      });
    return messenger;
  }

  const then = (act: (loaded: Messenger) => void) => {
    load()?.then(
      (loaded) => over || act(loaded),
      () => launcher?.showTrouble(),
    );
  };

  async function ask(attempt: number): Promise<void> {
    try {
      const answer = await fetch(`${base}/chat/v1/${encodeURIComponent(key)}`, { credentials: 'omit' });
      // Switched off, or not meant for this site: the page stays as it is.
      if (answer.status < 500 && answer.status !== 429 && !answer.ok) return;
      if (!answer.ok) throw new Error(String(answer.status));
      look = await answer.json();
    } catch {
      const wait = askAgainMs[attempt];
      if (wait !== undefined && !over) setTimeout(() => ask(attempt + 1), wait);
      return;
    }
    if (over || look === undefined) return;
    launcher = makeLauncher(look, () => then((loaded) => loaded.toggle()));
    if (wanted) then((loaded) => loaded.open());
    else if (begun()) then(() => undefined);
  }
  void ask(0);

  /** After a sign-out the page may go on, with somebody else. */
  function revive(): void {
    if (!over) return;
    over = false;
    look = launcher = messenger = undefined;
    void ask(0);
  }

  return {
    open() {
      wanted = true;
      revive();
      then((loaded) => loaded.open());
    },
    close() {
      wanted = false;
      if (messenger !== undefined) then((loaded) => loaded.close());
    },
    identify(identity) {
      who = identity;
      revive();
      if (messenger !== undefined) then((loaded) => loaded.identify(identity));
    },
    onUnread(hear) {
      hearing.add(hear);
      hear(unread);
      return () => hearing.delete(hear);
    },
    shutdown() {
      over = true;
      wanted = false;
      who = {};
      messenger?.then((loaded) => loaded.end()).catch(() => undefined);
      launcher?.remove();
      try {
        for (const name of Object.keys(localStorage)) if (name.startsWith(storageName(key))) localStorage.removeItem(name);
      } catch {
        // Nothing could be kept, so there is nothing to forget.
      }
    },
  };
}
