/** Keeps the copy in ClickHouse current; it can be dropped and is written anew. */
import { reportsBegunAnew } from '#listen';
import { z } from '#platform/contract';
import type { Lane } from '#platform/events';
import { forgetFeedback, publishFeedback } from './analytics/feedback.ts';
import { copyChannel, type VoiceDeps } from './ground.ts';
import { copyAnew, markCopied, staleFeedback } from './store/feedback.ts';

const batchSize = 2_000;

/** No transaction is open while ClickHouse works; a record that changed meanwhile is copied again. */
export function copyLane({ db, clickhouse }: VoiceDeps): Lane {
  return {
    name: 'measure.voice_copy',
    channel: copyChannel,
    sweepMs: 2_000,
    async step(workspaceId) {
      const rows = await db.inWorkspace(workspaceId, (tx) => staleFeedback(tx, workspaceId, batchSize), { readOnly: true });
      if (rows.length === 0) return false;
      await publishFeedback(clickhouse, workspaceId, rows);
      const left = await db.inWorkspace(workspaceId, (tx) => markCopied(tx, workspaceId, rows));
      // Erased between reading and writing: it must not come back by us.
      const gone = rows.flatMap(({ id }) => (left.has(id) ? [] : [id]));
      if (gone.length > 0) await forgetFeedback(clickhouse, workspaceId, { ids: gone });
      return rows.length === batchSize;
    },
  };
}

const writeAnew = { name: 'measure.write_voice_anew', payload: z.strictObject({ workspaceId: z.uuid() }) };

/** When the copies of the log are written anew, so is this one. */
export function writeVoiceAnew({ db, clickhouse, events, jobs }: VoiceDeps): void {
  events.subscribe({
    name: 'measure.voice_anew',
    types: [reportsBegunAnew.type],
    handle: (tx, { workspaceId }) => jobs.add(tx, writeAnew, { workspaceId }, { key: 'voice anew' }),
  });
  jobs.handle(writeAnew, async ({ payload: { workspaceId } }) => {
    // First away, then again: versions of a database that was restored may be lower than those that lie there.
    await forgetFeedback(clickhouse, workspaceId, 'all');
    await db.inWorkspace(workspaceId, (tx) => copyAnew(tx, workspaceId));
  });
}
