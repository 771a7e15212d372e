/** HTTP of behaviour: contract in, use case, contract out. */
import type { Bind } from '#platform/http';
import * as contract from '../contract.ts';
import { csvOf, csvOfFunnel } from './csv.ts';
import { answerFunnel, findFunnelPeople, whatNext } from './funnel.ts';
import type { BehaviourDeps } from './steps.ts';
import { answerTrend, findPeopleBehind, type TrendDeps } from './trend.ts';

export function bindBehaviour(deps: TrendDeps & BehaviourDeps & { bind: Bind }): void {
  const { bind } = deps;
  bind(contract.trend, ({ workspaceId, body }) => answerTrend(deps, workspaceId, body));
  bind(contract.behindPoint, ({ workspaceId, body }) => findPeopleBehind(deps, workspaceId, body));
  bind(contract.exportTrend, async ({ workspaceId, body }) => csvOf(await answerTrend(deps, workspaceId, body)));
  bind(contract.funnel, ({ workspaceId, body }) => answerFunnel(deps, workspaceId, body));
  bind(contract.funnelPeople, ({ workspaceId, body }) => findFunnelPeople(deps, workspaceId, body));
  bind(contract.funnelNext, ({ workspaceId, body }) => whatNext(deps, workspaceId, body));
  bind(contract.exportFunnel, async ({ workspaceId, body }) => csvOfFunnel(body, await answerFunnel(deps, workspaceId, body)));
}
