/** What happens when nobody clicks: watches are looked at, times that pass are told, and nothing is left with somebody who left. */

import type { WatchDeps } from './ground.ts';
import { heirOf, sponsorOf } from './heir.ts';
import { sendLetter } from './letters.ts';
import { letter, lookAt } from './lookout.ts';
import * as store from './store.ts';

const everyMs = 60_000;
const atOnce = 100;

export function keepWatch(deps: WatchDeps): void {
  deps.jobs.handle(letter, ({ payload }) => sendLetter(deps, payload));
  deps.jobs.every('measure.watches', everyMs, async () => {
    for (const workspaceId of await deps.db.workspaceIds()) await sweep(deps, workspaceId);
  });
}

export async function sweep(deps: WatchDeps, workspaceId: string): Promise<void> {
  await passOn(deps, workspaceId);
  const now = new Date(deps.clock.now());
  const due = await deps.db.inWorkspace(workspaceId, (tx) => store.dueWatches(tx, workspaceId, now, atOnce), { readOnly: true });
  for (const id of due) {
    try {
      await lookAt(deps, workspaceId, id);
    } catch (error) {
      // One that fails must not silence the others.
      deps.log.error({ err: error, workspaceId, watch: id }, 'a watch could not be looked at');
    }
  }
  await tellMissed(deps, workspaceId);
}

/** What belongs to somebody who left goes up their line. */
async function passOn(deps: WatchDeps, workspaceId: string): Promise<void> {
  const { db, people } = deps;
  const gone = await db.inWorkspace(
    workspaceId,
    async (tx) => {
      const ids = await store.owners(tx, workspaceId);
      const active = new Set((await people.colleagues(tx, ids)).filter((one) => one.active).map(({ id }) => id));
      return ids.filter((id) => !active.has(id));
    },
    { readOnly: true },
  );
  for (const id of gone) {
    const heir = await heirOf(deps, workspaceId, id);
    if (heir !== undefined && heir !== id) await db.inWorkspace(workspaceId, (tx) => store.passOn(tx, workspaceId, id, heir));
  }
}

/** Nobody said in time what it was: it is told to whoever its owner reports to, once. */
async function tellMissed(deps: WatchDeps, workspaceId: string): Promise<void> {
  const { db, jobs, clock } = deps;
  const now = new Date(clock.now());
  await db.inWorkspace(workspaceId, async (tx) => {
    for (const { id, ownerId } of await store.takeMissed(tx, workspaceId, now, atOnce)) {
      const to = (await sponsorOf(deps, workspaceId, ownerId)) ?? ownerId;
      await store.escalate(tx, workspaceId, id, to, now);
      await jobs.add(tx, letter, { workspaceId, findingId: id, why: 'missed' }, { key: `watch:${id}:missed` });
    }
  });
}
