/**
 * Looks at everybody: fills a segment whose rule is new, and finds who entered or left by the mere passing of time.
 *
 * A sweep only finds suspects; the lane, which asks about each of them exactly, decides. Only a first fill writes by itself,
 * in quiet: it can be a million people, and nobody did anything.
 */
import type { Listen } from '#listen';
import { type ClickHouse, ClickHouseRefused } from '#platform/clickhouse';
import type { Clock } from '#platform/clock';
import { Refusal, z } from '#platform/contract';
import type { Events, Lanes } from '#platform/events';
import type { JobKind, Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Db, Tx } from '#platform/postgres';
import type { Realtime } from '#platform/realtime';
import { copiedMembers, copiedPeople, findDifferences, forgetSegment } from './analytics.ts';
import { change, publish } from './change.ts';
import { completeLists } from './lists.ts';
import { listsIn, mentionsOf } from './rules/mentions.ts';
import { pauseAfter } from './rules/pace.ts';
import { clearMembers, membersAfter } from './store/members.ts';
import * as store from './store/segments.ts';
import * as turns from './store/turns.ts';

export interface SweepDeps {
  db: Db;
  clickhouse: ClickHouse;
  events: Events;
  realtime: Pick<Realtime, 'publish'>;
  lanes: Pick<Lanes, 'wake'>;
  jobs: Jobs;
  listen: Pick<Listen, 'reportedChannel' | 'reportsWhole'>;
  clock: Clock;
  log: Log;
}

const pauseAfterFailureMs = 600_000;
/** Suspects of one sweep; the others are found by the next, which then comes at once. */
const mostSuspects = 20_000;
const everybody = 4_000_000_000;
const chunk = 10_000;

const ofSegment = z.object({ workspaceId: z.uuid(), segmentId: z.uuid() });
const sweepKind: JobKind<typeof ofSegment> = { name: 'customers.sweep_segment', payload: ofSegment };
const clearKind: JobKind<typeof ofSegment> = { name: 'customers.clear_segment', payload: ofSegment };

export interface Sweeper {
  /** In the transaction that made or changed them. */
  soon(tx: Tx, workspaceId: string, segmentIds: readonly string[]): Promise<void>;
  /** In the transaction that deletes it. */
  clearSoon(tx: Tx, workspaceId: string, segmentId: string): Promise<void>;
  sweep(workspaceId: string, segmentId: string): Promise<void>;
  /** Every segment of a workspace that is due. */
  sweepDue(workspaceId: string): Promise<void>;
}

