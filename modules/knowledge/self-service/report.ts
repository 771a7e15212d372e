/** How visits for help ended: told as customers lived it, never as contacts avoided. */
import type { ReplyOf } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import { findArticle } from '../articles/store.ts';
import type { selfService } from '../contract/care.ts';
import { refusals } from '../contract/refusals.ts';
import { orRefuse } from '../ground.ts';
import { siteOf } from '../site/address.ts';
import { busiest, feedbackOf, outcomes } from './store.ts';

export async function reportSelfService(
  tx: Tx,
  workspaceId: string,
  { from, to }: { from: string; to: string },
): Promise<ReplyOf<typeof selfService>> {
  const { contactHours } = await siteOf(tx, workspaceId);
  const ended = await outcomes(tx, workspaceId, from, to, contactHours);
  return { ...ended, contactHours, articles: await busiest(tx, workspaceId, from, to) };
}

export async function readFeedback(tx: Tx, workspaceId: string, articleId: string) {
  orRefuse(await findArticle(tx, workspaceId, articleId), refusals.no_such_article);
  const rows = await feedbackOf(tx, workspaceId, articleId);
  return { items: rows.map((row) => ({ ...row, at: row.at.toISOString() })) };
}
