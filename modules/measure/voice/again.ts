/** When themes or the reader change, what was said before is read again, some at a time; corrections of people stay. */

import type { Lane } from '#platform/events';
import { readerEdition } from '#platform/text';
import { copyChannel, type VoiceDeps } from './ground.ts';
import { copySoon, enterReadingRoom, readAgain } from './keep.ts';
import { outdated, rereadFeedback } from './store/feedback.ts';
import { findVoice } from './store/voice.ts';

const batchSize = 200;

export function readingAgain(deps: VoiceDeps): Lane {
  return {
    name: 'measure.voice_again',
    channel: copyChannel,
    sweepMs: 5_000,
    restMs: 50,
    step: (workspaceId) =>
      deps.db.inWorkspace(workspaceId, async (tx) => {
        const voice = await findVoice(tx, workspaceId);
        if (voice === undefined) return false;
        const isNew = Number(voice.reader) !== readerEdition;
        if (!isNew && (await outdated(tx, workspaceId, voice.edition, 1)).length === 0) return false;
        const room = await enterReadingRoom(tx, workspaceId);
        const rows = await outdated(tx, workspaceId, room.edition, batchSize);
        for (const row of rows) await rereadFeedback(tx, workspaceId, row.id, await readAgain(deps, tx, workspaceId, room, row));
        if (rows.length > 0) copySoon(deps, tx, workspaceId);
        return rows.length === batchSize;
      }),
  };
}
