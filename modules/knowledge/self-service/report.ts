/** How visits for help ended: told as customers lived it, never as contacts avoided. */
import type { ReplyOf } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import type { selfService } from '../contract/care.ts';
import { siteOf } from '../site/address.ts';
import { busiest, outcomes } from './store.ts';

export async function reportSelfService(
  tx: Tx,
  workspaceId: string,
  { from, to }: { from: string; to: string },
): Promise<ReplyOf<typeof selfService>> {
  const { contactHours } = await siteOf(tx, workspaceId);
  const ended = await outcomes(tx, workspaceId, from, to, contactHours);
  return { ...ended, contactHours, articles: await busiest(tx, workspaceId, from, to) };
}
