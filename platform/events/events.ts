import type { z } from 'zod';
import type { Log } from '#platform/log';
import type { Db, Tx } from '#platform/postgres';
import type { Lanes } from './lanes.ts';
import { append, listParked, oldestWriterMs, type ParkedEvent, prune } from './store.ts';
import { createSubscriber, type Subscriber } from './subscriber.ts';

/** A kind of thing that happens, in the past tense: `customers.people_merged`. Declared in a room's `events.ts`. */
export interface EventKind<D extends z.ZodType = z.ZodType> {
  type: string;
  data: D;
}

export function defineEvent<D extends z.ZodType>(type: string, data: D): EventKind<D> {
  return { type, data };
}

export interface DomainEvent<D = unknown> {
  /** Position in the workspace's history; opaque, sortable as text is not: compare only for equality. */
  id: string;
  type: string;
  workspaceId: string;
  at: Date;
  data: D;
}

export interface Subscription {
  /** Stable name of the subscriber: its cursor is kept under it. `<room>.<what it does>` */
  name: string;
  types: string[];
  /** Handles one event inside the transaction that also moves the cursor. Throwing retries, then parks the event. */
  handle(tx: Tx, event: DomainEvent): Promise<void>;
}

export interface Events {
  tell<D extends z.ZodType>(tx: Tx, workspaceId: string, kind: EventKind<D>, data: z.input<D>): Promise<void>;
  subscribe(subscription: Subscription): void;
}

/** What the composition root and operators see of the outbox beyond what rooms see. */
export interface Outbox extends Events {
  /** Events that a subscriber gave up on or is still retrying, newest first, at most 200. */
  parked(workspaceId: string): Promise<ParkedEvent[]>;
  /** Handles parked events again, each in a transaction of its own. Answers how it went. */
  retryParked(workspaceId: string, which?: { subscriber?: string; event?: string }): Promise<{ done: number; failed: number }>;
  /** Removes what every subscriber has handled and what is older than `days`; parked events stay. Answers how many went. */
  prune(days: number): Promise<number>;
  /**
   * Age of the oldest transaction that may hold the watermark back, in milliseconds; 0 when none. Nothing newer than that
   * transaction is read by any subscriber until it ends: alarm when it grows past seconds.
   */
  oldestWriterMs(): Promise<number>;
}

const channel = 'platform.event';
/** So many in one transaction: nobody waits long for it. */
const pruneBatch = 5_000;

/** Whoever waits at a screen goes first: a subscriber comes when the commit has been told there. */
const gatherMs = 40;

export function createEvents(deps: { db: Db; lanes: Lanes; log: Log }): Outbox {
  const { db, lanes } = deps;
  const log = deps.log.child({ module: 'events' });
  const subscribers = new Map<string, Subscriber>();

  return {
    async tell(tx, workspaceId, kind, data) {
      await append(tx, workspaceId, kind.type, kind.data.parse(data));
      tx.afterCommit(() => {
        lanes.wake(channel, workspaceId);
        db.notify(channel, workspaceId);
      });
    },
    subscribe(subscription) {
      const subscriber = createSubscriber({ db, log, subscription });
      lanes.add({ name: subscription.name, channel, sweepMs: 10_000, gatherMs, step: subscriber.step });
      subscribers.set(subscription.name, subscriber);
    },
    parked: (workspaceId) => db.inWorkspace(workspaceId, (tx) => listParked(tx, workspaceId), { readOnly: true }),
    async retryParked(workspaceId, which = {}) {
      const answer = { done: 0, failed: 0 };
      for (const [name, subscriber] of subscribers) {
        if (which.subscriber === undefined || which.subscriber === name) {
          const { done, failed } = await subscriber.retryParked(workspaceId, which.event);
          answer.done += done;
          answer.failed += failed;
        }
      }
      return answer;
    },
    async prune(days) {
      const names = [...subscribers.keys()];
      let removed = 0;
      for (const workspaceId of await db.workspaceIds()) {
        for (let last = pruneBatch; last === pruneBatch; removed += last) {
          last = await db.inWorkspace(workspaceId, (tx) => prune(tx, workspaceId, names, days, pruneBatch));
        }
      }
      if (removed > 0) log.info({ removed, days }, 'domain events that everybody has handled are removed');
      return removed;
    },
    oldestWriterMs: () => db.inSystem(oldestWriterMs, { readOnly: true }),
  };
}
