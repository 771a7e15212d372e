/** What we say: answers that go out, notes that stay, and what became of them. */
import type { Dispatched } from '#listen';
import { whyTooLong } from '#listen/contract';
import type { Principal } from '#platform/auth';
import { Refusal, type z } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import type { Happening } from '../clocks/clocks.ts';
import type { reply as replyRoute } from '../contract.ts';
import { refusals } from '../contract.ts';
import { customerAnswered } from '../events.ts';
import { employeeOf, type Ground, orRefuse, tellScreens } from '../ground.ts';
import { findOwn } from '../listening/store.ts';
import { holdOwn, settle } from '../ownership/acts.ts';
import type { Ownership } from '../ownership/ownership.ts';
import * as entries from '../store/entries.ts';
import { findMoment, holdMoment, noteAttended, touchMoment } from '../store/moments.ts';
import { previewOf } from './rules/words.ts';

type Answer = z.output<(typeof replyRoute)['body'] & z.ZodType>;

export interface Speaking extends Ground {
  ownership: Ownership;
  /** Files that a colleague brought, by id. */
  filesOf(tx: Tx, workspaceId: string, ids: string[]): Promise<entries.EntryRow['files']>;
}

/** Answers the customer where they wrote. Fenced: only in the name of whoever owns it at this epoch. */
export async function answer(speaking: Speaking, principal: Principal, id: string, said: Answer): Promise<string> {
  const { db, newId, listen, ownership } = speaking;
  const { workspaceId } = principal;
  const me = employeeOf(principal);
  return db.inWorkspace(workspaceId, async (tx) => {
    const before = await entries.entryByClient(tx, workspaceId, id, me.id, said.clientId);
    if (before) return before.id;
    const thread = await entries.lastThread(tx, workspaceId, id, said.channel);
    if (thread === undefined) {
      orRefuse(await findMoment(tx, workspaceId, id), refusals.no_such_moment);
      throw new Refusal(refusals.no_way_to_answer);
    }
    const channel = orRefuse(await listen.channels.find(tx, workspaceId, thread.channelId), refusals.no_way_to_answer);
    const answering = await listen.ears.answering(tx, workspaceId, channel, thread.toValue);
    if (!answering.possible) throw new Refusal(refusals.no_way_to_answer);
    if (!thread.answerable) throw new Refusal(refusals.sender_not_believed);
    const tooLong = whyTooLong(channel.kind, answering, said.text);
    if (tooLong !== undefined)
      throw new Refusal(refusals.answer_too_long, { detail: tooLong, fields: [{ path: 'text', message: tooLong }] });
    // The conversation before the moment: whoever writes there takes them in this order too.
    if (channel.kind === 'web_chat') await listen.chat.hold(tx, workspaceId, thread.thread);
    await ownership.lock(tx, workspaceId);
    const moment = await holdOwn(speaking, tx, principal, id, said.epoch);
    const held = said.undoSeconds > 0;
    const files = said.files.length === 0 ? [] : await speaking.filesOf(tx, workspaceId, said.files);
    const entry = await entries.appendEntry(tx, workspaceId, id, {
      id: newId(),
      kind: 'out',
      channelId: thread.channelId,
      thread: thread.thread,
      author: { kind: 'employee', id: me.id, name: me.name },
      subject: said.subject,
      text: said.text,
      files,
      state: held ? 'held' : 'queued',
      ...(held && { sendAt: new Date(speaking.clock.now() + said.undoSeconds * 1000) }),
      epoch: moment.epoch,
      clientId: said.clientId,
      details: said.articles.length > 0 ? { articles: said.articles } : {},
    });
    await entries.saveDraft(tx, workspaceId, id, me.id, 'out', '');
    for (const { id: articleId, how } of said.articles) {
      const locale = moment.language ?? 'en';
      await speaking.knowledge.recordUse(tx, workspaceId, { articleId, locale, place: 'moment', how, momentId: id });
    }
    if (!held) await dispatch(speaking, tx, workspaceId, entry.id);
    const waits = said.afterwards !== 'stay_open';
    await touchMoment(tx, workspaceId, id, {
      ...(waits && { state: 'waiting_customer' as const }),
      waitingSince: null,
      teamAt: true,
      attended: true,
      preview: previewOf(said.text, files.length),
    });
    const about = { id, no: Number(moment.no), kind: moment.kind };
    await speaking.events.tell(tx, workspaceId, customerAnswered, { ...about, entry: entry.id, by: me.id });
    // An answer that can still be undone is none yet.
    const answered: Happening[] = held ? [] : [{ what: 'human_replied' }];
    if (waits) answered.push({ what: 'waiting', for: 'customer' });
    await speaking.clocks.happened(tx, workspaceId, id, answered);
    if (said.afterwards === 'resolve') await settle(speaking, tx, workspaceId, moment, { outcome: 'answered', by: me.name });
    // Who waits for the customer has room for another.
    if (waits) await ownership.fill(tx, workspaceId);
    tellScreens(speaking, tx, workspaceId, id);
    return entry.id;
  });
}

