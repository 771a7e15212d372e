/** HTTP of open channels: made, changed, and led elsewhere. */
import { Refusal } from '#platform/contract';
import type { Bind } from '#platform/http';
import type { Outbound } from '#platform/outbound';
import type { Db, Tx } from '#platform/postgres';
import * as contract from '../../contract.ts';
import { newSigningSecret } from '../../webhooks/signing-secret.ts';
import type { Channels } from '../channels.ts';
import { countryPrefix, fullNumber } from './rules/numbers.ts';

const { openRefusals: refusals, channelRefusals } = contract;

interface OpenRoutesDeps {
  bind: Bind;
  db: Db;
  channels: Channels;
  outbound: Outbound;
}

export function bindOpenRoutes({ bind, db, channels, outbound }: OpenRoutesDeps): void {
  async function demandReachable(url: string): Promise<void> {
    try {
      await outbound.check(url);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { message } = error;
      throw new Refusal(refusals.channel_url_refused, { detail: message, fields: [{ path: 'url', message }] });
    }
  }

  async function settingsOf<P extends contract.OpenSettings['provider']>(tx: Tx, workspaceId: string, id: string, provider: P) {
    const row = await channels.find(tx, workspaceId, id);
    const settings = row?.settings as contract.OpenSettings | undefined;
    if (row?.kind !== 'open' || settings?.provider !== provider) throw new Refusal(channelRefusals.no_such_channel);
    return settings as Extract<contract.OpenSettings, { provider: P }>;
  }

  bind(contract.createOpenChannel, async ({ principal, workspaceId, body: { name, url, ...answers } }) => {
    await demandReachable(url);
    const wanted = {
      kind: 'open',
      name,
      settings: { provider: 'webhook', url, ...answers },
      secret: newSigningSecret(),
    } as const;
    return db.inWorkspace(workspaceId, (tx) => channels.create(tx, principal, wanted));
  });

  bind(contract.changeOpenChannel, async ({ principal, workspaceId, params: { id }, body }) => {
    const { name, enabled, ...changed } = body;
    const { url } = changed;
    if (url !== undefined) await demandReachable(url);
    return db.inWorkspace(workspaceId, async (tx) => {
      const before = await settingsOf(tx, workspaceId, id, 'webhook');
      // Who learned the secret at the old address must not be able to speak at the new one (case E11).
      const secret = url !== undefined && url !== before.url ? newSigningSecret() : undefined;
      const settings = Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined));
      const channel = await channels.change(tx, principal, id, 'open', { name, enabled, settings, secret });
      return { channel, secret: secret ?? null };
    });
  });

  bind(contract.createSmsChannel, ({ principal, workspaceId, body: { name, authToken, from, prefixes, ...rest } }) =>
    db.inWorkspace(workspaceId, async (tx) => {
      const number = numberOf(from);
      const settings = { provider: 'twilio', ...rest, from: number, prefixes: prefixes ?? ownCountry(number) };
      return (await channels.create(tx, principal, { kind: 'open', name, settings, secret: authToken })).channel;
    }),
  );

  bind(contract.changeSmsChannel, ({ principal, workspaceId, params: { id }, body }) =>
    db.inWorkspace(workspaceId, async (tx) => {
      const { name, enabled, authToken: secret, from, ...rest } = body;
      const before = await settingsOf(tx, workspaceId, id, 'twilio');
      const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
      const settings = { ...before, ...given, ...(from !== undefined && { from: numberOf(from) }) };
      const leadsElsewhere = settings.apiBase !== before.apiBase || settings.accountSid !== before.accountSid;
      if (leadsElsewhere && secret === undefined) throw new Refusal(refusals.sms_token_needed);
      return channels.change(tx, principal, id, 'open', { name, enabled, settings, secret });
    }),
  );
}

function numberOf(stated: string): string {
  const number = fullNumber(stated);
  if (number === undefined)
    throw new Refusal(refusals.sms_number_unknown, { fields: [{ path: 'from', message: 'must be a number in full' }] });
  return number;
}

const ownCountry = (number: string): string[] => [countryPrefix(number) ?? number];
