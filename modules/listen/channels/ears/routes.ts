/** HTTP of ears: made, changed, looked at now. */
import { Refusal } from '#platform/contract';
import type { Bind } from '#platform/http';
import type { Outbound } from '#platform/outbound';
import type { Db, Tx } from '#platform/postgres';
import * as contract from '../../contract.ts';
import type { Channels } from '../channels.ts';
import type { Ears } from './ears.ts';

const { earRefusals: refusals, channelRefusals } = contract;

interface EarRoutesDeps {
  bind: Bind;
  db: Db;
  channels: Channels;
  ears: Ears;
  outbound: Outbound;
}

type Made = Parameters<Channels['create']>;

export function bindEarRoutes({ bind, db, channels, ears, outbound }: EarRoutesDeps): void {
  async function demandReachable(url: string | undefined, path: string): Promise<void> {
    if (url === undefined) return;
    try {
      await outbound.check(url);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { message } = error;
      throw new Refusal(refusals.ear_url_refused, { detail: message, fields: [{ path, message }] });
    }
  }

  const make = (principal: Made[1], wanted: Made[2]) =>
    db.inWorkspace(principal.workspaceId, async (tx) => {
      const { channel } = await channels.create(tx, principal, wanted);
      await ears.add(tx, principal.workspaceId, channel.id);
      return channel;
    });

  async function settingsOf<S>(tx: Tx, workspaceId: string, id: string, kind: contract.ChannelKind): Promise<S> {
    const row = await channels.find(tx, workspaceId, id);
    if (row?.kind !== kind) throw new Refusal(channelRefusals.no_such_channel);
    return row.settings as S;
  }

  bind(contract.createFeed, async ({ principal, body: { name, ...settings } }) => {
    await demandReachable(settings.url, 'url');
    return make(principal, { kind: 'feed', name, settings });
  });

  bind(contract.changeFeed, async ({ principal, workspaceId, params: { id }, body: { name, enabled, ...settings } }) => {
    await demandReachable(settings.url, 'url');
    return db.inWorkspace(workspaceId, async (tx) => {
      const before = await settingsOf<contract.FeedSettings>(tx, workspaceId, id, 'feed');
      const channel = await channels.change(tx, principal, id, 'feed', { name, enabled, settings: given(settings) });
      await ears.changed(tx, workspaceId, id, settings.url !== undefined && settings.url !== before.url);
      return channel;
    });
  });

  bind(contract.createMastodon, async ({ principal, body: { name, accessToken, ...settings } }) => {
    await demandReachable(settings.server, 'server');
    return make(principal, { kind: 'mastodon', name, settings, secret: accessToken });
  });

  bind(contract.changeMastodon, ({ principal, workspaceId, params: { id }, body }) =>
    db.inWorkspace(workspaceId, async (tx) => {
      const { name, enabled, accessToken: secret, ...settings } = body;
      const channel = await channels.change(tx, principal, id, 'mastodon', { name, enabled, settings: given(settings), secret });
      await ears.changed(tx, workspaceId, id, secret !== undefined);
      return channel;
    }),
  );

  bind(contract.createBluesky, async ({ principal, body: { name, appPassword, ...settings } }) => {
    await demandReachable(settings.server, 'server');
    return make(principal, { kind: 'bluesky', name, settings, secret: appPassword });
  });

  bind(contract.changeBluesky, async ({ principal, workspaceId, params: { id }, body }) => {
    const { name, enabled, appPassword: secret, ...settings } = body;
    await demandReachable(settings.server, 'server');
    return db.inWorkspace(workspaceId, async (tx) => {
      const before = await settingsOf<contract.BlueskySettings>(tx, workspaceId, id, 'bluesky');
      const { server = before.server, account = before.account } = settings;
      const leadsElsewhere = server !== before.server || account !== before.account;
      if (leadsElsewhere && secret === undefined) throw new Refusal(refusals.ear_secret_needed);
      const channel = await channels.change(tx, principal, id, 'bluesky', { name, enabled, settings: given(settings), secret });
      await ears.changed(tx, workspaceId, id, leadsElsewhere || secret !== undefined);
      return channel;
    });
  });

  bind(contract.readEar, ({ workspaceId, params: { id } }) =>
    db.inWorkspace(workspaceId, (tx) => ears.show(tx, workspaceId, id), { readOnly: true }),
  );
  bind(contract.lookNow, async ({ workspaceId, params: { id } }) => ({ heard: await ears.lookNow(workspaceId, id) }));
}

/** Only what was named. */
const given = (settings: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
