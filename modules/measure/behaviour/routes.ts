/** HTTP of behaviour: contract in, use case, contract out. */

import { until } from '#platform/clickhouse';
import type { Bind } from '#platform/http';
import * as contract from '../contract.ts';
import { csvOf, csvOfBreadth, csvOfFunnel, csvOfLifecycle, csvOfPaths, csvOfRetention, csvOfSessions } from './csv.ts';
import { answerFunnel, findFunnelPeople, whatNext } from './funnel.ts';
import { answerPaths, findPathPeople } from './paths.ts';
import {
  answerBreadth,
  answerLifecycle,
  answerRetention,
  findBreadthPeople,
  findLifecyclePeople,
  findRetentionPeople,
} from './retention.ts';
import { type SaidDeps, saidAfter } from './said.ts';
import { answerSessions, findSessionPeople } from './sessions.ts';
import type { BehaviourDeps } from './steps.ts';
import { answerTrend, findPeopleBehind, type TrendDeps } from './trend.ts';
import { findUnusual } from './unusual.ts';

export function bindBehaviour(deps: TrendDeps & BehaviourDeps & SaidDeps & { bind: Bind }): void {
  const { bind } = deps;
  bind(contract.trend, ({ workspaceId, body, signal }) => answerTrend(until(deps, signal), workspaceId, body));
  bind(contract.behindPoint, ({ workspaceId, body, signal }) => findPeopleBehind(until(deps, signal), workspaceId, body));
  bind(contract.unusual, ({ workspaceId, body, signal }) => findUnusual(until(deps, signal), workspaceId, body));
  bind(contract.exportTrend, async ({ workspaceId, body, signal }) =>
    csvOf(await answerTrend(until(deps, signal), workspaceId, body)),
  );
  bind(contract.funnel, ({ workspaceId, body, signal }) => answerFunnel(until(deps, signal), workspaceId, body));
  bind(contract.funnelPeople, ({ workspaceId, body, signal }) => findFunnelPeople(until(deps, signal), workspaceId, body));
  bind(contract.funnelNext, ({ workspaceId, body, signal }) => whatNext(until(deps, signal), workspaceId, body));
  bind(contract.funnelSaid, ({ principal, body, signal }) => saidAfter(until(deps, signal), principal, body));
  bind(contract.exportFunnel, async ({ workspaceId, body, signal }) =>
    csvOfFunnel(body, await answerFunnel(until(deps, signal), workspaceId, body)),
  );
  bind(contract.paths, ({ workspaceId, body, signal }) => answerPaths(until(deps, signal), workspaceId, body));
  bind(contract.pathPeople, ({ workspaceId, body, signal }) => findPathPeople(until(deps, signal), workspaceId, body));
  bind(contract.exportPaths, async ({ workspaceId, body, signal }) =>
    csvOfPaths(await answerPaths(until(deps, signal), workspaceId, body)),
  );
  bind(contract.sessions, ({ workspaceId, body, signal }) => answerSessions(until(deps, signal), workspaceId, body));
  bind(contract.sessionPeople, ({ workspaceId, body, signal }) => findSessionPeople(until(deps, signal), workspaceId, body));
  bind(contract.exportSessions, async ({ workspaceId, body, signal }) =>
    csvOfSessions(await answerSessions(until(deps, signal), workspaceId, body)),
  );
  bind(contract.retention, ({ workspaceId, body, signal }) => answerRetention(until(deps, signal), workspaceId, body));
  bind(contract.retentionPeople, ({ workspaceId, body, signal }) => findRetentionPeople(until(deps, signal), workspaceId, body));
  bind(contract.exportRetention, async ({ workspaceId, body, signal }) =>
    csvOfRetention(await answerRetention(until(deps, signal), workspaceId, body)),
  );
  bind(contract.lifecycle, ({ workspaceId, body, signal }) => answerLifecycle(until(deps, signal), workspaceId, body));
  bind(contract.lifecyclePeople, ({ workspaceId, body, signal }) => findLifecyclePeople(until(deps, signal), workspaceId, body));
  bind(contract.exportLifecycle, async ({ workspaceId, body, signal }) =>
    csvOfLifecycle(await answerLifecycle(until(deps, signal), workspaceId, body)),
  );
  bind(contract.breadth, ({ workspaceId, body, signal }) => answerBreadth(until(deps, signal), workspaceId, body));
  bind(contract.breadthPeople, ({ workspaceId, body, signal }) => findBreadthPeople(until(deps, signal), workspaceId, body));
  bind(contract.exportBreadth, async ({ workspaceId, body, signal }) =>
    csvOfBreadth(await answerBreadth(until(deps, signal), workspaceId, body)),
  );
}
