/**
 * One look: every place of a channel is read back to where it was read before, and what is new is heard, each thing in a
 * transaction of its own. How far we came is kept only after a page was heard whole; a process that dies in between hears
 * again what it heard, which is then known by its name.
 */
import type { Html } from '#platform/html';
import { roughText } from '#platform/html';
import type { Log } from '#platform/log';
import type { Db, Tx } from '#platform/postgres';
import type { Heard } from '../channels.ts';
import type { InboundMessage } from '../inbound.ts';
import type { ChannelRow } from '../store.ts';
import { afterPage, type PlaceState, readBackTo } from './rules/walk.ts';
import { isWanted } from './rules/words.ts';
import * as store from './store.ts';
import { type Mention, type Place, Trouble, type Voice } from './voice.ts';

export interface LookDeps {
  db: Db;
  html: Html;
  log: Log;
  now(): number;
  hear(tx: Tx, workspaceId: string, message: InboundMessage): Promise<Heard>;
}

interface Looking {
  workspaceId: string;
  channel: ChannelRow;
  me: string | undefined;
  since: number;
  now: number;
}

/** More waits for the next look, which then comes at once. */
const pagesAtOnce = 20;
const dayMs = 86_400_000;
const longest = { id: 1_000, name: 200, handle: 320, subject: 990, text: 200_000, html: 1_000_000, link: 2_000 };

/** Answers how many were heard, and whether there is more. Throws `Trouble`. */
export async function look(deps: LookDeps, voice: Voice, workspaceId: string, channel: ChannelRow, secret: string) {
  const { db } = deps;
  const { id: channelId, settings } = channel;
  const ear = await db.inWorkspace(workspaceId, (tx) => store.findEar(tx, workspaceId, channelId), { readOnly: true });
  if (ear === undefined) throw new Trouble('the channel is gone');
  const opened = await voice.open({ workspaceId, channelId, settings, secret, learned: ear.learned });
  const { learned } = opened;
  if (JSON.stringify(learned) !== JSON.stringify(ear.learned))
    await db.inWorkspace(workspaceId, (tx) => store.keepLearned(tx, workspaceId, channelId, learned));
  const since = channel.createdAt.getTime() - Number(settings.daysBack ?? 0) * dayMs;
  const looking: Looking = { workspaceId, channel, me: learned.me, since, now: deps.now() };
  let heard = 0;
  let isMore = false;
  let trouble: unknown;
  for (const place of opened.places) {
    try {
      const walked = await walk(deps, looking, place, ear.places[place.name] ?? {});
      heard += walked.heard;
      isMore ||= !walked.over;
    } catch (error) {
      // One place that fails does not keep the others unheard.
      trouble ??= error;
      if (error instanceof Trouble && (error.status === 401 || error.status === 403 || error.status === 429)) break;
    }
  }
  if (trouble !== undefined) throw trouble;
  return { heard, isMore };
}

async function walk(deps: LookDeps, looking: Looking, place: Place, from: PlaceState): Promise<{ heard: number; over: boolean }> {
  const { workspaceId, channel, since, now } = looking;
  const keep = (state: PlaceState) =>
    deps.db.inWorkspace(workspaceId, (tx) => store.keepPlace(tx, workspaceId, channel.id, place.name, state));
  let state = from;
  let heard = 0;
  const back = readBackTo(state, since, now);
  for (let pages = 0; pages < pagesAtOnce; pages += 1) {
    const page = await place.page(state.walk?.cursor, state.memo ?? {}).catch(async (error: unknown) => {
      // A place to go on from may be forgotten over there: the next look begins at the newest again.
      const { walk, ...begun } = state;
      if (walk && error instanceof Trouble && error.status === 400) await keep(begun);
      throw error;
    });
    const { count, failed } = await hearAll(deps, looking, page.mentions, state.upTo === undefined);
    heard += count;
    if (failed !== undefined) throw failed;
    const listed = [...page.mentions.map(({ listedAt }) => listedAt), ...(page.listed ?? [])];
    const step = afterPage(state, { listed, next: page.next, memo: page.memo }, { back, now });
    state = step.state;
    await keep(state);
    if (step.over) return { heard, over: true };
  }
  return { heard, over: false };
}

