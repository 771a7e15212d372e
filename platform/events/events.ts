import type { z } from 'zod';
import type { Tx } from '#platform/postgres';

/** A kind of thing that happens, in the past tense: `customers.person_merged`. Declared in a room's `events.ts`. */
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
