import type { Log } from '#platform/log';
import { type Db, sql, type Tx } from '#platform/postgres';
import { cursorOf, moveCursor } from './cursor.ts';
import type { DomainEvent, Subscription } from './events.ts';
import * as store from './store.ts';

export interface Subscriber {
  step(workspaceId: string): Promise<boolean | 'later'>;
  retryParked(workspaceId: string, only?: string): Promise<{ done: number; failed: number }>;
}

const batch = 200;
/** Five tries within about four seconds (0.1 + 0.3 + 0.9 + 2.7), long enough for a deadlock or a restart, then parked. */
const tries = 5;
const firstPauseMs = 100;

/**
 * Reads the outbox for one subscriber. Effects and cursor move in one transaction; each event has a savepoint, so that one
 * poisoned event does not undo its neighbours. Order holds: while an event is retried, the later ones wait for it.
 */
export function createSubscriber(deps: { db: Db; log: Log; subscription: Subscription }): Subscriber {
  const { db, subscription } = deps;
  const { name } = subscription;
  const types = new Set(subscription.types);
  const log = deps.log.child({ subscriber: name });
  /** Workspaces whose batch could not commit as a whole, and how many events they still take one at a time to get past it. */
  const oneByOne = new Map<string, number>();

  async function step(workspaceId: string): Promise<boolean | 'later'> {
    let inHand: string | undefined;
    try {
      const answer = await db.inWorkspace(workspaceId, async (tx) => {
        const { any, readable } = await store.waiting(tx, workspaceId, name);
        if (!readable) {
          return any ? 'later' : false;
        }
        const cursor = await cursorOf(tx, workspaceId, name);
        if (!cursor) {
          return false;
        }
        const rows = await store.readAfter(tx, workspaceId, cursor, oneByOne.has(workspaceId) ? 1 : batch);
        const retried = await store.retried(tx, workspaceId, name);
        let last: store.EventRow | undefined;
        for (const row of rows) {
          inHand = row.id;
          if (types.has(row.type) && !(await handleOne(tx, workspaceId, row, row.id === retried))) {
            break;
          }
          last = row;
        }
        if (last) {
          await moveCursor(tx, workspaceId, name, last);
        }
        // Look again even after a short batch: what comes next tells itself whether it is done, held back or more.
        return true;
      });
      const left = (oneByOne.get(workspaceId) ?? 0) - 1;
      if (left > 0) {
        oneByOne.set(workspaceId, left);
      } else {
        oneByOne.delete(workspaceId);
      }
      return answer;
    } catch (error) {
      // Not a handler that threw (that has its savepoint) but the transaction itself: a deferred constraint at commit, a lost
      // connection. Find the guilty event by going alone, and count a failure alone as one of its tries.
      if (inHand === undefined) {
        throw error;
      }
      if (!oneByOne.has(workspaceId)) {
        oneByOne.set(workspaceId, batch);
        throw error;
      }
      await giveUpOn(workspaceId, inHand, error);
      return true;
    }
  }

  /** True when the reader may go on to the next event: this one is handled, or parked. */
  async function handleOne(tx: Tx, workspaceId: string, row: store.EventRow, wasTried: boolean): Promise<boolean> {
    const failure = await attempt(tx, workspaceId, row);
    if (!failure) {
      if (wasTried) {
        await store.forgetFailure(tx, workspaceId, name, row.id);
      }
      return true;
    }
    return (await noteFailure(tx, workspaceId, row.id, failure.error)).parked;
  }

  async function attempt(tx: Tx, workspaceId: string, row: store.EventRow): Promise<{ error: unknown } | undefined> {
    const signals: (() => void)[] = [];
    // What a failed try wanted to signal after commit did not happen.
    const guarded: Tx = { ...tx, afterCommit: (work) => signals.push(work) };
    await tx.run(sql`savepoint event`);
    try {
      await subscription.handle(guarded, eventOf(workspaceId, row));
      await tx.run(sql`release savepoint event`);
    } catch (error) {
      await tx.run(sql`rollback to savepoint event`);
      return { error };
    }
    for (const signal of signals) {
      tx.afterCommit(signal);
    }
    return undefined;
  }

  /** Notes a failure that took its whole transaction with it, in a new one; moves past the event when that was its last try. */
  async function giveUpOn(workspaceId: string, eventId: string, error: unknown): Promise<void> {
    await db.inWorkspace(workspaceId, async (tx) => {
      const cursor = await cursorOf(tx, workspaceId, name);
      const [row] = cursor ? await store.readAfter(tx, workspaceId, cursor, 1) : [];
      if (row?.id === eventId && (await noteFailure(tx, workspaceId, eventId, error)).parked) {
        await moveCursor(tx, workspaceId, name, row);
      }
    });
  }

  async function noteFailure(tx: Tx, workspaceId: string, eventId: string, error: unknown) {
    const reason = (error instanceof Error ? error.message : String(error)).slice(0, 2_000);
    const noted = await store.noteFailure(tx, workspaceId, name, eventId, { reason, tries, firstPauseMs });
    log[noted.parked ? 'error' : 'warn'](
      { err: error, workspaceId, event: eventId, attempts: noted.attempts },
      noted.parked ? 'An event is parked: this subscriber goes on without it' : 'An event could not be handled; it is tried again',
    );
    return noted;
  }

  async function retryParked(workspaceId: string, only?: string): Promise<{ done: number; failed: number }> {
    const ids = await db.inWorkspace(workspaceId, (tx) => store.parkedIds(tx, workspaceId, name, only), { readOnly: true });
    const answer = { done: 0, failed: 0 };
    for (const id of ids) {
      const outcome = await retryOne(workspaceId, id);
      if (outcome) {
        answer[outcome] += 1;
      }
    }
    return answer;
  }

  async function retryOne(workspaceId: string, id: string): Promise<'done' | 'failed' | undefined> {
    return db.inWorkspace(workspaceId, async (tx) => {
      const row = await store.takeParked(tx, workspaceId, name, id);
      if (!row) {
        return undefined;
      }
      const failure = await attempt(tx, workspaceId, row);
      if (failure) {
        await noteFailure(tx, workspaceId, id, failure.error);
        return 'failed';
      }
      await store.forgetFailure(tx, workspaceId, name, id);
      return 'done';
    });
  }

  return { step, retryParked };
}

function eventOf(workspaceId: string, row: store.EventRow): DomainEvent {
  return { id: `${row.tx}-${row.id}`, type: row.type, workspaceId, at: row.at, data: row.data };
}