/** Hears what is new and wanted. What cannot be heard holds nobody else up, and keeps the mark where it is. */
async function hearAll(deps: LookDeps, looking: Looking, mentions: Mention[], isFirst: boolean) {
  const { workspaceId, channel, me, since } = looking;
  const candidates = mentions.filter(
    ({ sender, listedAt }) => sender.value !== me && (listedAt === undefined || listedAt >= since),
  );
  const ids = candidates.map(({ externalId }) => externalId);
  const known = await deps.db.inWorkspace(workspaceId, (tx) => store.knownMentions(tx, workspaceId, channel.id, ids), {
    readOnly: true,
  });
  let count = 0;
  let failed: unknown;
  // Oldest first, as it was said.
  for (const mention of candidates.reverse()) {
    if (known.has(mention.externalId)) continue;
    known.add(mention.externalId);
    try {
      if (await hearOne(deps, looking, mention, isFirst)) count += 1;
    } catch (error) {
      deps.log.warn({ err: error, workspaceId, channelId: channel.id }, 'a mention could not be heard; it is tried again');
      failed ??= error;
    }
  }
  return { count, failed };
}

async function hearOne(deps: LookDeps, { workspaceId, channel, now }: Looking, mention: Mention, isFirst: boolean) {
  const { settings, id: channelId } = channel;
  const html = mention.html === undefined ? undefined : await deps.html.sanitize(mention.html);
  const text = (mention.text ?? html?.text ?? '').trim();
  const subject = mention.subject === undefined ? undefined : roughText(mention.subject).replace(/\s+/g, ' ');
  const filter = { keywords: listOf(settings.keywords), without: listOf(settings.without) };
  const { sender, externalId, reference } = mention;
  if (!isWanted(`${subject ?? ''}\n${text}`, filter)) {
    // Decided once: words that are added later are for what is said later.
    const passedOver = { channelId, externalId, thread: '', senderNo: '0', ours: false, reference: {} };
    await deps.db.inWorkspace(workspaceId, (tx) => store.keepMention(tx, workspaceId, passedOver));
    return false;
  }
  const own = sender.value.slice(0, 300);
  return deps.db.inWorkspace(workspaceId, async (tx) => {
    const thread = mention.thread ?? (await answered(tx, workspaceId, channelId, mention)) ?? `${own} ${externalId}`;
    const message: InboundMessage = {
      channelId,
      externalId: externalId.slice(0, longest.id),
      thread: [thread.slice(0, longest.id)],
      sender: { type: sender.type, value: own },
      senderVerified: mention.verified,
      ...(mention.name && { senderName: mention.name.slice(0, longest.name) }),
      ...(mention.handle && { handle: mention.handle.slice(0, longest.handle) }),
      ...(subject && { subject: subject.slice(0, longest.subject) }),
      text: text.slice(0, longest.text),
      ...(html && html.html !== '' && { html: html.html.slice(0, longest.html) }),
      attachments: [],
      occurredAt: mention.occurredAt,
      nature: 'human',
      ...(mention.language && { language: mention.language.slice(0, 35) }),
      ...(isLink(mention.link) && { link: mention.link }),
      ...(mention.rating && { rating: mention.rating }),
      isPublic: mention.isPublic,
      // What has no time may be years old when we come for the first time.
      onlyRecorded: settings.opens === false || (isFirst && mention.listedAt === undefined),
      answerable: channel.kind !== 'feed',
      details: mention.details ?? {},
    };
    const { senderNo, outcome } = await deps.hear(tx, workspaceId, message);
    await store.keepMention(tx, workspaceId, { channelId, externalId, thread, senderNo, ours: false, reference });
    if (outcome === 'again' || outcome === 'conflict') return false;
    await store.noteHeard(tx, workspaceId, channelId, new Date(now));
    return true;
  });
}

/** The conversation of what it answers, when that was with the same person: another one who joins in begins their own. */
async function answered(tx: Tx, workspaceId: string, channelId: string, { answers, sender }: Mention) {
  if (answers === undefined) return undefined;
  const thread = await store.threadOf(tx, workspaceId, channelId, answers);
  return thread?.startsWith(`${sender.value.slice(0, 300)} `) ? thread : undefined;
}

const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.filter((each) => typeof each === 'string') : []);
const isLink = (link: string | undefined): link is string =>
  link !== undefined && link.length <= longest.link && /^https?:\/\//i.test(link) && URL.canParse(link);
