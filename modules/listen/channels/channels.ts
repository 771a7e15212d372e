/**
 * Channels as later rooms know them: one way in, one way out, whatever lies between.
 *
 * A message is kept and taken in by one transaction: when its sender is answered, somebody owns it. What cannot be taken in
 * is kept aside with its reason, and never lost.
 */
import { createHash } from 'node:crypto';
import type { Audit } from '#platform/audit';
import type { Principal } from '#platform/auth';
import { Refusal, z } from '#platform/contract';
import { newSecret } from '#platform/ids';
import type { Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Db, Tx } from '#platform/postgres';
import type { Secrets } from '#platform/secrets';
import { type Channel, type ChannelKind, channelRefusals as refusals } from '../contract.ts';
import type { Intake } from '../ingest/intake.ts';
import type { HearMessage, InboundMessage } from './inbound.ts';
import type { Carrier, Dispatched, HearDispatch, OutboundMessage } from './outbound.ts';
import { calledEvent, maxWordsInLog, messageEvent } from './rules/message-event.ts';
import * as store from './store.ts';

/** `again`: it was kept before. `conflict`: that id was kept with other words; the first stand. */
export type Heard = { outcome: 'heard' | 'aside' | 'again' | 'conflict'; id: string; senderNo: string };

export interface Channels {
  /** Registers, once, who takes messages in. */
  onMessage(hear: HearMessage): void;
  /** Registers who hears what became of what was said. */
  onDispatch(hear: HearDispatch): void;
  /** Registers how messages of this kind of channel go out. */
  carrier(kind: ChannelKind, carrier: Carrier): void;
  /** Keeps a message and has it taken in, in this transaction. */
  hear(tx: Tx, workspaceId: string, message: InboundMessage): Promise<Heard>;
  /** Says something, in this transaction: the message goes out exactly when that commits. */
  send(tx: Tx, workspaceId: string, message: OutboundMessage): Promise<void>;
  /** Carries by another way too what was said already, to the same sender: the log has it, and does not hear it twice. */
  carryAlso(tx: Tx, workspaceId: string, message: OutboundMessage, senderNo: string): Promise<void>;
  /** Tells what became of a message after it was sent: a mail that came back. */
  tell(tx: Tx, workspaceId: string, news: Dispatched): Promise<void>;
  find(tx: Tx, workspaceId: string, id: string): Promise<store.ChannelRow | undefined>;
  list(tx: Tx, workspaceId: string): Promise<store.ChannelRow[]>;
  /** Makes a channel; `secret` is shown this once. */
  create(
    tx: Tx,
    principal: Principal,
    wanted: { kind: ChannelKind; name: string; settings: unknown; secret?: string },
  ): Promise<{ channel: Channel; secret: string }>;
  change(
    tx: Tx,
    principal: Principal,
    id: string,
    kind: ChannelKind,
    change: {
      name?: string | undefined;
      enabled?: boolean | undefined;
      settings?: Record<string, unknown> | undefined;
      /** Takes the place of the one before. */
      secret?: string | undefined;
    },
  ): Promise<Channel>;
  /** Messages kept aside, newest first, at most 200. */
  aside(tx: Tx, workspaceId: string): Promise<store.AsideRow[]>;
  /** Takes in what was kept aside. Throws `message_still_refused` with the reason. */
  retryAside(workspaceId: string, id: string): Promise<void>;
  dismissAside(principal: Principal, id: string): Promise<void>;
}

export interface ChannelsDeps {
  db: Db;
  jobs: Jobs;
  audit: Audit;
  secrets: Secrets;
  intake: Pick<Intake, 'keepIn'>;
  registerSenders(tx: Tx, workspaceId: string, asked: { type: string; value: string; sourceId: string }[]): Promise<string[]>;
  newId(): string;
  now(): number;
  log: Log;
}

const dispatchJob = {
  name: 'listen.dispatch',
  payload: z.strictObject({ workspaceId: z.uuid(), id: z.uuid() }),
  attempts: 12,
  priority: -5,
};
const longestKey = 200;

