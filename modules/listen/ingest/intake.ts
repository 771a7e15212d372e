/**
 * The one way in: every accepted event is committed to Postgres before anyone is told so.
 *
 * Group commit without a timer: while one statement runs, what arrives waits together and goes with the next. One flush at a
 * time per workspace; the queue is bounded and refuses early, so that overload costs a small answer and no memory.
 */
import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { Refusal } from '#platform/contract';
import { faultPoint, hasPlantedBug } from '#platform/fault';
import type { Db, Tx } from '#platform/postgres';
import { refusals } from '../contract.ts';
import { type Conflict, type EventRow, isLoss, keepEvents, keepEventsIn } from '../store/keep.ts';
import { type LoggedRow, type Parking, parkMessages } from '../store/log.ts';
import type { Message } from './rules/read-message.ts';

export interface Origin {
  workspaceId: string;
  sourceId: string;
  /** Whether what this caller says about identity is proof, or only a claim. */
  trusted: boolean;
}

/** One thing to keep: a usable message, or what could not be used, with the reason. */
export type Item =
  | { message: Message; trusted: boolean }
  | { unusable: unknown; field: string; reason: string; messageId: string | undefined };

/** `conflict`: the same messageId was kept before with other content; the first one stands. */
export type Outcome = 'kept' | 'conflict' | 'parked';

/** Whoever lets it through answers 503 with it. */
export class IntakeFull extends Refusal {
  constructor() {
    super(refusals.intake_full);
  }
}

export interface Committed {
  workspaceId: string;
  rows: readonly EventRow[];
  /** The same as the log has them; empty when some of them were known before. */
  logged: readonly LoggedRow[];
}

export interface Intake {
  /** Resolves after commit, outcomes in the order given. Throws `IntakeFull` before anything is queued. */
  accept(origin: Origin, items: Item[]): Promise<Outcome[]>;
  /** Keeps one event in a transaction that keeps more than it: all of it or nothing. Its own id twice: the first one stands. */
  keepIn(tx: Tx, origin: Origin, message: Message): Promise<void>;
  /** Called after each commit, with the rows as they were written (duplicates included). */
  onCommit(heard: (committed: Committed) => void): void;
  waiting(): number;
  /** Resolves when everything accepted so far is settled. */
  drain(): Promise<void>;
}

interface Waiting {
  origin: Origin;
  items: Item[];
  settle(outcomes: Outcome[]): void;
  fail(error: unknown): void;
}

interface Lane {
  queue: Waiting[];
  running: boolean;
}

const flushAtMost = 2_000;
const fullRetrySeconds = 5;
const rememberedSenders = 200_000;
/** Twice the largest event that can be kept. */
const shownAtMost = 64_000;

export interface IntakeDeps {
  db: Db;
  queueLimit: number;
  now(): number;
  /** True while there is no room for more on the disk. Never, when left out. */
  full?(): boolean;
}

