/**
 * Waits at mailboxes, so that a mail is here within a second of its arrival. One process waits at each (a lease that it renews);
 * when it goes, another takes over, and until then the mailbox is looked at every few seconds as if nobody ever waited.
 */
import { randomUUID } from 'node:crypto';
import type { Log } from '#platform/log';
import type { Db } from '#platform/postgres';
import { endWatch, holdWatch, mailboxesToWatch } from './store.ts';

export interface WatchDeps {
  db: Db;
  log: Log;
  /** Ends everything. */
  signal: AbortSignal;
  /** Until the signal or the end of the line; false when the server cannot tell of news. */
  wait(workspaceId: string, channelId: string, news: () => void, signal: AbortSignal): Promise<boolean>;
  /** Fetches what is new; answers how many. */
  visit(workspaceId: string, channelId: string): Promise<number>;
}

const lookEveryMs = 5_000;
const leaseSeconds = 35;
const againMs = { first: 1_000, most: 300_000 };
/** A server that cannot tell is asked again after that long: it may have been exchanged. */
const unableMs = 3_600_000;

interface Waiting {
  workspaceId: string;
  stamp: string;
  stop: AbortController;
  lineOpen: boolean;
  ended: Promise<void>;
}

export function createWatch({ db, log, signal, wait, visit }: WatchDeps): { start(): void; ended(): Promise<void> } {
  const me = randomUUID();
  const waiting = new Map<string, Waiting>();
  let looking: Promise<void> = Promise.resolve();

  const hold = (workspaceId: string, channelId: string, lineOpen: boolean) =>
    db.inWorkspace(workspaceId, (tx) => holdWatch(tx, workspaceId, channelId, { who: me, seconds: leaseSeconds, lineOpen }));

  /** Fetches when told to; what is told meanwhile is seen by one visit more. */
  function fetching({ workspaceId, stop }: Waiting, channelId: string): () => void {
    let isBusy = false;
    let again = false;
    const go = async () => {
      isBusy = true;
      do {
        again = false;
        await visit(workspaceId, channelId).catch((error: Error) =>
          log.warn({ error: error.message, workspaceId, channelId }, 'news in a mailbox could not be fetched'),
        );
      } while (again && !stop.signal.aborted);
      isBusy = false;
    };
    return () => {
      if (isBusy) again = true;
      else void go();
    };
  }

  /** Waits, and comes back after breaks, later each time. */
  async function attend(one: Waiting, channelId: string): Promise<void> {
    const { workspaceId, stop } = one;
    const hurry = fetching(one, channelId);
    let breaks = 0;
    const news = () => {
      breaks = 0;
      one.lineOpen = true;
      hurry();
    };
    while (!stop.signal.aborted) {
      let pause = unableMs;
      try {
        if (await wait(workspaceId, channelId, news, stop.signal)) pause = againMs.first;
      } catch (error) {
        pause = Math.min(againMs.most, againMs.first * 2 ** breaks);
        breaks += 1;
        const reason = error instanceof Error ? error.message : String(error);
        log.debug({ reason, workspaceId, channelId, againInMs: pause }, 'the line to a mailbox broke');
      }
      if (stop.signal.aborted) return;
      // Meanwhile it is looked at every few seconds.
      if (one.lineOpen) await hold(workspaceId, channelId, false).catch(() => undefined);
      one.lineOpen = false;
      await rest(pause, stop.signal);
    }
  }

  async function look(): Promise<void> {
    const wanted = new Map<string, { workspaceId: string; stamp: string }>();
    for (const workspaceId of await db.workspaceIds()) {
      const found = await db.inWorkspace(workspaceId, (tx) => mailboxesToWatch(tx, workspaceId), { readOnly: true });
      for (const { channelId, stamp } of found) wanted.set(channelId, { workspaceId, stamp });
    }
    for (const [channelId, one] of waiting) {
      if (wanted.get(channelId)?.stamp === one.stamp) continue;
      one.stop.abort();
      waiting.delete(channelId);
    }
    for (const [channelId, { workspaceId, stamp }] of wanted) {
      const present = waiting.get(channelId);
      const held = await hold(workspaceId, channelId, present?.lineOpen ?? false);
      if (!held) {
        present?.stop.abort();
        waiting.delete(channelId);
      } else if (present === undefined && !signal.aborted) {
        const one: Waiting = { workspaceId, stamp, stop: new AbortController(), lineOpen: false, ended: Promise.resolve() };
        waiting.set(channelId, one);
        one.ended = attend(one, channelId);
      }
    }
  }

  return {
    start() {
      const again = () => {
        looking = look().catch((error: Error) => log.warn({ error: error.message }, 'mailboxes could not be looked after'));
      };
      const timer = setInterval(again, lookEveryMs);
      timer.unref();
      signal.addEventListener('abort', () => clearInterval(timer), { once: true });
      again();
    },
    async ended() {
      await looking;
      const all = [...waiting];
      for (const [, { stop }] of all) stop.abort();
      await Promise.all(all.map(([, { ended }]) => ended));
      for (const [channelId, { workspaceId }] of all)
        await db.inWorkspace(workspaceId, (tx) => endWatch(tx, workspaceId, channelId, me)).catch(() => undefined);
    },
  };
}

const rest = (ms: number, stop: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (stop.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    const timer = setTimeout(done, ms);
    stop.addEventListener('abort', done, { once: true });
  });
