/** When nobody clicks: owners learn that their article is due, and that it has stopped answering. */
import { articleDue, articleExpired } from '../events.ts';
import type { Ground } from '../ground.ts';
import { turned } from './store.ts';

const batch = 200;

/** Withholding needs no timer: what answers compares with the clock. Only the telling does. */
export async function tellOwners({ db, events }: Pick<Ground, 'db' | 'events'>): Promise<void> {
  for (const workspaceId of await db.workspaceIds()) {
    for (let last = batch; last === batch; ) {
      last = await db.inWorkspace(workspaceId, async (tx) => {
        const rows = await turned(tx, workspaceId, batch);
        for (const { id, ownerId, expiresAt, now } of rows) {
          if (now === 'due') {
            await events.tell(tx, workspaceId, articleDue, { articleId: id, ownerId, expiresAt: expiresAt.toISOString() });
          } else await events.tell(tx, workspaceId, articleExpired, { articleId: id, ownerId });
        }
        return rows.length;
      });
    }
  }
}
