/**
 * How rooms tell each other what happened: an outbox read in commit order.
 *
 * `tell` appends in the caller's transaction. Subscribers run later, in a worker, one workspace at a time; their cursor moves
 * in the same transaction as their effects, so an effect happens once. Reading goes by `(tx, id)` below the snapshot's xmin,
 * never by `id > cursor`, which loses rows of transactions that are still open (reliability case F07).
 */

export { type Cursor, cursorOf, handledUpTo, moveCursor, standingOf } from './cursor.ts';
export {
  createEvents,
  type DomainEvent,
  defineEvent,
  type EventKind,
  type Events,
  type Outbox,
  type Subscription,
} from './events.ts';
export { createLanes, type Lane, type Lanes, type RunningLanes } from './lanes.ts';
export { liesInTheData } from './poison.ts';
export type { LaneHealth, LaneHooks } from './runner.ts';
export type { ParkedEvent } from './store.ts';