export function createIntake({ db, queueLimit, now, full = () => false }: IntakeDeps): Intake {
  const lanes = new Map<string, Lane>();
  const senderNos = new LRUCache<string, string>({ max: rememberedSenders });
  const listeners: ((committed: Committed) => void)[] = [];
  let waiting = 0;

  async function flush(workspaceId: string, lane: Lane): Promise<void> {
    lane.running = true;
    while (lane.queue.length > 0) {
      const group = takeGroup(lane.queue);
      try {
        if (hasPlantedBug('ack-before-commit')) settleAll(group, keptAll(group));
        const { outcomes, ...committed } = await commit(workspaceId, group);
        await faultPoint('after-commit-before-ack');
        settleAll(group, outcomes);
        for (const heard of listeners) heard({ workspaceId, ...committed });
        db.notify('listen.accepted', workspaceId);
      } catch (error) {
        // Behind a lost database the others would only wait longer for the same answer.
        if (isLoss(error)) group.push(...lane.queue.splice(0));
        for (const each of group) each.fail(error);
      } finally {
        for (const each of group) waiting -= each.items.length;
      }
    }
    lane.running = false;
  }

  async function commit(
    workspaceId: string,
    group: Waiting[],
  ): Promise<{ outcomes: Outcome[]; rows: EventRow[]; logged: LoggedRow[] }> {
    const receivedAt = now();
    const outcomes: Outcome[] = [];
    const rows: EventRow[] = [];
    /** Where each row's outcome stands. */
    const places: number[] = [];
    const aside: Parking[] = [];
    for (const { origin, items } of group) {
      for (const item of items) {
        if ('message' in item) {
          places.push(outcomes.length);
          rows.push(rowOf(item.message, origin.sourceId, item.trusted, receivedAt));
          outcomes.push('kept');
        } else {
          aside.push(asideOf(item, origin.sourceId));
          outcomes.push('parked');
        }
      }
    }
    const { conflicts, logged } = await keepEvents(db, workspaceId, senderNos, rows);
    for (const { index } of conflicts) outcomes[places[index] ?? 0] = 'conflict';
    // A transaction of its own, before anyone is answered: should it fail, the sender comes again and meets its twins.
    aside.push(...conflictsOf(conflicts, rows));
    if (aside.length > 0) await db.inWorkspace(workspaceId, (tx) => parkMessages(tx, workspaceId, aside));
    return { outcomes, rows, logged };
  }

  return {
    async accept(origin, items) {
      if (items.length === 0) return [];
      if (full()) throw new Refusal(refusals.disk_full, { extra: { retryAfter: fullRetrySeconds } });
      // A batch larger than the whole queue is taken when nothing else waits: refused, it would come back for ever.
      if (waiting > 0 && waiting + items.length > queueLimit) throw new IntakeFull();
      waiting += items.length;
      const lane = lanes.get(origin.workspaceId) ?? { queue: [], running: false };
      lanes.set(origin.workspaceId, lane);
      return new Promise((settle, fail) => {
        lane.queue.push({ origin, items, settle, fail });
        if (!lane.running) void flush(origin.workspaceId, lane);
      });
    },
    async keepIn(tx, { workspaceId, sourceId, trusted }, message) {
      const rows = [rowOf(message, sourceId, trusted, now())];
      await keepEventsIn(tx, workspaceId, rows);
      tx.afterCommit(() => {
        for (const heard of listeners) heard({ workspaceId, rows, logged: [] });
        db.notify('listen.accepted', workspaceId);
      });
    },
    onCommit: (heard) => listeners.push(heard),
    waiting: () => waiting,
    async drain() {
      while (waiting > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    },
  };
}

function takeGroup(queue: Waiting[]): Waiting[] {
  let size = 0;
  let count = 0;
  for (const each of queue) {
    if (count > 0 && size + each.items.length > flushAtMost) break;
    size += each.items.length;
    count += 1;
  }
  return queue.splice(0, count);
}

function settleAll(group: Waiting[], outcomes: Outcome[]): void {
  let from = 0;
  for (const each of group) {
    each.settle(outcomes.slice(from, from + each.items.length));
    from += each.items.length;
  }
}

/** What a careless intake would answer: the planted bug that the crash loop must find. */
const keptAll = (group: Waiting[]): Outcome[] => group.flatMap(({ items }) => items.map((): Outcome => 'kept'));

/** First 128 bits of SHA-256, as hexadecimal: Postgres reads it as a uuid and keeps it in 16 bytes. */
function hashOf(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 32);
}

function rowOf(message: Message, sourceId: string, trusted: boolean, receivedAt: number): EventRow {
  return {
    sourceId,
    eventDay: message.ownDay ?? '1970-01-01',
    keyHash: hashOf(`${sourceId} ${message.messageId}`),
    contentHash: hashOf(message.body),
    sender: message.sender,
    kind: message.kind,
    name: message.name,
    trusted,
    occurredAt: message.occurredAt,
    receivedAt,
    messageId: message.messageId,
    body: message.body,
  };
}

function asideOf(item: Extract<Item, { unusable: unknown }>, sourceId: string): Parking {
  const { reason, field, messageId } = item;
  return { sourceId, stage: 'intake', reason, field, messageId, body: textOf(item.unusable) };
}

/** As much of it as can be shown and mended. What nests too deeply for JSON.stringify is beyond both. */
function textOf(unusable: unknown): string {
  try {
    return JSON.stringify(unusable).slice(0, shownAtMost);
  } catch {
    return '"nested too deeply to be shown"';
  }
}

function conflictsOf(conflicts: Conflict[], rows: EventRow[]): Parking[] {
  const reason = 'the same messageId was accepted before with other content; the first one stands';
  return conflicts.flatMap(({ index }): Parking[] => {
    const row = rows[index];
    if (!row) return [];
    const { sourceId, messageId, body } = row;
    return [{ sourceId, stage: 'conflict', reason, field: 'messageId', messageId, body }];
  });
}
