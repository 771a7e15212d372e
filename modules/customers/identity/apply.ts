/** Carries a decision out: settles who is whom, refreshes faces, tells. */
import type { Events } from '#platform/events';
import type { Tx } from '#platform/postgres';
import { refreshPeople } from '../profile/refresh.ts';
import { type SettleOptions, settle } from './settle.ts';
import { tellWhatChanged } from './tell.ts';

export async function settleAndTell(
  tx: Tx,
  events: Events,
  workspaceId: string,
  seeds: readonly string[],
  options: SettleOptions,
): Promise<void> {
  const settled = await settle(tx, workspaceId, seeds, options);
  const refreshed = await refreshPeople(tx, workspaceId, settled.touched, options.settings);
  await tellWhatChanged(events, tx, workspaceId, { ...refreshed, settled, fresh: new Set(), alsoChanged: [] });
}
