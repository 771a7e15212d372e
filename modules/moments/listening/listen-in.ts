/**
 * Listening in: a leader reads a live conversation along. It touches no ownership. In a chat the customer is owed what the
 * workspace's rule says; what is noted meanwhile is an insight; the time is counted from a sign of life to the last one.
 */
import type { Principal } from '#platform/auth';
import { Refusal, type ReplyOf } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import type { Listener, listenIn as listenInRoute } from '../contract/listening.ts';
import { refusals } from '../contract/refusals.ts';
import { employeeOf, type Ground, isOpen, orRefuse, tellScreens } from '../ground.ts';
import { appendEntry, findThread, type ThreadRow, threadsOf } from '../store/entries.ts';
import { findMoment, holdMoment } from '../store/moments.ts';
import { owedTo } from './rules/owed.ts';
import { type Line, lineFor } from './rules/words.ts';
import * as store from './store.ts';

export const defaultRule = 'told' as const;

/** Who gave no sign for so long has left, at their last sign. The desk gives one every ten seconds. */
const silentMs = 45_000;
const lookEveryMs = 10_000;

export const listenerOf = (row: store.ListeningRow): Listener => ({
  employee: { id: row.employeeId, name: row.name },
  state: row.fromAt === null ? 'asked' : 'listening',
  since: (row.fromAt ?? row.askedAt).toISOString(),
});

/** Begins, or goes on. Said twice, it is one listening. */
export function listenIn(ground: Ground, principal: Principal, id: string): Promise<ReplyOf<typeof listenInRoute>> {
  const { workspaceId } = principal;
  const me = employeeOf(principal);
  return ground.db.inWorkspace(workspaceId, async (tx) => {
    const going = await store.goOn(tx, workspaceId, id, me.id);
    if (going) return listenerOf(going);
    const chats = await chatsOf(ground, tx, workspaceId, id);
    // The conversation before the moment, as everybody does.
    for (const { thread } of chats) await ground.listen.chat.hold(tx, workspaceId, thread);
    const moment = orRefuse(await holdMoment(tx, workspaceId, id), refusals.no_such_moment);
    if (!isOpen(moment)) throw new Refusal(refusals.not_open);
    if (moment.ownerEmployee === me.id) throw new Refusal(refusals.own_conversation);
    // Another window of theirs may have begun while this one waited for the lock.
    const begun = await store.goOn(tx, workspaceId, id, me.id);
    if (begun) return listenerOf(begun);
    const rule = (await store.findRule(tx, workspaceId))?.rule ?? defaultRule;
    const verdict = owedTo(rule, chats.length > 0, await store.answerOf(tx, workspaceId, id));
    if (!verdict.ok) throw new Refusal(refusals[verdict.why]);
    const { owed, ask } = verdict;
    const row = await store.begin(tx, workspaceId, { momentId: id, employeeId: me.id, name: me.name, owed, ask });
    const words = ask ? 'asks the customer to listen in' : 'listens in';
    await happened(ground, tx, workspaceId, id, `${me.name} ${words}${owed === 'told' ? '; the customer is told' : ''}.`, {
      event: ask ? 'listening_asked' : 'listening',
      by: me.id,
    });
    if (owed !== 'nothing') await sayInChats(ground, tx, workspaceId, chats, ask ? 'asked' : 'told', moment.language);
    await ground.audit.record(tx, principal, { action: 'moments.listened_in', subject: `moment:${id}`, details: { owed } });
    await tellChats(ground, tx, workspaceId, id, chats);
    tellScreens(ground, tx, workspaceId, id);
    return listenerOf(row);
  });
}

export async function stopListening(ground: Ground, principal: Principal, id: string): Promise<void> {
  const { workspaceId } = principal;
  const me = employeeOf(principal);
  await ground.db.inWorkspace(workspaceId, async (tx) => {
    orRefuse(await findMoment(tx, workspaceId, id), refusals.no_such_moment);
    const going = await store.findOwn(tx, workspaceId, id, me.id);
    if (going) await ended(ground, tx, workspaceId, id, { id: going.id, at: 'now', why: 'left' }, principal);
  });
}

interface End {
  id: string;
  at: Date | 'now';
  why: store.Ending;
}

async function ended(ground: Ground, tx: Tx, workspaceId: string, momentId: string, { id, at, why }: End, by?: Principal) {
  const chats = await chatsOf(ground, tx, workspaceId, momentId);
  for (const { thread } of chats) await ground.listen.chat.hold(tx, workspaceId, thread);
  const moment = await holdMoment(tx, workspaceId, momentId);
  const row = await store.end(tx, workspaceId, id, at, why);
  if (row === undefined || moment === undefined) return;
  if (row.fromAt !== null) {
    await happened(ground, tx, workspaceId, momentId, `${row.name} no longer listens in.`, {
      event: 'listening_ended',
      by: row.employeeId,
      why,
    });
    const others = await store.listenersOf(tx, workspaceId, momentId);
    // A chat that is settled is left alone: a line in it would look like news.
    if (row.owed !== 'nothing' && others.length === 0 && isOpen(moment))
      await sayInChats(ground, tx, workspaceId, chats, 'ended', moment.language);
    const seconds = Math.round(((row.untilAt?.getTime() ?? 0) - row.fromAt.getTime()) / 1000);
    const who = by ?? { kind: 'system' as const, id: 'moments', label: 'Verona', workspaceId, role: 'owner' };
    const details = { employee: row.employeeId, seconds, why };
    await ground.audit.record(tx, who, { action: 'moments.listening_ended', subject: `moment:${momentId}`, details });
  }
  await tellChats(ground, tx, workspaceId, momentId, chats);
  tellScreens(ground, tx, workspaceId, momentId);
}

