/** Open channels: who knocks is known by what they sign; what we say goes out the same way. */
import { Refusal } from '#platform/contract';
import type { Log } from '#platform/log';
import type { Outbound } from '#platform/outbound';
import type { Db, Tx } from '#platform/postgres';
import type { Secrets } from '#platform/secrets';
import { type OpenSettings, openRefusals as refusals } from '../../contract/open.ts';
import type { Channels, Heard } from '../channels.ts';
import type { InboundMessage } from '../inbound.ts';
import type { Carried, Carrier, OutboundMessage } from '../outbound.ts';
import { channelByKey } from '../store.ts';
import { carryToWebhook } from './carry.ts';
import { fullNumber, whyNotTo } from './rules/numbers.ts';
import { carryBySms } from './sms/carry.ts';
import { holdSaid, noteProviderId, rankInDay, stateOfSaid } from './store.ts';

export interface KnownChannel {
  workspaceId: string;
  id: string;
  key: string;
  settings: OpenSettings;
  secret: string;
}

export interface News {
  by: { id: string } | { providerId: string };
  state: 'delivered' | 'failed';
  reason?: string | undefined;
  /** The provider's name, when it was not known yet. */
  providerId?: string;
}

export interface Open {
  /** The channel behind a key; the door has yet to check what was signed. */
  byKey(key: string, provider: OpenSettings['provider']): Promise<KnownChannel>;
  hear(channel: KnownChannel, message: InboundMessage): Promise<Heard>;
  /** What became of a message of ours. Twice told or of nothing we said, it changes nothing. */
  tell(channel: KnownChannel, news: News): Promise<void>;
  /** Where this channel's provider of text messages tells us what became of a message. */
  smsUrl(key: string, messageId?: string): string;
  carrier: Carrier;
}

interface OpenDeps {
  db: Db;
  channels: Channels;
  outbound: Outbound;
  secrets: Secrets;
  baseUrl: string;
  log: Log;
  now(): number;
}

export function createOpen({ db, channels, outbound, secrets, baseUrl, log, now }: OpenDeps): Open {
  async function known(tx: Tx, workspaceId: string, id: string): Promise<KnownChannel | undefined> {
    const row = await channels.find(tx, workspaceId, id);
    if (row === undefined) return undefined;
    const settings = row.settings as unknown as OpenSettings;
    return { workspaceId, id, key: row.publicKey, settings, secret: secrets.open(row.secret, id) };
  }

  const open: Open = {
    async byKey(key, provider) {
      const found = await db.inSystem((tx) => channelByKey(tx, key), { readOnly: true });
      if (found?.kind !== 'open') throw new Refusal(refusals.channel_unknown_key);
      const channel = await db.inWorkspace(found.workspaceId, (tx) => known(tx, found.workspaceId, found.id), { readOnly: true });
      if (channel?.settings.provider !== provider) throw new Refusal(refusals.channel_unknown_key);
      return channel;
    },
    hear: ({ workspaceId }, message) => db.inWorkspace(workspaceId, (tx) => channels.hear(tx, workspaceId, message)),
    tell: ({ workspaceId, id: channelId }, { by, state, reason, providerId }) =>
      db.inWorkspace(workspaceId, async (tx) => {
        const said = await holdSaid(tx, workspaceId, channelId, by);
        if (said === undefined) return;
        if (providerId !== undefined) await noteProviderId(tx, workspaceId, said.id, providerId);
        const now = state === 'delivered' ? 'sent' : 'failed';
        if (said.state === now) return;
        await channels.tell(tx, workspaceId, {
          id: said.id,
          state: now,
          ...(now === 'failed' && { reason: reason ?? 'it failed' }),
        });
      }),
    smsUrl: (key, messageId) =>
      `${baseUrl.replace(/\/+$/, '')}/channels/v1/${key}/twilio${messageId === undefined ? '' : `?id=${messageId}`}`,
    carrier: {
      async carry(workspaceId, message) {
        const channel = await db.inWorkspace(workspaceId, (tx) => known(tx, workspaceId, message.channelId), { readOnly: true });
        if (channel === undefined) return { state: 'failed', reason: 'the channel is gone' };
        if (message.attachments.length > 0) return { state: 'failed', reason: 'this channel carries no files' };
        const { settings, secret } = channel;
        return settings.provider === 'webhook'
          ? carryToWebhook(outbound, settings, secret, message, now())
          : bySms({ ...channel, settings }, message);
      },
    },
  };

  async function bySms(
    { workspaceId, key, settings, secret }: KnownChannel & { settings: Extract<OpenSettings, { provider: 'twilio' }> },
    { id, channelId, to, text }: OutboundMessage,
  ): Promise<Carried> {
    const number = to.type === 'phone' ? fullNumber(to.value) : undefined;
    if (number === undefined) return { state: 'failed', reason: 'That is no number a text message could be sent to.' };
    const reason = whyNotTo(number, settings.prefixes);
    if (reason !== undefined) return { state: 'failed', reason };
    const before = await db.inWorkspace(workspaceId, (tx) => rankInDay(tx, workspaceId, id), { readOnly: true });
    if (before >= settings.dailyLimit) {
      log.warn(
        { workspaceId, channelId, limit: settings.dailyLimit },
        'a channel of text messages has reached its limit of the day',
      );
      return { state: 'failed', reason: `this channel sends at most ${settings.dailyLimit} messages a day` };
    }
    const carried = await carryBySms(outbound, settings, secret, { to: number, text, newsTo: open.smsUrl(key, id) });
    // News of it may have come before the answer did, and know more.
    const told = await db.inWorkspace(workspaceId, (tx) => stateOfSaid(tx, workspaceId, id), { readOnly: true });
    if (told?.state !== 'failed') return carried;
    return { ...carried, state: 'failed', ...(told.reason !== null && { reason: told.reason }) };
  }

  return open;
}
