/**
 * The lane from the log to moments: reads in commit order; what rules make of it and the cursor move in one transaction, so an
 * event counts once, whatever is killed when. What falls due is looked at by a sweep that holds the same cursor: it knows how
 * far the log was read, and after an outage calls nothing missed that was kept meanwhile.
 */
import type { Listen, LogRow } from '#listen';
import { cursorOf, type Lane, moveCursor } from '#platform/events';
import type { Tx } from '#platform/postgres';
import type { Ground } from '../ground.ts';
import type { Ownership } from '../ownership/ownership.ts';
import { type Evidence, openBy } from './open.ts';
import { namesIn, readEvent } from './read-event.ts';
import { senderKey, stepOf, stepped, type Waiting } from './rules/expectation.ts';
import { type Happened, isRecent, matches } from './rules/matches.ts';
import { shippedRules } from './rules/shipped.ts';
import { sentenceFor, shownProperties, titleFor } from './rules/tell.ts';
import { alone } from './store/alone.ts';
import * as expectations from './store/expectations.ts';
import * as store from './store/rules.ts';

export const laneName = 'moments.opening';
const batchSize = 1_000;
const sweepAtATime = 100;
/** What lies behind a transaction that is still open cannot be read yet: so long it is given. */
const unreadMs = 60_000;

export type Watching = Pick<Ground, 'db' | 'customers' | 'newId' | 'realtime' | 'clock' | 'log'> & {
  ownership: Ownership;
  listen: Pick<Listen, 'readLog' | 'anyAfter' | 'sourceKinds' | 'heardLately' | 'sendersByNo'>;
};

/** What a rule makes of an event, before anything is written. */
export type Act = {
  rule: store.RuleRow;
  event: Happened;
  expects?: { waiting: Waiting } & NonNullable<ReturnType<typeof stepOf>>;
};

export function evidenceOf(rule: store.RuleRow, event: Happened): Evidence {
  return {
    key: `event ${event.id}`,
    senderNo: event.senderNo,
    title: titleFor(rule.body.title, { event }),
    sentence: sentenceFor(rule.body.trigger, event.name),
    at: new Date(event.occurredAt),
    claimed: event.claimed ?? false,
    details: { name: event.name, eventId: event.id, properties: shownProperties(event.properties) },
  };
}

/** `live`: it came from somewhere that tells what happens now, not from a file. */
export function actOf(rule: store.RuleRow, event: Happened, live: boolean): Act | undefined {
  const { trigger } = rule.body;
  if (event.receivedAt < rule.since.getTime() || trigger.kind === 'segment_entered') return undefined;
  if (trigger.kind === 'event')
    return live && isRecent(event) && trigger.any.some((each) => matches(each, event)) ? { rule, event } : undefined;
  const step = stepOf(trigger, event, live);
  return step && { rule, event, expects: { waiting: trigger, ...step } };
}