/** What happens when nobody clicks: customers answer, listeners vanish, moments are settled. */
export function watchListening(ground: Ground): void {
  const { db, jobs, listen } = ground;
  listen.chat.onVisitor(async (workspaceId, chatId, act) => {
    if (act.kind === 'listening') await answered(ground, workspaceId, chatId, act.allowed);
  });
  jobs.every('moments.listening', lookEveryMs, async () => {
    for (const workspaceId of await db.workspaceIds()) {
      const gone = await db.inWorkspace(workspaceId, (tx) => store.lost(tx, workspaceId, silentMs), { readOnly: true });
      for (const one of gone) await db.inWorkspace(workspaceId, (tx) => ended(ground, tx, workspaceId, one.momentId, one));
    }
  });
}

/** The customer's word counts for everybody who waits, and for who would ask after them. */
function answered(ground: Ground, workspaceId: string, chatId: string, allowed: boolean): Promise<void> {
  return ground.db.inWorkspace(workspaceId, async (tx) => {
    const chat = await ground.listen.chat.about(tx, workspaceId, chatId);
    const thread = chat && (await findThread(tx, workspaceId, chat.channelId, [chatId]));
    if (!thread) return;
    const { momentId } = thread;
    const chats = await chatsOf(ground, tx, workspaceId, momentId);
    for (const one of chats) await ground.listen.chat.hold(tx, workspaceId, one.thread);
    const moment = await holdMoment(tx, workspaceId, momentId);
    if (moment === undefined) return;
    const settled = await (allowed ? store.allowAll : store.refuseAll)(tx, workspaceId, momentId);
    if (settled.length > 0) {
      const names = settled.map(({ name }) => name).join(', ');
      const text = allowed ? `The customer agreed: ${names} listens in.` : `The customer does not want ${names} to listen in.`;
      await happened(ground, tx, workspaceId, momentId, text, { event: allowed ? 'listening' : 'listening_refused' });
      if (allowed) await sayInChats(ground, tx, workspaceId, chats, 'told', moment.language);
    }
    await tellChats(ground, tx, workspaceId, momentId, chats);
    tellScreens(ground, tx, workspaceId, momentId);
  });
}

async function chatsOf({ listen }: Ground, tx: Tx, workspaceId: string, momentId: string): Promise<ThreadRow[]> {
  const threads = await threadsOf(tx, workspaceId, momentId);
  if (threads.length === 0) return [];
  const kinds = new Map((await listen.channels.list(tx, workspaceId)).map((channel) => [channel.id, channel.kind]));
  return threads.filter(({ channelId }) => kinds.get(channelId) === 'web_chat').sort((a, b) => a.thread.localeCompare(b.thread));
}

/** A line of the house in the chat: it stands in the transcript with its time. */
async function sayInChats(
  { listen, newId }: Ground,
  tx: Tx,
  workspaceId: string,
  chats: ThreadRow[],
  line: Line,
  language: string | null,
): Promise<void> {
  for (const { channelId, thread, toType, toValue } of chats) {
    const channel = await listen.channels.find(tx, workspaceId, channelId);
    await listen.channels.send(tx, workspaceId, {
      id: newId(),
      channelId,
      thread,
      to: { type: toType, value: toValue },
      authorName: channel?.name ?? 'Verona',
      automatic: true,
      text: lineFor(line, language),
      attachments: [],
    });
  }
}

/** How things stand, for the widget: somebody listens, somebody asks, or neither. The chats are held. */
async function tellChats({ listen }: Ground, tx: Tx, workspaceId: string, momentId: string, chats: ThreadRow[]): Promise<void> {
  const owed = (await store.listenersOf(tx, workspaceId, momentId)).filter((one) => one.owed !== 'nothing');
  const asks = owed.length > 0 ? ('asked' as const) : ('no' as const);
  const listening = owed.some(({ fromAt }) => fromAt !== null) ? ('yes' as const) : asks;
  for (const { thread } of chats) await listen.chat.tellWith(tx, workspaceId, thread, { listening });
}

async function happened(
  ground: Ground,
  tx: Tx,
  workspaceId: string,
  momentId: string,
  text: string,
  details: Record<string, unknown>,
): Promise<void> {
  await appendEntry(tx, workspaceId, momentId, {
    id: ground.newId(),
    kind: 'event',
    author: { kind: 'system', name: 'Verona' },
    text,
    details,
  });
}