export function createChannels(deps: ChannelsDeps): Channels {
  const { db, jobs, audit, secrets, intake, log } = deps;
  const carriers = new Map<ChannelKind, Carrier>();
  const hearing: { message?: HearMessage; dispatch: HearDispatch[] } = { dispatch: [] };

  const senderNo = async (tx: Tx, workspaceId: string, sourceId: string, sender: { type: string; value: string }) => {
    const [no] = await deps.registerSenders(tx, workspaceId, [{ type: sender.type, value: sender.value, sourceId }]);
    if (no === undefined) throw new Error('a sender was registered and not found');
    return no;
  };

  const existing = async (tx: Tx, workspaceId: string, id: string) => {
    const channel = await store.findChannel(tx, workspaceId, id);
    if (channel === undefined) throw new Refusal(refusals.no_such_channel);
    return channel;
  };

  /** Hands a kept message to whoever takes it in; a failure undoes only that, and is answered. */
  async function takeIn(tx: Tx, workspaceId: string, message: InboundMessage, id: string, no: string, kind: ChannelKind) {
    if (hearing.message === undefined) throw new Error('no room has said how it hears messages');
    await store.beginAttempt(tx);
    try {
      await hearing.message(tx, workspaceId, { ...message, id, senderNo: no, channelKind: kind });
      await store.keepAttempt(tx);
      return undefined;
    } catch (error) {
      await store.undoAttempt(tx);
      const reason = error instanceof Error ? error.message : String(error);
      log.warn({ workspaceId, message: id, reason }, 'a message could not be taken in and is kept aside');
      return reason;
    }
  }

  const mayRepeat = (kind: ChannelKind, message: OutboundMessage): boolean => {
    const carrier = carriers.get(kind);
    return carrier !== undefined && 'carry' in carrier && (carrier.mayRepeat?.(message) ?? false);
  };

  jobs.handle(dispatchJob, async ({ payload: { workspaceId, id }, attempt }) => {
    const settle = (now: Parameters<typeof store.setDispatch>[3], threads?: string[]) =>
      db.inWorkspace(workspaceId, async (tx) => {
        await store.setDispatch(tx, workspaceId, id, now);
        for (const hear of hearing.dispatch)
          await hear(tx, workspaceId, {
            id,
            state: now.state,
            ...(now.reason !== undefined && { reason: now.reason }),
            ...(threads && { threads }),
          });
      });
    const work = await db.inWorkspace(workspaceId, async (tx) => {
      const row = await store.holdDispatch(tx, workspaceId, id);
      if (row === undefined || row.state === 'sent' || row.state === 'failed' || row.state === 'unknown') return undefined;
      // Someone began to send it and never came back to say how it went: it may have arrived (promise P5).
      const channel = await existing(tx, workspaceId, row.body.channelId);
      if (row.state === 'sending' && !mayRepeat(channel.kind, row.body)) return 'lost' as const;
      await store.setDispatch(tx, workspaceId, id, { state: 'sending' });
      return { message: row.body, kind: channel.kind };
    });
    if (work === undefined) return;
    if (work === 'lost') {
      await settle({ state: 'unknown', reason: 'the process ended while it was being sent; it may have arrived' });
      return;
    }
    const carrier = carriers.get(work.kind);
    if (carrier === undefined || !('carry' in carrier)) {
      await settle({ state: 'failed', reason: `nothing carries messages of a channel of kind "${work.kind}"` });
      return;
    }
    try {
      const { threads, ...outcome } = await carrier.carry(workspaceId, work.message, attempt);
      await settle(outcome, threads);
    } catch (error) {
      // Surely not delivered: it waits for the next try, or is given up at the last.
      const reason = error instanceof Error ? error.message : String(error);
      if (attempt >= dispatchJob.attempts) {
        await settle({ state: 'failed', reason });
        return;
      }
      await settle({ state: 'queued', reason });
      throw error;
    }
  });

  return {
    onMessage: (hear) => {
      hearing.message = hear;
    },
    onDispatch: (hear) => {
      hearing.dispatch.push(hear);
    },
    carrier: (kind, carrier) => {
      carriers.set(kind, carrier);
    },
    async hear(tx, workspaceId, given) {
      const message = store.keepable(given);
      const channel = await existing(tx, workspaceId, message.channelId);
      const no = await senderNo(tx, workspaceId, channel.sourceId, message.sender);
      const externalId = shortened(message.externalId);
      const contentHash = sha256(JSON.stringify([message.sender, message.subject, message.text, message.attachments]));
      const { channelId, occurredAt } = message;
      const id = await store.keepMessage(tx, workspaceId, { channelId, externalId, contentHash, senderNo: no, occurredAt });
      if (id === undefined) {
        const kept = await store.keptMessage(tx, workspaceId, channelId, externalId);
        return { outcome: kept.contentHash.equals(contentHash) ? 'again' : 'conflict', id: kept.id, senderNo: no };
      }
      const origin = { workspaceId, sourceId: channel.sourceId, trusted: message.senderVerified };
      await intake.keepIn(tx, origin, messageEvent('Message Received', id, message, channel));
      const { sender, handle } = message;
      if (handle !== undefined) await intake.keepIn(tx, origin, calledEvent(channelId, { sender, handle }, deps.now()));
      const reason = await takeIn(tx, workspaceId, message, id, no, channel.kind);
      if (reason === undefined) return { outcome: 'heard', id, senderNo: no };
      await store.putAside(tx, workspaceId, id, reason, message);
      return { outcome: 'aside', id, senderNo: no };
    },
    async send(tx, workspaceId, message) {
      const channel = await existing(tx, workspaceId, message.channelId);
      const no = await senderNo(tx, workspaceId, channel.sourceId, message.to);
      const carrier = carriers.get(channel.kind);
      const atOnce = carrier !== undefined && 'atOnce' in carrier;
      const isNew = await store.queueDispatch(tx, workspaceId, message, no, atOnce ? 'sent' : 'queued');
      if (!isNew) return;
      const said = {
        sender: message.to,
        subject: message.subject,
        text: message.text.slice(0, maxWordsInLog),
        attachments: message.attachments,
        occurredAt: new Date(deps.now()).toISOString(),
      };
      const origin = { workspaceId, sourceId: channel.sourceId, trusted: true };
      await intake.keepIn(tx, origin, messageEvent('Message Sent', message.id, said, channel));
      if (atOnce) await carrier.atOnce(tx, workspaceId, message);
      else await jobs.add(tx, dispatchJob, { workspaceId, id: message.id }, { key: `dispatch:${message.id}` });
    },
    async carryAlso(tx, workspaceId, message, senderNo) {
      const isNew = await store.queueDispatch(tx, workspaceId, message, senderNo, 'queued');
      if (isNew) await jobs.add(tx, dispatchJob, { workspaceId, id: message.id }, { key: `dispatch:${message.id}` });
    },
    async tell(tx, workspaceId, { id, state, reason }) {
      await store.setDispatch(tx, workspaceId, id, { state, reason });
      for (const hear of hearing.dispatch) await hear(tx, workspaceId, { id, state, ...(reason !== undefined && { reason }) });
    },
    find: store.findChannel,
    list: store.listChannels,
    aside: store.listAside,
    async create(tx, principal, { kind, name, settings, secret = newSecret('vcs') }) {
      const { workspaceId } = principal;
      const id = deps.newId();
      const publicKey = newSecret('vck');
      await store.insertChannel(tx, workspaceId, { id, kind, name, publicKey, settings, secret: secrets.seal(secret, id) });
      await audit.record(tx, principal, { action: 'listen.channel_created', subject: `channel:${id}`, details: { kind, name } });
      return { channel: channelOf(await existing(tx, workspaceId, id)), secret };
    },
    async change(tx, principal, id, kind, { name, enabled, settings, secret }) {
      const { workspaceId } = principal;
      const before = await existing(tx, workspaceId, id);
      if (before.kind !== kind) throw new Refusal(refusals.no_such_channel);
      const whole = settings && { ...before.settings, ...settings };
      await store.updateChannel(tx, workspaceId, id, {
        name,
        enabled,
        settings: whole,
        secret: secret && secrets.seal(secret, id),
      });
      const details = { ...(name && { name }), ...(enabled !== undefined && { enabled }), ...(secret && { secret: 'replaced' }) };
      await audit.record(tx, principal, { action: 'listen.channel_changed', subject: `channel:${id}`, details });
      return channelOf(await existing(tx, workspaceId, id));
    },
    retryAside: (workspaceId, id) =>
      db.inWorkspace(workspaceId, async (tx) => {
        const row = await store.holdAside(tx, workspaceId, id);
        if (row === undefined) throw new Refusal(refusals.no_such_message);
        const channel = await existing(tx, workspaceId, row.channelId);
        const reason = await takeIn(tx, workspaceId, row.body, id, row.senderNo, channel.kind);
        if (reason !== undefined) throw new Refusal(refusals.message_still_refused, { detail: reason });
        await store.settleAside(tx, workspaceId, id, 'heard');
      }),
    dismissAside: (principal, id) =>
      db.inWorkspace(principal.workspaceId, async (tx) => {
        const row = await store.holdAside(tx, principal.workspaceId, id);
        if (row === undefined) throw new Refusal(refusals.no_such_message);
        await store.settleAside(tx, principal.workspaceId, id, 'dismissed');
        await audit.record(tx, principal, { action: 'listen.message_dismissed', subject: `message:${id}` });
      }),
  };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** Ids of mails may be as long as a header; an index of Postgres is not. */
const shortened = (externalId: string) =>
  externalId.length <= longestKey ? externalId : `sha256:${sha256(externalId).toString('hex')}`;

export function channelOf(row: store.ChannelRow): Channel {
  const { secret: _sealed, createdAt, settings, ...rest } = row;
  return { ...rest, settings: settings as Channel['settings'], createdAt: createdAt.toISOString() };
}
