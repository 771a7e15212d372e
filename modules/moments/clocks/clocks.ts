/**
 * Keeps the clocks of moments: notes what happens, in the transaction in which it happens, and sees to it that what comes due
 * is told, once, also after an outage.
 *
 * Nothing ticks. After every fact the next instant at which something comes due is known; a job waits for it. A sweep finds
 * what jobs lost. Job, sweep and new facts may race: a row's lock puts them in order, and a mark lets each step fire once.
 */
import type { Clock } from '#platform/clock';
import { z } from '#platform/contract';
import type { Events } from '#platform/events';
import type { JobKind, Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Db, Tx } from '#platform/postgres';
import type { Realtime } from '#platform/realtime';
import { type ClockFired, type ClockKind, clockAlarms } from '../contract/clocks.ts';
import { applyPolicy } from './apply.ts';
import { clockFiredEvent } from './events.ts';
import { clockAt, turnsAt } from './rules/clock.ts';
import { type DueStep, dueWork } from './rules/due-work.ts';
import type { AppliedClause, Fact } from './rules/facts.ts';
import type { PolicyFacts } from './rules/policy.ts';
import { whomToTell } from './rules/whom-to-tell.ts';
import { readSettings } from './settings.ts';
import * as store from './store/clocks.ts';

/** Something that happened, without its time when it happens now. */
export type Happening = Fact extends infer F
  ? F extends { what: 'clause_applied' } | never
    ? never
    : F extends Fact
      ? Omit<F, 'at'> & { at?: number }
      : never
  : never;

export interface ClocksDeps {
  db: Db;
  events: Pick<Events, 'tell'>;
  realtime: Pick<Realtime, 'publish'>;
  jobs: Pick<Jobs, 'handle' | 'every' | 'add' | 'cancel'>;
  clock: Clock;
  log: Log;
  /** To whom an employee reports now. */
  managerOf(workspaceId: string, employeeId: string): Promise<string | null>;
  /** In the transaction in which a clock asks for somebody: for whoever notes it in the moment. */
  onFired?(tx: Tx, workspaceId: string, fired: ClockFired): Promise<void>;
}

export interface Clocks {
  /**
   * Notes what happened, in the transaction in which it did. The first fact of a moment is `opened`. `about` is what policies
   * look at: said at the opening and whenever it changed.
   */
  happened(tx: Tx, workspaceId: string, momentId: string, happenings: readonly Happening[], about?: PolicyFacts): Promise<void>;
  /** In the transaction that changed calendars or policy: open moments count by them soon. */
  settingsChanged(tx: Tx, workspaceId: string): Promise<void>;
  /** What is due of one moment; for the job and for tests. */
  tick(workspaceId: string, momentId: string): Promise<void>;
  /** What jobs have lost, in one workspace. */
  sweep(workspaceId: string): Promise<void>;
}

const kinds: readonly ClockKind[] = ['first_reply', 'next_reply', 'resolution'];
const sweepMs = 10_000;
const page = 200;
/** So many at most in one sweep: the next one comes at once. */
const mostInSweep = 2_000;

const ofMoment = z.object({ workspaceId: z.uuid(), momentId: z.uuid() });
const ofWorkspace = z.object({ workspaceId: z.uuid(), after: z.uuid().nullable() });
const tickKind: JobKind<typeof ofMoment> = { name: 'moments.tick', payload: ofMoment, priority: -5 };
const reapplyKind: JobKind<typeof ofWorkspace> = { name: 'moments.reapply_policy', payload: ofWorkspace, priority: 5 };

/** Facts as rules read them: clauses stand in for their hashes. */
async function factsOf(tx: Tx, workspaceId: string, rows: readonly store.FactRow[]): Promise<Fact[]> {
  const hashes = rows.map(({ details }) => details.hash).filter((hash) => typeof hash === 'string');
  const clauses = await store.clausesOf(tx, workspaceId, [...new Set(hashes)]);
  return rows.map(({ at, what, details }): Fact => {
    if (what !== 'clause_applied') return { at, what, ...details } as Fact;
    const clause: AppliedClause | null = clauses.get(details.hash as string) ?? null;
    return { at, what, clause };
  });
}

