/**
 * From chat to mail: an answer to somebody who has left the chat goes to the address they gave as well.
 *
 * A durable job looks once the visitor was silent for a while. It asks every process whether they are there (a socket, or a
 * widget that asks over HTTP); only when nobody says so is the mail written, in the transaction that remembers how far it went:
 * a line goes by mail at most once, and not at all when it was read meanwhile. An address that was only typed in gets our own
 * words, said after it was given, one mail in a window however many chats name it (case C06), and none once mail to it came
 * back.
 */
import { z } from '#platform/contract';
import type { Jobs } from '#platform/jobs';
import type { Db, Tx } from '#platform/postgres';
import { type ChatSettings, chatSettings } from '../../contract/channels.ts';
import type { Channels } from '../channels.ts';
import { plainAddress } from '../email/rules/addresses.ts';
import { hasBounced, isOwnAddress } from '../email/store.ts';
import type { ChannelRow } from '../store.ts';
import type { ChatSignal, Visiting } from './chat.ts';
import { carriedText } from './rules/carried-text.ts';
import * as store from './store.ts';

/** What became of answers to somebody who had left. */
export interface CarriedOn {
  chatId: string;
  chatChannelId: string;
  /** The lines, by the ids under which they were said. */
  lines: string[];
  to: string;
  /** The mail, by the id under which news of it comes; else why there is none. */
  mail: { id: string; channelId: string; thread: string } | { refused: string };
}

export type HearCarried = (tx: Tx, workspaceId: string, news: CarriedOn) => Promise<void>;

export interface CarryOn {
  /** One of us answered, in this transaction. */
  answered(tx: Tx, who: Visiting, chat: store.ChatRow): Promise<void>;
  /** The visitor has read everything. */
  read(tx: Tx, who: Visiting): Promise<void>;
  onCarried(hear: HearCarried): void;
}

export interface CarryOnDeps {
  db: Db;
  jobs: Jobs;
  channels: Channels;
  now(): number;
  newId(): string;
  signal(who: Visiting, signal: ChatSignal): void;
}

const job = {
  name: 'listen.carry_chat_on',
  /** `asked`: when it was asked whether they are there, by the database's clock. */
  payload: z.strictObject({ workspaceId: z.uuid(), chatId: z.uuid(), asked: z.string().optional() }),
};
const keyOf = ({ chatId }: Visiting) => `carry-on:${chatId}`;

/** How long processes have to say that somebody is there. */
const rollCallMs = 2_000;
/** One mail to one address in so long; what is said meanwhile goes together in the next. */
const windowMs = 5 * 60_000;
const mostLines = 20;
const mostFiles = 20;

/** The e-mail channel that carries a chat's answers; undefined when there is none. */
export async function mailChannelOf(
  channels: Pick<Channels, 'list'>,
  tx: Tx,
  workspaceId: string,
  { answersByMail, mailChannel }: ChatSettings,
): Promise<ChannelRow | undefined> {
  if (!answersByMail) return undefined;
  const mailboxes = (await channels.list(tx, workspaceId)).filter(({ kind, enabled }) => kind === 'email' && enabled);
  return mailboxes.find(({ id }) => id === mailChannel) ?? mailboxes[0];
}

export function createCarryOn({ db, jobs, channels, now, newId, signal }: CarryOnDeps): CarryOn {
  const hearing: HearCarried[] = [];

  const later = (tx: Tx, { workspaceId, chatId }: Visiting, inMs: number, asked?: string) =>
    jobs.add(
      tx,
      job,
      { workspaceId, chatId, ...(asked !== undefined && { asked }) },
      { key: keyOf({ workspaceId, chatId }), runAt: new Date(now() + inMs) },
    );

  /** What there is to carry, and how; undefined when there is nothing. */
  async function due(tx: Tx, { workspaceId, chatId }: Visiting) {
    const chat = await store.holdChat(tx, workspaceId, chatId);
    const channel = chat && (await channels.find(tx, workspaceId, chat.channelId));
    const to = chat?.email ? plainAddress(chat.email)?.toLowerCase() : undefined;
    if (chat === undefined || channel === undefined || to === undefined) return undefined;
    const settings = chatSettings.parse(channel.settings);
    const mailbox = await mailChannelOf(channels, tx, workspaceId, settings);
    const from = [chat.visitorRead, chat.mailedSeq, chat.verified ? '0' : chat.emailAfter].map(Number);
    const lines = mailbox ? await store.unseenLines(tx, workspaceId, chatId, Math.max(...from), mostLines) : [];
    if (mailbox === undefined || lines.length === 0) return undefined;
    return { chat, settings, name: settings.title ?? channel.name, mailbox, to, lines };
  }

  type Due = NonNullable<Awaited<ReturnType<typeof due>>>;

  async function carry(tx: Tx, who: Visiting, { chat, name, mailbox, to, lines }: Due): Promise<void> {
    const { workspaceId, chatId } = who;
    const last = Number(lines.at(-1)?.seq);
    const tell = async (mail: CarriedOn['mail']) => {
      const news = { chatId, chatChannelId: chat.channelId, lines: lines.map(({ id }) => id), to, mail };
      for (const hear of hearing) await hear(tx, workspaceId, news);
    };
    const refused = (await isOwnAddress(tx, workspaceId, to))
      ? 'it is an address of ours'
      : (await hasBounced(tx, workspaceId, to)) && 'mail to this address came back before';
    if (refused) {
      await store.noteMailed(tx, workspaceId, chatId, last);
      await tell({ refused });
      return;
    }
    const agoMs = await store.mailedAgoMs(tx, workspaceId, to);
    if (agoMs !== undefined && agoMs < windowMs) {
      await later(tx, who, windowMs - agoMs);
      return;
    }
    // A conversation of its own for each address: whoever had the chat's address before is no part of this one.
    const mail = { id: newId(), channelId: mailbox.id, thread: `chat:${chatId}:${to}` };
    await store.noteMailed(tx, workspaceId, chatId, last, to);
    const message = {
      ...mail,
      to: { type: 'email', value: to },
      authorName: lines.at(-1)?.authorName ?? '',
      automatic: false,
      subject: name,
      text: carriedText(lines, { name, locale: chat.locale }),
      attachments: lines.flatMap(({ files }) => files).slice(0, mostFiles),
    };
    await channels.carryAlso(tx, workspaceId, message, chat.senderNo);
    await tell(mail);
    // More was said than one mail holds.
    if (lines.length === mostLines) await later(tx, who, windowMs);
  }

  jobs.handle(job, async ({ payload: { workspaceId, chatId, asked } }) => {
    const who = { workspaceId, chatId };
    const absent = await db.inWorkspace(workspaceId, async (tx) => {
      const found = await due(tx, who);
      if (found === undefined) return false;
      if (asked === undefined) {
        await later(tx, who, rollCallMs, await store.askedNow(tx));
        return true;
      }
      if (await store.wasSeenSince(tx, workspaceId, chatId, asked)) await later(tx, who, found.settings.awaySeconds * 1000);
      else await carry(tx, who, found);
      return false;
    });
    if (absent) signal(who, { kind: 'roll_call' });
  });

  return {
    async answered(tx, who, chat) {
      const channel = chat.email ? await channels.find(tx, who.workspaceId, chat.channelId) : undefined;
      if (channel === undefined) return;
      const settings = chatSettings.parse(channel.settings);
      if (settings.answersByMail) await later(tx, who, settings.awaySeconds * 1000);
    },
    read: (tx, who) => jobs.cancel(tx, keyOf(who)),
    onCarried: (hear) => {
      hearing.push(hear);
    },
  };
}
