/**
 * Web chat: what a visitor can do with a token that opens one chat, and what we put there for them.
 *
 * The transcript is kept here as the visitor sees it, numbered without gaps: a widget that was away asks for everything after
 * the last number it has, and has lost nothing. A line of ours is delivered by the transaction that says it.
 */
import { createHash, randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { z } from '#platform/contract';
import { Refusal } from '#platform/contract';
import type { Files } from '#platform/files';
import { httpRefusals } from '#platform/http';
import { newSecret } from '#platform/ids';
import type { Jobs } from '#platform/jobs';
import type { Db, Tx } from '#platform/postgres';
import type { Secrets } from '#platform/secrets';
import { type ChatSettings, chatSettings, channelRefusals as refusals } from '../../contract/channels.ts';
import type {
  ChatLook,
  ChatSession,
  ChatState,
  chatLines,
  chatSendBody,
  chatSessionBody,
  Staffing,
} from '../../contract/chat.ts';
import type { Intake } from '../../ingest/intake.ts';
import { userOfToken } from '../../ingest/rules/identity-token.ts';
import type { Channels } from '../channels.ts';
import type { Attachment } from '../inbound.ts';
import { type ChannelRow, channelByKey } from '../store.ts';
import { createCarryOn, type HearCarried, mailChannelOf } from './carry-on.ts';
import { identifyEvent } from './rules/identify-event.ts';
import * as store from './store.ts';

/** One visitor in one chat, as their token says. */
export interface Visiting {
  workspaceId: string;
  chatId: string;
}

/** An address and a browser. */
export interface Reach {
  ip: string;
  userAgent: string;
}

export interface Chat {
  /** What a page shows before anybody says anything: how the chat looks, and whether somebody is there. Keeps nothing. */
  look(key: string, origin: string | undefined): Promise<ChatLook>;
  begin(key: string, asked: z.output<typeof chatSessionBody>, origin: string | undefined): Promise<ChatSession>;
  /** Whose chat a token opens, and on which channel. Throws `chat_token_refused`. */
  visiting(token: string | undefined): Promise<{ who: Visiting; channelId: string }>;
  /** `reach`: from where, for recognising what this visitor read in the help centre today. */
  say(who: Visiting, line: z.output<typeof chatSendBody>, reach?: Reach): Promise<{ seq: number; id: string }>;
  lines(who: Visiting, after: number, limit?: number): Promise<z.output<typeof chatLines>>;
  read(who: Visiting, seq: number): Promise<void>;
  /** Keeps a file until a line of this chat names it. */
  bring(who: Visiting, file: { name: string; bytes: Buffer }): Promise<{ id: string; name: string; type: string; size: number }>;
  rate(who: Visiting, rating: { score: number; comment?: string | undefined }): Promise<void>;
  /** The visitor's word on whether a colleague may listen in. */
  allow(who: Visiting, allowed: boolean): Promise<void>;
  typing(who: Visiting): void;
  /** Notes that the visitor is there; `connected` says that a socket of theirs is open here. */
  answerRollCall(who: Visiting, connected: boolean): Promise<void>;
  /** Whether somebody is there, as all chats of a channel are told. */
  staffing(workspaceId: string, channelId: string): Promise<Staffing>;
  /** What rooms may do with chats. */
  ours: OurSide;
}

/** What the owners of moments do with a chat. */
export interface OurSide {
  /** Locks the chat before the moment is locked: always in that order. */
  hold(tx: Tx, workspaceId: string, chatId: string): Promise<void>;
  /** What the visitor may know of us; parts that are left out stay. */
  tell(workspaceId: string, chatId: string, state: Partial<ChatState>): Promise<void>;
  /** The same as part of what is being done: kept in its transaction, in the order of the held chat, told after the commit. */
  tellWith(tx: Tx, workspaceId: string, chatId: string, state: Partial<ChatState>): Promise<void>;
  typing(workspaceId: string, chatId: string, name: string): void;
  read(workspaceId: string, chatId: string): Promise<void>;
  about(tx: Tx, workspaceId: string, chatId: string): Promise<store.ChatRow | undefined>;
  /** The workspace and the settings behind a key, for a page of that origin. Throws as `look` does. */
  behind(key: string, origin: string | undefined): Promise<{ workspaceId: string; settings: ChatSettings }>;
  /** Tells every open widget of the workspace anew whether somebody is there. */
  staffingChanged(workspaceId: string): void;
  /** Registers who hears a visitor type, read, or say how it went. */
  onVisitor(hear: (workspaceId: string, chatId: string, act: VisitorAct) => Promise<void>): void;
  /** Registers who hears, in the transaction, what became of answers to somebody who had left. */
  onCarried(hear: HearCarried): void;
  /** Registers who knows whether somebody is there, before anything was said. */
  onStaffed(ask: (tx: Tx, workspaceId: string, channelId: string) => Promise<Staffing>): void;
}

export type VisitorAct =
  | { kind: 'typing' }
  | { kind: 'read'; seq: number }
  | { kind: 'rated'; score: number; comment: string | undefined }
  /** Their word on whether a colleague may listen in. */
  | { kind: 'listening'; allowed: boolean };

/** What sockets of this process are told; others hear by NOTIFY. */
export type ChatSignal =
  | { kind: 'lines' }
  | { kind: 'roll_call' }
  | { kind: 'state' }
  | { kind: 'typing'; name: string }
  | { kind: 'read'; seq: number };

export interface ChatDeps {
  db: Db;
  jobs: Jobs;
  secrets: Pick<Secrets, 'open'>;
  channels: Channels;
  intake: Pick<Intake, 'keepIn'>;
  registerSenders(tx: Tx, workspaceId: string, asked: { type: string; value: string; sourceId: string }[]): Promise<string[]>;
  now(): number;
  newId(): string;
  /** Tells every socket of the chat, in every process. */
  signal(who: Visiting, signal: ChatSignal): void;
  /** Tells every socket of the workspace, in every process, that somebody came or went. */
  signalStaffing(workspaceId: string): void;
  files: Pick<Files, 'save' | 'of' | 'link' | 'onView'>;
}

const hashOf = (token: string) => createHash('sha256').update(token).digest();
/** What a file of this chat says it came with. */
export const originOf = (chatId: string) => `chat:${chatId}`;
const page = 200;
/** A widget without a socket asks at least as often. */
const askedLatelyMs = 20_000;
/** Whether the viewer may still see the file is asked anew each time; a page may stay open for a working day. */
const linkMs = 12 * 3_600_000;

const unstaffed: ChatState = {
  owner: null,
  staffed: false,
  expectedSeconds: null,
  backAt: null,
  settled: false,
  rating: 'not_yet',
  listening: 'no',
};

export function createChat(deps: ChatDeps): Chat {
  const { db, channels, intake, now, newId, signal } = deps;
  const carryOn = createCarryOn(deps);
  /** Chats whose lines somebody asked this process for lately. */
  const asked = new LRUCache<string, true>({ max: 50_000, ttl: askedLatelyMs });
  const acts: ((workspaceId: string, chatId: string, act: VisitorAct) => Promise<void>)[] = [];
  let askStaffed: Parameters<OurSide['onStaffed']>[0] = async () => ({ staffed: false, expectedSeconds: null, backAt: null });

  const whole = async (
    tx: Tx,
    workspaceId: string,
    { channelId, state }: Pick<store.ChatRow, 'channelId' | 'state'>,
  ): Promise<ChatState> => ({ ...unstaffed, ...(await askStaffed(tx, workspaceId, channelId)), ...state });

  const heldChat = async (tx: Tx, { workspaceId, chatId }: Visiting) => {
    const chat = await store.holdChat(tx, workspaceId, chatId);
    if (chat === undefined) throw new Refusal(refusals.chat_token_refused);
    return chat;
  };

  const link = ({ workspaceId, chatId }: Visiting, file: Attachment) =>
    deps.files.link(workspaceId, file.fileId, { kind: 'chat', id: chatId }, linkMs);

  /** The files of this chat by their ids; what somebody else brought is not there. */
  async function filesOf(tx: Tx, { workspaceId, chatId }: Visiting, ids: string[]): Promise<Attachment[]> {
    const own = new Map((await deps.files.of(tx, workspaceId, originOf(chatId))).map((file) => [file.id, file]));
    return ids.map((id) => {
      const file = own.get(id);
      if (file === undefined) throw new Refusal(refusals.no_such_chat_file);
      return { fileId: file.id, name: file.name, type: file.type, size: file.size };
    });
  }

  deps.files.onView('chat', (tx, workspaceId, chatId, fileId) => store.namesFile(tx, workspaceId, chatId, fileId));

  const act = async ({ workspaceId, chatId }: Visiting, what: VisitorAct) => {
    for (const hear of acts) await hear(workspaceId, chatId, what);
  };

  channels.carrier('web_chat', {
    async atOnce(tx, workspaceId, message) {
      const who = { workspaceId, chatId: message.thread };
      const chat = await heldChat(tx, who);
      await store.appendLine(tx, workspaceId, message.thread, {
        id: message.id,
        clientId: undefined,
        author: message.automatic ? 'system' : 'team',
        authorName: message.authorName,
        text: message.text,
        html: message.html,
        files: message.attachments,
      });
      if (!message.automatic) await carryOn.answered(tx, who, chat);
      tx.afterCommit(() => signal(who, { kind: 'lines' }));
    },
  });

  async function openChannel(tx: Tx, key: string): Promise<{ workspaceId: string; id: string }> {
    const found = await channelByKey(tx, key);
    if (found?.kind !== 'web_chat') throw new Refusal(refusals.chat_unknown_key);
    return found;
  }

  /** The channel behind a key, for a page of that origin. */
  async function openFor(tx: Tx, workspaceId: string, channelId: string, origin: string | undefined) {
    const channel = await channels.find(tx, workspaceId, channelId);
    if (channel === undefined) throw new Refusal(refusals.chat_unknown_key);
    const settings = chatSettings.parse(channel.settings);
    if (settings.origins.length > 0 && !settings.origins.includes(origin ?? '')) throw new Refusal(refusals.chat_origin_refused);
    return { channel, settings };
  }

  /** What a page may know: not on which other sites it stands, and no promise of mail without a mailbox. */
  const shownTo = async (tx: Tx, workspaceId: string, settings: ChatSettings): Promise<ChatSettings> => ({
    ...settings,
    origins: [],
    mailChannel: null,
    calendar: null,
    answersByMail: (await mailChannelOf(channels, tx, workspaceId, settings)) !== undefined,
  });

  /** Who they are: proven by a token of the site, or an id that only this browser has. */
  function senderOf(channel: ChannelRow, settings: ChatSettings, asked: z.output<typeof chatSessionBody>) {
    const { identityToken } = asked;
    if (identityToken === undefined) {
      if (settings.identityNeeded) throw new Refusal(refusals.chat_identity_refused);
      return undefined;
    }
    const secret = deps.secrets.open(channel.secret, channel.id);
    const userId = typeof identityToken === 'string' ? userOfToken(identityToken, secret, now()) : undefined;
    // A wrong token is never "no token": whoever claims to be somebody must prove it (case A22).
    if (userId === undefined) throw new Refusal(refusals.chat_identity_refused);
    return { type: 'user_id' as const, value: userId };
  }

  return {
    async begin(key, asked, origin) {
      const { workspaceId, id: channelId } = await db.inSystem((tx) => openChannel(tx, key), { readOnly: true });
      const before =
        asked.token && (await db.inSystem((tx) => store.chatByToken(tx, hashOf(asked.token ?? '')), { readOnly: true }));
      return db.inWorkspace(workspaceId, async (tx) => {
        const { channel, settings } = await openFor(tx, workspaceId, channelId, origin);
        const proven = senderOf(channel, settings, asked);
        const about: store.Visitor = asked;
        const old = before && before.workspaceId === workspaceId ? await store.holdChat(tx, workspaceId, before.id) : undefined;
        // Somebody else signed in at the same browser begins a chat of their own: they must not read on.
        const goesOn =
          old?.channelId === channelId && !(proven && old.senderType === 'user_id' && old.senderValue !== proven.value);
        // Proven when it began, so proven when it is changed: a name or an address slipped in later would be believed (case A22).
        if (goesOn && old.verified && !proven && (asked.name ?? asked.email) !== undefined)
          throw new Refusal(refusals.chat_identity_refused);
        const anonymousId =
          (goesOn && old.senderType === 'anonymous_id' ? old.senderValue : undefined) ?? asked.anonymousId ?? randomUUID();
        const sender = proven ?? { type: 'anonymous_id' as const, value: anonymousId };
        const [senderNo] = await deps.registerSenders(tx, workspaceId, [{ ...sender, sourceId: channel.sourceId }]);
        if (senderNo === undefined) throw new Error('a sender was registered and not found');

        let chatId = old?.id;
        let token = asked.token;
        if (goesOn && chatId !== undefined && token !== undefined) {
          const known = proven && { no: senderNo, type: proven.type, value: proven.value, verified: true };
          await store.updateChat(tx, workspaceId, chatId, about, known);
        } else {
          token = newSecret('vct');
          chatId = await store.insertChat(tx, workspaceId, {
            channelId,
            tokenHash: hashOf(token),
            senderNo,
            senderType: sender.type,
            senderValue: sender.value,
            verified: proven !== undefined,
            about,
          });
        }
        // What they say of themselves is a claim; that this browser is that user, the site has signed.
        if (proven || asked.email || asked.name) {
          const event = identifyEvent({
            id: newId(),
            userId: proven?.value,
            anonymousId,
            name: asked.name,
            email: asked.email,
            at: now(),
          });
          await intake.keepIn(tx, { workspaceId, sourceId: channel.sourceId, trusted: proven !== undefined }, event);
        }
        const chat = await heldChat(tx, { workspaceId, chatId });
        return {
          token,
          chatId,
          anonymousId,
          verified: chat.verified,
          lastSeq: Number(chat.lastSeq),
          visitorRead: Number(chat.visitorRead),
          teamRead: Number(chat.teamRead),
          state: await whole(tx, workspaceId, chat),
          name: channel.name,
          email: chat.email,
          settings: (await shownTo(tx, workspaceId, settings)) as unknown as ChatSession['settings'],
        };
      });
    },
    async look(key, origin) {
      const { workspaceId, id } = await db.inSystem((tx) => openChannel(tx, key), { readOnly: true });
      return db.inWorkspace(
        workspaceId,
        async (tx) => {
          const { channel, settings } = await openFor(tx, workspaceId, id, origin);
          return {
            name: channel.name,
            settings: (await shownTo(tx, workspaceId, settings)) as unknown as ChatLook['settings'],
            staffing: await askStaffed(tx, workspaceId, id),
          };
        },
        { readOnly: true },
      );
    },
    staffing: (workspaceId, channelId) =>
      db.inWorkspace(workspaceId, (tx) => askStaffed(tx, workspaceId, channelId), { readOnly: true }),
    async visiting(token) {
      const found =
        token === undefined ? undefined : await db.inSystem((tx) => store.chatByToken(tx, hashOf(token)), { readOnly: true });
      if (found === undefined) throw new Refusal(refusals.chat_token_refused);
      return { who: { workspaceId: found.workspaceId, chatId: found.id }, channelId: found.channelId };
    },
    async say(who, { clientId, text, files }, reach) {
      const { workspaceId, chatId } = who;
      if (text === '' && files.length === 0)
        throw new Refusal(httpRefusals.invalid, { detail: 'Say something, or attach a file.' });
      return db.inWorkspace(workspaceId, async (tx) => {
        const chat = await heldChat(tx, who);
        const twice = await store.lineByClientId(tx, workspaceId, chatId, clientId);
        if (twice) return { seq: Number(twice.seq), id: twice.id };
        const attachments = files.length === 0 ? [] : await filesOf(tx, who, files);
        const occurredAt = new Date(now()).toISOString();
        const heard = await channels.hear(tx, workspaceId, {
          channelId: chat.channelId,
          externalId: `${chatId}:${clientId}`,
          thread: [chatId],
          sender: { type: chat.senderType, value: chat.senderValue },
          senderVerified: chat.verified,
          ...(chat.name && { senderName: chat.name }),
          text,
          attachments,
          occurredAt,
          nature: 'human',
          ...(chat.locale && { language: chat.locale }),
          details: {
            ...(reach && { reach: { ...reach } }),
            ...(chat.page && { page: chat.page }),
            answers: chat.answers,
            ...(chat.email && { email: chat.email }),
          },
        });
        const seq = await store.appendLine(tx, workspaceId, chatId, {
          id: heard.id,
          clientId,
          author: 'visitor',
          authorName: chat.name ?? undefined,
          text: text.replaceAll('\0', '\ufffd'),
          html: undefined,
          files: attachments,
        });
        tx.afterCommit(() => signal(who, { kind: 'lines' }));
        return { seq, id: heard.id };
      });
    },
    lines(who, after, limit = page) {
      asked.set(who.chatId, true);
      return db.inWorkspace(
        who.workspaceId,
        async (tx) => {
          const chat = await store.findChat(tx, who.workspaceId, who.chatId);
          if (chat === undefined) throw new Refusal(refusals.chat_token_refused);
          return {
            items: await store.linesAfter(tx, who.workspaceId, who.chatId, after, limit, (file) => link(who, file)),
            lastSeq: Number(chat.lastSeq),
            teamRead: Number(chat.teamRead),
            state: await whole(tx, who.workspaceId, chat),
          };
        },
        { readOnly: true },
      );
    },
    async read(who, seq) {
      const moved = await db.inWorkspace(who.workspaceId, async (tx) => {
        const further = await store.markRead(tx, who.workspaceId, who.chatId, 'visitor', seq);
        const chat = further ? await store.findChat(tx, who.workspaceId, who.chatId) : undefined;
        if (chat && chat.visitorRead === chat.lastSeq) await carryOn.read(tx, who);
        return further;
      });
      if (moved) await act(who, { kind: 'read', seq });
    },
    bring: (who, file) =>
      db.inWorkspace(who.workspaceId, async (tx) => {
        const { id, name, type, size } = await deps.files.save(tx, who.workspaceId, { ...file, origin: originOf(who.chatId) });
        return { id, name, type, size };
      }),
    async rate(who, { score, comment }) {
      await act(who, { kind: 'rated', score, comment });
      await db.inWorkspace(who.workspaceId, (tx) => store.setState(tx, who.workspaceId, who.chatId, { rating: 'given' }));
      signal(who, { kind: 'state' });
    },
    async answerRollCall(who, connected) {
      if (!connected && !asked.has(who.chatId)) return;
      await db.inWorkspace(who.workspaceId, (tx) => store.noteSeen(tx, who.workspaceId, who.chatId));
    },
    allow: (who, allowed) => act(who, { kind: 'listening', allowed }),
    // Nobody misses a sign of typing that was not passed on.
    typing: (who) => void act(who, { kind: 'typing' }).catch(() => undefined),
    ours: {
      staffingChanged: (workspaceId) => deps.signalStaffing(workspaceId),
      hold: async (tx, workspaceId, chatId) => {
        await heldChat(tx, { workspaceId, chatId });
      },
      async tell(workspaceId, chatId, state) {
        await db.inWorkspace(workspaceId, (tx) => store.setState(tx, workspaceId, chatId, state));
        signal({ workspaceId, chatId }, { kind: 'state' });
      },
      async tellWith(tx, workspaceId, chatId, state) {
        await store.setState(tx, workspaceId, chatId, state);
        tx.afterCommit(() => signal({ workspaceId, chatId }, { kind: 'state' }));
      },
      typing: (workspaceId, chatId, name) => signal({ workspaceId, chatId }, { kind: 'typing', name }),
      async read(workspaceId, chatId) {
        const seq = Number.MAX_SAFE_INTEGER;
        const moved = await db.inWorkspace(workspaceId, (tx) => store.markRead(tx, workspaceId, chatId, 'team', seq));
        if (!moved) return;
        const chat = await db.inWorkspace(workspaceId, (tx) => store.findChat(tx, workspaceId, chatId), { readOnly: true });
        if (chat) signal({ workspaceId, chatId }, { kind: 'read', seq: Number(chat.teamRead) });
      },
      about: store.findChat,
      async behind(key, origin) {
        const { workspaceId, id } = await db.inSystem((tx) => openChannel(tx, key), { readOnly: true });
        const { settings } = await db.inWorkspace(workspaceId, (tx) => openFor(tx, workspaceId, id, origin), { readOnly: true });
        return { workspaceId, settings };
      },
      onVisitor: (hear) => {
        acts.push(hear);
      },
      onCarried: carryOn.onCarried,
      onStaffed: (ask) => {
        askStaffed = ask;
      },
    },
  };
}
