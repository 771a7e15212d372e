/** Voice: every word is feedback, no survey needed. */
import { readingAgain } from './again.ts';
import { copyLane, writeVoiceAnew } from './copy.ts';
import type { VoiceDeps } from './ground.ts';
import { hearConversations, hearEvents } from './hear.ts';
import { voiceHolder } from './holder.ts';
import { createAsker } from './model/asker.ts';
import { bindVoice } from './routes.ts';
import { feelings } from './store/feedback.ts';

/** How a conversation felt to the customer. */
export interface Feeling {
  /** Shown most often; `none` when their words showed none, null when it cannot be told. */
  emotion: string | null;
  /** Mean of what they wrote, -1 to 1; null when it cannot be told. */
  sentiment: number | null;
}

export interface Voice {
  /** Of these moments, by what their customers wrote; moments without words are left out. */
  feelingOf(workspaceId: string, momentIds: readonly string[]): Promise<Map<string, Feeling>>;
  /** Breaks off what is asked of language models. */
  stop(): Promise<void>;
}

export function createVoice(deps: VoiceDeps): Voice {
  const { db, events, lanes, customers } = deps;
  events.subscribe(hearConversations(deps));
  lanes.add(hearEvents(deps));
  lanes.add(readingAgain(deps));
  lanes.add(copyLane(deps));
  const asker = createAsker(deps);
  lanes.add(asker.lane);
  writeVoiceAnew(deps);
  customers.holds(voiceHolder(deps.clickhouse));
  bindVoice(deps);
  return {
    stop: asker.stop,
    async feelingOf(workspaceId, momentIds) {
      if (momentIds.length === 0) return new Map();
      const rows = await db.inWorkspace(workspaceId, (tx) => feelings(tx, workspaceId, momentIds), { readOnly: true });
      return new Map(rows.map(({ moment, emotion, sentiment }) => [moment, { emotion, sentiment }]));
    },
  };
}
