/** What people looked for and did not get: found, owned, settled. */
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import { findArticle, spaces } from '../articles/store.ts';
import type { Gap } from '../contract/care.ts';
import { refusals } from '../contract/refusals.ts';
import { gapFound } from '../events.ts';
import { type Ground, orRefuse } from '../ground.ts';
import { find } from '../search/search.ts';
import { forgetSearches } from '../self-service/store.ts';
import * as store from './store.ts';

type GapGround = Pick<Ground, 'db' | 'events' | 'newId' | 'people' | 'audit'>;

async function shown({ people }: Pick<Ground, 'people'>, tx: Tx, rows: readonly store.GapRow[]): Promise<Gap[]> {
  const owners = [...new Set(rows.flatMap(({ ownerId }) => (ownerId === null ? [] : [ownerId])))];
  const faces = new Map((await people.colleagues(tx, owners)).map((one) => [one.id, one]));
  return rows.map(({ ownerId, firstAt, lastAt, ...row }) => ({
    ...row,
    firstAt: firstAt.toISOString(),
    lastAt: lastAt.toISOString(),
    owner: ownerId === null ? null : (faces.get(ownerId) ?? { id: ownerId, name: '?', active: false }),
  }));
}

export const readGaps = async (ground: GapGround, tx: Tx, workspaceId: string, state: Gap['state'], ownerId?: string) => ({
  items: await shown(ground, tx, await store.gaps(tx, workspaceId, state, ownerId)),
});

export const settleGap = (
  ground: GapGround,
  principal: Principal,
  id: string,
  how: { articleId: string } | { reason: string },
): Promise<Gap> =>
  ground.db.inWorkspace(principal.workspaceId, async (tx) => {
    const { workspaceId, label } = principal;
    const gap = orRefuse(await store.holdGap(tx, workspaceId, id), refusals.no_such_gap);
    if (gap.state !== 'open') throw new Refusal(refusals.settled_already);
    const [articleId, reason] = 'articleId' in how ? [how.articleId, null] : [null, how.reason];
    if (articleId !== null) orRefuse(await findArticle(tx, workspaceId, articleId), refusals.no_such_article);
    await store.settle(tx, workspaceId, id, { articleId, reason, by: label });
    await ground.audit.record(tx, principal, {
      action: articleId === null ? 'knowledge.gap_dismissed' : 'knowledge.gap_settled',
      subject: `gap:${id}`,
      details: { articleId, reason },
    });
    const [settled] = await shown(ground, tx, [orRefuse(await store.holdGap(tx, workspaceId, id), refusals.no_such_gap)]);
    return orRefuse(settled, refusals.no_such_gap);
  });

/** A gap that is near no space belongs to the workspace's owner. */
export async function addGap(
  ground: Pick<Ground, 'events' | 'newId' | 'people'>,
  tx: Tx,
  workspaceId: string,
  gap: Pick<store.GapRow, 'kind' | 'text' | 'locale' | 'momentId'> & { asked: string; times: number; at: Date; ownerId?: string },
): Promise<void> {
  const ownerId = gap.ownerId ?? (await ground.people.firstOwner(tx))?.id ?? null;
  const { id, isNew } = await store.addGap(tx, workspaceId, { ...gap, ownerId, id: ground.newId() });
  if (isNew) await ground.events.tell(tx, workspaceId, gapFound, { gapId: id, ownerId });
}

const batch = 500;
/** After so long nobody comes back to the list of results. */
const ripeMinutes = 30;
const keptDays = 90;

/** Whoever answers for the space where the nearest article stands, when they can act. */
async function ownerNear(
  { people }: Pick<Ground, 'people'>,
  tx: Tx,
  workspaceId: string,
  text: string,
  locale: string,
): Promise<string | undefined> {
  const [nearest] = (await find(tx, workspaceId, { text, locale, limit: 1 })).items;
  const [space] = nearest ? await spaces(tx, workspaceId, nearest.spaceId) : [];
  if (!space?.ownerId) return undefined;
  const [owner] = await people.colleagues(tx, [space.ownerId]);
  return owner?.active ? owner.id : undefined;
}

/** When nobody clicks: searches nobody was helped by become gaps; what was typed is forgotten in time. */
export async function findGaps(ground: GapGround, minutes = ripeMinutes): Promise<void> {
  for (const workspaceId of await ground.db.workspaceIds()) {
    await ground.db.inWorkspace(workspaceId, async (tx) => {
      for (const { asked, text, locale, kind, times, lastAt } of await store.weighSearches(tx, workspaceId, minutes, batch)) {
        const ownerId = kind === 'no_click' ? await ownerNear(ground, tx, workspaceId, text, locale) : undefined;
        const gap = { kind, asked, text, locale, times, at: lastAt, momentId: null };
        await addGap(ground, tx, workspaceId, { ...gap, ...(ownerId && { ownerId }) });
      }
      await forgetSearches(tx, workspaceId, keptDays);
    });
  }
}
