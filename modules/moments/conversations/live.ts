/** Who is at a moment right now, and what the other side of a chat may know of it. */
import type { Principal } from '#platform/auth';
import type { z } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import {
  clockAlarms,
  momentEntries as entriesTopic,
  momentChanged,
  type momentEntries,
  momentPresence,
  refusals,
} from '../contract.ts';
import { customerAnswered, momentOpened, momentRated, momentReopened, momentResolved, ownerChanged } from '../events.ts';
import { employeeOf, type Ground, orRefuse } from '../ground.ts';
import { conversation } from '../inbox.ts';
import * as agents from '../store/agents.ts';
import { appendEntry, findThread, threadsOf } from '../store/entries.ts';
import { findMoment, holdMoment, noteAttended, touchMoment } from '../store/moments.ts';
import { staffingOf } from './staffing.ts';

const page = 200;

/** The topics of the desk. Entries are pulled by number: whoever was away misses none. */
export function openTopics(ground: Ground): void {
  ground.realtime.topic(clockAlarms);
  ground.realtime.topic(momentChanged);
  ground.realtime.topic(momentPresence);
  ground.realtime.topic(entriesTopic, {
    async after({ workspaceId }, cursor, key) {
      if (key === undefined) return { messages: [], cursor };
      const from = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(cursor);
      const { items, lastSeq } = await conversation(ground, workspaceId, key, Number.isSafeInteger(from) ? from : 0, page);
      const messages: z.input<(typeof momentEntries)['message']>[] = items;
      const at = items.at(-1)?.seq ?? (cursor === undefined ? lastSeq : from);
      return { messages, cursor: String(at), more: items.length === page };
    },
  });
}

/** Somebody looks at a moment, or types. Colleagues see it; a customer in a chat sees that somebody types. */
export async function attend(
  ground: Ground,
  principal: Principal,
  id: string,
  { typing, left }: { typing: boolean; left: boolean },
): Promise<void> {
  const { workspaceId } = principal;
  const me = employeeOf(principal);
  const chats = await ground.db.inWorkspace(workspaceId, async (tx) => {
    const moment = orRefuse(await findMoment(tx, workspaceId, id), refusals.no_such_moment);
    if (moment.ownerEmployee !== me.id) return [];
    await noteAttended(tx, workspaceId, id);
    return chatsOf(ground, tx, workspaceId, id);
  });
  const who = { kind: 'employee' as const, id: me.id, name: me.name };
  const looking = left ? 'left' : 'looking';
  ground.realtime.publish(momentPresence, workspaceId, { who, doing: typing ? 'typing' : looking, seq: null }, id);
  for (const chatId of chats) {
    if (typing) ground.listen.chat.typing(workspaceId, chatId, me.name);
    else if (!left) await ground.listen.chat.read(workspaceId, chatId);
  }
}

async function chatsOf({ listen }: Ground, tx: Tx, workspaceId: string, momentId: string): Promise<string[]> {
  const threads = await threadsOf(tx, workspaceId, momentId);
  const kinds = new Map((await listen.channels.list(tx, workspaceId)).map((channel) => [channel.id, channel.kind]));
  return threads.filter(({ channelId }) => kinds.get(channelId) === 'web_chat').map(({ thread }) => thread);
}

/** What the widget shows of us: who answers, whether somebody is there, whether it is settled. */
export function keepChatsInformed(ground: Ground): void {
  const { events, listen, db } = ground;
  events.subscribe({
    name: 'moments.chat_state',
    types: [momentOpened, ownerChanged, momentResolved, momentReopened, customerAnswered].map(({ type }) => type),
    async handle(tx, { workspaceId, data }) {
      const { id } = data as { id: string };
      const moment = await findMoment(tx, workspaceId, id);
      if (moment === undefined) return;
      const owner = moment.ownerEmployee === null ? undefined : await agents.findAgent(tx, workspaceId, moment.ownerEmployee);
      const settled = moment.state === 'resolved' || moment.state === 'checked';
      const asked = settled && moment.rating === null ? ('asked' as const) : undefined;
      for (const chatId of await chatsOf(ground, tx, workspaceId, id)) {
        await listen.chat.tell(workspaceId, chatId, {
          owner: owner ? { name: owner.name } : null,
          settled,
          ...(asked && { rating: asked }),
        });
      }
    },
  });
  listen.chat.onStaffed((tx, workspaceId, channelId) => staffingOf(ground, tx, workspaceId, channelId));
  listen.chat.onVisitor(async (workspaceId, chatId, act) => {
    const found = await db.inWorkspace(workspaceId, (tx) => momentOfChat(ground, tx, workspaceId, chatId), { readOnly: true });
    if (found === undefined) return;
    const { id, name } = found;
    if (act.kind === 'rated') {
      await db.inWorkspace(workspaceId, async (tx) => {
        const moment = await holdMoment(tx, workspaceId, id);
        await touchMoment(tx, workspaceId, id, { rating: act.score, ratingComment: act.comment ?? null });
        await appendEntry(tx, workspaceId, id, {
          id: ground.newId(),
          kind: 'event',
          author: { kind: 'system', name },
          text: `${name} rated it ${act.score} of 5${act.comment ? `: ${act.comment}` : '.'}`,
          details: { event: 'rated', score: act.score, comment: act.comment ?? '' },
        });
        const about = moment && { id, no: Number(moment.no), kind: moment.kind };
        if (about) await ground.events.tell(tx, workspaceId, momentRated, { ...about, score: act.score });
      });
      return;
    }
    if (act.kind !== 'read' && act.kind !== 'typing') return;
    const who = { kind: 'customer' as const, id: null, name };
    const seq = act.kind === 'read' ? act.seq : null;
    ground.realtime.publish(momentPresence, workspaceId, { who, doing: act.kind === 'read' ? 'read' : 'typing', seq }, id);
  });
}

async function momentOfChat({ listen }: Ground, tx: Tx, workspaceId: string, chatId: string) {
  const chat = await listen.chat.about(tx, workspaceId, chatId);
  const thread = chat && (await findThread(tx, workspaceId, chat.channelId, [chatId]));
  return thread && { id: thread.momentId, name: chat.name ?? 'Visitor' };
}
