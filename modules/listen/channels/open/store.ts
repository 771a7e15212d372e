/** SQL of open channels. */
import { sql, type Tx } from '#platform/postgres';
import type { DispatchState } from '../outbound.ts';

interface Said {
  id: string;
  state: DispatchState;
}

/** A message of ours that went out on this channel, by our id or the provider's; held until the transaction ends. */
export const holdSaid = (
  tx: Tx,
  workspaceId: string,
  channelId: string,
  by: { id: string } | { providerId: string },
): Promise<Said | undefined> =>
  tx.maybe(sql`
    select id, state from listen.dispatch
     where workspace_id = ${workspaceId} and channel_id = ${channelId}
       and ${'id' in by ? sql`id = ${by.id}` : sql`provider_id = ${by.providerId}`} for update`);

export const stateOfSaid = async (tx: Tx, workspaceId: string, id: string) =>
  tx.maybe<{ state: DispatchState; reason: string | null }>(sql`
    select state, reason from listen.dispatch where workspace_id = ${workspaceId} and id = ${id}`);

export async function noteProviderId(tx: Tx, workspaceId: string, id: string, providerId: string): Promise<void> {
  await tx.run(sql`
    update listen.dispatch set provider_id = ${providerId} where workspace_id = ${workspaceId} and id = ${id} and provider_id is null`);
}

/**
 * How many messages of this day (UTC) stand before this one on its channel, those that failed left out. By rank, not by what was
 * sent so far: however many go out at once, no more than the limit pass.
 */
export async function rankInDay(tx: Tx, workspaceId: string, id: string): Promise<number> {
  const { before } = await tx.one<{ before: string }>(sql`
    select count(*) as before
      from listen.dispatch mine join listen.dispatch other
        on other.workspace_id = mine.workspace_id and other.channel_id = mine.channel_id
     where mine.workspace_id = ${workspaceId} and mine.id = ${id} and other.state <> 'failed'
       and other.queued_at >= date_trunc('day', mine.queued_at, 'UTC')
       and (other.queued_at, other.id) < (mine.queued_at, mine.id)`);
  return Number(before);
}