export async function readFacts(tx: Tx, workspaceId: string, momentId: string): Promise<Fact[]> {
  return factsOf(tx, workspaceId, await store.factsOf(tx, workspaceId, momentId));
}

function isResolved(rows: readonly store.FactRow[]): boolean {
  return rows.findLast(({ what }) => what === 'resolved' || what === 'reopened')?.what === 'resolved';
}

/** What runs out next, or ran out first and is still waited for. */
function nearestDue(clocks: readonly { endedAt: number | null; dueAt: number | null }[]): number | null {
  const due = clocks.flatMap(({ endedAt, dueAt }) => (endedAt === null && dueAt !== null ? [dueAt] : []));
  return due.length > 0 ? Math.min(...due) : null;
}

export function createClocks(deps: ClocksDeps): Clocks {
  const { db, jobs, clock, log } = deps;

  async function around(tx: Tx, workspaceId: string, momentId: string) {
    const near = (await store.around(tx, workspaceId, momentId)) ?? { owner: null, accountable: null, duty: null };
    const reportsTo = async (id: string | null) => (id === null ? null : deps.managerOf(workspaceId, id));
    const manager = await reportsTo(near.owner ?? near.accountable);
    return { ...near, manager, managerAbove: await reportsTo(manager) };
  }

  async function fire(tx: Tx, workspaceId: string, momentId: string, now: number, due: readonly DueStep[]): Promise<void> {
    if (due.length === 0) return;
    const people = await around(tx, workspaceId, momentId);
    for (const { key, kind, tell, dueAt, lateMs } of due) {
      const told = whomToTell(tell, people);
      if (!(await store.markFired(tx, workspaceId, momentId, { key, dueAt, firedAt: now, told }))) continue;
      const [which, round] = key.split(':') as [ClockKind, string];
      const fired: ClockFired = {
        momentId,
        clock: which,
        round: Number(round),
        step: kind,
        dueAt: new Date(dueAt).toISOString(),
        lateMs,
        told,
      };
      await deps.events.tell(tx, workspaceId, clockFiredEvent, fired);
      await deps.onFired?.(tx, workspaceId, fired);
      tx.afterCommit(() => deps.realtime.publish(clockAlarms, workspaceId, fired));
    }
  }

  /** Draws the conclusions from the facts as they stand. The moment's row is held. */
  async function conclude(
    tx: Tx,
    workspaceId: string,
    momentId: string,
    rows: readonly store.FactRow[],
    about: PolicyFacts | null,
  ): Promise<void> {
    const facts = await factsOf(tx, workspaceId, rows);
    // Another process's clock may run a little ahead: what it noted has happened.
    const now = Math.max(clock.now(), facts.at(-1)?.at ?? 0);
    const seen = kinds.map((kind) => clockAt(kind, facts, now)).filter((one) => one !== null);
    await store.saveClocks(tx, workspaceId, momentId, seen);
    const fired = new Set((await store.firedOf(tx, workspaceId, momentId)).keys());
    const work = kinds.map((kind) => dueWork(turnsAt(kind, facts, now), now, fired));
    const due = work.flatMap((one) => one.due).sort((a, b) => a.dueAt - b.dueAt);
    await fire(tx, workspaceId, momentId, now, due);
    const ahead = work.map((one) => one.nextAt).filter((at) => at !== null);
    const nextAt = ahead.length > 0 ? Math.min(...ahead) : null;
    const resolved = isResolved(rows);
    await store.saveWatch(tx, workspaceId, momentId, { about, resolved, nextAt, dueAt: resolved ? null : nearestDue(seen) });
    const key = `clocks:${momentId}`;
    if (nextAt === null) await jobs.cancel(tx, key);
    else await jobs.add(tx, tickKind, { workspaceId, momentId }, { runAt: new Date(nextAt), key });
  }

  /** The clause that counts by what is known now, as a fact, when it is another than before. */
  async function clauseFact(
    tx: Tx,
    workspaceId: string,
    rows: readonly store.FactRow[],
    about: PolicyFacts,
  ): Promise<Omit<store.FactRow, 'seq' | 'at'> | null> {
    const { policy, calendars } = await readSettings(tx, workspaceId);
    const applied = await applyPolicy(policy, calendars, about, clock.now());
    const before = rows.findLast(({ what }) => what === 'clause_applied');
    const hash = applied?.hash ?? null;
    if (hash === (before?.details.hash ?? null)) return null;
    if (applied) await store.keepClause(tx, workspaceId, applied.hash, applied.body);
    return { what: 'clause_applied', details: { hash, because: applied?.because ?? [] } };
  }

  const happened: Clocks['happened'] = async (tx, workspaceId, momentId, happenings, about) => {
    const watch = await store.holdWatch(tx, workspaceId, momentId);
    const rows = await store.factsOf(tx, workspaceId, momentId);
    const known = rows.length;
    const note = (what: string, details: Record<string, unknown>, at: number) => {
      const last = rows.at(-1);
      rows.push({ seq: (last?.seq ?? 0) + 1, at: Math.max(at, last?.at ?? 0), what, details });
    };
    for (const { what, at, ...details } of happenings) note(what, details, at ?? clock.now());
    if (about) {
      const fact = await clauseFact(tx, workspaceId, rows, about);
      // With what happened, it counts from then: the first word may have come a while ago.
      const at = happenings.length > 0 ? (rows.at(-1)?.at ?? clock.now()) : clock.now();
      if (fact) note(fact.what, fact.details, at);
    }
    await store.addFacts(tx, workspaceId, momentId, rows.slice(known));
    await conclude(tx, workspaceId, momentId, rows, about ?? watch.about);
  };

  const tick: Clocks['tick'] = (workspaceId, momentId) =>
    db.inWorkspace(workspaceId, async (tx) => {
      await store.holdMoment(tx, workspaceId, momentId);
      // Whoever holds it concludes for us.
      const watch = await store.tryHoldWatch(tx, workspaceId, momentId);
      if (!watch) return;
      await conclude(tx, workspaceId, momentId, await store.factsOf(tx, workspaceId, momentId), watch.about);
    });

  const sweep: Clocks['sweep'] = async (workspaceId) => {
    const read = (tx: Tx) => store.overdue(tx, workspaceId, clock.now(), mostInSweep);
    for (const momentId of await db.inWorkspace(workspaceId, read, { readOnly: true })) {
      try {
        await tick(workspaceId, momentId);
      } catch (error) {
        // One that fails must not silence the others.
        log.error({ err: error, workspaceId, momentId }, 'the clocks of a moment could not be looked at');
      }
    }
  };

  async function reapply(workspaceId: string, after: string | null): Promise<void> {
    const ids = await db.inWorkspace(workspaceId, (tx) => store.watchedAfter(tx, workspaceId, after, page), { readOnly: true });
    for (const momentId of ids) {
      await db.inWorkspace(workspaceId, async (tx) => {
        await store.holdMoment(tx, workspaceId, momentId);
        const { about, resolved } = await store.holdWatch(tx, workspaceId, momentId);
        if (about && !resolved) await happened(tx, workspaceId, momentId, [], about);
      });
    }
    const last = ids.at(-1);
    if (last === undefined || ids.length < page) return;
    await db.inWorkspace(workspaceId, (tx) => jobs.add(tx, reapplyKind, { workspaceId, after: last }));
  }

  jobs.handle(tickKind, ({ payload }) => tick(payload.workspaceId, payload.momentId));
  jobs.handle(reapplyKind, ({ payload }) => reapply(payload.workspaceId, payload.after));
  jobs.every('moments.clocks', sweepMs, async () => {
    for (const workspaceId of await db.workspaceIds()) await sweep(workspaceId);
  });

  return {
    happened,
    tick,
    sweep,
    // Changed again before it is through: two walks, each by what counts when it comes by.
    settingsChanged: (tx, workspaceId) => jobs.add(tx, reapplyKind, { workspaceId, after: null }),
  };
}
