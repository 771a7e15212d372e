/** Whether everything that came in by an instant stands where it is asked. A copy that lags must not look like a silence. */
import { momentEvents } from '#moments';
import { handledUpTo, standingOf } from '#platform/events';
import type { Tx } from '#platform/postgres';
import type { WatchedAbout } from '../contract.ts';
import { subscriberOfMoments } from '../conversations/lane.ts';
import { linesReach } from '../conversations/store.ts';
import { selectionsOf } from '../metrics/rules/parts.ts';
import { findMetric } from '../metrics/store.ts';
import { heardInConversations } from '../voice/hear.ts';
import { logLane } from '../voice/settings.ts';
import { anyStaleBy } from '../voice/store/feedback.ts';
import type { WatchDeps } from './ground.ts';

type Deps = Pick<WatchDeps, 'listen'>;

export async function reaches(deps: Deps, tx: Tx, workspaceId: string, about: WatchedAbout, until: Date): Promise<boolean> {
  if (about.kind === 'voice') return voiceReaches(deps, tx, workspaceId, until);
  if (about.kind === 'events') return reportsReach(deps, tx, workspaceId, until);
  const metric = await findMetric(tx, workspaceId, about.metricId);
  const sources = new Set(metric && selectionsOf(metric.formula).map(({ of }) => of.source));
  if (sources.has('events') && !(await reportsReach(deps, tx, workspaceId, until))) return false;
  return !sources.has('conversations') || conversationsReach(tx, workspaceId, until);
}

async function reportsReach({ listen }: Deps, tx: Tx, workspaceId: string, until: Date): Promise<boolean> {
  if (!(await listen.reportsWhole(tx, workspaceId))) return false;
  const [next] = await listen.readLog(tx, workspaceId, await listen.reportedUpTo(tx, workspaceId), 1);
  return next === undefined || next.receivedAt > until;
}

/** Words come from the log and from conversations; both are read, and what was read is copied. */
async function voiceReaches({ listen }: Deps, tx: Tx, workspaceId: string, until: Date): Promise<boolean> {
  const [next] = await listen.readLog(tx, workspaceId, await standingOf(tx, workspaceId, logLane), 1);
  if (next !== undefined && next.receivedAt <= until) return false;
  const { name, types } = heardInConversations;
  if (!(await handledUpTo(tx, workspaceId, name, types, until))) return false;
  return !(await anyStaleBy(tx, workspaceId, until));
}

async function conversationsReach(tx: Tx, workspaceId: string, until: Date): Promise<boolean> {
  const types = momentEvents.map(({ type }) => type);
  if (!(await handledUpTo(tx, workspaceId, subscriberOfMoments, types, until))) return false;
  return linesReach(tx, workspaceId, until);
}