export function openingLane(watching: Watching): Lane {
  const { db, listen, log, ownership } = watching;
  /** Workspaces whose shipped rules are made. */
  const made = new Set<string>();

  async function rulesOf(tx: Tx, workspaceId: string): Promise<store.RuleRow[]> {
    if (!made.has(workspaceId)) {
      await store.keepShipped(tx, workspaceId, shippedRules);
      tx.afterCommit(() => made.add(workspaceId));
    }
    return store.rulesInForce(tx, workspaceId);
  }

  async function actsOf(tx: Tx, workspaceId: string, rows: LogRow[]): Promise<Act[]> {
    const rules = await rulesOf(tx, workspaceId);
    const byName = new Map<string, store.RuleRow[]>();
    for (const rule of rules)
      for (const name of new Set(namesIn(rule.body.trigger))) byName.set(name, [...(byName.get(name) ?? []), rule]);
    const looked = rows.filter(({ name }) => byName.has(name));
    if (looked.length === 0) return [];
    const kinds = await listen.sourceKinds(tx, workspaceId);
    return looked.flatMap((row) => {
      const live = kinds.get(row.sourceId) !== 'import';
      try {
        const event = readEvent(row);
        return (byName.get(row.name) ?? []).flatMap((rule) => actOf(rule, event, live) ?? []);
      } catch (error) {
        log.warn({ err: error, workspaceId, event: row.id }, 'an event cannot be read by opening rules; they go on without it');
        return [];
      }
    });
  }

  async function apply(tx: Tx, workspaceId: string, { rule, event, expects }: Act): Promise<void> {
    if (expects === undefined) {
      await openBy(watching, tx, workspaceId, rule, evidenceOf(rule, event));
      return;
    }
    const { waiting, key, step } = expects;
    const before = await expectations.findExpectation(tx, workspaceId, rule.id, key);
    // The end of something long over, of which no beginning is known, is kept for nobody.
    if (before === undefined && 'settledAt' in step && !isRecent(event)) return;
    await expectations.keepExpectation(tx, workspaceId, rule.id, key, event.senderNo, stepped(before, step), waiting);
  }

  /** Whether what comes next waits for an older transaction, whose end nobody tells. What can be read already has been told. */
  async function isHeldBack(tx: Tx, workspaceId: string, last: LogRow): Promise<'later' | false> {
    if (!(await listen.anyAfter(tx, workspaceId, last))) return false;
    return (await listen.readLog(tx, workspaceId, last, 1)).length === 0 && 'later';
  }

  return {
    name: laneName,
    channel: 'listen.accepted',
    sweepMs: 1_000,
    restMs: 100,
    step: (workspaceId) =>
      db.inWorkspace(workspaceId, async (tx) => {
        const cursor = await cursorOf(tx, workspaceId, laneName);
        if (cursor === undefined) return false;
        const rows = await listen.readLog(tx, workspaceId, cursor, batchSize);
        const last = rows.at(-1);
        if (last === undefined) return (await listen.anyAfter(tx, workspaceId, cursor)) ? 'later' : false;
        const acts = await actsOf(tx, workspaceId, rows);
        // Before any row of this room, and only when something opens.
        if (acts.some(({ expects }) => expects === undefined)) await ownership.lock(tx, workspaceId);
        for (const act of acts) {
          await alone(
            tx,
            () => apply(tx, workspaceId, act),
            (error) =>
              log.warn(
                { err: error, workspaceId, event: act.event.id, rule: act.rule.id },
                'an event cannot be used by an opening rule; the lane goes on without it',
              ),
          );
        }
        await moveCursor(tx, workspaceId, laneName, last);
        // Whoever says "more" is not let rest: in a flood that would be a step for every flush of intake.
        return rows.length >= batchSize || (await isHeldBack(tx, workspaceId, last));
      }),
  };
}

/** Opens what is overdue. Repeats nothing, misses nothing: it asks what is due, not what was planned. */
export function sweepOverdue(watching: Watching): (workspaceId: string) => Promise<void> {
  const { db, listen, clock, customers, ownership, log } = watching;

  /** Until when all that was said is known: what is due later may have been finished in what is not read yet. */
  async function readUpTo(tx: Tx, workspaceId: string, cursor: { tx: string; id: string }): Promise<Date> {
    const [next] = await listen.readLog(tx, workspaceId, cursor, 1);
    if (next) return next.receivedAt;
    const unread = await listen.anyAfter(tx, workspaceId, cursor);
    return new Date(clock.now() - (unread ? unreadMs : 0));
  }

  async function finishedElsewhere(tx: Tx, workspaceId: string, due: expectations.Due): Promise<boolean> {
    if (due.key !== senderKey(due.senderNo)) return false;
    // She began as a visitor and finished signed in: another sender, the same customer.
    const together = await customers.sendersTogether(tx, workspaceId, due.senderNo);
    const settled = await expectations.lastSettled(tx, workspaceId, due.ruleId, together.map(senderKey));
    return settled !== null && settled.getTime() >= due.begun.at;
  }

  async function sweepOnce(workspaceId: string): Promise<boolean> {
    return db.inWorkspace(workspaceId, async (tx) => {
      const cursor = await cursorOf(tx, workspaceId, laneName);
      if (cursor === undefined) return false;
      const upTo = await readUpTo(tx, workspaceId, cursor);
      const overdue = await expectations.dueBy(tx, workspaceId, upTo, sweepAtATime);
      await expectations.forgetSettled(tx, workspaceId, upTo);
      if (overdue.length === 0) return false;
      const rules = new Map((await store.rulesInForce(tx, workspaceId)).map((rule) => [rule.id, rule]));
      await ownership.lock(tx, workspaceId);
      for (const due of overdue) {
        const rule = rules.get(due.ruleId);
        const skip = rule === undefined || (await finishedElsewhere(tx, workspaceId, due));
        if (!skip)
          await alone(
            tx,
            () => openBy(watching, tx, workspaceId, rule, evidenceOf(rule, due.begun.event)),
            (error) => log.warn({ err: error, workspaceId, rule: due.ruleId }, 'what is overdue cannot be opened as a moment'),
          );
        await expectations.settleExpectation(tx, workspaceId, due);
      }
      return overdue.length === sweepAtATime;
    });
  }

  return async (workspaceId) => {
    const now = new Date(clock.now());
    if (!(await db.inWorkspace(workspaceId, (tx) => expectations.anythingBy(tx, workspaceId, now), { readOnly: true }))) return;
    for (let more = true; more; ) more = await sweepOnce(workspaceId);
  };
}
