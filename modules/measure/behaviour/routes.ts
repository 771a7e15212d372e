/** HTTP of behaviour: contract in, use case, contract out. */
import type { Bind } from '#platform/http';
import * as contract from '../contract.ts';
import { csvOf, csvOfBreadth, csvOfFunnel, csvOfLifecycle, csvOfPaths, csvOfRetention } from './csv.ts';
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
import type { BehaviourDeps } from './steps.ts';
import { answerTrend, findPeopleBehind, type TrendDeps } from './trend.ts';
import { findUnusual } from './unusual.ts';

export function bindBehaviour(deps: TrendDeps & BehaviourDeps & { bind: Bind }): void {
  const { bind } = deps;
  bind(contract.trend, ({ workspaceId, body }) => answerTrend(deps, workspaceId, body));
  bind(contract.behindPoint, ({ workspaceId, body }) => findPeopleBehind(deps, workspaceId, body));
  bind(contract.unusual, ({ workspaceId, body }) => findUnusual(deps, workspaceId, body));
  bind(contract.exportTrend, async ({ workspaceId, body }) => csvOf(await answerTrend(deps, workspaceId, body)));
  bind(contract.funnel, ({ workspaceId, body }) => answerFunnel(deps, workspaceId, body));
  bind(contract.funnelPeople, ({ workspaceId, body }) => findFunnelPeople(deps, workspaceId, body));
  bind(contract.funnelNext, ({ workspaceId, body }) => whatNext(deps, workspaceId, body));
  bind(contract.exportFunnel, async ({ workspaceId, body }) => csvOfFunnel(body, await answerFunnel(deps, workspaceId, body)));
  bind(contract.paths, ({ workspaceId, body }) => answerPaths(deps, workspaceId, body));
  bind(contract.pathPeople, ({ workspaceId, body }) => findPathPeople(deps, workspaceId, body));
  bind(contract.exportPaths, async ({ workspaceId, body }) => csvOfPaths(await answerPaths(deps, workspaceId, body)));
  bind(contract.retention, ({ workspaceId, body }) => answerRetention(deps, workspaceId, body));
  bind(contract.retentionPeople, ({ workspaceId, body }) => findRetentionPeople(deps, workspaceId, body));
  bind(contract.exportRetention, async ({ workspaceId, body }) => csvOfRetention(await answerRetention(deps, workspaceId, body)));
  bind(contract.lifecycle, ({ workspaceId, body }) => answerLifecycle(deps, workspaceId, body));
  bind(contract.lifecyclePeople, ({ workspaceId, body }) => findLifecyclePeople(deps, workspaceId, body));
  bind(contract.exportLifecycle, async ({ workspaceId, body }) => csvOfLifecycle(await answerLifecycle(deps, workspaceId, body)));
  bind(contract.breadth, ({ workspaceId, body }) => answerBreadth(deps, workspaceId, body));
  bind(contract.breadthPeople, ({ workspaceId, body }) => findBreadthPeople(deps, workspaceId, body));
  bind(contract.exportBreadth, async ({ workspaceId, body }) => csvOfBreadth(await answerBreadth(deps, workspaceId, body)));
}
