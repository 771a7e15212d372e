/** Opening rules at work when nobody clicks: a lane over the log, a sweep of what is due, and whoever enters a segment. */
import type { Events, Lanes } from '#platform/events';
import type { Bind } from '#platform/http';
import type { Jobs } from '#platform/jobs';
import { openingLane, sweepOverdue } from './lane.ts';
import { bindRuleRoutes } from './routes.ts';
import { enteredSegments } from './segments.ts';
import type { Keeping } from './settings.ts';

const sweepMs = 5_000;

export type WatchRulesDeps = Keeping & {
  lanes: Pick<Lanes, 'add'>;
  events: Pick<Events, 'subscribe'>;
  jobs: Pick<Jobs, 'every'>;
  bind: Bind;
};

export function watchRules(deps: WatchRulesDeps): void {
  const { db, lanes, events, jobs, bind } = deps;
  lanes.add(openingLane(deps));
  events.subscribe(enteredSegments(deps));
  const sweep = sweepOverdue(deps);
  jobs.every('moments.open_overdue', sweepMs, async () => {
    for (const workspaceId of await db.workspaceIds()) await sweep(workspaceId);
  });
  bindRuleRoutes(bind, deps);
}
