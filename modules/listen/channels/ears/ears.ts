/** Ears, put together: channels that are looked at when their time has come, and answered where that is possible. */
import { Refusal } from '#platform/contract';
import type { Html } from '#platform/html';
import type { Jobs } from '#platform/jobs';
import type { Log } from '#platform/log';
import type { Outbound } from '#platform/outbound';
import type { Db, Tx } from '#platform/postgres';
import type { Secrets } from '#platform/secrets';
import { type Answering, answeringOf, type ChannelKind, channelRefusals, type Ear, earRefusals } from '../../contract.ts';
import type { Channels } from '../channels.ts';
import type { Carried, Carrier, OutboundMessage } from '../outbound.ts';
import type { ChannelRow } from '../store.ts';
import { createBlueskyVoice } from './bluesky/bluesky.ts';
import { createFeedVoice } from './feed/feed.ts';
import { look } from './look.ts';
import { createMastodonVoice } from './mastodon/mastodon.ts';
import { backOff, nextLook } from './rules/when-again.ts';
import * as store from './store.ts';
import { Trouble, type Voice, type VoiceDeps } from './voice.ts';

export interface EarsDeps {
  db: Db;
  jobs: Jobs;
  html: Html;
  outbound: Outbound;
  secrets: Secrets;
  channels: Channels;
  log: Log;
  now(): number;
  /** Between 0 and 1, for jitter. */
  chance(): number;
}

export interface Ears {
  /** A channel that is there is listened to, from now on. */
  add(tx: Tx, workspaceId: string, channelId: string): Promise<void>;
  show(tx: Tx, workspaceId: string, channelId: string): Promise<Ear>;
  /** Looks, and says what went wrong. Answers how many were heard. */
  lookNow(workspaceId: string, channelId: string): Promise<number>;
  /** Settings have changed: it is looked at at once. `anew`: what was learned of another account or address is forgotten. */
  changed(tx: Tx, workspaceId: string, channelId: string, anew: boolean): Promise<void>;
  /** How an answer to somebody on a channel is measured, and who reads it. */
  answering(tx: Tx, workspaceId: string, channel: ChannelRow, account: string): Promise<Answering>;
  erase(tx: Tx, workspaceId: string, senderNos: readonly string[]): Promise<{ store: string; rows: number }>;
  stop(): Promise<void>;
}

const lookEveryMs = 5_000;
/** A process that dies while it looks is waited for that long. */
const holdMs = 5 * 60_000;
const atOnce = 4;
const kinds = ['feed', 'mastodon', 'bluesky'] as const satisfies ChannelKind[];
type EarKind = (typeof kinds)[number];