/** Hands an entry that is queued to its channel. */
async function dispatch({ listen }: Speaking, tx: Tx, workspaceId: string, entryId: string): Promise<void> {
  const entry = orRefuse(await entries.findEntry(tx, workspaceId, entryId), refusals.no_such_moment);
  const { channelId, thread: name } = entry;
  if (channelId === null || name === null) throw new Error('an answer without a conversation');
  const thread = orRefuse(await entries.findThread(tx, workspaceId, channelId, [name]), refusals.no_way_to_answer);
  await listen.channels.send(tx, workspaceId, {
    id: entry.id,
    channelId,
    thread: name,
    to: { type: thread.toType, value: thread.toValue, ...(thread.toName && { name: thread.toName }) },
    authorName: entry.authorName,
    automatic: false,
    ...((entry.subject ?? thread.subject) && { subject: entry.subject ?? thread.subject ?? '' }),
    text: entry.text,
    attachments: entry.files,
  });
  const channel = await listen.channels.find(tx, workspaceId, channelId);
  if (channel?.kind === 'web_chat') await entries.setEntryState(tx, workspaceId, entryId, 'sent', undefined, ['queued', 'held']);
}

/** Takes an answer back that has not gone yet. */
export async function undo(speaking: Speaking, principal: Principal, momentId: string, entryId: string): Promise<void> {
  const { workspaceId } = principal;
  const me = employeeOf(principal);
  await speaking.db.inWorkspace(workspaceId, async (tx) => {
    const entry = orRefuse(await entries.findEntry(tx, workspaceId, entryId), refusals.no_such_moment);
    if (entry.momentId !== momentId || entry.authorId !== me.id) throw new Refusal(refusals.no_such_moment);
    const undone = await entries.setEntryState(tx, workspaceId, entryId, 'undone', undefined, ['held']);
    if (undone === undefined) throw new Refusal(refusals.too_late_to_undo);
    await holdMoment(tx, workspaceId, momentId);
    await touchMoment(tx, workspaceId, momentId, { state: 'open', waitingSince: 'now' });
    await speaking.clocks.happened(tx, workspaceId, momentId, [{ what: 'waiting', for: 'team' }]);
    await entries.saveDraft(tx, workspaceId, momentId, me.id, 'out', entry.text);
    tellScreens(speaking, tx, workspaceId, momentId);
  });
}

/** Sends what can no longer be undone. */
export async function sendDue(speaking: Speaking, workspaceId: string): Promise<number> {
  const due = await speaking.db.inWorkspace(workspaceId, (tx) => entries.dueEntries(tx, workspaceId), { readOnly: true });
  for (const { id, momentId } of due) {
    await speaking.db.inWorkspace(workspaceId, async (tx) => {
      const entry = await entries.findEntry(tx, workspaceId, id);
      const channel = entry?.channelId && (await speaking.listen.channels.find(tx, workspaceId, entry.channelId));
      if (entry?.thread && channel && channel.kind === 'web_chat') await speaking.listen.chat.hold(tx, workspaceId, entry.thread);
      const queued = await entries.setEntryState(tx, workspaceId, id, 'queued', undefined, ['held']);
      if (queued === undefined) return;
      await dispatch(speaking, tx, workspaceId, id);
      await holdMoment(tx, workspaceId, momentId);
      await speaking.clocks.happened(tx, workspaceId, momentId, [{ what: 'human_replied' }]);
      tellScreens(speaking, tx, workspaceId, momentId);
    });
  }
  return due.length;
}

/** What a channel says became of an answer. */
export async function hearDispatch(speaking: Speaking, tx: Tx, workspaceId: string, news: Dispatched): Promise<void> {
  const entry = await entries.findEntry(tx, workspaceId, news.id);
  if (entry === undefined || entry.channelId === null || entry.thread === null) return;
  await entries.setEntryState(tx, workspaceId, news.id, news.state, news.reason, ['queued', 'sending', 'unknown', 'sent']);
  const thread = await entries.findThread(tx, workspaceId, entry.channelId, [entry.thread]);
  if (news.threads && thread) await entries.keepThreads(tx, workspaceId, news.threads, thread);
  tellScreens(speaking, tx, workspaceId, entry.momentId);
}

/** Notes something for colleagues. Anybody may, owner or not. */
export async function takeNote(
  ground: Ground,
  principal: Principal,
  id: string,
  { text, mentions }: { text: string; mentions: string[] },
): Promise<string> {
  const { workspaceId } = principal;
  const me = employeeOf(principal);
  return ground.db.inWorkspace(workspaceId, async (tx) => {
    const moment = orRefuse(await holdMoment(tx, workspaceId, id), refusals.no_such_moment);
    const known = mentions.length === 0 ? [] : await ground.people.standings(tx, mentions);
    if (known.length < new Set(mentions).size) throw new Refusal(refusals.no_such_employee);
    const entry = await entries.appendEntry(tx, workspaceId, id, {
      id: ground.newId(),
      kind: 'note',
      author: { kind: 'employee', id: me.id, name: me.name },
      text,
      insight: (await findOwn(tx, workspaceId, id, me.id))?.fromAt != null,
      details: { mentions: known.map(({ employeeId, name }) => ({ id: employeeId, name })) },
    });
    await entries.saveDraft(tx, workspaceId, id, me.id, 'note', '');
    if (moment.ownerEmployee === me.id) await noteAttended(tx, workspaceId, id);
    tellScreens(ground, tx, workspaceId, id);
    return entry.id;
  });
}

/** Keeps what somebody is writing; nothing lets it go. */
export async function keepDraft(
  { db }: Pick<Ground, 'db'>,
  principal: Principal,
  id: string,
  { kind, text }: { kind: 'out' | 'note'; text: string },
): Promise<void> {
  const { workspaceId } = principal;
  const me = employeeOf(principal);
  await db.inWorkspace(workspaceId, async (tx) => {
    orRefuse(await findMoment(tx, workspaceId, id), refusals.no_such_moment);
    await entries.saveDraft(tx, workspaceId, id, me.id, kind, text);
  });
}