export function createSweeper(deps: SweepDeps): Sweeper {
  const { db, clickhouse, jobs, clock, log } = deps;

  const read = (workspaceId: string) =>
    db.inWorkspace(workspaceId, (tx) => store.allSegments(tx, workspaceId), { readOnly: true });

  async function sweep(workspaceId: string, segmentId: string): Promise<void> {
    // It stays due until reports know of everything again.
    if (!(await db.inWorkspace(workspaceId, (tx) => deps.listen.reportsWhole(tx, workspaceId)))) return;
    const segments = await read(workspaceId);
    const segment = segments.find(({ id }) => id === segmentId);
    if (segment === undefined) return;
    const rules = new Map(segments.map(({ id, rule }) => [id, rule]));
    const began = clock.now();
    try {
      const question = { workspaceId, now: began, rules };
      const filling = segment.filledAt === null;
      const most = filling ? everybody : mostSuspects;
      await completeLists(deps, workspaceId, listsIn(segment.rule, rules));
      if (segment.size > 0) await restoreMembers(workspaceId, segment);
      const { entering, leaving } = await findDifferences(clickhouse, segment.rule, question, segment.id, most);
      if (filling) await fill(workspaceId, segment, entering, leaving);
      else await suspect(workspaceId, segment.id, [...entering, ...leaving]);
      const pause =
        // Who changed while it was filled, and who was left over, is found at once.
        filling || entering.length + leaving.length >= most
          ? 0
          : pauseAfter(clock.now() - began, mentionsOf(segment.rule, rules).timed);
      await db.inWorkspace(workspaceId, (tx) => store.sweptUntil(tx, workspaceId, segment, pause));
      if (filling) await sweep(workspaceId, segmentId);
    } catch (error) {
      if (!(error instanceof Refusal || error instanceof ClickHouseRefused)) throw error;
      log.warn({ err: error, workspaceId, segmentId }, 'a segment could not be computed');
      await db.inWorkspace(workspaceId, (tx) =>
        store.sweepFailed(tx, workspaceId, segmentId, error.message.slice(0, 500), pauseAfterFailureMs),
      );
    }
  }

  async function fill(workspaceId: string, segment: store.SegmentRow, entering: string[], leaving: string[]): Promise<void> {
    for (let at = 0; at < Math.max(entering.length, leaving.length); at += chunk) {
      const people = { entering: entering.slice(at, at + chunk), leaving: leaving.slice(at, at + chunk) };
      const copy = await db.inWorkspace(workspaceId, (tx) => change(deps, tx, workspaceId, segment, people));
      // Deleted, or given another rule: whoever did that has it filled anew.
      if (copy === undefined) return;
      await publish(clickhouse, workspaceId, copy);
    }
  }

  async function suspect(workspaceId: string, segmentId: string, people: string[]): Promise<void> {
    if (people.length === 0) return;
    await db.inWorkspace(workspaceId, async (tx) => {
      await turns.touch(tx, workspaceId, segmentId, people);
      tx.afterCommit(() => {
        deps.lanes.wake(deps.listen.reportedChannel, workspaceId);
        db.notify(deps.listen.reportedChannel, workspaceId);
      });
    });
  }

  /** ClickHouse is a copy that may be dropped: an empty one is written again before anybody is thought to have left. */
  async function restoreMembers(workspaceId: string, segment: store.SegmentRow): Promise<void> {
    if ((await copiedMembers(clickhouse, workspaceId, segment.id)) > 0) return;
    for (let after = '0'; ; ) {
      const from = after;
      const copy = await db.inWorkspace(workspaceId, async (tx) => {
        const rows = await membersAfter(tx, workspaceId, segment.id, from, chunk);
        const suspects = rows.map(({ no }) => no);
        return suspects.length === 0
          ? undefined
          : change(deps, tx, workspaceId, segment, { entering: [], leaving: [], suspects });
      });
      const last = copy?.members.at(-1);
      if (copy === undefined || last === undefined) return;
      await publish(clickhouse, workspaceId, copy);
      after = last.person;
    }
  }

  async function restoreProfiles(workspaceId: string): Promise<void> {
    if ((await copiedPeople(clickhouse, workspaceId)) > 0) return;
    await db.inWorkspace(workspaceId, async (tx) => {
      if ((await turns.countPeople(tx, workspaceId)) === 0) return;
      await turns.touchEveryone(tx, workspaceId);
      tx.afterCommit(() => db.notify(deps.listen.reportedChannel, workspaceId));
    });
  }

  async function sweepDue(workspaceId: string): Promise<void> {
    const due = await db.inWorkspace(workspaceId, (tx) => store.dueSegments(tx, workspaceId), { readOnly: true });
    if (due.length > 0) await restoreProfiles(workspaceId);
    for (const id of due) await sweep(workspaceId, id);
  }

  async function clear(workspaceId: string, segmentId: string): Promise<void> {
    await forgetSegment(clickhouse, workspaceId, segmentId);
    let cleared: number;
    do {
      cleared = await db.inWorkspace(workspaceId, (tx) => clearMembers(tx, workspaceId, segmentId, chunk));
    } while (cleared > 0);
  }

  jobs.handle(sweepKind, ({ payload }) => sweep(payload.workspaceId, payload.segmentId));
  jobs.handle(clearKind, ({ payload }) => clear(payload.workspaceId, payload.segmentId));
  jobs.every('customers.sweep_segments', 15_000, async () => {
    for (const workspaceId of await db.workspaceIds()) await sweepDue(workspaceId);
  });

  return {
    sweep,
    sweepDue,
    async soon(tx, workspaceId, segmentIds) {
      for (const segmentId of segmentIds) {
        await jobs.add(tx, sweepKind, { workspaceId, segmentId }, { key: `sweep segment ${segmentId}` });
      }
    },
    clearSoon: (tx, workspaceId, segmentId) => jobs.add(tx, clearKind, { workspaceId, segmentId }),
  };
}
