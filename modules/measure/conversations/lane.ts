/**
 * Keeps the conversation measure current: whatever happens in a moment has its line written again, within a second or two. The
 * first time, and after the copies were lost, all moments are gone through from the first on.
 */
import { reportsBegunAnew } from '#listen';
import { type Moments, momentEvents } from '#moments';
import type { ClickHouse } from '#platform/clickhouse';
import { z } from '#platform/contract';
import type { Events, Lane, Lanes } from '#platform/events';
import type { Jobs } from '#platform/jobs';
import type { Db } from '#platform/postgres';
import { dropLines, insertLines, recentFeelings } from './analytics.ts';
import { type Feeling, lineOf } from './rules/line.ts';
import { contactPauseMinutes, feelingUnsaid } from './rules/words.ts';
import * as store from './store.ts';

const batch = 1_000;
const minuteMs = 60_000;
const aboutMoment = z.looseObject({ id: z.uuid() });
const writeAnew = { name: 'measure.write_conversations_anew', payload: z.strictObject({ workspaceId: z.uuid() }) };

/** Whose cursor tells how far what happens in moments was marked. */
export const subscriberOfMoments = 'measure.conversations';

export interface LaneDeps {
  db: Db;
  clickhouse: ClickHouse;
  events: Events;
  lanes: Pick<Lanes, 'add'>;
  jobs: Jobs;
  moments: Pick<Moments, 'measures' | 'idsAfter'>;
  /** What the words of these moments tell of the customer's feeling; those without words are left out. */
  feelingOf(workspaceId: string, momentIds: readonly string[]): Promise<ReadonlyMap<string, Feeling>>;
}

export function keepConversations(deps: LaneDeps): void {
  const { db, clickhouse, events, jobs } = deps;
  events.subscribe({
    name: subscriberOfMoments,
    types: momentEvents.map(({ type }) => type),
    handle: (tx, { workspaceId, data }) => store.markDue(tx, workspaceId, [aboutMoment.parse(data).id]),
  });
  events.subscribe({
    name: 'measure.conversations_anew',
    types: [reportsBegunAnew.type],
    handle: (tx, { workspaceId }) => jobs.add(tx, writeAnew, { workspaceId }, { key: 'conversations anew' }),
  });
  jobs.handle(writeAnew, async ({ payload: { workspaceId } }) => {
    // First away, then again: versions of a database that was restored may be lower than those that lie there.
    await dropLines(clickhouse, workspaceId);
    await db.inWorkspace(workspaceId, (tx) => store.beginCopy(tx, workspaceId));
  });
  // Feelings are read from words a while after these were said.
  jobs.every('measure.feelings', minuteMs, async () => {
    for (const workspaceId of await db.workspaceIds()) await markFelt(deps, workspaceId);
  });
  deps.lanes.add(conversationLane(deps));
}

function conversationLane({ db, clickhouse, moments, feelingOf }: LaneDeps): Lane {
  /** Everything one batch needs to know, as of one instant: the version is that instant. */
  const read = (workspaceId: string) =>
    db.inWorkspace(
      workspaceId,
      async (tx) => {
        const version = await store.versionNow(tx);
        const copy = await store.readCopy(tx, workspaceId);
        const due = await store.dueNow(tx, workspaceId, batch);
        const next = copy && !copy.whole ? await moments.idsAfter(tx, workspaceId, copy.writtenTo, batch) : [];
        const ids = [...new Set([...due.map(({ id }) => id), ...next])];
        return { version, copy, due, next, ids, measured: await moments.measures(tx, workspaceId, ids, contactPauseMinutes) };
      },
      { readOnly: true, isolation: 'repeatable read' },
    );

  return {
    name: 'measure.conversation_lines',
    channel: 'measure.conversation',
    sweepMs: 1_000,
    async step(workspaceId) {
      const { version, copy, due, next, ids, measured } = await read(workspaceId);
      if (copy === undefined) {
        await db.inWorkspace(workspaceId, (tx) => store.beginCopy(tx, workspaceId));
        return true;
      }
      if (copy.whole && due.length === 0) return false;
      if (measured.length > 0) {
        const feelings = await feelingOf(workspaceId, ids);
        const lines = measured.map((measure) => lineOf(workspaceId, version, measure, feelings.get(measure.id)));
        await insertLines(clickhouse, lines.join(''));
      }
      // A crash before this writes the same lines once more, under a later version.
      await db.inWorkspace(workspaceId, async (tx) => {
        await store.settleDue(tx, workspaceId, due);
        const written = { writtenTo: next.at(-1) ?? copy.writtenTo, whole: next.length < batch };
        if (!copy.whole) await store.advanceCopy(tx, workspaceId, copy, written);
      });
      return due.length === batch || next.length === batch;
    },
  };
}

/** Moments whose feeling reads otherwise now have their line written again. */
async function markFelt({ db, clickhouse, feelingOf }: LaneDeps, workspaceId: string): Promise<void> {
  const lines = await recentFeelings(clickhouse, workspaceId, batch);
  if (lines.length === 0) return;
  const feelings = await feelingOf(
    workspaceId,
    lines.map(({ moment }) => moment),
  );
  const changed = lines.filter(({ moment, emotion, sentiment }) => {
    const now = feelings.get(moment);
    return emotion !== (now?.emotion ?? feelingUnsaid) || Math.abs((sentiment ?? 0) - (now?.sentiment ?? 0)) > 0.01;
  });
  if (changed.length === 0) return;
  await db.inWorkspace(workspaceId, (tx) =>
    store.markDue(
      tx,
      workspaceId,
      changed.map(({ moment }) => moment),
    ),
  );
}
