/** Where words come from: conversations, as moments tell of them, and events of the log that carry text. */
import type { LogRow } from '#listen';
import { customerAnswered, customerWrote } from '#moments';
import { cursorOf, type Lane, moveCursor, type Subscription } from '#platform/events';
import type { VoiceDeps } from './ground.ts';
import { copySoon, enterReadingRoom, keepWords, type Words } from './keep.ts';
import { spokenIn } from './rules/spoken.ts';
import { logLane, settingsOf } from './settings.ts';
import { markAnswered } from './store/feedback.ts';

/** Looking at an event's name costs next to nothing, a step as much as some hundred events; reading words costs a millisecond each. */
const atOnce = { events: 5_000, words: 500 };

/** Whose cursor tells how far conversations were heard, and what it listens to. */
export const heardInConversations = {
  name: 'measure.voice_conversations',
  types: [customerWrote.type, customerAnswered.type],
};

/** What a customer writes in a conversation, and that somebody answered: in the order it happened. */
export function hearConversations(deps: VoiceDeps): Subscription {
  return {
    ...heardInConversations,
    async handle(tx, { workspaceId, type, data, at }) {
      if (type === customerAnswered.type) {
        await markAnswered(tx, workspaceId, customerAnswered.data.parse(data).id, at);
        return;
      }
      const { entry } = customerWrote.data.parse(data);
      const said = await deps.moments.customerWords(tx, workspaceId, entry);
      // Erased meanwhile, or nothing but a picture.
      if (said === undefined || !/\p{L}/u.test(said.text)) return;
      const room = await enterReadingRoom(tx, workspaceId);
      await keepWords(deps, tx, workspaceId, room, {
        ...said,
        origin: `entry:${entry}`,
        source: 'conversation',
        product: '',
        touchpoint: '',
      });
      copySoon(deps, tx, workspaceId);
    },
  };
}

/** Events whose names the settings list, from the log in commit order. */
export function hearEvents(deps: VoiceDeps): Lane {
  const { db, listen, log } = deps;

  function wordsIn(row: LogRow): Words | undefined {
    const body: unknown = JSON.parse(row.body);
    const { properties } = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
    if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) return undefined;
    const spoken = spokenIn(row.name, properties as Record<string, unknown>);
    if (spoken === undefined) return undefined;
    const { moment, ...said } = spoken;
    return {
      ...said,
      momentId: moment,
      origin: `event:${row.id}`,
      source: row.name,
      senderNo: row.senderNo,
      occurredAt: row.occurredAt,
    };
  }

  return {
    name: logLane,
    channel: 'listen.accepted',
    sweepMs: 2_000,
    restMs: 200,
    step: (workspaceId) =>
      db.inWorkspace(workspaceId, async (tx) => {
        const cursor = await cursorOf(tx, workspaceId, logLane);
        if (cursor === undefined) return false;
        const rows = await listen.readLog(tx, workspaceId, cursor, atOnce.events);
        if (rows.length === 0) return (await listen.anyAfter(tx, workspaceId, cursor)) ? 'later' : false;
        const names = new Set((await settingsOf(tx, workspaceId)).events);
        const named = rows.filter(({ name, kind }) => kind === 'track' && names.has(name));
        const taken = named.slice(0, atOnce.words);
        const last = named.length > taken.length ? taken.at(-1) : rows.at(-1);
        const spoken = taken.flatMap((row) => {
          try {
            return wordsIn(row) ?? [];
          } catch (error) {
            log.warn(
              { err: error, workspaceId, event: row.id },
              'an event cannot be read for its words; the lane goes on without it',
            );
            return [];
          }
        });
        if (spoken.length > 0) {
          const room = await enterReadingRoom(tx, workspaceId);
          for (const words of spoken) await keepWords(deps, tx, workspaceId, room, words);
          copySoon(deps, tx, workspaceId);
        }
        if (last !== undefined) await moveCursor(tx, workspaceId, logLane, last);
        return named.length > taken.length || rows.length >= atOnce.events;
      }),
  };
}