export function createEars(deps: EarsDeps): Ears {
  const { db, jobs, secrets, channels, log, now, chance } = deps;
  const voiceDeps: VoiceDeps = deps;
  const feed = createFeedVoice(voiceDeps);
  const voices: Record<EarKind, Voice> = {
    feed,
    mastodon: createMastodonVoice(voiceDeps),
    bluesky: createBlueskyVoice(voiceDeps),
  };
  const voiceOf = ({ kind }: ChannelRow): Voice | undefined => (voices as Partial<Record<ChannelKind, Voice>>)[kind];
  let stopping = false;

  async function existing(tx: Tx, workspaceId: string, channelId: string) {
    const channel = await channels.find(tx, workspaceId, channelId);
    const voice = channel && voiceOf(channel);
    if (channel === undefined || voice === undefined) throw new Refusal(channelRefusals.no_such_channel);
    return { channel, voice, secret: secrets.open(channel.secret, channelId) };
  }

  /** Undefined when somebody else is at it. */
  async function visit(workspaceId: string, channelId: string): Promise<{ heard: number } | undefined> {
    const found = await db.inWorkspace(workspaceId, async (tx) => {
      const known = await existing(tx, workspaceId, channelId);
      const held = await store.holdEar(tx, workspaceId, channelId, new Date(now()), new Date(now() + holdMs));
      return held ? known : undefined;
    });
    if (found === undefined) return undefined;
    const { channel, voice, secret } = found;
    try {
      const { heard, isMore } = await look({ ...deps, hear: channels.hear }, voice, workspaceId, channel, secret);
      const every = Number(channel.settings.everyMinutes ?? 5);
      const nextAt = new Date(isMore ? now() : now() + nextLook(every, chance()));
      await db.inWorkspace(workspaceId, (tx) => store.noteLooked(tx, workspaceId, channelId, new Date(now()), nextAt));
      return { heard };
    } catch (error) {
      // What is not the other side's fault is in our log, whole; people see that it goes wrong.
      if (!(error instanceof Trouble)) log.error({ err: error, workspaceId, channelId }, 'a look at a channel failed');
      const words = (error instanceof Error ? error.message : String(error)).slice(0, 500);
      const reason = words.charAt(0).toUpperCase() + words.slice(1);
      await db.inWorkspace(workspaceId, async (tx) => {
        const failures = Number((await store.findEar(tx, workspaceId, channelId))?.failures ?? 0) + 1;
        const wish = error instanceof Trouble ? (error.notBefore ?? 0) : 0;
        const nextAt = new Date(Math.max(now() + backOff(failures, chance()), wish));
        await store.noteTrouble(tx, workspaceId, channelId, { at: new Date(now()), nextAt, reason });
      });
      throw new Refusal(earRefusals.ear_unreachable, { detail: reason });
    }
  }

  jobs.every('listen.look', lookEveryMs, async () => {
    const due: { workspaceId: string; channelId: string }[] = [];
    for (const workspaceId of await db.workspaceIds()) {
      const found = await db.inWorkspace(workspaceId, (tx) => store.dueEars(tx, workspaceId, new Date(now())), {
        readOnly: true,
      });
      for (const { channelId } of found) due.push({ workspaceId, channelId });
    }
    const one = async () => {
      for (let next = due.shift(); next !== undefined && !stopping; next = due.shift()) {
        const { workspaceId, channelId } = next;
        await visit(workspaceId, channelId).catch((error: unknown) =>
          log.warn({ err: error, workspaceId, channelId }, 'a channel could not be listened to; it is tried again'),
        );
      }
    };
    await Promise.all(Array.from({ length: atOnce }, one));
  });

  async function carry(workspaceId: string, message: OutboundMessage): Promise<Carried> {
    const { channelId } = message;
    const { channel, voice, secret, last, learned } = await db.inWorkspace(
      workspaceId,
      async (tx) => ({
        ...(await existing(tx, workspaceId, channelId)),
        last: await store.lastMention(tx, workspaceId, channelId, message.thread),
        learned: (await store.findEar(tx, workspaceId, channelId))?.learned ?? {},
      }),
      { readOnly: true },
    );
    if (voice.answer === undefined) return { state: 'failed', reason: 'it cannot be answered there' };
    if (last === undefined) return { state: 'failed', reason: 'what it answers is not known any more' };
    if (message.attachments.length > 0) return { state: 'failed', reason: 'this channel carries no files' };
    const { settings } = channel;
    const listening = { workspaceId, channelId, settings, secret, learned };
    const { externalId, ...carried } = await voice.answer(listening, last.reference, message);
    if (externalId !== undefined) {
      // What answers our words is known to belong to this conversation.
      const ours = { channelId, externalId, thread: message.thread, senderNo: last.senderNo, ours: true, reference: {} };
      await db.inWorkspace(workspaceId, (tx) => store.keepMention(tx, workspaceId, ours));
    }
    return carried;
  }
  for (const kind of kinds) {
    const { mayRepeat } = voices[kind];
    const carrier: Carrier = { carry, ...(mayRepeat && { mayRepeat: (message) => mayRepeat(message, now()) }) };
    channels.carrier(kind, carrier);
  }

  const answering: Ears['answering'] = async (tx, workspaceId, { id, kind, settings }, account) => {
    const known = kind === 'mastodon' ? (await store.findEar(tx, workspaceId, id))?.learned : settings;
    return answeringOf(kind, known ?? {}, account);
  };

  return {
    add: (tx, workspaceId, channelId) => store.insertEar(tx, workspaceId, channelId, new Date(now())),
    async show(tx, workspaceId, channelId) {
      const { channel } = await existing(tx, workspaceId, channelId);
      const row = await store.findEar(tx, workspaceId, channelId);
      if (row === undefined) throw new Refusal(channelRefusals.no_such_channel);
      return shown(row, channel.enabled);
    },
    async lookNow(workspaceId, channelId) {
      const looked = await visit(workspaceId, channelId);
      // Somebody is at it already: what they find is found.
      return looked?.heard ?? 0;
    },
    changed: (tx, workspaceId, channelId, anew) => store.lookSoon(tx, workspaceId, channelId, new Date(now()), anew),
    answering,
    async erase(tx, workspaceId, senderNos) {
      return { store: 'listen.mention', rows: await store.forgetMentions(tx, workspaceId, senderNos) };
    },
    async stop() {
      stopping = true;
      await feed.close();
    },
  };
}

function shown(row: store.EarRow, enabled: boolean): Ear {
  const { trouble, troubleSince } = row;
  return {
    channelId: row.channelId,
    lookedAt: row.lookedAt?.toISOString() ?? null,
    heardAt: row.heardAt?.toISOString() ?? null,
    heard: Number(row.heard),
    nextAt: enabled ? row.nextAt.toISOString() : null,
    trouble:
      trouble === null || troubleSince === null
        ? null
        : { reason: trouble, since: troubleSince.toISOString(), failures: Number(row.failures) },
    handle: row.learned.handle ?? null,
    limit: row.learned.limit ?? null,
  };
}
