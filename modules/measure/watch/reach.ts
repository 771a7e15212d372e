/** Whether everything that came in by an instant stands where it is asked. A copy that lags must not look like a silence. */
import { standingOf } from '#platform/events';
import type { Tx } from '#platform/postgres';
import type { WatchedAbout } from '../contract.ts';
import { logLane } from '../voice/settings.ts';
import { staleFeedback } from '../voice/store/feedback.ts';
import type { WatchDeps } from './ground.ts';

type Deps = Pick<WatchDeps, 'listen'>;

export async function reaches(deps: Deps, tx: Tx, workspaceId: string, { kind }: WatchedAbout, until: Date): Promise<boolean> {
  return kind === 'voice' ? voiceReaches(deps, tx, workspaceId, until) : reportsReach(deps, tx, workspaceId, until);
}

async function reportsReach({ listen }: Deps, tx: Tx, workspaceId: string, until: Date): Promise<boolean> {
  if (!(await listen.reportsWhole(tx, workspaceId))) return false;
  const [next] = await listen.readLog(tx, workspaceId, await listen.reportedUpTo(tx, workspaceId), 1);
  return next === undefined || next.receivedAt > until;
}

async function voiceReaches({ listen }: Deps, tx: Tx, workspaceId: string, until: Date): Promise<boolean> {
  const [next] = await listen.readLog(tx, workspaceId, await standingOf(tx, workspaceId, logLane), 1);
  if (next !== undefined && next.receivedAt <= until) return false;
  return (await staleFeedback(tx, workspaceId, 1)).length === 0;
}
