/** Spaces: where articles stand, who may read them, who settles what is missing. */
import type { Principal } from '#platform/auth';
import { Refusal } from '#platform/contract';
import type { Tx } from '#platform/postgres';
import type { Space, SpaceWords } from '../contract/articles.ts';
import { refusals } from '../contract/refusals.ts';
import { type Ground, orRefuse, ownerFor, refusingTaken } from '../ground.ts';
import { readSpaces } from './read.ts';
import * as store from './store.ts';

const one = async (ground: Ground, tx: Tx, workspaceId: string, id: string): Promise<Space> =>
  orRefuse((await readSpaces(ground, tx, workspaceId, id))[0], refusals.no_such_space);

async function checkOwner(ground: Ground, tx: Tx, principal: Principal, { ownerId }: SpaceWords): Promise<void> {
  if (ownerId !== null) await ownerFor(ground, tx, principal, ownerId, refusals.no_such_owner);
}

export const createSpace = (ground: Ground, principal: Principal, words: SpaceWords): Promise<Space> =>
  refusingTaken(
    refusals.slug_taken,
    ground.db.inWorkspace(principal.workspaceId, async (tx) => {
      await checkOwner(ground, tx, principal, words);
      const id = ground.newId();
      await store.insertSpace(tx, principal.workspaceId, id, words);
      const made = await one(ground, tx, principal.workspaceId, id);
      await ground.audit.record(tx, principal, {
        action: 'knowledge.space_created',
        subject: `space:${id}`,
        details: { ...words },
      });
      return made;
    }),
  );

export const changeSpace = (ground: Ground, principal: Principal, id: string, words: SpaceWords): Promise<Space> =>
  refusingTaken(
    refusals.slug_taken,
    ground.db.inWorkspace(principal.workspaceId, async (tx) => {
      await checkOwner(ground, tx, principal, words);
      const { slug } = await one(ground, tx, principal.workspaceId, id);
      if (slug !== words.slug) await store.leaveSlug(tx, principal.workspaceId, 'space', slug, id);
      await store.updateSpace(tx, principal.workspaceId, id, words);
      const changed = await one(ground, tx, principal.workspaceId, id);
      await ground.audit.record(tx, principal, {
        action: 'knowledge.space_changed',
        subject: `space:${id}`,
        details: { ...words },
      });
      return changed;
    }),
  );

export const removeSpace = (ground: Ground, principal: Principal, id: string): Promise<undefined> =>
  ground.db.inWorkspace(principal.workspaceId, async (tx) => {
    const { name } = await one(ground, tx, principal.workspaceId, id);
    if ((await store.deleteSpace(tx, principal.workspaceId, id)) === 0) throw new Refusal(refusals.space_in_use);
    await ground.audit.record(tx, principal, { action: 'knowledge.space_removed', subject: `space:${id}`, details: { name } });
    return undefined;
  });
